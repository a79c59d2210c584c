"""Planning each kind of change: which spans, pauses and ends it makes, then what it comes to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from cashwright.areas.catalog.models import Price
from cashwright.areas.contracts.models import Charge
from cashwright.areas.contracts.policies import AmendmentKind, Proration
from cashwright.areas.contracts.refusals import (
    AlreadyPaused,
    ChargeNotRunning,
    NothingChanges,
    NotPaused,
    SubscriptionOver,
)
from cashwright.areas.contracts.rules import Days, Span
from cashwright.areas.contracts.rules.changing import (
    AddCharge,
    Cancelling,
    Change,
    ChangePrice,
    ChangeQuantity,
    Pausing,
    RemoveCharge,
    Resuming,
    ended,
    followed,
    in_force,
)
from cashwright.areas.contracts.services.planning import (
    AmendmentPlan,
    ChargeChange,
    How,
    Standing,
    check_day,
    counts_from,
    items_of,
    new_amendment,
    period_of,
)
from cashwright.areas.contracts.services.subscribing import (
    ChargeDraft,
    charge_rows,
    check_version,
    prices_of,
)
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import BadInput, NotFound


def subscription_of(charge_id: UUID) -> UUID:
    """The subscription of a charge. Raises NotFound."""
    found = Charge.objects.filter(pk=charge_id).values_list("subscription_id", flat=True).first()
    if found is None:
        raise NotFound(document="charge", id=str(charge_id))
    return found


def plan_change(standing: Standing, change: Change, how: How, by: Actor) -> AmendmentPlan:
    """The plan of any change; see `amending.amend` for the refusals."""
    planner: Callable[..., AmendmentPlan] = _PLANNERS[type(change)]
    return planner(standing, change, how, by.name)


def _quantity(standing: Standing, change: ChangeQuantity, how: How, by: str) -> AmendmentPlan:
    charge = _charge(standing, change.charge_id)
    how, old = _counting(standing, charge, how)
    if change.quantity_e6 < 0:
        raise BadInput(field="quantity", value=str(change.quantity_e6), expected="0 or more")
    if change.quantity_e6 == old.quantity_e6:
        raise NothingChanges(what="quantity")
    changed = followed(
        standing.spans[charge.pk], how.effective_on, replace(old, quantity_e6=change.quantity_e6)
    )
    details = {
        "charge": charge.price.code,
        "before_e6": old.quantity_e6,
        "after_e6": change.quantity_e6,
    }
    plan = _new(standing, AmendmentKind.QUANTITY, how, details, by)
    plan.spans = [(charge, changed.spans)]
    items_of(
        plan,
        standing,
        [_of(standing, charge, how.effective_on, changed.until_on, changed.spans)],
        how,
    )
    return plan


def _price(standing: Standing, change: ChangePrice, how: How, by: str) -> AmendmentPlan:
    charge = _charge(standing, change.charge_id)
    how, old = _counting(standing, charge, how)
    quantity = old.quantity_e6 if change.quantity_e6 is None else change.quantity_e6
    draft = ChargeDraft(
        price_id=change.price_id, quantity_e6=quantity, price_version_id=change.price_version_id
    )
    price = prices_of([draft])[0]
    details = {
        "before": charge.price.code, "after": price.code, "before_e6": old.quantity_e6,
        "after_e6": quantity,
    }  # fmt: skip
    plan = _new(standing, AmendmentKind.PRICE, how, details, by)
    if price.pk == charge.price_id:
        return _version(standing, charge, old, draft, price, how, plan)
    gone = followed(standing.spans[charge.pk], how.effective_on, None)
    draft = replace(draft, from_on=how.effective_on, until_on=gone.until_on)
    made, rows = charge_rows(standing.subscription, draft, price, _position(standing))
    spans = tuple(Span(r.from_on, r.until_on, r.quantity_e6, r.price_version_id) for r in rows)
    plan.new_charges, plan.spans = [made], [(charge, gone.spans), (made, spans)]
    changes = [
        _of(standing, charge, how.effective_on, gone.until_on, gone.spans),
        replace(
            _of(standing, made, how.effective_on, gone.until_on, spans),
            is_new=True, instead_of=charge.pk,
        ),
    ]  # fmt: skip
    items_of(plan, standing, changes, how)
    return plan


def _version(
    standing: Standing, charge: Charge, old: Span, draft: ChargeDraft, price: Price, how: How,
    plan: AmendmentPlan,
) -> AmendmentPlan:  # fmt: skip
    """The same price at another version: the charge stays, its span changes."""
    check_version(standing.subscription.contract, price, draft.price_version_id)
    new = replace(old, quantity_e6=draft.quantity_e6, price_version_id=draft.price_version_id)
    if new == old:
        raise NothingChanges(what="price")
    changed = followed(standing.spans[charge.pk], how.effective_on, new)
    plan.spans = [(charge, changed.spans)]
    items_of(
        plan,
        standing,
        [_of(standing, charge, how.effective_on, changed.until_on, changed.spans)],
        how,
    )
    return plan


def _add(standing: Standing, change: AddCharge, how: How, by: str) -> AmendmentPlan:
    day = counts_from(standing, list(standing.charges), how)
    how = replace(how, effective_on=day)
    draft = ChargeDraft(
        price_id=change.price_id, quantity_e6=change.quantity_e6,
        price_version_id=change.price_version_id, from_on=day,
    )  # fmt: skip
    price = prices_of([draft])[0]
    plan = _new(
        standing, AmendmentKind.ADD, how, {"after": price.code, "after_e6": draft.quantity_e6}, by
    )
    made, rows = charge_rows(standing.subscription, draft, price, _position(standing))
    spans = tuple(Span(r.from_on, r.until_on, r.quantity_e6, r.price_version_id) for r in rows)
    plan.new_charges, plan.spans = [made], [(made, spans)]
    items_of(plan, standing, [replace(_of(standing, made, day, None, spans), is_new=True)], how)
    return plan


def _remove(standing: Standing, change: RemoveCharge, how: How, by: str) -> AmendmentPlan:
    charge = _charge(standing, change.charge_id)
    how, old = _counting(standing, charge, how)
    how = _without_full_price(how)
    left = ended(standing.spans[charge.pk], how.effective_on)
    details = {"before": charge.price.code, "before_e6": old.quantity_e6}
    plan = _new(standing, AmendmentKind.REMOVE, how, details, by)
    plan.spans = [(charge, left.spans)]
    items_of(plan, standing, [_of(standing, charge, how.effective_on, None, left.spans)], how)
    return plan


def _pause(standing: Standing, change: Pausing, how: How, by: str) -> AmendmentPlan:
    how = _without_full_price(how)
    new = Days(how.effective_on, change.until_on)
    if change.until_on is not None and change.until_on <= how.effective_on:
        raise BadInput(field="until_on", value=str(change.until_on), expected="a later day")
    for old in standing.pauses:
        is_before = old.until_on is not None and old.until_on <= new.from_on
        is_after = new.until_on is not None and new.until_on <= old.from_on
        if not (is_before or is_after):
            raise AlreadyPaused(from_on=old.from_on, until_on=old.until_on)
    details = {"until_on": change.until_on.isoformat() if change.until_on else None}
    plan = _new(standing, AmendmentKind.PAUSE, how, details, by)
    plan.pause = new
    pauses = (*standing.pauses, new)
    items_of(plan, standing, _all(standing, how, new.until_on, pauses), how)
    return plan


def _resume(standing: Standing, change: Resuming, how: How, by: str) -> AmendmentPlan:
    how, day = _without_full_price(how), how.effective_on
    old = next(
        (p for p in standing.pauses if p.from_on <= day and (p.until_on is None or day < p.until_on)),
        None,
    )  # fmt: skip
    if old is None:
        raise NotPaused(on=day)
    plan = _new(standing, AmendmentKind.RESUME, how, {"paused_from": old.from_on.isoformat()}, by)
    others = tuple(p for p in standing.pauses if p is not old)
    if old.from_on == day:
        plan.pause_gone, pauses = day, others
    else:
        plan.pause = Days(old.from_on, day)
        pauses = (*others, plan.pause)
    items_of(plan, standing, _all(standing, how, old.until_on, pauses), how)
    return plan


def _cancel(standing: Standing, change: Cancelling, how: How, by: str) -> AmendmentPlan:
    how, subscription = _without_full_price(how), standing.subscription
    if change.at_period_end:
        period = period_of(subscription, how.effective_on)
        end = period.end_on if period else how.effective_on
        how = replace(how, effective_on=end, effective_at=None)
    if subscription.ends_on is not None and subscription.ends_on <= how.effective_on:
        raise SubscriptionOver(ends_on=subscription.ends_on, on=how.effective_on)
    if not change.with_credit:
        how = replace(how, proration=Proration.NONE)
    details = {"with_credit": change.with_credit, "at_period_end": change.at_period_end}
    check_day(standing, list(standing.charges), how.effective_on)
    plan = _new(standing, AmendmentKind.CANCEL, how, details, by)
    plan.ends_on = how.effective_on
    gone = [
        replace(c, ends_on=how.effective_on)
        for c in _all(standing, how, None, tuple(standing.pauses), check=False)
    ]
    items_of(plan, standing, gone, how)
    return plan


_PLANNERS: Mapping[type[Change], Callable[..., AmendmentPlan]] = {
    ChangeQuantity: _quantity,
    ChangePrice: _price,
    AddCharge: _add,
    RemoveCharge: _remove,
    Pausing: _pause,
    Resuming: _resume,
    Cancelling: _cancel,
}


def _charge(standing: Standing, charge_id: UUID) -> Charge:
    if charge_id not in standing.charges:
        raise NotFound(document="charge", id=str(charge_id))
    return standing.charges[charge_id]


def _counting(standing: Standing, charge: Charge, how: How) -> tuple[How, Span]:
    """The day the change counts from, and the span in force then."""
    check_day(standing, [charge.pk], how.effective_on)
    how = replace(how, effective_on=counts_from(standing, [charge.pk], how))
    old = in_force(standing.spans[charge.pk], how.effective_on)
    if old is None:
        raise ChargeNotRunning(charge_id=str(charge.pk), on=how.effective_on)
    return how, old


def _of(
    standing: Standing, charge: Charge, from_on: date, until_on: date | None,
    spans: tuple[Span, ...],
) -> ChargeChange:  # fmt: skip
    return ChargeChange(
        charge=charge, from_on=from_on, until_on=until_on, spans=spans,
        pauses=tuple(standing.pauses), ends_on=standing.subscription.ends_on,
    )  # fmt: skip


def _all(
    standing: Standing, how: How, until_on: date | None, pauses: tuple[Days, ...],
    *, check: bool = True,
) -> Sequence[ChargeChange]:  # fmt: skip
    """Every charge changes for the days [effective_on, until_on): their pauses do."""
    if check:
        check_day(standing, list(standing.charges), how.effective_on)
    return [
        replace(
            _of(standing, charge, how.effective_on, until_on, tuple(standing.spans[pk])),
            pauses=pauses,
        )
        for pk, charge in standing.charges.items()
    ]


def _new(
    standing: Standing, kind: AmendmentKind, how: How, details: Mapping[str, object], by: str
) -> AmendmentPlan:
    return AmendmentPlan(new_amendment(standing.subscription, kind, how, details, by))


def _position(standing: Standing) -> int:
    return max((c.position for c in standing.charges.values()), default=0) + 1


def _without_full_price(how: How) -> How:
    """Where nothing new is bought, charging in full means: what is billed stays."""
    is_full = how.proration is Proration.FULL_PRICE
    return replace(how, proration=Proration.NONE) if is_full else how
