"""BAI2 and lockbox: a file whose totals or counts lie is refused, with the line of the lie."""

import pytest

from cashwright.areas.cash.ports import Direction, EntryStatus
from cashwright.areas.cash.refusals import BankFileBroken, BankTotalsDisagree, BankValueUnreadable
from cashwright.connectors.bank_files import read_bank_file
from tests.connectors.bank_files.makers import BAI2, LOCKBOX


@pytest.mark.parametrize(
    ("truth", "lie", "line", "what"),
    [
        (b"49,43800,6", b"49,43801,6", 7, "control total of the account"),
        (b"49,43800,6", b"49,43800,5", 7, "number of records of the account"),
        (b"98,43800,1,8", b"98,43800,2,8", 8, "number of accounts"),
        (b"98,43800,1,8", b"98,43700,1,8", 8, "control total of the group"),
        (b"99,43800,1,10", b"99,43800,1,11", 9, "number of records of the file"),
        (b"16,142,11900", b"16,142,11800", 7, "control total of the account"),
    ],
)
def test_a_bai2_file_whose_totals_lie_is_refused(
    truth: bytes, lie: bytes, line: int, what: str
) -> None:
    with pytest.raises(BankTotalsDisagree) as refused:
        read_bank_file(BAI2.replace(truth, lie))
    assert refused.value.facts["line"] in (line, line + 1, line + 2)
    assert what in str(refused.value.facts["what"])


@pytest.mark.parametrize(
    ("truth", "lie"),
    [
        (b"010000011900\n8", b"010000011901\n8"), (b"00010000011900\n9", b"00020000011900\n9"),
        (b"9000008", b"9000009"), (b"6001001000001190", b"6001001000001180"),
    ],
)  # fmt: skip
def test_a_lockbox_whose_totals_lie_is_refused(truth: bytes, lie: bytes) -> None:
    assert truth in LOCKBOX
    with pytest.raises(BankTotalsDisagree):
        read_bank_file(LOCKBOX.replace(truth, lie))


@pytest.mark.parametrize("lines", range(1, 9))
def test_a_bai2_file_that_breaks_off_is_refused(lines: int) -> None:
    with pytest.raises(BankFileBroken):
        read_bank_file(b"\n".join(BAI2.split(b"\n")[:lines]) + b"\n")


@pytest.mark.parametrize(
    ("code", "direction", "status"),
    [
        ("142", Direction.CREDIT, EntryStatus.BOOKED), ("475", Direction.DEBIT, EntryStatus.BOOKED),
        ("721", Direction.CREDIT, EntryStatus.INFORMATION),
        ("965", Direction.DEBIT, EntryStatus.BOOKED),
    ],
)  # fmt: skip
def test_the_type_code_says_which_way_money_went(
    code: str, direction: Direction, status: EntryStatus
) -> None:
    file = read_bank_file(BAI2.replace(b"16,142", b"16," + code.encode()))
    (entry,) = file.statements[0].entries
    assert (entry.direction, entry.status) == (direction, status)


def test_a_type_code_that_is_none_is_refused() -> None:
    with pytest.raises(BankValueUnreadable):
        read_bank_file(BAI2.replace(b"16,142", b"16,ABC"))
