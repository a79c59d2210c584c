"""Doing: a subscription changes. Planned first, the same for the preview and the real thing."""

from datetime import date, datetime
from typing import TypedDict, Unpack
from uuid import UUID

from cashwright.areas.contracts.events import Amended
from cashwright.areas.contracts.models import (
    Amendment,
    BillItem,
    Charge,
    ChargeSpan,
    Pause,
    Subscription,
)
from cashwright.areas.contracts.policies import Proration
from cashwright.areas.contracts.ports import BilledLines
from cashwright.areas.contracts.refusals import OutsideContract
from cashwright.areas.contracts.rules import Span
from cashwright.areas.contracts.rules.changing import (
    AddCharge,
    Cancelling,
    Change,
    ChangePrice,
    ChangeQuantity,
    Pausing,
    RemoveCharge,
    Resuming,
)
from cashwright.areas.contracts.services import changes
from cashwright.areas.contracts.services.locking import running_subscription
from cashwright.areas.contracts.services.planning import AmendmentPlan, How, read_standing
from cashwright.areas.contracts.services.scheduling import rewrite_schedule
from cashwright.areas.contracts.services.turning import by_policy
from cashwright.areas.controls.services import announce, command
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.ids import new_id
from cashwright.kernel.local_days import local_date
from cashwright.kernel.refusals import BadInput


class Manner(TypedDict, total=False):
    """What every change may say besides.

    proration     what happens to a billed period; what the contract agreed when not given, else what
                  the policy `contracts.proration` says of such a change
    effective_at  the instant, for contracts prorated by the second; the start of the day otherwise
    why           in words, for the timeline
    """

    proration: Proration | None
    effective_at: datetime | None
    why: str


@command
def amend(
    *,
    subscription_id: UUID,
    change: Change,
    effective_on: date,
    on: date,
    billed: BilledLines,
    by: Actor,
    **manner: Unpack[Manner],
) -> Amendment:
    """Change a subscription from `effective_on` on; `on` is the day it is recorded.

    billed   what is billed already (invoicing.queries.billed_lines): a change within it writes bill
             items, credits of the old and charges of the new; they wait for the next bill run
    raises   NotFound, ContractNotRunning, SubscriptionOver, AmendmentBeforePosted, OutsideContract,
             NothingChanges, ChargeNotRunning, AlreadyPaused, NotPaused, IntervalDiffers, PriceNotSold,
             NotNegotiatedHere, OtherCurrency, NoPriceInCurrency, BadInput
    """
    subscription, plan = _plan(subscription_id, change, effective_on, on, billed, by, manner)
    amendment = plan.amendment
    amendment.save(force_insert=True)
    _write_charges(subscription, plan)
    BillItem.objects.bulk_create(plan.items)
    _write_days(subscription, plan, on)
    event = Amended(
        entity_id=subscription.entity_id, amendment_id=amendment.pk,
        contract_id=subscription.contract_id, subscription_id=subscription.pk,
        customer_id=subscription.customer_id, kind=amendment.kind,
        effective_on=amendment.effective_on, proration=amendment.proration,
        currency=amendment.contract.currency, net_minor=plan.net_minor,
    )  # fmt: skip
    announce(event, by=by, why=amendment.why)
    return amendment


@command
def preview_amendment(
    *,
    subscription_id: UUID,
    change: Change,
    effective_on: date,
    on: date,
    billed: BilledLines,
    by: Actor,
    **manner: Unpack[Manner],
) -> AmendmentPlan:
    """What `amend` would write, by the same plan; nothing is written. Raises what it raises."""
    return _plan(subscription_id, change, effective_on, on, billed, by, manner)[1]


def change_quantity(
    *, charge_id: UUID, quantity_e6: int, effective_on: date, on: date, billed: BilledLines,
    by: Actor, **manner: Unpack[Manner],
) -> Amendment:  # fmt: skip
    """Another quantity of a charge. See `amend`."""
    change = ChangeQuantity(charge_id=charge_id, quantity_e6=quantity_e6)
    return _amend_charge(charge_id, change, effective_on, on, billed, by, manner)


def change_price(
    *, charge_id: UUID, price_id: UUID, effective_on: date, on: date, billed: BilledLines,
    by: Actor, quantity_e6: int | None = None, price_version_id: UUID | None = None,
    **manner: Unpack[Manner],
) -> Amendment:  # fmt: skip
    """Upgrade or downgrade: a charge is followed by one of another price or version. See `amend`."""
    change = ChangePrice(
        charge_id=charge_id, price_id=price_id, quantity_e6=quantity_e6,
        price_version_id=price_version_id,
    )  # fmt: skip
    return _amend_charge(charge_id, change, effective_on, on, billed, by, manner)


def add_charge(
    *, subscription_id: UUID, price_id: UUID, effective_on: date, on: date, billed: BilledLines,
    by: Actor, quantity_e6: int = 1_000_000, price_version_id: UUID | None = None,
    **manner: Unpack[Manner],
) -> Amendment:  # fmt: skip
    """One more price is paid. See `amend`."""
    change = AddCharge(
        price_id=price_id, quantity_e6=quantity_e6, price_version_id=price_version_id
    )
    return amend(
        subscription_id=subscription_id, change=change, effective_on=effective_on, on=on,
        billed=billed, by=by, **manner,
    )  # fmt: skip


def remove_charge(
    *, charge_id: UUID, effective_on: date, on: date, billed: BilledLines, by: Actor,
    **manner: Unpack[Manner],
) -> Amendment:  # fmt: skip
    """A charge is not paid any more. See `amend`."""
    change = RemoveCharge(charge_id=charge_id)
    return _amend_charge(charge_id, change, effective_on, on, billed, by, manner)


def pause(
    *, subscription_id: UUID, effective_on: date, on: date, billed: BilledLines, by: Actor,
    until_on: date | None = None, **manner: Unpack[Manner],
) -> Amendment:  # fmt: skip
    """Nothing is billed from a day on, until `until_on` or until it is resumed. See `amend`."""
    return amend(
        subscription_id=subscription_id, change=Pausing(until_on=until_on),
        effective_on=effective_on, on=on, billed=billed, by=by, **manner,
    )  # fmt: skip


def resume(
    *, subscription_id: UUID, effective_on: date, on: date, billed: BilledLines, by: Actor,
    **manner: Unpack[Manner],
) -> Amendment:  # fmt: skip
    """The pause ends. See `amend`."""
    return amend(
        subscription_id=subscription_id, change=Resuming(), effective_on=effective_on, on=on,
        billed=billed, by=by, **manner,
    )  # fmt: skip


def cancel(
    *, subscription_id: UUID, effective_on: date, on: date, billed: BilledLines, by: Actor,
    at_period_end: bool = False, with_credit: bool = True, **manner: Unpack[Manner],
) -> Amendment:  # fmt: skip
    """The subscription ends, on a day or with the period it lies in, with or without credit. See `amend`."""
    change = Cancelling(at_period_end=at_period_end, with_credit=with_credit)
    return amend(
        subscription_id=subscription_id, change=change, effective_on=effective_on, on=on,
        billed=billed, by=by, **manner,
    )  # fmt: skip


def _amend_charge(
    charge_id: UUID, change: Change, effective_on: date, on: date, billed: BilledLines, by: Actor,
    manner: Manner,
) -> Amendment:  # fmt: skip
    subscription_id = changes.subscription_of(charge_id)
    return amend(
        subscription_id=subscription_id, change=change, effective_on=effective_on, on=on,
        billed=billed, by=by, **manner,
    )  # fmt: skip


def _plan(
    subscription_id: UUID, change: Change, effective_on: date, on: date, billed: BilledLines,
    by: Actor, manner: Manner,
) -> tuple[Subscription, AmendmentPlan]:  # fmt: skip
    subscription = running_subscription(subscription_id, effective_on)
    if effective_on < subscription.starts_on:
        raise OutsideContract(
            on=effective_on, starts_on=subscription.starts_on, ends_on=subscription.ends_on
        )
    _check_instant(subscription, effective_on, manner.get("effective_at"))
    standing = read_standing(subscription, billed)
    asked = manner.get("proration") or subscription.contract.proration
    how = How(
        effective_on=effective_on, on=on, effective_at=manner.get("effective_at"),
        proration=Proration(asked) if asked else by_policy(standing, change, effective_on, on),
        why=manner.get("why", ""),
    )  # fmt: skip
    return subscription, changes.plan_change(standing, change, how, by)


def _check_instant(of: Subscription, effective_on: date, at: datetime | None) -> None:
    if at is not None and local_date(at, of.entity.zone) != effective_on:
        raise BadInput(field="effective_at", value=at.isoformat(), expected="on the effective day")


def _write_charges(subscription: Subscription, plan: AmendmentPlan) -> None:
    Charge.objects.bulk_create(plan.new_charges)
    for charge, spans in plan.spans:
        _write_spans(subscription, charge, spans, plan.amendment)


def _write_spans(
    subscription: Subscription, charge: Charge, spans: tuple[Span, ...], amendment: Amendment
) -> None:
    """Make the rows of a charge say `spans`: gone ones first, then shortened ones, then new ones."""
    wanted = {span.from_on: span for span in spans}
    rows = {row.from_on: row for row in ChargeSpan.objects.filter(charge_id=charge.pk)}
    ChargeSpan.objects.filter(pk__in=[r.pk for d, r in rows.items() if d not in wanted]).delete()
    for from_on in wanted.keys() & rows.keys():
        row, span = rows[from_on], wanted[from_on]
        said = (span.until_on, span.quantity_e6, span.price_version_id)
        if (row.until_on, row.quantity_e6, row.price_version_id) != said:
            row.until_on, row.quantity_e6, row.price_version_id = said
            row.amendment_id = amendment.pk
            row.save()
    ChargeSpan.objects.bulk_create(
        ChargeSpan(
            id=new_id(), charge=charge, subscription=subscription, from_on=span.from_on,
            until_on=span.until_on, quantity_e6=span.quantity_e6,
            price_version_id=span.price_version_id, amendment_id=amendment.pk,
        )
        for span in spans
        if span.from_on not in rows
    )  # fmt: skip


def _write_days(subscription: Subscription, plan: AmendmentPlan, on: date) -> None:
    """Pauses, the end and the schedule, as the plan has them; and when it changed."""
    if plan.pause is not None:
        Pause.objects.update_or_create(
            subscription=subscription, from_on=plan.pause.from_on,
            defaults={"until_on": plan.pause.until_on},
            create_defaults={"id": new_id(), "until_on": plan.pause.until_on},
        )  # fmt: skip
    if plan.pause_gone is not None:
        Pause.objects.filter(subscription=subscription, from_on=plan.pause_gone).delete()
    subscription.changed_at = now()
    if plan.ends_on is not None:
        subscription.ends_on = plan.ends_on
        rewrite_schedule(subscription, after=plan.ends_on, on=on)
    subscription.save(update_fields=["changed_at", "ends_on"])
