"""Rules and frames of cash application mean the same."""

from datetime import date

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from cashwright.areas.cash import frames, rules
from cashwright.kernel.money import Money

PAYMENTS = {"customer_id": pl.Utf8, "payment_minor": pl.Int64}
SINGLE_PAYMENTS = {"payment_id": pl.Utf8, "customer_id": pl.Utf8, "payment_minor": pl.Int64}
ITEMS = {
    "customer_id": pl.Utf8,
    "invoice_id": pl.Utf8,
    "due_on": pl.Date,
    "balance_minor": pl.Int64,
}


def open_items(balances: st.SearchStrategy[int]) -> st.SearchStrategy[list[rules.OpenItem]]:
    facts = st.tuples(st.dates(date(2025, 1, 1), date(2025, 1, 20)), balances)
    return st.lists(facts, max_size=8).map(
        lambda rows: [
            rules.OpenItem(f"INV-{number}", due_on, Money(balance, "EUR"))
            for number, (due_on, balance) in enumerate(rows)
        ]
    )


def items_frame(books: list[list[rules.OpenItem]]) -> pl.LazyFrame:
    rows = [
        (str(customer), item.invoice_id, item.due_on, item.balance.minor)
        for customer, items in enumerate(books)
        for item in items
    ]
    return pl.LazyFrame(rows, schema=ITEMS, orient="row")


@given(st.lists(st.tuples(st.integers(0, 10**10), open_items(st.integers(1, 10**9))), max_size=5))
def test_apply_oldest_first_has_one_meaning(
    books: list[tuple[int, list[rules.OpenItem]]],
) -> None:
    by_rule = {
        (str(customer), invoice_id, part.minor)
        for customer, (payment, items) in enumerate(books)
        for invoice_id, part in rules.apply_oldest_first(Money(payment, "EUR"), items).applied
    }
    by_frame = frames.apply_oldest_first(
        pl.LazyFrame(
            [(str(customer), payment) for customer, (payment, _) in enumerate(books)],
            schema=PAYMENTS,
            orient="row",
        ),
        items_frame([items for _, items in books]),
    ).collect()
    assert by_frame.height == len(by_rule)
    assert set(by_frame.iter_rows()) == by_rule


@given(
    st.lists(
        st.tuples(st.lists(st.integers(0, 6), max_size=3), open_items(st.integers(1, 6))),
        max_size=4,
    )
)
def test_exact_items_has_one_meaning(
    books: list[tuple[list[int], list[rules.OpenItem]]],
) -> None:
    asked = [
        (f"{customer}/{number}", str(customer), payment)
        for customer, (payments, _) in enumerate(books)
        for number, payment in enumerate(payments)
    ]
    by_rule = {
        (payment_id, *_said(rules.exact_item(Money(payment, "EUR"), books[int(customer)][1])))
        for payment_id, customer, payment in asked
    }
    by_frame = frames.exact_items(
        pl.LazyFrame(asked, schema=SINGLE_PAYMENTS, orient="row"),
        items_frame([items for _, items in books]),
    ).collect()
    assert by_frame.height == len(asked)
    assert set(by_frame.iter_rows()) == by_rule


def _said(finding: rules.Unique | rules.Ambiguous | None) -> tuple[str | None, int]:
    match finding:
        case rules.Unique(invoice_ids):
            return invoice_ids[0], 1
        case rules.Ambiguous(examples):
            return None, len(examples)
        case _:
            return None, 0
