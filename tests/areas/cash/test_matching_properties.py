"""What holds of every decision, whatever is open and whatever is paid."""

from itertools import combinations
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from cashwright.areas.cash.rules.matching import (
    Decision,
    Hypothesis,
    LineFacts,
    OpenDocument,
    Verdict,
)
from tests.areas.cash.matching_makers import DAY, invoice, line, matcher

AMOUNTS = st.sampled_from([4_900, 9_900, 14_700, 19_800]) | st.integers(1, 30_000)


@st.composite
def books(draw: st.DrawFn) -> list[OpenDocument]:
    """Up to seven open documents of two customers, some of them credit notes, some held."""
    count = draw(st.integers(1, 7))
    return [
        invoice(
            f"INV-{n + 1}", draw(AMOUNTS), draw(st.sampled_from(["acme", "acme", "bolt"])),
            is_credit=draw(st.sampled_from([False, False, False, False, True])),
            is_held=draw(st.sampled_from([False] * 9 + [True])),
            discount_bp=draw(st.sampled_from([0, 0, 200])), discount_until_on=DAY,
        )
        for n in range(count)
    ]  # fmt: skip


@st.composite
def paid(draw: st.DrawFn, open_ones: list[OpenDocument], line_id: str = "line") -> LineFacts:
    """A line that may pay a set of them, or nearly, and may say so, or say something else."""
    chosen = draw(
        st.lists(st.sampled_from(open_ones), unique_by=lambda d: d.document_id, max_size=4)
    )
    off = draw(st.sampled_from([0, 0, 0, 0, -1, -1_500, 700]))
    amount = max(1, sum(-d.balance_minor if d.is_credit else d.balance_minor for d in chosen) + off)
    named = draw(st.sampled_from(["all", "some", "none", "wrong"]))
    numbers = [d.document_no for d in (chosen if named == "all" else chosen[:1])]
    if named == "none":
        numbers = []
    if named == "wrong":
        numbers = [f"INV-{draw(st.integers(1, 90))}"]
    return line(
        amount, " ".join([*numbers, draw(st.sampled_from(["", "vom 01.02.2026", "danke"]))]),
        name=draw(st.sampled_from(["ACME GMBH", "BOLT LTD", "SOMEBODY"])),
        payer_print=draw(st.sampled_from(["", "aa", "zz"])), line_id=line_id,
    )  # fmt: skip


cases = books().flatmap(lambda open_ones: st.tuples(st.just(open_ones), paid(open_ones)))


def all_of(decision: Decision) -> list[Hypothesis]:
    """The best and its alternatives."""
    return [h for h in (decision.best, *decision.alternatives) if h is not None]


@settings(max_examples=400, deadline=None)
@given(cases)
def test_every_cent_of_a_line_is_accounted_for(case: tuple[list[OpenDocument], LineFacts]) -> None:
    open_ones, paid_line = case
    balances = {d.document_id: d.balance_minor for d in open_ones}
    for one in all_of(matcher(open_ones).decide(paid_line)):
        credit = sum(minor for _, _, minor in one.credits)
        assert (
            sum(minor for _, _, minor in one.parts) - credit + one.over_minor
            == paid_line.amount_minor
        )
        cleared = one.shortfall.amount_minor if one.shortfall else 0
        left = sum(balances[i] - minor for i, _, minor in one.parts) - cleared
        assert left == one.short_minor
        for document_id, _, minor in (*one.parts, *one.credits):
            more = cleared if one.shortfall and one.shortfall.invoice_id == document_id else 0
            assert 0 < minor <= minor + more <= balances[document_id]


@settings(max_examples=300, deadline=None)
@given(cases, st.randoms(use_true_random=False))
def test_a_decision_does_not_depend_on_the_order_of_the_books(
    case: tuple[list[OpenDocument], LineFacts], roll: Random
) -> None:
    open_ones, paid_line = case
    shuffled = list(open_ones)
    roll.shuffle(shuffled)
    assert matcher(open_ones).decide(paid_line) == matcher(shuffled).decide(paid_line)


@settings(max_examples=150, deadline=None)
@given(
    books().flatmap(
        lambda open_ones: st.tuples(
            st.just(open_ones), st.tuples(*(paid(open_ones, f"line {n}") for n in range(4)))
        )
    ),
    st.permutations(range(4)),
)
def test_decisions_on_many_lines_do_not_depend_on_their_order(
    case: tuple[list[OpenDocument], tuple[LineFacts, ...]], order: list[int]
) -> None:
    open_ones, lines = case
    straight = {d.line_id: d for d in matcher(open_ones).decide_all(lines)}
    turned = {d.line_id: d for d in matcher(open_ones).decide_all([lines[n] for n in order])}
    assert straight == turned


@settings(max_examples=150, deadline=None)
@given(
    books().flatmap(
        lambda open_ones: st.tuples(
            st.just(open_ones), st.tuples(*(paid(open_ones, f"line {n}") for n in range(5)))
        )
    )
)
def test_certain_lines_together_never_take_more_than_is_open(
    case: tuple[list[OpenDocument], tuple[LineFacts, ...]],
) -> None:
    open_ones, lines = case
    left = {d.document_id: d.balance_minor for d in open_ones}
    for decision in matcher(open_ones).decide_all(lines):
        if decision.verdict is not Verdict.CERTAIN or decision.best is None:
            continue
        assert not decision.guards
        for document_id, _, minor in (*decision.best.parts, *decision.best.credits):
            left[document_id] -= minor
        if decision.best.shortfall:
            left[decision.best.shortfall.invoice_id] -= decision.best.shortfall.amount_minor
    assert min(left.values()) >= 0


@settings(max_examples=300, deadline=None)
@given(cases)
def test_a_set_that_is_not_the_only_one_is_never_certain_unless_it_is_cited(
    case: tuple[list[OpenDocument], LineFacts],
) -> None:
    open_ones, paid_line = case
    decision = matcher(open_ones).decide(paid_line)
    if decision.verdict is not Verdict.CERTAIN or decision.best is None or "INV" in paid_line.text:
        return
    owner = decision.best.customer_id
    theirs = [d for d in open_ones if d.customer_id == owner]
    if sum(minor for _, _, minor in decision.best.parts) != sum(
        d.balance_minor for d in theirs if d.document_id in {i for i, _, _ in decision.best.parts}
    ):
        return  # something was kept back: not a plain sum
    best = {i for i, _, _ in (*decision.best.parts, *decision.best.credits)}
    fits = [
        named
        for size in range(1, len(theirs) + 1)
        for places in combinations(theirs, size)
        if sum(-d.balance_minor if d.is_credit else d.balance_minor for d in places)
        == paid_line.amount_minor
        for named in [{d.document_id for d in places}]
        # A credit note that takes up another invoice whole does not change where the money goes.
        if named == best or not named > best
    ]
    assert fits == [best]


@settings(max_examples=200, deadline=None)
@given(cases, AMOUNTS)
def test_another_customers_invoice_never_turns_a_certain_decision_to_other_documents(
    case: tuple[list[OpenDocument], LineFacts], amount: int
) -> None:
    open_ones, paid_line = case
    before = matcher(open_ones).decide(paid_line)
    stranger = invoice("X-777777", amount, "stranger")
    after = matcher([*open_ones, stranger]).decide(paid_line)
    if before.verdict is Verdict.CERTAIN and after.verdict is Verdict.CERTAIN:
        assert before.best is not None
        assert after.best is not None
        assert before.best.parts == after.best.parts
