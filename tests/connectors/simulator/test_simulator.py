"""The simulator: one seed, one story, whoever asks and however the days are cut."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from cashwright.connectors.simulator import (
    Company,
    Received,
    company,
    deals_on,
    known_on,
    logo,
    payments_between,
    price_book,
    spans,
    usage_told,
    wishes_on,
)
from cashwright.connectors.simulator.company import PARTS
from cashwright.connectors.simulator.deals import usage_reference
from cashwright.connectors.simulator.slips import Slip
from cashwright.runs.price_book import read_price_book

START = date(2025, 7, 1)


def year() -> list[date]:
    return [START + timedelta(days=n) for n in range(365)]


def bills(told: Company) -> list[Received]:
    """Two invoices of everybody, as if the books had billed them."""
    return [
        Received(b.account_no, f"INV-{n}-{b.account_no}", on, on + timedelta(days=b.term_days),
                 b.currency, 100_01 + n)
        for b in told.buyers
        for n, on in enumerate((date(2025, 8, 1), date(2025, 8, 15)))
    ]  # fmt: skip


def test_the_same_seed_tells_the_same_story_and_another_seed_another() -> None:
    first = company(1)
    company.cache_clear()
    assert company(1) == first
    assert company(2) != first
    assert len(first.buyers) == 200


def test_everybody_signs_once_and_only_for_prices_of_the_book() -> None:
    told = company(1)
    signed = [d for e in told.entities for on in year() for d in deals_on(told, e, on)]
    assert sorted(d.buyer.account_no for d in signed) == sorted(b.account_no for b in told.buyers)
    codes = {price.code for price in read_price_book(price_book()).prices}
    asked = {code for d in signed for sold in d.sold for code, _ in sold.lines}
    wanted = {
        code for e in told.entities for on in year() for wish in wishes_on(told, e, on)
        for code in (wish.price, wish.new if wish.kind == "price" else "") if code
    }  # fmt: skip
    assert asked | wanted <= codes
    assert codes == asked | wanted


def test_every_price_is_known_in_every_currency_somebody_pays_in() -> None:
    for price in read_price_book(price_book()).prices:
        assert {a.currency for a in price.amounts} == {"EUR", "USD", "GBP"}, price.code


def test_every_part_of_the_story_is_played_by_one_buyer() -> None:
    assert sorted(b.part for b in company(1).buyers if b.part) == sorted(p[0] for p in PARTS)


def test_what_somebody_pays_does_not_depend_on_how_the_days_are_cut() -> None:
    told = company(1)
    until = date(2026, 3, 31)
    whole = payments_between(told, bills(told), START, until)
    by_thirds = [
        paid for a, b in spans(START, until)
        for paid in payments_between(told, [i for i in bills(told) if i.issued_on < a], a, b)
    ]  # fmt: skip
    by_days = [
        paid for on in (START + timedelta(days=n) for n in range(274))
        for paid in payments_between(told, [i for i in bills(told) if i.issued_on < on], on, on)
    ]  # fmt: skip
    assert sorted(p.payment_id for p in whole) == sorted(p.payment_id for p in by_thirds)
    assert sorted(by_thirds, key=str) == sorted(by_days, key=str)
    assert all(p.received_on >= known_on(date(2025, 8, 1)) for p in whole)


def test_who_pays_pays_what_was_billed_and_who_stopped_pays_nothing() -> None:
    told = company(1)
    paid: dict[str, int] = {}
    slips = set()
    for one in payments_between(told, bills(told), START, date(2026, 6, 30)):
        assert sum(minor for _, minor in one.covers) + one.over_minor == max(0, one.amount_minor)
        meant = one.amount_minor - one.over_minor + one.kept_minor
        paid[one.buyer.account_no] = paid.get(one.buyer.account_no, 0) + meant
        slips.add(one.slip)
    assert slips >= {Slip.NONE, Slip.FEE, Slip.SHORT, Slip.OVER, Slip.TWICE, Slip.RETURNED}
    for buyer in told.buyers:
        if buyer.habit.name != "stops":
            assert paid[buyer.account_no] == 100_01 + 100_02, buyer.habit
    late = [replace(i, issued_on=date(2026, 2, 1), due_on=date(2026, 3, 3)) for i in bills(told)]
    stopped = {b.account_no for b in told.buyers if b.habit.name == "stops"}
    after = payments_between(told, late, START, date(2026, 12, 31))
    assert stopped
    assert not stopped & {one.buyer.account_no for one in after}


def test_usage_is_told_once_within_bounds_never_after_the_end_and_some_of_it_late() -> None:
    told = company(1)
    days = [*year(), *(date(2026, 7, 1) + timedelta(days=n) for n in range(10))]
    events = [
        (e, on) for entity in told.entities for on in days for e in usage_told(told, entity, on)
    ]
    ids = [event["id"] for event, _ in events]
    assert len(ids) == len(set(ids))
    assert 10_000 < len(ids) < 60_000
    ends = {usage_reference(b): b.leaves_on for b in told.buyers if b.leaves_on}
    late = 0
    for event, on in events:
        happened = date.fromisoformat(str(event["occurred_at"])[:10])
        assert happened <= on
        late += happened.month != on.month
        end = ends.get(str(event["subscription"]))
        assert end is None or happened < end
    assert 0 < late < len(ids) / 20


def test_the_logo_is_a_png_that_is_always_the_same() -> None:
    assert logo("#0f766e").startswith(b"\x89PNG\r\n\x1a\n")
    assert logo("#0f766e") == logo("#0f766e") != logo("#b45309")
    assert len(logo("#0f766e")) < 5_000
