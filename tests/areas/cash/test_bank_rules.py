"""Account numbers as banks write them, and entries cut into the payments they hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashwright.areas.cash.ports import Charge, Direction
from cashwright.areas.cash.rules.account_numbers import canonical, masked
from cashwright.areas.cash.rules.parts import CHARGES, parts_of
from cashwright.areas.cash.services.telling import SHOWN, Telling, shown_of
from tests.areas.cash.bank_files import detail, entry, statement


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("NL91 ABNA 0417 1643 00", "NL91ABNA0417164300"),
        ("NL91ABNA0417164300EUR", "NL91ABNA0417164300"),
        ("37040044/532013000", "DE89370400440532013000"),
        ("37040044/0532013000EUR", "DE89370400440532013000"),
        ("0123-456.789", "0123456789"),
        ("nl91abna0417164301", "NL91ABNA0417164301"),  # no IBAN: a digit is wrong
    ],
)
def test_one_account_has_one_number_however_it_is_written(written: str, number: str) -> None:
    assert canonical(written) == number


def test_of_a_number_only_its_end_is_shown() -> None:
    shown = [
        masked(number) for number in ("DE89 3704 0044 0532 0130 00", "0123456789", "1234", "1")
    ]
    assert shown == ["DE**3000", "**6789", "**34", "**"]


def amounts(*parts: int) -> list[tuple[int, int]]:
    return [(number, minor) for number, minor in enumerate(parts, start=1)]


def test_a_batch_becomes_its_payments_and_what_the_bank_kept_of_it() -> None:
    batch = entry(300_00, details=(detail(100_00), detail(200_00)))
    assert [(p.detail_no, p.amount_minor) for p in parts_of(batch)] == amounts(100_00, 200_00)
    kept = entry(297_50, details=(detail(100_00), detail(200_00)), charges=(Charge(2_50, "EUR"),))
    parts = parts_of(kept)
    assert [(p.detail_no, p.amount_minor) for p in parts] == amounts(100_00, 200_00, -2_50)
    shown = shown_of([Telling(statement(), kept, part) for part in parts])
    assert list(shown.columns) == list(SHOWN)
    assert shown["bank_code"].to_list() == ["", "", CHARGES]
    paid = entry(
        -302_50, details=(detail(-100_00), detail(-200_00)), charges=(Charge(2_50, "EUR"),)
    )
    assert [p.amount_minor for p in parts_of(paid)] == [-100_00, -200_00, -2_50]


@pytest.mark.parametrize(
    "details",
    [
        (detail(100_00), detail(None)),
        (detail(100_00), detail(200_00, currency="USD")),
        (detail(100_00), detail(150_00)),
    ],
)
def test_a_batch_that_does_not_add_up_stays_one_line(details: tuple[object, ...]) -> None:
    (part,) = parts_of(entry(300_00, details=details))
    assert (part.detail_no, part.amount_minor, len(part.details)) == (0, 300_00, 2)


def test_what_the_bank_kept_of_one_payment_is_told_with_it() -> None:
    charges = (
        Charge(5_00, "EUR"), Charge(1_00, "EUR", is_included=False), Charge(9_00, "USD"),
        Charge(2_00, "EUR", direction=Direction.CREDIT),
    )  # fmt: skip
    (part,) = parts_of(entry(95_00, charges=charges))
    assert (part.detail_no, part.amount_minor, part.charge_minor) == (0, 95_00, 3_00)


@given(
    minors=st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=6),
    off=st.sampled_from([0, 0, 0, 1, -7]),
    charge=st.sampled_from([0, 1, 7]),
)
def test_the_lines_of_an_entry_add_up_to_the_entry(
    minors: list[int], off: int, charge: int
) -> None:
    charges = (Charge(charge, "EUR"),) if charge else ()
    made = entry(sum(minors) - off, details=tuple(map(detail, minors)), charges=charges)
    parts = parts_of(made)
    assert sum(part.amount_minor for part in parts) == made.signed_minor
    assert len({part.detail_no for part in parts}) == len(parts)
