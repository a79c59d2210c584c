"""What a line pays: the cases a clerk would name, one by one."""

from datetime import timedelta

import pytest

from cashwright.areas.cash.policies import DifferenceKind, MatchingPolicy
from cashwright.areas.cash.rules.matching import Decision, Lane, LineFacts, OpenDocument, Verdict
from tests.areas.cash.matching_makers import DAY, invoice, knows, line, matcher, payer, settled


def parts(decision: Decision) -> dict[str, int]:
    """What the best hypothesis pays of each document."""
    assert decision.best is not None
    return {no: minor for _, no, minor in decision.best.parts}


def decide(of: LineFacts, *documents: OpenDocument, **more: object) -> Decision:
    """The decision on a line with these documents open."""
    return matcher(documents, **more).decide(of)


def test_a_cited_invoice_of_the_very_amount_is_certain_whoever_pays_it() -> None:
    done = decide(line(11_900, "INV-4211", name="SOMEBODY ELSE"), invoice("INV-4211", 11_900))
    assert done.verdict is Verdict.CERTAIN
    assert parts(done) == {"INV-4211": 11_900}
    assert done.reasons[:2] == ("cites INV-4211", "exact amount")


def test_several_cited_invoices_are_paid_with_one_line() -> None:
    done = decide(
        line(300, "INV-11, INV-12"),
        invoice("INV-11", 100),
        invoice("INV-12", 200),
        invoice("INV-13", 300),
    )
    assert done.verdict is Verdict.CERTAIN
    assert parts(done) == {"INV-11": 100, "INV-12": 200}


def test_a_known_account_pays_the_one_invoice_of_the_amount() -> None:
    done = decide(
        line(45_678, "danke", payer_print="aa"),
        invoice("INV-11", 45_678),
        invoice("INV-12", 99_900),
    )
    assert done.verdict is Verdict.CERTAIN
    assert done.best is not None
    assert done.best.lane == Lane.PAYER
    assert "paid from this account 5 times" in done.reasons


def test_two_invoices_of_one_amount_are_a_question_for_a_person() -> None:
    done = decide(
        line(4_900, "danke", payer_print="aa"), invoice("INV-11", 4_900), invoice("INV-12", 4_900)
    )
    assert done.verdict is not Verdict.CERTAIN
    assert "not_unique" in done.guards
    assert (
        len({parts_of for h in (done.best, *done.alternatives) if h and (parts_of := h.parts)}) == 2
    )


def test_two_sets_of_one_sum_are_a_question_for_a_person() -> None:
    open_ones = [
        invoice(f"INV-{n}", minor) for n, minor in ((11, 100), (12, 300), (13, 150), (14, 250))
    ]
    done = decide(line(400, "danke", payer_print="aa"), *open_ones)
    assert done.verdict is not Verdict.CERTAIN
    assert "not_unique" in done.guards


def test_an_invoice_and_a_set_of_the_same_sum_are_a_question_for_a_person() -> None:
    open_ones = [invoice("INV-11", 400), invoice("INV-12", 150), invoice("INV-13", 250)]
    done = decide(line(400, "danke", payer_print="aa"), *open_ones)
    assert done.verdict is not Verdict.CERTAIN


def test_what_is_cited_goes_before_what_fits() -> None:
    done = decide(
        line(500, "INV-11 Teilzahlung", payer_print="aa"),
        invoice("INV-11", 900),
        invoice("INV-12", 500),
    )
    assert done.verdict is not Verdict.CERTAIN
    assert "fits_another" in done.guards or "cites_others" in done.guards


def test_a_part_of_a_cited_invoice_leaves_the_rest_open() -> None:
    done = decide(line(60_000, "INV-11 part payment", payer_print="aa"), invoice("INV-11", 100_000))
    assert parts(done) == {"INV-11": 60_000}
    assert done.best is not None
    assert (done.best.short_minor, done.best.shortfall) == (40_000, None)


@pytest.mark.parametrize(
    ("days", "kind", "short"),
    [(-1, DifferenceKind.DISCOUNT, 0), (3, DifferenceKind.DISCOUNT, 0), (4, None, 2_000)],
)
def test_a_discount_counts_in_time_and_within_grace_and_stays_open_after_it(
    days: int, kind: DifferenceKind | None, short: int
) -> None:
    owed = invoice("INV-11", 100_000, discount_bp=200, discount_until_on=DAY - timedelta(days=days))
    done = decide(line(98_000, "INV-11", payer_print="aa"), owed)
    assert done.best is not None
    assert (done.best.shortfall.kind if done.best.shortfall else None) == kind
    assert done.best.short_minor == short


def test_what_the_bank_says_it_kept_is_a_fee() -> None:
    done = decide(
        line(98_763, "INV-11", charge_minor=1_237, payer_print="aa"), invoice("INV-11", 100_000)
    )
    assert done.best is not None
    assert done.best.shortfall is not None
    assert (done.best.shortfall.kind, done.best.shortfall.amount_minor) == (
        DifferenceKind.FEE,
        1_237,
    )


def test_a_withheld_tax_is_believed_at_the_rates_of_the_policy_alone() -> None:
    paid, owed = line(85_000, "INV-11", payer_print="aa"), invoice("INV-11", 100_000)
    plain = decide(paid, owed)
    taxed = decide(paid, owed, policy=MatchingPolicy(withheld_bp=(1_500,)))
    assert plain.best is not None
    assert plain.best.short_minor == 15_000
    assert taxed.best is not None
    assert taxed.best.shortfall is not None
    assert taxed.best.shortfall.kind is DifferenceKind.WITHHELD_TAX


def test_more_than_is_owed_is_asked_about_unless_the_policy_keeps_it() -> None:
    paid, owed = line(10_500, "INV-11", payer_print="aa"), invoice("INV-11", 10_000)
    asked = decide(paid, owed)
    assert asked.best is not None
    assert asked.best.over_minor == 500
    assert "overpaid" in asked.guards
    assert (
        "overpaid" not in decide(paid, owed, policy=MatchingPolicy(overpaid_max_minor=500)).guards
    )


def test_a_settled_invoice_cited_again_may_be_paid_twice_and_stays_on_account() -> None:
    done = decide(
        line(4_900, "INV-10", payer_print="aa"),
        invoice("INV-11", 4_900),
        closed=[settled("INV-10", 4_900)],
    )
    assert done.verdict is not Verdict.CERTAIN
    assert "cites_settled" in done.guards


def test_a_held_invoice_is_never_paid_without_a_person() -> None:
    done = decide(line(4_900, "INV-11"), invoice("INV-11", 4_900, is_held=True))
    assert done.verdict is not Verdict.CERTAIN
    assert done.guards == ("held",)


def test_four_eyes_look_at_a_large_line() -> None:
    policy = MatchingPolicy(four_eyes_minor=1_000_000)
    done = decide(line(1_000_000, "INV-11"), invoice("INV-11", 1_000_000), policy=policy)
    assert done.guards == ("four_eyes",)


def test_a_credit_note_cited_beside_an_invoice_is_netted() -> None:
    note = invoice("CN-7", 2_000, is_credit=True)
    done = decide(line(8_000, "INV-11 CN-7", payer_print="aa"), invoice("INV-11", 10_000), note)
    assert done.best is not None
    assert done.best.credits == (("CN-7", "CN-7", 2_000),)
    assert parts(done) == {"INV-11": 10_000}
    assert done.verdict is Verdict.CERTAIN


def test_a_parent_pays_what_its_child_owes() -> None:
    group = [
        payer("top", "Top Holding AG"),
        payer("acme", "Acme GmbH", parent_id="top", root_id="top"),
    ]
    done = decide(
        line(77_123, "INV-11", name="TOP HOLDING", payer_print="tt"), invoice("INV-11", 77_123),
        payers=group, known=[knows("tt", "top")],
    )  # fmt: skip
    assert done.verdict is Verdict.CERTAIN
    assert done.best is not None
    assert done.best.customer_id == "acme"


def test_a_number_one_slip_away_counts_for_a_likely_payer_and_its_amount() -> None:
    done = decide(
        line(31_417, "INV-2025-004121", payer_print="aa"),
        invoice("INV-2025-004211", 31_417), invoice("INV-2025-000777", 31_417),
    )  # fmt: skip
    assert done.best is not None
    assert parts(done) == {"INV-2025-004211": 31_417}
    assert done.best.lane == Lane.NEAR


def test_a_range_names_every_open_invoice_between() -> None:
    open_ones = [invoice(f"INV-{n}", n * n) for n in range(4211, 4216)]
    done = decide(
        line(sum(i.balance_minor for i in open_ones[:4]), "INV-4211 - INV-4214", payer_print="aa"),
        *open_ones,
    )
    assert set(parts(done)) == {"INV-4211", "INV-4212", "INV-4213", "INV-4214"}
    assert done.verdict is Verdict.CERTAIN


def test_the_same_amount_at_two_customers_without_a_word_is_nobodys() -> None:
    done = decide(
        line(4_900, "danke", name="UNKNOWN"),
        invoice("INV-11", 4_900, "acme"),
        invoice("INV-12", 4_900, "bolt"),
    )
    assert done.verdict is not Verdict.CERTAIN


def test_customers_of_one_name_are_told_apart_by_what_is_cited_alone() -> None:
    twins = [payer("acme", "Acme GmbH"), payer("bolt", "Acme Ltd")]
    owed = invoice("INV-11", 4_900, "acme"), invoice("INV-12", 4_900, "bolt")
    assert (
        decide(line(4_900, "danke"), *owed, payers=twins, known=[]).verdict is not Verdict.CERTAIN
    )
    cited = decide(line(4_900, "INV-12"), *owed, payers=twins, known=[])
    assert (cited.verdict, parts(cited)) == (Verdict.CERTAIN, {"INV-12": 4_900})


def test_an_invoice_in_another_currency_is_not_paid() -> None:
    done = decide(line(4_900, "INV-11", payer_print="aa"), invoice("INV-11", 4_900, currency="USD"))
    assert done.best is None or not done.best.parts
    assert "cites_other_currency" in done.guards


def test_a_strangers_money_is_nobodys() -> None:
    done = decide(line(123_456, "Steuererstattung", name="FINANZAMT"), invoice("INV-11", 4_900))
    assert (done.verdict, done.best) == (Verdict.NONE, None)


def test_what_structured_remittance_says_of_each_invoice_is_paid_of_it() -> None:
    done = decide(
        line(700, "", payer_print="aa", cited=(("INV-11", 400), ("INV-12", 300))),
        invoice("INV-11", 400), invoice("INV-12", 500),
    )  # fmt: skip
    assert parts(done) == {"INV-11": 400, "INV-12": 300}


def test_an_order_named_in_the_text_leads_to_its_invoice() -> None:
    done = decide(
        line(31_417, "PO 4500123456", name="TREASURY SERVICES"),
        invoice("INV-11", 31_417, purchase_order_no="4500123456"), invoice("INV-12", 31_417, "bolt"),
    )  # fmt: skip
    assert parts(done) == {"INV-11": 31_417}
    assert "cites the order of INV-11" in done.reasons
