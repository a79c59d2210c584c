"""MT940: what banks do with it: signs, years, 30 February, wrapped and structured text, fees."""

from datetime import date

import pytest

from cashwright.areas.cash.ports import BankEntry, Direction, EntryStatus, StatementKind
from cashwright.areas.cash.refusals import (
    AccountUnsaid,
    BankFileBroken,
    BankTotalsDisagree,
    BankValueUnreadable,
)
from cashwright.connectors.bank_files import read_bank_file
from tests.connectors.bank_files.makers import MT940

HEAD = ":20:X\n:25:NL91ABNA0417164300\n:28C:1/1\n:60F:C260101EUR100,00\n"
TAIL = ":62F:C260102EUR100,00\n-\n"


def _entry(line: str, details: str = "") -> BankEntry:
    text = f"{HEAD}:61:{line}\n" + (f":86:{details}\n" if details else "") + TAIL
    (entry,) = read_bank_file(text.encode()).statements[0].entries
    return entry


@pytest.mark.parametrize(
    ("mark", "direction", "is_reversal", "status"),
    [
        ("C", Direction.CREDIT, False, EntryStatus.BOOKED),
        ("D", Direction.DEBIT, False, EntryStatus.BOOKED),
        ("RC", Direction.DEBIT, True, EntryStatus.BOOKED),
        ("RD", Direction.CREDIT, True, EntryStatus.BOOKED),
        ("EC", Direction.CREDIT, False, EntryStatus.PENDING),
        ("CR", Direction.CREDIT, False, EntryStatus.BOOKED),
        ("RDR", Direction.CREDIT, True, EntryStatus.BOOKED),
    ],
)
def test_a_reversed_credit_goes_out_and_an_expected_one_is_not_booked(
    mark: str, direction: Direction, is_reversal: bool, status: EntryStatus
) -> None:
    entry = _entry(f"2601010102{mark}12,5NTRFNONREF")
    assert (entry.direction, entry.is_reversal, entry.status) == (direction, is_reversal, status)
    assert entry.amount_minor == 1250


@pytest.mark.parametrize(
    ("line", "booked_on", "value_on"),
    [
        ("2601010102C1,NTRF", date(2026, 1, 2), date(2026, 1, 1)),
        ("2512310101C1,NTRF", date(2026, 1, 1), date(2025, 12, 31)),
        ("2601021231C1,NTRF", date(2025, 12, 31), date(2026, 1, 2)),
        ("2602300301C1,NTRF", date(2026, 3, 1), date(2026, 2, 28)),
        ("260101    C1,NTRF", date(2026, 1, 1), date(2026, 1, 1)),
    ],
)
def test_days_cross_the_year_and_a_30_february_is_the_last_of_the_month(
    line: str, booked_on: date, value_on: date
) -> None:
    entry = _entry(line)
    assert (entry.booked_on, entry.value_on) == (booked_on, value_on)


def test_iban_and_name_of_the_german_fields_stay_apart_and_the_text_is_whole() -> None:
    details = (
        "166?00GUTSCHRIFT?20EREF+E2E-7?21SVWZ+Rechnung 4711 und Rechn?22ung 4712\n"
        "?30COBADEFFXXX?31DE89370400440532013000?32Ada Lovelace?33 Ltd"
    )
    (detail,) = _entry("2601010102C1,NTRF", details).details
    assert detail.counterparty.name == "Ada Lovelace Ltd"
    assert detail.counterparty.account is not None
    assert detail.counterparty.account.number == "DE89370400440532013000"
    assert detail.end_to_end_id == "E2E-7"
    assert detail.text.startswith("Rechnung 4711 und Rechn")


def test_a_purpose_field_shorter_than_the_width_ends_with_a_blank() -> None:
    (detail,) = _entry("2601010102C1,NTRF", "166?20RECHNUNG 4711?21KUNDE 12").details
    assert detail.text == "RECHNUNG 4711 KUNDE 12"


def test_the_words_of_dutch_banks_are_read() -> None:
    details = "/TRTP/SEPA/IBAN/DE89370400440532013000/NAME/ADA LOVE\nLACE/REMI/INV-10/EREF/E7"
    (detail,) = _entry("2601010102C1,NTRF", details).details
    assert (detail.counterparty.name, detail.text, detail.end_to_end_id) == (
        "ADA LOVELACE", "INV-10", "E7",
    )  # fmt: skip


def test_a_fee_and_the_instructed_amount_are_read_from_the_line_below() -> None:
    entry = _entry("2601010102D12,35NRTINONREF//B1\n/OCMT/EUR11,85//CHGS/EUR0,50/")
    assert [charge.amount_minor for charge in entry.charges] == [50]
    exchange = entry.details[0].exchange
    assert exchange is not None
    assert exchange.instructed_minor == 1185


def test_an_iban_in_plain_text_is_found_only_with_right_check_digits() -> None:
    right = _entry("2601010102C1,NTRF", "from DE89370400440532013000 thanks").details[0]
    wrong = _entry("2601010102C1,NTRF", "from DE88370400440532013000 thanks").details[0]
    assert right.counterparty.account is not None
    assert wrong.counterparty.account is None


def test_statements_of_one_file_stay_apart_and_their_balances_too() -> None:
    second = MT940.replace(b"C260302EUR100,00", b"C260303EUR219,00").replace(b"28C:42", b"28C:43")
    file = read_bank_file(MT940 + second.replace(b"C260302EUR219,00", b"C260303EUR338,00"))
    assert [s.sequence_no for s in file.statements] == ["42/1", "43/1"]
    assert [s.closing.amount_minor for s in file.statements if s.closing] == [21900, 33800]
    assert file.gaps == ()


def test_an_intraday_report_is_told_by_its_sums_and_they_are_checked() -> None:
    text = (
        ":20:X\n:25:NL91ABNA0417164300\n:28C:1/1\n:34F:EUR0,\n:13D:2601011200+0100\n"
        ":61:2601010101C12,50NTRF\n:90D:0EUR0,\n:90C:1EUR12,50\n-\n"
    )
    (statement,) = read_bank_file(text.encode()).statements
    assert (statement.kind, statement.currency) == (StatementKind.INTRADAY, "EUR")
    with pytest.raises(BankTotalsDisagree) as refused:
        read_bank_file(text.replace("90C:1EUR12,50", "90C:2EUR12,50").encode())
    assert refused.value.facts["line"] == 8


def test_a_truncated_file_is_refused_and_says_where() -> None:
    with pytest.raises(BankFileBroken) as refused:
        read_bank_file(MT940.split(b":62F")[0], "march.sta")
    assert (refused.value.facts["file"], refused.value.facts["line"]) == ("march.sta", 5)


def test_an_unreadable_line_is_refused_with_its_number() -> None:
    with pytest.raises(BankValueUnreadable) as refused:
        read_bank_file(MT940.replace(b"2603030302CR119,00", b"2613030302CR119,00"))
    assert refused.value.facts["line"] == 5
    with pytest.raises(AccountUnsaid):
        read_bank_file(MT940.replace(b":25:NL91ABNA0417164300\n", b""))
