"""Doing, about subscriptions: adding one with its charges, their phases and its schedule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from uuid import UUID

from cashwright.areas.catalog.models import Price, PriceVersion
from cashwright.areas.catalog.policies import Timing
from cashwright.areas.contracts.events import SubscriptionAdded
from cashwright.areas.contracts.models import Charge, ChargeSpan, Contract, Subscription
from cashwright.areas.contracts.refusals import (
    IntervalDiffers,
    NoCharges,
    NotNegotiatedHere,
    OtherCurrency,
    OutsideContract,
    PriceNotSold,
    ReferenceTaken,
)
from cashwright.areas.contracts.services.locking import running_contract
from cashwright.areas.contracts.services.scheduling import write_schedule
from cashwright.areas.controls.services import announce, command
from cashwright.areas.parties.rules import words
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.ids import new_id, public_id
from cashwright.kernel.refusals import BadInput, NotFound

ONE_E6 = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """From `from_on` on, until the next phase, in this quantity (and at this negotiated version)."""

    from_on: date
    quantity_e6: int = ONE_E6
    price_version_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeDraft:
    """A price to be paid from `from_on` (the subscription's start) until `until_on` (its end).

    price_version_id  a version the contract negotiated; None: the price book's
    phases            later quantities, a ramp: each from its day on, in order
    """

    price_id: UUID
    quantity_e6: int = ONE_E6
    price_version_id: UUID | None = None
    from_on: date | None = None
    until_on: date | None = None
    phases: tuple[Phase, ...] = ()


@command
def add_subscription(
    *,
    contract_id: UUID,
    name: str,
    charges: Sequence[ChargeDraft],
    on: date,
    by: Actor,
    reference: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    anchor_on: date | None = None,
    interval_months: int | None = None,
    interval_days: int | None = None,
    trial_until: date | None = None,
) -> Subscription:
    """Add a subscription to a draft or active contract, and write its schedule ahead.

    on         the day it is agreed
    starts_on  the contract's start when not given; ends_on the contract's end
    anchor_on  the day a full period starts; the end of the trial, else the start, when not given
    interval   that of the first price that recurs, when neither is given; else one month
    reference  what usage names; its public id when not given
    raises     NotFound, ContractNotRunning, OutsideContract, NoCharges, PriceNotSold, IntervalDiffers,
               NotNegotiatedHere, OtherCurrency, ReferenceTaken, BadInput
    """
    contract = running_contract(contract_id, may_be_draft=True)
    start, end = starts_on or contract.starts_on, ends_on or contract.ends_on
    if contract.renewal_months and ends_on is None:
        end = None  # it goes on with the contract, whose end moves
    check_within(contract, start, end)
    prices = prices_of(charges, name)
    months, days = interval_months, interval_days
    if months is None and days is None:
        months, days = _interval_of(prices)
    made = Subscription(
        id=new_id(), contract=contract, entity_id=contract.entity_id,
        customer_id=contract.customer_id, name=words.one_line("name", name, length_max=120),
        interval_months=months, interval_days=days, anchor_on=anchor_on or trial_until or start,
        starts_on=start, ends_on=end, trial_until=trial_until, changed_at=now(),
    )  # fmt: skip
    made.reference = _reference(made, reference)
    rows = [charge_rows(made, draft, price, at) for at, (draft, price) in
            enumerate(zip(charges, prices, strict=True), start=1)]  # fmt: skip
    made.save(force_insert=True)
    Charge.objects.bulk_create(charge for charge, _ in rows)
    ChargeSpan.objects.bulk_create(span for _, spans in rows for span in spans)
    write_schedule(made, from_on=start, on=on)
    event = SubscriptionAdded(
        entity_id=made.entity_id, subscription_id=made.pk, contract_id=contract.pk,
        customer_id=made.customer_id, reference=made.reference, starts_on=start, ends_on=end,
        charges=len(rows),
    )  # fmt: skip
    announce(event, by=by)
    return made


def prices_of(charges: Sequence[ChargeDraft], name: str = "") -> list[Price]:
    """The price of each charge. Raises NoCharges, NotFound, PriceNotSold."""
    if not charges:
        raise NoCharges(name=name)
    known = Price.objects.select_related("product").in_bulk([c.price_id for c in charges])
    for charge in charges:
        price = known.get(charge.price_id)
        if price is None:
            raise NotFound(document="price", id=str(charge.price_id))
        if not (price.is_active and price.product.is_active):
            raise PriceNotSold(price=price.code)
    return [known[charge.price_id] for charge in charges]


def charge_rows(
    of: Subscription, draft: ChargeDraft, price: Price, position: int, *, start: date | None = None
) -> tuple[Charge, list[ChargeSpan]]:
    """A charge and its spans, not yet written. Raises IntervalDiffers, NotNegotiatedHere, BadInput."""
    _check_interval(of, price)
    charge = Charge(
        id=new_id(), subscription=of, price=price, timing=price.timing, position=position
    )
    first = Phase(
        from_on=draft.from_on or start or of.starts_on, quantity_e6=draft.quantity_e6,
        price_version_id=draft.price_version_id,
    )  # fmt: skip
    phases = [first, *draft.phases]
    if any(a.from_on >= b.from_on for a, b in pairwise(phases)):
        raise BadInput(
            field="phases", value=str(first.from_on), expected="each later than the last"
        )
    ends = [*(p.from_on for p in phases[1:]), draft.until_on]
    spans = []
    for phase, until_on in zip(phases, ends, strict=True):
        check_version(of.contract, price, phase.price_version_id)
        if phase.quantity_e6 < 0:
            raise BadInput(field="quantity", value=str(phase.quantity_e6), expected="0 or more")
        if until_on is not None and until_on <= phase.from_on:
            raise BadInput(field="until_on", value=str(until_on), expected="a day after the first")
        spans.append(
            ChargeSpan(
                id=new_id(), charge=charge, subscription=of, from_on=phase.from_on,
                until_on=until_on, quantity_e6=phase.quantity_e6,
                price_version_id=phase.price_version_id,
            )
        )  # fmt: skip
    return charge, spans


def check_version(contract: Contract, price: Price, version_id: UUID | None) -> None:
    """A version asked for belongs to the price and to this contract or to nobody, in its currency."""
    if version_id is None:
        return
    version = PriceVersion.objects.filter(pk=version_id, price_id=price.pk).first()
    if version is None or version.owner_id not in (None, contract.pk):
        raise NotNegotiatedHere(price_version_id=str(version_id))
    if version.currency != contract.currency:
        raise OtherCurrency(currency=version.currency, expected=contract.currency)


def check_within(contract: Contract, start: date, end: date | None) -> None:
    """A subscription's days lie within the contract's, whose end moves when it renews."""
    over = contract.ends_on if not contract.renewal_months else None
    is_late = over is not None and (start >= over or end is None or end > over)
    if start < contract.starts_on or is_late or (end is not None and end <= start):
        raise OutsideContract(on=start, starts_on=contract.starts_on, ends_on=contract.ends_on)


def interval_text(months: int | None, days: int | None) -> str:
    """An interval as facts tell it."""
    return f"{months} months" if months is not None else f"{days} days"


def _check_interval(of: Subscription, price: Price) -> None:
    own = (of.interval_months, of.interval_days)
    if price.timing != Timing.ONCE and (price.interval_months, price.interval_days) != own:
        raise IntervalDiffers(
            price=price.code, interval=interval_text(*own),
            price_interval=interval_text(price.interval_months, price.interval_days),
        )  # fmt: skip


def _interval_of(prices: Sequence[Price]) -> tuple[int | None, int | None]:
    recurring = [p for p in prices if p.timing != Timing.ONCE]
    return (recurring[0].interval_months, recurring[0].interval_days) if recurring else (1, None)


def _reference(made: Subscription, asked: str) -> str:
    if not asked:
        return public_id(Subscription.PREFIX, made.pk)
    reference = words.one_line("reference", asked, length_max=80)
    if Subscription.objects.filter(entity_id=made.entity_id, reference=reference).exists():
        raise ReferenceTaken(reference=reference)
    return reference
