"""Due dates by hand, the words on a card, the tree without circles."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashwright.areas.parties.policies import STANDARD_TERMS, TermsKind
from cashwright.areas.parties.refusals import HierarchyCycle
from cashwright.areas.parties.rules import (
    HOUSE_TERMS,
    Terms,
    check_parent,
    check_terms,
    discount_until,
    due_on,
    words,
)
from cashwright.kernel.refusals import BadInput, Refusal, UnknownCurrency

NET = TermsKind.NET
EOM = TermsKind.EOM
PROX = TermsKind.NTH_PROX

# Each line was counted on a paper calendar: kind, days, months, day of issue, due date.
DUE = [
    (TermsKind.IMMEDIATE, 0, 0, "2026-02-28", "2026-02-28"),
    (NET, 0, 0, "2026-02-28", "2026-02-28"),
    (NET, 30, 0, "2026-01-31", "2026-03-02"),
    (NET, 30, 0, "2028-01-31", "2028-03-01"),
    (NET, 30, 0, "2026-12-15", "2027-01-14"),
    (NET, 14, 0, "2026-02-20", "2026-03-06"),
    (NET, 0, 1, "2026-01-31", "2026-02-28"),
    (NET, 0, 1, "2028-01-31", "2028-02-29"),
    (NET, 10, 1, "2026-01-31", "2026-03-10"),
    (EOM, 0, 0, "2026-02-01", "2026-02-28"),
    (EOM, 0, 0, "2028-02-29", "2028-02-29"),
    (EOM, 0, 0, "2026-12-31", "2026-12-31"),
    (EOM, 30, 0, "2026-01-05", "2026-03-02"),
    (EOM, 30, 0, "2026-04-30", "2026-05-30"),
    (EOM, 0, 1, "2026-01-31", "2026-02-28"),
    (EOM, 0, 1, "2026-02-28", "2026-03-31"),
    (EOM, 0, 2, "2025-12-31", "2026-02-28"),
    (EOM, 15, 1, "2026-11-30", "2027-01-15"),
    (PROX, 10, 1, "2026-01-01", "2026-02-10"),
    (PROX, 10, 1, "2026-01-31", "2026-02-10"),
    (PROX, 15, 1, "2026-12-20", "2027-01-15"),
    (PROX, 31, 1, "2026-01-15", "2026-02-28"),
    (PROX, 31, 1, "2028-01-15", "2028-02-29"),
    (PROX, 30, 1, "2026-01-30", "2026-02-28"),
    (PROX, 31, 1, "2026-03-01", "2026-04-30"),
    (PROX, 31, 2, "2026-01-31", "2026-03-31"),
    (PROX, 1, 1, "2026-12-31", "2027-01-01"),
]


@pytest.mark.parametrize(("kind", "days", "months", "issued", "due"), DUE)
def test_an_invoice_falls_due_on_the_day_a_calendar_says(
    kind: TermsKind, days: int, months: int, issued: str, due: str
) -> None:
    found = due_on(Terms(kind, days, months), date.fromisoformat(issued))
    assert found == date.fromisoformat(due)


DISCOUNT = [
    (Terms(NET, 30, discount_bp=200, discount_days=10), "2026-01-25", "2026-02-04"),
    (Terms(NET, 5, discount_bp=200, discount_days=10), "2026-01-25", "2026-01-30"),
    (Terms(EOM, 30, discount_bp=200, discount_days=10), "2026-01-25", "2026-02-10"),
    (Terms(PROX, 30, 1, discount_bp=200, discount_days=10), "2026-01-02", "2026-02-10"),
    (Terms(PROX, 5, 1, discount_bp=200, discount_days=10), "2026-01-02", "2026-02-05"),
]


@pytest.mark.parametrize(("terms", "issued", "until"), DISCOUNT)
def test_a_discount_is_offered_until_its_day_and_never_past_the_due_date(
    terms: Terms, issued: str, until: str
) -> None:
    assert discount_until(terms, date.fromisoformat(issued)) == date.fromisoformat(until)


def test_without_a_discount_there_is_no_day_for_it() -> None:
    assert discount_until(Terms(NET, 30, discount_days=10), date(2026, 1, 1)) is None


def test_where_nothing_is_agreed_thirty_days_are() -> None:
    assert due_on(HOUSE_TERMS, date(2026, 3, 1)) == date(2026, 3, 31)


days_of_issue = st.dates(date(1990, 1, 1), date(2060, 12, 31))
sensible = st.builds(
    Terms, st.just(NET) | st.just(EOM), st.integers(0, 366), st.integers(0, 24)
) | st.builds(Terms, st.just(PROX), st.integers(1, 31), st.integers(1, 24))


@given(terms=sensible, issued_on=days_of_issue)
def test_nothing_falls_due_before_it_is_issued_and_later_issue_is_never_due_earlier(
    terms: Terms, issued_on: date
) -> None:
    assert check_terms(terms) is None
    due = due_on(terms, issued_on)
    assert due >= issued_on
    assert due_on(terms, issued_on + timedelta(days=1)) >= due


@given(days=st.integers(1, 31), months=st.integers(1, 24), issued_on=days_of_issue)
def test_a_prox_day_is_that_day_or_the_last_of_a_shorter_month(
    days: int, months: int, issued_on: date
) -> None:
    due = due_on(Terms(PROX, days, months), issued_on)
    assert (due.year * 12 + due.month) - (issued_on.year * 12 + issued_on.month) == months
    assert due.day == days or (due.day < days and (due + timedelta(days=1)).day == 1)


@pytest.mark.parametrize(
    "terms",
    [
        Terms(NET, -1), Terms(NET, 367), Terms(NET, 30, discount_bp=10_001), Terms(PROX, 0, 1),
        Terms(PROX, 32, 1), Terms(PROX, 10, 0), Terms(TermsKind.IMMEDIATE, 3), Terms(EOM, 0, 25),
        Terms(NET, 30, discount_bp=-1), Terms(NET, 30, discount_bp=100, discount_days=367),
    ],
)  # fmt: skip
def test_terms_that_lead_to_no_sensible_day_are_told_so_in_words(terms: Terms) -> None:
    assert check_terms(terms)


def test_the_standard_catalog_makes_sense_and_names_each_code_once() -> None:
    assert len({row[0] for row in STANDARD_TERMS}) == len(STANDARD_TERMS)
    for _, _, kind, days, months, bp, discount_days in STANDARD_TERMS:
        assert check_terms(Terms(kind, days, months, bp, discount_days)) is None


@pytest.mark.parametrize("text", ["de", " DE "])
def test_a_country_is_read_in_any_case(text: str) -> None:
    assert words.country(text) == "DE"


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (words.country, "DEU"), (words.country, "D1"), (words.country, ""),
        (words.language, "english"), (words.language, "EN"), (words.zone, "Europe/Atlantis"),
        (words.zone, "../etc/passwd"), (words.zone, ""), (words.currency_code, "XYZ"),
    ],
)  # fmt: skip
def test_a_word_that_means_nothing_is_refused(read: object, text: str) -> None:
    with pytest.raises((BadInput, UnknownCurrency)):
        read(text)  # type: ignore[operator]


@pytest.mark.parametrize("name", ["", "   ", "a\nb", "a\0b", "a\u2028b", "x" * 201, "tab\there"])
def test_a_name_is_one_line_of_bearable_length(name: str) -> None:
    with pytest.raises(Refusal):
        words.one_line("name", name, length_max=200)


def test_an_address_keeps_its_lines_and_nothing_else_that_cannot_be_printed() -> None:
    assert words.some_lines("address", " 1 High St\r\nYork ") == "1 High St\nYork"
    with pytest.raises(BadInput):
        words.some_lines("address", "1 High St\x00")


A, B, C, D = (UUID(int=n) for n in (1, 2, 3, 4))


def test_a_customer_hangs_under_any_other_that_is_not_below_it() -> None:
    check_parent(D, A, {B: A, C: B})
    check_parent(C, A, {B: A, C: B})


@pytest.mark.parametrize(("child", "parent"), [(A, A), (A, B), (A, C), (B, C)])
def test_a_customer_never_stands_above_itself(child: UUID, parent: UUID) -> None:
    with pytest.raises(HierarchyCycle):
        check_parent(child, parent, {B: A, C: B})
