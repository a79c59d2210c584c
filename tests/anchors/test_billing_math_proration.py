"""Published vectors of proration, cycles, bill days, credits and balances, one test each, in cents."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from cashwright.areas.cash.models import SourceKind
from cashwright.areas.cash.services import Part, apply, credit_invoice
from cashwright.areas.catalog.policies import TaxCategory
from cashwright.areas.catalog.rules import TaxableLine, split_tax
from cashwright.areas.contracts.policies import Proration
from cashwright.areas.contracts.rules import (
    Billed,
    New,
    Priced,
    ProrationQuote,
    Span,
    bill_dates,
    billed_days,
    capped_credit,
    change_quote,
    cycle_fraction,
    prorated,
    schedule,
)
from cashwright.areas.controls.policies import CREDIT_NOTE, LIMITS
from cashwright.areas.controls.services import set_policy
from cashwright.areas.invoicing.models import CreditNote, Invoice
from cashwright.areas.invoicing.services import post_credit_note
from cashwright.areas.parties.models import Customer
from cashwright.kernel.local_days import start_of_day
from tests import makers
from tests.anchors.billing_math.reading import Vector, cents, name_of, share, vectors
from tests.makers import ANN, JAN_5, JAN_20

DAY = timedelta(days=1)


def _period(inputs: Vector) -> tuple[date, date]:
    """The first day and the day after the last: told inclusive, or end-exclusive."""
    if "period" in inputs:
        first, last = (date.fromisoformat(text) for text in inputs["period"].split(".."))
        return first, last + DAY
    return tuple(
        date.fromisoformat(str(inputs[k])) for k in ("period_start", "period_end_exclusive")
    )  # type: ignore[return-value]


def _fees(inputs: Vector) -> tuple[int, int]:
    if "unit_price" in inputs:
        unit = cents(inputs["unit_price"])
        return unit * inputs["old_quantity"], unit * inputs["new_quantity"]
    return cents(inputs["old_fee"]), cents(inputs["new_fee"])


def _told(quote: ProrationQuote) -> dict[str, int]:
    credit = sum(line.net_minor for line in quote.credits)
    return {"credit": credit, "charge": quote.net_minor - credit, "net": quote.net_minor}


def _expect(quote: ProrationQuote, expected: Vector) -> None:
    told = _told(quote)
    amounts = {name: cents(value) for name, value in expected.items() if name in told}
    assert amounts, "the vector says an amount"
    assert {name: told[name] for name in amounts} == amounts


def _change(old: Priced, new: Priced, left: int, whole: int) -> ProrationQuote:
    return change_quote(
        policy=Proration.NOW, start=whole - left, end=whole, billed=[Billed(0, 0, whole, old)],
        new=New(new, whole),
    )  # fmt: skip


def _days(vector: Vector) -> tuple[int, int]:
    """The days that count and those of the whole period, by the rules of schedule and billed days."""
    inputs = vector["inputs"]
    first, until = _period(inputs)
    starts, ends, trial = first, until, None
    if "start" in inputs or "change" in inputs:
        starts = date.fromisoformat(str(inputs.get("start") or inputs["change"]))
    if "served" in inputs:
        starts, last = (date.fromisoformat(text) for text in inputs["served"].split(".."))
        ends = last + DAY
    if "trial_days" in inputs:
        trial = first + timedelta(days=inputs["trial_days"])
    found = billed_days(first, until, [Span(starts, None, 1_000_000)], (), trial, ends)
    return sum(segment.days for segment in found), (until - first).days


@pytest.mark.parametrize("vector", vectors("proration_day"), ids=name_of)
def test_by_the_day(vector: Vector) -> None:
    inputs, expected = vector["inputs"], vector["expected"]
    days, whole = _days(vector)
    assert (days, whole) == (expected.get("days", days), expected.get("of", whole))
    if "fee" in inputs:
        assert prorated(cents(inputs["fee"]), days, whole) == cents(expected["amount"])
        return
    old, new = (Priced(fee) for fee in _fees(inputs))
    quote = _change(old, new, days, whole)
    if "new_share" in expected:  # this peer credits the whole old invoice, not its unused part
        charge = _told(quote)["charge"]
        assert charge == cents(expected["new_share"])
        assert charge - old.net_minor == cents(expected["amount_due"])
        return
    _expect(quote, expected)


def _instant(text: object) -> int:
    at = text if isinstance(text, datetime) else datetime.fromisoformat(str(text))
    return int(at.astimezone(UTC).timestamp())


@pytest.mark.parametrize("vector", vectors("proration_second"), ids=name_of)
def test_by_the_second(vector: Vector) -> None:
    inputs = vector["inputs"]
    if "share_left" in inputs:
        left = Fraction(inputs["share_left"])
        part, whole = left.numerator, left.denominator
    else:
        start, end, at = (_instant(inputs[k]) for k in ("period_start", "period_end", "change"))
        part, whole = end - at, end - start
    off = cents(inputs.get("fixed_discount", "0"))
    old, new = (Priced(fee, off) for fee in _fees(inputs))
    quote = _change(old, new, part, whole)
    if inputs.get("new_cycle_starts_at_change"):  # the new is bought whole, from now on
        fresh = change_quote(policy=Proration.NOW, start=0, end=1, new=New(new, 1))
        quote = ProrationQuote(quote.credits, fresh.charges)
    _expect(quote, vector["expected"])


@pytest.mark.parametrize("vector", vectors("cycle_fraction"), ids=name_of)
def test_cycle_fraction(vector: Vector) -> None:
    inputs = vector["inputs"]
    start, end = (date.fromisoformat(str(inputs[name])) for name in ("start", "end"))
    found = cycle_fraction(start, end, inputs["bill_cycle_day"])
    assert found == Fraction(vector["expected"]["fraction"])


@pytest.mark.parametrize("vector", vectors("calendar"), ids=name_of)
def test_calendar(vector: Vector) -> None:
    inputs, expected = vector["inputs"], vector["expected"]
    if "months" in inputs:
        months = [date.fromisoformat(f"{text}-01") for text in inputs["months"]]
        found = bill_dates(inputs["bill_cycle_day"], months)
        assert [on.isoformat() for on in found] == [str(on) for on in expected["bill_dates"]]
        anchor = date(months[0].year - 1, 12, inputs["bill_cycle_day"])
        for month, on in zip(months, found, strict=True):
            periods = schedule(month, None, anchor, until=on + DAY, interval_months=1)
            assert periods[-1].start_on == on, "a schedule with that anchor bills on that day"
        return
    start, end = (date.fromisoformat(str(inputs[name])) for name in ("start", "end"))
    assert sum(s.days for s in billed_days(start, end, [Span(start, None, 1)])) == expected["days"]
    zone = inputs["timezone"]
    seconds = (start_of_day(end, zone) - start_of_day(start, zone)).total_seconds()
    is_moved = seconds != expected["days"] * 86_400
    assert is_moved == (vector["id"] == "days-01"), "only the first crosses a change of the clocks"


@pytest.mark.parametrize("vector", vectors("credit_cap"), ids=name_of)
def test_credit_cap(vector: Vector) -> None:
    wanted, paid, before = (
        cents(vector["inputs"][name])
        for name in ("wanted_credit", "original_paid", "credited_before")
    )
    assert capped_credit(wanted, paid, before) == cents(vector["expected"]["credit"])
    billed = [Billed(0, 0, 1, Priced(wanted + before), wanted + before - (paid - before))]
    quote = change_quote(policy=Proration.NOW, start=0, end=1, billed=billed)
    assert -quote.net_minor == min(wanted + before, paid - before)


@pytest.mark.parametrize("vector", vectors("credit_note"), ids=name_of)
def test_credit_note(vector: Vector) -> None:
    inputs, expected = vector["inputs"], vector["expected"]
    net = prorated(cents(inputs["fee"]), inputs["unused_days"], inputs["days"])
    line = TaxableLine(
        amount_minor=net, category=TaxCategory.STANDARD, rate_ppm=share(inputs["tax"], 6)
    )
    taxed = split_tax([line], is_inclusive=False)[0]
    assert net == cents(expected["net"])
    assert taxed.tax_minor == cents(expected["tax"])
    assert net + taxed.tax_minor == cents(expected["total"])


# Balances: against the books themselves.


def _charged(of: Customer) -> int:
    credited = sum(n.total_minor for n in CreditNote.objects.filter(invoice__isnull=False))
    return sum(i.total_minor for i in Invoice.objects.filter(customer=of)) - credited


@pytest.mark.django_db
@pytest.mark.parametrize("vector", vectors("balance"), ids=name_of)
def test_balance(vector: Vector) -> None:
    inputs, expected = vector["inputs"], vector["expected"]
    set_policy(
        name=LIMITS, value={CREDIT_NOTE: {"*": 1000}}, valid_from=JAN_5, by=ANN, why="a test"
    )
    buyer = makers.customer(makers.entity())
    invoice = makers.invoice(buyer, sum(cents(charge) for charge in inputs["charges"]))
    used = 0
    if "account_credit" in inputs:
        credit = post_credit_note(
            customer_id=buyer.pk, issued_on=JAN_5, currency="EUR", reason="prepaid", by=ANN,
            lines=[makers.line(cents(inputs["account_credit"]))],
        )  # fmt: skip
        used = min(credit.total_minor, invoice.balance_minor)
        apply(
            source_kind=SourceKind.CREDIT_NOTE, source_id=credit.pk, on=JAN_20, by=ANN,
            parts=[Part(invoice.pk, used)],
        )  # fmt: skip
    if cents(inputs["paid"]):
        paid = makers.payment(buyer, cents(inputs["paid"]))
        apply(
            source_kind=SourceKind.PAYMENT, source_id=paid.pk, on=JAN_20, by=ANN,
            parts=[Part(invoice.pk, paid.amount_minor)],
        )  # fmt: skip
    created = 0
    for adjustment in inputs.get("adjustments", []):
        note = credit_invoice(
            invoice_id=invoice.pk, on=JAN_20, reason="adjusted", by=ANN,
            net_by_line={1: -cents(adjustment)},
        )  # fmt: skip
        note.refresh_from_db()
        created += note.unapplied_minor
    invoice.refresh_from_db()
    found: dict[str, Callable[[], int]] = {
        "charged": lambda: _charged(buyer),
        "balance": lambda: invoice.balance_minor,
        "credit_used": lambda: used,
        "account_credit_created": lambda: created,
    }
    assert {name: found[name]() for name in expected} == {
        name: cents(value) for name, value in expected.items()
    }
