"""What is the same entry in two files, and which balances do not follow from each other."""

import io
import zipfile

import hypothesis.strategies as st
from hypothesis import given, settings

from cashwright.areas.cash.ports import GapKind, ReadFile
from cashwright.connectors.bank_files import read_bank_file
from tests.connectors.bank_files.makers import CAMT_ENTRY, MT940, camt


def _keys(file: ReadFile) -> list[str]:
    return [entry.key for statement in file.statements for entry in statement.entries]


def _plain(day: int, amount: int, text: str) -> str:
    return f":61:2603{day:02}03{day:02}C{amount},00NTRFNONREF\n:86:{text}\n"


def _statement(lines: list[tuple[int, int, str]], number: int = 1) -> bytes:
    total = 100 + sum(amount for _, amount, _ in lines)
    body = "".join(_plain(*line) for line in lines)
    return (
        f":20:X\n:25:NL91ABNA0417164300\n:28C:{number}/1\n:60F:C260301EUR100,00\n{body}"
        f":62F:C260331EUR{total},00\n-\n"
    ).encode()


def test_reading_a_file_twice_gives_the_same_keys() -> None:
    assert _keys(read_bank_file(camt())) == _keys(read_bank_file(camt()))


def test_two_equal_payments_of_a_day_are_two() -> None:
    first, second = _keys(read_bank_file(_statement([(2, 10, "rent"), (2, 10, "rent")])))
    assert first != second


def test_equal_payments_of_two_days_are_counted_by_day() -> None:
    both = _keys(read_bank_file(_statement([(2, 10, "rent"), (3, 10, "rent")])))
    later = _keys(read_bank_file(_statement([(3, 10, "rent"), (4, 10, "rent")])))
    assert both[1] == later[0]


LINES = st.lists(
    st.tuples(st.integers(1, 4), st.integers(1, 3), st.sampled_from(["rent", "INV-1", "INV-10"])),
    min_size=1, max_size=12,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(lines=LINES, days=st.tuples(st.integers(1, 4), st.integers(1, 4)))
def test_files_that_overlap_by_whole_days_name_the_same_entries_alike(
    lines: list[tuple[int, int, str]], days: tuple[int, int]
) -> None:
    lines = sorted(lines)
    first = [line for line in lines if line[0] <= max(days)]
    second = [line for line in lines if line[0] >= min(days)]
    if not first or not second:
        return
    seen = set(_keys(read_bank_file(_statement(first))))
    seen |= set(_keys(read_bank_file(_statement(second, 2))))
    assert len(seen) == len(lines)


def test_a_statement_that_stands_in_a_file_twice_adds_nothing() -> None:
    once, twice = read_bank_file(MT940), read_bank_file(MT940 + MT940)
    assert set(_keys(twice)) == set(_keys(once))


def test_what_comes_packed_together_is_named_as_if_it_came_alone() -> None:
    packed, lines = io.BytesIO(), [(2, 10, "rent"), (2, 10, "rent"), (3, 5, "INV-1")]
    files = {
        "early.sta": _statement(lines[:2]), "all.sta": _statement(lines, 2),
        "day.xml": camt(message="052").replace(b"S-1", b"R-1"), "end.xml": camt(),
    }  # fmt: skip
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    alone = [key for content in files.values() for key in _keys(read_bank_file(content))]
    assert _keys(read_bank_file(packed.getvalue())) == alone
    assert len(set(alone)) == 4


def test_a_bank_s_reference_alone_never_makes_two_entries_one() -> None:
    other = CAMT_ENTRY.replace("119.00", "120.00")
    assert len(set(_keys(read_bank_file(camt(CAMT_ENTRY, other))))) == 2


def test_what_the_payer_wrote_tells_entries_apart_whatever_their_order() -> None:
    one = _keys(read_bank_file(_statement([(2, 10, "rent"), (2, 10, "INV-1")])))
    other = _keys(read_bank_file(_statement([(2, 10, "INV-1"), (2, 10, "rent")])))
    assert one == other[::-1]


def test_another_amount_is_another_entry_though_the_reference_is_the_same() -> None:
    assert _keys(read_bank_file(camt())) != _keys(
        read_bank_file(camt(CAMT_ENTRY.replace("119.00", "120.00")))
    )


def test_the_same_entry_in_a_report_of_the_day_and_in_the_statement_is_one() -> None:
    assert _keys(read_bank_file(camt(message="052"))) == _keys(read_bank_file(camt()))


def test_what_is_pending_is_not_what_is_booked() -> None:
    pending = camt(CAMT_ENTRY.replace("BOOK", "PDNG"))
    assert _keys(read_bank_file(pending)) != _keys(read_bank_file(camt()))


def test_an_entry_that_is_missing_is_a_gap_within() -> None:
    (gap,) = read_bank_file(camt(closing="300.00")).gaps
    assert (gap.kind, gap.expected_minor, gap.found_minor) == (GapKind.WITHIN, 21900, 30000)


def test_pending_entries_do_not_move_the_balance() -> None:
    pending = CAMT_ENTRY.replace("BOOK", "PDNG")
    assert read_bank_file(camt(CAMT_ENTRY, pending)).gaps == ()


def test_a_statement_that_is_missing_is_a_gap_between() -> None:
    later = _statement([(9, 5, "x")], 3).replace(b"60F:C260301EUR100,00", b"60F:C260331EUR150,00")
    later = later.replace(b"EUR105,00", b"EUR155,00")
    (gap,) = read_bank_file(_statement([(2, 10, "rent")]) + later).gaps
    assert (gap.kind, gap.expected_minor, gap.found_minor) == (GapKind.BETWEEN, 11000, 15000)
