"""What an invoice comes to, and how much of it may be credited."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashwright.areas.invoicing.refusals import (
    CreditExceedsLine,
    DueBeforeIssue,
    EmptyInvoice,
    IssueDateBeforeLast,
    NegativeInvoice,
)
from cashwright.areas.invoicing.rules import (
    Creditable,
    LineDraft,
    Totals,
    check_dates,
    check_order,
    content,
    content_hash,
    credit_all,
    credit_tax,
    document_no,
    line_net,
    totals,
)

JAN_5 = date(2026, 1, 5)


def lines(*amounts: tuple[int, int]) -> list[LineDraft]:
    return [LineDraft(net, "4000", tax_minor=tax) for net, tax in amounts]


def test_an_invoice_is_the_sum_of_its_lines_and_never_less_than_nothing() -> None:
    assert totals(lines((100_00, 19_00), (-10_00, -1_90))) == Totals(90_00, 17_10)
    assert totals(lines((5, 0), (-5, 0))).total_minor == 0
    with pytest.raises(EmptyInvoice):
        totals([])
    with pytest.raises(NegativeInvoice):
        totals(lines((5, 0), (-6, 0)))


def test_quantity_times_price_is_rounded_once_half_up() -> None:
    assert line_net(3, 0, 9_99, 2, 2) == 29_97
    assert line_net(1_5, 1, 33_33, 2, 2) == 50_00  # 1.5 x 33.33 = 49.995
    assert line_net(1, 0, 5, 3, 2) == 1  # 0.005
    assert line_net(-1, 0, 5, 3, 2) == -1
    assert line_net(7, 0, 100_5, 1, 0) == 704  # 7 x 100.5 yen = 703.5
    assert line_net(2, 0, 1_2345, 4, 3) == 2_469


def test_dates_and_numbers_go_forward() -> None:
    check_dates(JAN_5, JAN_5)
    check_order(JAN_5, JAN_5, "INV-2026")
    check_order(JAN_5, None, "INV-2026")
    with pytest.raises(DueBeforeIssue):
        check_dates(JAN_5, date(2026, 1, 4))
    with pytest.raises(IssueDateBeforeLast):
        check_order(date(2026, 1, 4), JAN_5, "INV-2026")
    assert document_no("INV", 2026, 42) == "INV-2026-000042"


def test_the_seal_changes_with_every_field() -> None:
    header, rows = ("INV-1", JAN_5, None, 5), [(1, "Seats", None), (2, "", 0)]
    assert content(header, rows) == "INV-1|2026-01-05||5\n1|Seats|\n2||0"
    seal = content_hash(content(header, rows))
    assert seal != content_hash(content(header, [(1, "Seat", None), (2, "", 0)]))
    assert seal != content_hash(content(("INV-1", JAN_5, "", 6), rows))


def test_a_credit_takes_its_share_of_the_tax_and_the_last_one_the_rest() -> None:
    line = Creditable(1, 99, 19, 99, 19)
    assert credit_tax(line, 33) == 6
    assert credit_tax(Creditable(1, 99, 19, 66, 13), 33) == 7  # 6.5, half up
    assert credit_tax(Creditable(1, 99, 19, 33, 6), 33) == 6
    for asked in (100, -1):
        with pytest.raises(CreditExceedsLine):
            credit_tax(line, asked)
    with pytest.raises(CreditExceedsLine):
        credit_tax(Creditable(1, 99, 19, 0, 0), 1)


@given(
    net=st.integers(1, 10**9), tax=st.integers(0, 10**9), sign=st.sampled_from([1, -1]),
    cuts=st.lists(st.integers(1, 10**9), max_size=8),
)  # fmt: skip
def test_partial_credits_add_up_to_the_tax_of_the_line_exactly(
    net: int, tax: int, sign: int, cuts: list[int]
) -> None:
    net_left, tax_left, taken = sign * net, sign * tax, 0
    for cut in [*cuts, net]:
        part = sign * min(cut, abs(net_left))
        if part:
            share = credit_tax(Creditable(1, sign * net, sign * tax, net_left, tax_left), part)
            assert abs(share) <= abs(tax_left)
            net_left, tax_left, taken = net_left - part, tax_left - share, taken + share
    assert (net_left, tax_left, taken) == (0, 0, sign * tax)


def test_crediting_all_takes_what_is_left_of_each_line() -> None:
    left = [Creditable(1, 10, 2, 4, 1), Creditable(2, 10, 2, 0, 0), Creditable(3, 0, 2, 0, 2)]
    assert credit_all(left) == {1: (4, 1), 3: (0, 2)}
