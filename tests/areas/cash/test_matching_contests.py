"""Several lines that want one document, and what the clear ones leave to the others."""

from datetime import timedelta

from cashwright.areas.cash.rules.matching import Verdict
from tests.areas.cash.matching_makers import DAY, invoice, line, matcher


def test_of_two_payments_of_one_invoice_the_first_pays_it_and_the_second_is_asked_about() -> None:
    first = line(11_900, "INV-4211", line_id="first", booked_on=DAY)
    again = line(11_900, "INV-4211", line_id="again", booked_on=DAY + timedelta(days=2))
    done = {d.line_id: d for d in matcher([invoice("INV-4211", 11_900)]).decide_all([again, first])}
    assert done["first"].verdict is Verdict.CERTAIN
    assert done["again"].verdict is not Verdict.CERTAIN
    assert "cites_settled" in done["again"].guards


def test_two_payments_of_one_invoice_on_one_day_are_both_asked_about() -> None:
    lines = [line(11_900, "INV-4211", line_id=f"line {n}") for n in range(2)]
    done = matcher([invoice("INV-4211", 11_900)]).decide_all(lines)
    assert [d.guards for d in done] == [("contested",), ("contested",)]
    assert [d.verdict for d in done] == [Verdict.LIKELY, Verdict.LIKELY]


def test_two_parts_of_one_invoice_both_pay_it() -> None:
    lines = [line(40_000, "INV-4211", line_id="a"), line(60_000, "INV-4211", line_id="b")]
    done = matcher([invoice("INV-4211", 100_000)]).decide_all(lines)
    assert [d.verdict for d in done] == [Verdict.CERTAIN, Verdict.CERTAIN]


def test_what_a_cited_line_takes_leaves_only_one_that_fits_for_the_other() -> None:
    open_ones = [invoice("INV-11", 4_900), invoice("INV-12", 4_900)]
    cites = line(4_900, "INV-11", line_id="cites", payer_print="aa")
    silent = line(4_900, "danke", line_id="silent", payer_print="aa")
    assert matcher(open_ones).decide(silent).verdict is not Verdict.CERTAIN
    done = {d.line_id: d for d in matcher(open_ones).decide_all([silent, cites])}
    best = done["silent"].best
    assert best is not None
    assert [no for _, no, _ in best.parts] == ["INV-12"]
    assert done["silent"].verdict is Verdict.CERTAIN


def test_a_cited_line_teaches_whose_account_it_is_to_the_others_of_the_batch() -> None:
    open_ones = [invoice("INV-11", 31_417), invoice("INV-12", 27_182)]
    cites = line(31_417, "INV-11", name="TREASURY SERVICES", line_id="cites", payer_print="new")
    silent = line(27_182, "danke", name="TREASURY SERVICES", line_id="silent", payer_print="new")
    assert "payer_unclear" in matcher(open_ones).decide(silent).guards
    done = {d.line_id: d for d in matcher(open_ones).decide_all([silent, cites])}
    assert done["cites"].verdict is Verdict.CERTAIN
    assert "paid from this account 1 time" in done["silent"].reasons
    assert "payer_unclear" not in done["silent"].guards


def test_a_line_alone_is_decided_as_among_others_that_want_nothing_of_it() -> None:
    open_ones = [invoice("INV-11", 31_417), invoice("INV-12", 27_182, "bolt")]
    mine = line(31_417, "INV-11", line_id="mine", payer_print="aa")
    other = line(27_182, "INV-12", name="BOLT LTD", line_id="other")
    alone = matcher(open_ones).decide(mine)
    assert matcher(open_ones).decide_all([mine]) == [alone]
    assert matcher(open_ones).decide_all([other, mine])[1] == alone
