"""Which open items a payment settles."""

import csv
import itertools
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashwright.areas.cash.policies import ApplicationPolicy, Method, SameAmount
from cashwright.areas.cash.rules import (
    Ambiguous,
    OpenItem,
    Outcome,
    TooLarge,
    Unique,
    apply_oldest_first,
    exact_item,
    exact_set,
    plan_payment,
)
from cashwright.kernel.money import Money
from cashwright.kernel.refusals import CurrencyMismatch

POLICY = ApplicationPolicy()


def euros(amount: int) -> Money:
    return Money(amount * 100, "EUR")


def item(invoice_id: str, amount: int, *, due: date = date(2026, 1, 31)) -> OpenItem:
    return OpenItem(invoice_id, due, euros(amount))


def book(*amounts: int) -> list[OpenItem]:
    """INV-1, INV-2, ... in the order of their due dates."""
    return [
        item(f"INV-{number}", amount, due=date(2026, 1, number))
        for number, amount in enumerate(amounts, start=1)
    ]


small_books = st.lists(st.integers(1, 30), max_size=9).map(lambda amounts: book(*amounts))


def test_a_short_payment_settles_the_oldest_item_and_starts_on_the_next() -> None:
    late, later = date(2026, 1, 31), date(2026, 2, 28)
    plan = apply_oldest_first(
        euros(150), [item("INV-2", 100, due=later), item("INV-1", 100, due=late)]
    )
    assert plan.applied == (("INV-1", euros(100)), ("INV-2", euros(50)))
    assert plan.unapplied == euros(0)


def test_of_items_due_on_one_day_the_lower_id_is_settled_first() -> None:
    plan = apply_oldest_first(euros(10), [item("INV-2", 10), item("INV-1", 10)])
    assert plan.applied == (("INV-1", euros(10)),)


def test_an_overpayment_leaves_the_rest_unapplied() -> None:
    plan = apply_oldest_first(euros(12), [item("INV-1", 10)])
    assert plan.unapplied == euros(2)


@pytest.mark.parametrize(
    "decide",
    [
        apply_oldest_first,
        exact_item,
        lambda payment, items: exact_set(payment, items, set_size_max=3, work_max=100),
        lambda payment, items: plan_payment(payment, items, POLICY),
    ],
)
def test_a_foreign_item_is_refused_even_where_the_money_would_not_reach_it(decide: object) -> None:
    far = OpenItem("INV-2", date(2026, 2, 28), Money(100_00, "USD"))
    with pytest.raises(CurrencyMismatch):
        decide(euros(50), [item("INV-1", 100), far])  # type: ignore[operator]


@given(payment=st.integers(0, 300), items=small_books)
def test_no_cent_is_created_or_lost(payment: int, items: list[OpenItem]) -> None:
    balances = {item.invoice_id: item.balance.minor for item in items}
    for plan in (
        apply_oldest_first(euros(payment), items),
        plan_payment(euros(payment), items, POLICY).application,
    ):
        assert sum(part.minor for _, part in plan.applied) + plan.unapplied.minor == payment * 100
        assert all(0 < part.minor <= balances[invoice_id] for invoice_id, part in plan.applied)


def test_the_one_item_of_the_exact_amount_is_found() -> None:
    assert exact_item(euros(20), book(10, 20, 30)) == Unique(("INV-2",))
    assert exact_item(euros(25), book(10, 20, 30)) is None


def test_items_of_one_amount_are_a_tie_shown_oldest_first() -> None:
    assert exact_item(euros(10), book(10, 20, 10)) == Ambiguous((("INV-1",), ("INV-3",)))


def test_the_one_set_that_sums_to_the_payment_is_found() -> None:
    assert _set(50, book(11, 20, 14, 30, 7)) == Unique(("INV-2", "INV-4"))


def test_two_sets_of_the_same_sum_are_ambiguous_and_both_are_shown() -> None:
    finding = _set(30, book(10, 20, 14, 16, 5))
    assert isinstance(finding, Ambiguous)
    assert set(finding.examples) == {("INV-1", "INV-2"), ("INV-3", "INV-4")}


def test_an_equal_item_left_out_of_the_set_makes_it_ambiguous() -> None:
    finding = _set(30, book(10, 20, 10))
    assert isinstance(finding, Ambiguous)
    assert set(finding.examples) == {("INV-1", "INV-2"), ("INV-2", "INV-3")}


def test_of_equal_items_the_oldest_is_taken_when_the_policy_says_so() -> None:
    finding = exact_set(
        euros(30), book(10, 20, 10), set_size_max=6, work_max=100, oldest_of_equals=True
    )
    assert finding == Unique(("INV-1", "INV-2"))


def test_all_items_together_are_a_set_of_any_size() -> None:
    everything = book(*range(1, 21))
    finding = exact_set(euros(sum(range(1, 21))), everything, set_size_max=2, work_max=1)
    assert finding == Unique(tuple(item.invoice_id for item in everything))


def test_a_set_larger_than_the_policy_allows_is_not_looked_for() -> None:
    assert exact_set(euros(7), book(1, 2, 4, 50), set_size_max=2, work_max=100) is None


def test_a_search_beyond_its_budget_says_so_instead_of_guessing() -> None:
    odd = book(*[2 * n + 1 for n in range(28)])
    assert exact_set(euros(100), odd, set_size_max=6, work_max=50) == TooLarge(items=28)


@given(payment=st.integers(0, 60), items=small_books, size=st.integers(1, 4))
def test_the_search_agrees_with_trying_every_set(
    payment: int, items: list[OpenItem], size: int
) -> None:
    total = sum(item.balance.minor for item in items)
    fits = [
        tuple(item.invoice_id for item in chosen)
        for count in range(1, len(items) + 1)
        for chosen in itertools.combinations(items, count)
        if sum(item.balance.minor for item in chosen) == payment * 100
        and (count <= size or total == payment * 100)
    ]
    finding = exact_set(euros(payment), items, set_size_max=size, work_max=10_000)
    match finding:
        case Unique(invoice_ids):
            assert fits == [invoice_ids]
        case Ambiguous(examples):
            assert len(set(examples)) > 1
            assert set(examples) <= set(fits)
        case _:
            assert finding is None
            assert fits == []


def test_an_exact_amount_is_applied_to_its_item_and_not_to_the_oldest() -> None:
    plan = plan_payment(euros(20), book(10, 20, 30), POLICY)
    assert plan.outcome is Outcome.EXACT
    assert plan.application.applied == (("INV-2", euros(20)),)
    assert plan.reasons == ("The balance of one open item is exactly this amount.",)


def test_an_exact_sum_settles_every_item_of_its_set() -> None:
    plan = plan_payment(euros(50), book(11, 20, 13, 30), POLICY)
    assert plan.outcome is Outcome.EXACT_SUM
    assert plan.application.applied == (("INV-2", euros(20)), ("INV-4", euros(30)))
    assert plan.reasons[-1] == "Exactly one set of open items sums to this amount: 2 of 4 items."


def test_what_fits_nothing_is_applied_oldest_first_and_the_reasons_tell_the_way() -> None:
    plan = plan_payment(euros(15), book(10, 20, 30), POLICY)
    assert plan.outcome is Outcome.OLDEST_FIRST
    assert plan.application.applied == (("INV-1", euros(10)), ("INV-2", euros(5)))
    assert plan.reasons == (
        "No open item has exactly this balance.",
        "No set of up to 6 open items sums to this amount.",
        "Applied oldest due first.",
    )


def test_a_tie_is_left_to_a_person_and_never_broken_by_a_weaker_method() -> None:
    plan = plan_payment(euros(10), book(10, 20, 10), POLICY)
    assert plan.outcome is Outcome.AMBIGUOUS
    assert plan.application.applied == ()
    assert plan.application.unapplied == euros(10)
    assert plan.candidates == (("INV-1",), ("INV-3",))


def test_a_tie_settles_the_item_due_first_when_the_policy_says_so() -> None:
    policy = ApplicationPolicy(same_amount=SameAmount.OLDEST)
    plan = plan_payment(euros(10), book(10, 20, 10), policy)
    assert plan.outcome is Outcome.EXACT
    assert plan.application.applied == (("INV-1", euros(10)),)


def test_without_oldest_first_in_the_policy_an_unknown_amount_stays_on_account() -> None:
    policy = ApplicationPolicy(methods=(Method.EXACT, Method.EXACT_SUM))
    plan = plan_payment(euros(15), book(10, 20), policy)
    assert plan.outcome is Outcome.UNMATCHED
    assert plan.application.unapplied == euros(15)


def test_a_payment_without_open_items_stays_on_account() -> None:
    plan = plan_payment(euros(15), [], POLICY)
    assert plan.outcome is Outcome.NO_OPEN_ITEMS
    assert plan.application.unapplied == euros(15)


def test_every_payment_of_a_real_year_finds_its_only_set_of_invoices(
    real_data: Callable[[str], Path],
) -> None:
    invoices = _rows(real_data("ar-ibm/invoices_before_2013-03-01.csv"))
    payments = _rows(real_data("ar-ibm/DERIVED_payments.csv"))
    answers = _rows(real_data("ar-ibm/DERIVED_payment_to_invoice.csv"))
    books: dict[str, list[tuple[date, OpenItem]]] = {}
    for row in invoices:
        open_item = OpenItem(
            row["invoiceNumber"], _us_date(row["DueDate"]), _dollars(row["InvoiceAmount"])
        )
        books.setdefault(row["customerID"], []).append((_us_date(row["InvoiceDate"]), open_item))
    planned = set()
    for payment in sorted(payments, key=lambda row: (row["date"], row["payment_id"])):
        day, mine = date.fromisoformat(payment["date"]), books[payment["customerID"]]
        items = [open_item for issued_on, open_item in mine if issued_on <= day]
        plan = plan_payment(_dollars(payment["amount"]), items, POLICY)
        assert plan.outcome in {Outcome.EXACT, Outcome.EXACT_SUM}
        planned |= {
            (payment["payment_id"], invoice_no, part.minor)
            for invoice_no, part in plan.application.applied
        }
        settled = {invoice_no for invoice_no, _ in plan.application.applied}
        mine[:] = [kept for kept in mine if kept[1].invoice_id not in settled]
    assert len(payments) == 1469
    assert planned == {
        (row["payment_id"], row["invoiceNumber"], _dollars(row["applied_amount"]).minor)
        for row in answers
    }


def _set(payment: int, items: list[OpenItem]) -> object:
    return exact_set(euros(payment), items, set_size_max=6, work_max=1000)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def _us_date(text: str) -> date:
    month, day, year = map(int, text.split("/"))
    return date(year, month, day)


def _dollars(text: str) -> Money:
    return Money(int(Decimal(text) * 100), "USD")
