"""Doing, about late charges: reckoning what is owed for paying late."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import polars as pl
from django.db import connection

from cashwright.areas.collections.events import LateChargeAccrued
from cashwright.areas.collections.models import LateCharge
from cashwright.areas.collections.policies import LateChargeKind
from cashwright.areas.collections.policies.charging import LAWS, Charging, Law, LawCode, Mode
from cashwright.areas.collections.queries.charges import (
    Held,
    Late,
    charging_in_force,
    held_by_invoice,
    late_invoices,
)
from cashwright.areas.collections.refusals import BadCharging
from cashwright.areas.collections.rules.interest import (
    Dated,
    fee_minor,
    last_whole_month,
    law_of,
    parts_minor,
    spans,
    value_on,
    yearly_rates,
)
from cashwright.areas.controls.services import announce_frame, command
from cashwright.areas.ledger import queries as ledger
from cashwright.areas.ledger.refusals import NoRate
from cashwright.areas.ledger.rules import functional
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.currencies import minor_units
from cashwright.kernel.ids import new_id

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Accrued:
    """What came of it: charges of interest, fees, and fees that wait for an exchange rate."""

    interest: int = 0
    fees: int = 0
    without_rate: int = 0


@dataclass(frozen=True, slots=True)
class _Terms:
    """By what is charged: the policy of the day, and the law where it is by law."""

    charging: Charging
    law: Law | None
    label: str

    def first_on(self, late: Late) -> date:
        """The first day of interest, and the day on which the fee arises."""
        return late.due_on + (1 + self.charging.grace_days) * _DAY


def nothing_held(entity_id: UUID, on: date) -> pl.DataFrame:
    """That nothing is disputed of any invoice."""
    return pl.DataFrame(schema={"invoice_id": pl.String(), "held_minor": pl.Int64()})


@command
def accrue_late_charges(
    *, entity_id: UUID, on: date, by: Actor, held: Held = nothing_held,
    customer_ids: Collection[UUID] | None = None,
) -> Accrued:  # fmt: skip
    """Reckon the interest and fees for paying late that an entity is owed as of a day.

    An open invoice is charged to the end of the last whole month, a settled one to the day it was
    settled; what is below the minimum waits for the next time. Nothing is owed while the policy
    `collections.charging` is off.

    held    what was disputed on a day: it bears no interest
    repeat  a second call of the same day accrues nothing: each day of an invoice is charged once (I-35)
    raises  BadCharging: by law, in a country whose law the house does not know
    """
    # Read.
    charging = charging_in_force(entity_id, on)
    if charging.mode == Mode.OFF:
        return Accrued()
    terms = _terms(LegalEntity.objects.get(pk=entity_id), charging)
    _alone(entity_id)
    late = late_invoices(entity_id, on, charging, customer_ids)
    if not late:
        return Accrued()
    first = min((one.charged_until or one.due_on) for one in late)
    disputed = held_by_invoice(held, entity_id, first, on)

    # Decide.
    accrued_at = now()
    charges: list[LateCharge] = []
    without_rate = 0
    for one in late:
        theirs = disputed.get(one.invoice_id, ())
        charges += _interest(one, terms, theirs, on)
        try:
            charges += _fee(one, terms, theirs)
        except NoRate:
            without_rate += 1
    for charge in charges:
        charge.entity_id, charge.accrued_at = entity_id, accrued_at

    # Write.
    LateCharge.objects.bulk_create(charges, batch_size=2_000)

    # Tell.
    announce_frame(LateChargeAccrued, _told(charges), entity_id=entity_id, by=by)
    fees = sum(charge.kind == LateChargeKind.FEE for charge in charges)
    return Accrued(len(charges) - fees, fees, without_rate)


def _terms(entity: LegalEntity, charging: Charging) -> _Terms:
    if charging.mode == Mode.CONTRACTUAL:
        return _Terms(charging, None, "contract")
    code: LawCode | None = charging.law or law_of(entity.country)
    if code is None:
        raise BadCharging(reason=f"no law on late payment is known for {entity.country}")
    return _Terms(charging, LAWS[code], str(code))


def _interest(late: Late, terms: _Terms, held: Dated, on: date) -> list[LateCharge]:
    first_on = terms.first_on(late)
    from_on = late.charged_until + _DAY if late.charged_until else first_on
    until_on = late.settled_on or last_whole_month(on)
    rates = yearly_rates(terms.charging, terms.law, first_on)
    found = spans(late.open_minor, rates, from_on, until_on, held_minor=held)
    parts = parts_minor(late.charged, found, terms.charging.rounding)
    whole, least = sum(parts), terms.charging.minimum_major * 10 ** minor_units(late.currency)
    if whole <= 0 or whole < least:
        return []
    told = [
        [one.from_on.isoformat(), one.until_on.isoformat(), one.rate_bp, one.principal_minor, part]
        for one, part in zip(found, parts, strict=True)
    ]
    basis = f"{terms.label}/{terms.charging.rounding}"
    return [_charge(late, LateChargeKind.INTEREST, (from_on, until_on), whole, told, basis)]


def _fee(late: Late, terms: _Terms, held: Dated) -> list[LateCharge]:
    """The fee of an invoice that was late at all, for what was owed and not disputed then."""
    day = terms.first_on(late)
    debt = value_on(late.open_minor, day - _DAY) - value_on(held, day - _DAY)
    if late.has_fee or not terms.charging.has_fee or debt <= 0:
        return []
    minor = _fee_in(late.currency, debt, terms, day)
    if minor <= 0:
        return []
    return [_charge(late, LateChargeKind.FEE, (day, day), minor, [], terms.label)]


def _fee_in(currency: str, debt: int, terms: _Terms, on: date) -> int:
    """The fee in the invoice's currency. Raises NoRate."""
    law = terms.law
    if law is None:
        scale: int = 10 ** minor_units(currency)
        return terms.charging.fee_major * scale
    if not law.fees or currency == law.currency:
        return fee_minor(law.fees, debt)
    there = functional(debt, currency, law.currency, ledger.rate(currency, law.currency, on))
    fee = fee_minor(law.fees, there)
    return functional(fee, law.currency, currency, ledger.rate(law.currency, currency, on))


def _charge(
    late: Late, kind: LateChargeKind, days: tuple[date, date], minor: int,
    told: list[list[object]], basis: str,
) -> LateCharge:  # fmt: skip
    return LateCharge(
        id=new_id(), customer_id=late.customer_id, invoice_id=late.invoice_id, kind=kind,
        from_on=days[0], until_on=days[1], currency=late.currency, amount_minor=minor, spans=told,
        basis=basis,
    )  # fmt: skip


def _alone(entity_id: UUID) -> None:
    """Nobody else accrues for this entity until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"late charges {entity_id}"]
        )


def _told(charges: Sequence[LateCharge]) -> pl.DataFrame:
    """The facts of LateChargeAccrued, a row a charge."""
    ids = pl.String()
    schema = {
        "document_id": ids, "charge_id": ids, "customer_id": ids, "invoice_id": ids,
        "kind": ids, "from_on": pl.Date(), "until_on": pl.Date(), "currency": ids,
        "amount_minor": pl.Int64(), "basis": ids, "why": ids,
    }  # fmt: skip
    rows = [
        (
            str(one.pk), str(one.pk), str(one.customer_id), str(one.invoice_id), str(one.kind),
            one.from_on, one.until_on, one.currency, one.amount_minor, one.basis, "",
        )
        for one in charges
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")
