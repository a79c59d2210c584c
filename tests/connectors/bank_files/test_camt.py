"""camt: batches, what is taken back, pending lines, foreign money, structured remittance, damage."""

import time
from datetime import date
from decimal import Decimal

import pytest

from cashwright.areas.cash.ports import BankEntry, Direction, EntryStatus, StatementKind
from cashwright.areas.cash.refusals import (
    AccountUnsaid,
    BankFileBroken,
    BankFileTooLarge,
    BankFileUnknown,
    BankFileUnsafe,
    BankValueUnreadable,
    TooManyEntries,
)
from cashwright.connectors.bank_files import BankFileLimits, read_bank_file
from tests.connectors.bank_files.makers import CAMT_ENTRY, camt


def _entry(inside: str, amount: str = "300.00", way: str = "CRDT") -> str:
    return f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{way}</CdtDbtInd>{inside}</Ntry>'


def _read(*entries: str) -> tuple[BankEntry, ...]:
    return read_bank_file(camt(*entries)).statements[0].entries


BOOKED = "<Sts>BOOK</Sts><BookgDt><DtTm>2026-03-02T23:59:00+01:00</DtTm></BookgDt>"


def test_a_batch_keeps_each_payment_with_its_own_amount_and_payer() -> None:
    parts = "".join(
        f'<TxDtls><Refs><EndToEndId>E{n}</EndToEndId></Refs><Amt Ccy="EUR">{n}00.00</Amt>'
        f"<RltdPties><Dbtr><Nm>Payer {n}</Nm></Dbtr></RltdPties></TxDtls>"
        for n in (1, 2)
    )
    (entry,) = _read(
        _entry(f"{BOOKED}<NtryDtls><Btch><PmtInfId>RUN-5</PmtInfId></Btch>{parts}</NtryDtls>")
    )
    assert (entry.amount_minor, entry.batch_ref) == (30000, "RUN-5")
    assert [(d.amount_minor, d.end_to_end_id, d.counterparty.name) for d in entry.details] == [
        (10000, "E1", "Payer 1"), (20000, "E2", "Payer 2"),
    ]  # fmt: skip
    assert entry.booked_on == date(2026, 3, 2)


def test_a_batch_the_bank_does_not_part_has_no_amounts_within() -> None:
    (entry,) = _read(_entry(f"{BOOKED}<NtryDtls><TxDtls/><TxDtls/></NtryDtls>"))
    assert [detail.amount_minor for detail in entry.details] == [None, None]


def test_what_is_taken_back_is_marked_and_goes_out() -> None:
    (entry,) = _read(
        _entry(
            f"<RvslInd>true</RvslInd>{BOOKED}<NtryDtls><TxDtls>"
            "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf></TxDtls></NtryDtls>",
            way="DBIT",
        )
    )
    assert (entry.is_reversal, entry.signed_minor) == (True, -30000)
    assert entry.details[0].return_reason == "AC04"


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("<Sts>PDNG</Sts>", EntryStatus.PENDING),
        ("<Sts><Cd>PDNG</Cd></Sts>", EntryStatus.PENDING),
        ("<Sts><Cd>INFO</Cd></Sts>", EntryStatus.INFORMATION),
        ("<Sts><Cd>FUTR</Cd></Sts>", EntryStatus.INFORMATION),
    ],
)
def test_only_what_is_booked_counts_as_booked(said: str, status: EntryStatus) -> None:
    (entry,) = _read(_entry(said))
    assert entry.status is status


def test_structured_remittance_names_references_documents_and_what_is_paid_of_each() -> None:
    strd = (
        "<Strd><RfrdDocInf><Tp><CdOrPrtry><Cd>CINV</Cd></CdOrPrtry></Tp><Nb>INV-7</Nb>"
        "<RltdDt>2026-01-31</RltdDt></RfrdDocInf><RfrdDocAmt>"
        '<DuePyblAmt Ccy="EUR">310.00</DuePyblAmt><DscntApldAmt><Amt Ccy="EUR">10.00</Amt></DscntApldAmt>'
        '<RmtdAmt Ccy="EUR">300.00</RmtdAmt></RfrdDocAmt></Strd>'
        "<Strd><CdtrRefInf><Ref>RF18539007547034</Ref></CdtrRefInf></Strd>"
    )
    (entry,) = _read(
        _entry(f"{BOOKED}<NtryDtls><TxDtls><RmtInf>{strd}</RmtInf></TxDtls></NtryDtls>")
    )
    (detail,) = entry.details
    assert detail.references == ("RF18539007547034",)
    (document,) = detail.documents
    assert (document.number, document.kind, document.issued_on) == (
        "INV-7", "CINV", date(2026, 1, 31),
    )  # fmt: skip
    assert (document.due_minor, document.discount_minor, document.remitted_minor) == (
        31000, 1000, 30000,
    )  # fmt: skip


def test_foreign_money_keeps_what_was_instructed_the_rate_and_the_bank_s_charges() -> None:
    (entry,) = _read(
        _entry(
            f'{BOOKED}<NtryDtls><TxDtls><AmtDtls><InstdAmt><Amt Ccy="JPY">50000</Amt><CcyXchg>'
            "<SrcCcy>JPY</SrcCcy><XchgRate>0.0061</XchgRate></CcyXchg></InstdAmt></AmtDtls>"
            '<Chrgs><Rcrd><Amt Ccy="EUR">5.00</Amt></Rcrd></Chrgs></TxDtls></NtryDtls>'
        )
    )
    (detail,) = entry.details
    assert detail.exchange is not None
    assert (detail.exchange.instructed_minor, detail.exchange.rate) == (50000, Decimal("0.0061"))
    assert [charge.amount_minor for charge in detail.charges] == [500]


def test_the_payer_is_never_the_account_itself() -> None:
    own = "<CdtrAcct><Id><IBAN>NL91ABNA0417164300</IBAN></Id></CdtrAcct><Cdtr><Nm>We</Nm></Cdtr>"
    them = "<Dbtr><Nm>They</Nm></Dbtr>"
    (entry,) = _read(
        _entry(
            f"{BOOKED}<NtryDtls><TxDtls><RltdPties>{own}{them}</RltdPties></TxDtls></NtryDtls>",
            way="DBIT",
        )
    )
    assert entry.details[0].counterparty.name == "They"


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("052", StatementKind.INTRADAY), ("053", StatementKind.END_OF_DAY),
        ("054", StatementKind.NOTICE),
    ],
)  # fmt: skip
def test_what_a_message_is_for_is_told(message: str, kind: StatementKind) -> None:
    assert read_bank_file(camt(message=message)).statements[0].kind is kind


def test_repeated_fields_are_all_kept_raw() -> None:
    raw = _read(CAMT_ENTRY)[0].details[0].raw
    assert (raw["RmtInf/Ustrd"], raw["RmtInf/Ustrd[2]"]) == ("Invoice INV-10", "thank you")


def test_an_unreadable_amount_refuses_the_file_with_its_line() -> None:
    file = camt(CAMT_ENTRY, CAMT_ENTRY.replace("119.00", "119.001"))
    line = file.decode().split("119.001")[0].count("\n")  # the entry begins in the line before
    with pytest.raises(BankValueUnreadable) as refused:
        read_bank_file(file, "march.xml")
    facts = refused.value.facts
    assert (facts["file"], facts["line"], facts["field"]) == ("march.xml", line, "Amt")
    assert facts["expected"] == "at most 2 decimals for EUR"
    assert facts["remedy"]


def test_an_amount_with_a_sign_is_refused_since_the_direction_is_said_apart() -> None:
    with pytest.raises(BankValueUnreadable):
        read_bank_file(camt(CAMT_ENTRY.replace("119.00", "-119.00")))


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1/evil.dtd">',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1/p"> %p;]>',
    ],
)
def test_a_document_type_is_refused_before_anything_is_read(prolog: str) -> None:
    with pytest.raises(BankFileUnsafe):
        read_bank_file(camt(prolog=prolog))


def test_xml_too_deep_too_long_or_endless_is_refused() -> None:
    with pytest.raises(BankFileUnsafe):
        read_bank_file(camt(_entry("<A>" * 80 + "</A>" * 80)))
    with pytest.raises(BankFileUnsafe):
        read_bank_file(camt(_entry(f"<A>{'x' * 2_000_000}</A>")))
    with pytest.raises(BankFileUnsafe):
        read_bank_file(camt(_entry(f'<A b="{"x" * 3_000_000}"/>')))
    with pytest.raises(BankFileUnsafe):
        read_bank_file(camt(_entry("".join(f"<A{n}/>" for n in range(60_000)))))


def test_the_limits_of_size_and_entries_hold() -> None:
    with pytest.raises(TooManyEntries):
        read_bank_file(camt(*[CAMT_ENTRY] * 5), limits=BankFileLimits(entries=4))
    with pytest.raises(BankFileTooLarge):
        read_bank_file(camt(), limits=BankFileLimits(xml_bytes=500, text_bytes=500))


def test_a_file_that_breaks_off_or_is_other_xml_is_refused() -> None:
    with pytest.raises(BankFileBroken) as refused:
        read_bank_file(camt()[:-40])
    assert refused.value.facts["line"]
    with pytest.raises(BankFileUnknown):
        read_bank_file(b"<html><body>Please log in</body></html>")
    with pytest.raises(AccountUnsaid):
        read_bank_file(camt(account=""))


def test_a_debit_with_no_details_still_has_one_detail_with_the_amount() -> None:
    (entry,) = _read(_entry(BOOKED, way="DBIT"))
    (detail,) = entry.details
    assert (detail.direction, detail.amount_minor) == (Direction.DEBIT, 30000)


def test_ten_thousand_entries_are_read_in_seconds() -> None:
    many = camt(*[CAMT_ENTRY.replace("INV-10", f"INV-{n}") for n in range(10_000)])
    began = time.process_time()
    (statement,) = read_bank_file(many).statements
    assert len(statement.entries) == 10_000
    assert len({entry.key for entry in statement.entries}) == 10_000
    assert time.process_time() - began < 5  # about 1 on a quiet machine
