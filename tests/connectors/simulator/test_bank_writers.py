"""The simulator's bank files: what is told comes back from the readers, and other programs agree."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import mt940
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from cashwright.areas.cash.ports import (
    Assumed,
    BankEntry,
    BankFileFormat,
    Direction,
    EntryDetail,
    ReadFile,
)
from cashwright.connectors.bank_files import read_bank_file
from cashwright.connectors.simulator.bank_writers import (
    TABLE_COLUMNS,
    Cited,
    Kind,
    OurAccount,
    Statement,
    Told,
    bai2_text,
    chained,
    mt940_text,
    write_bai2,
    write_camt053,
    write_mt940,
    write_table,
    xml_text,
)
from cashwright.connectors.simulator.ibans import account_of
from cashwright.kernel.personal import accounts_in

OURS = OurAccount(account_of("DE", 4711), "TESTDEFFXXX", "EUR", "Northwind Cloud GmbH")
MONDAY = date(2026, 3, 2)
SPACE = {"c": "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"}


@dataclass(frozen=True)
class Form:
    """A format: how it is written and read, and what becomes of a text in it."""

    write: Callable[[list[Statement]], bytes]
    text: Callable[[str], str]
    format: BankFileFormat

    def read(self, statements: list[Statement]) -> ReadFile:
        is_table = self.format is BankFileFormat.TABLE
        return read_bank_file(
            self.write(statements), "file", columns=TABLE_COLUMNS if is_table else None,
            assumed=Assumed(OURS.number, "EUR") if is_table else Assumed(),
        )  # fmt: skip


FORMS = {
    "camt": Form(write_camt053, xml_text, BankFileFormat.CAMT),
    "mt940": Form(write_mt940, mt940_text, BankFileFormat.MT940),
    "bai2": Form(write_bai2, bai2_text, BankFileFormat.BAI2),
    "table": Form(write_table, xml_text, BankFileFormat.TABLE),
}
every_form = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)


def line(minor: int, **more: Any) -> Told:
    return Told(**{"booked_on": MONDAY, "amount_minor": minor, "currency": "EUR", **more})


def day(*lines: Told, opening: int = 0) -> list[Statement]:
    return chained(OURS, opening, [(MONDAY, max(t.booked_on for t in lines), lines)])


def entries(file: ReadFile) -> list[BankEntry]:
    return [entry for statement in file.statements for entry in statement.entries]


def details(file: ReadFile) -> list[EntryDetail]:
    return [detail for entry in entries(file) for detail in entry.details]


def signed(detail: EntryDetail) -> int:
    assert detail.amount_minor is not None
    return detail.amount_minor if detail.direction is Direction.CREDIT else -detail.amount_minor


awkward = st.text(max_size=120) | st.sampled_from(
    ["?20EREF+x?32", ":61:260302", "-}", "a, b/", "O'Brien & Söhne; \"GmbH\"", "<b>&amp;</b>", "\x0b-\n:86:"]
)  # fmt: skip
a_line = st.builds(
    Told,
    booked_on=st.integers(0, 5).map(lambda n: MONDAY + timedelta(days=n)),
    value_on=st.none() | st.integers(-3, 9).map(lambda n: MONDAY + timedelta(days=n)),
    amount_minor=st.integers(1, 10**11) | st.integers(-(10**11), -1),
    currency=st.just("EUR"),
    kind=st.sampled_from(Kind),
    payer_name=awkward,
    payer_account=st.just("") | st.integers(0, 10**8).map(lambda n: account_of("DE", n)),
    texts=st.lists(awkward, max_size=2).map(tuple),
    end_to_end_id=st.just("") | st.from_regex(r"E2E-[0-9]{1,20}", fullmatch=True),
    bank_ref=st.just("") | st.from_regex(r"[A-Z][0-9]{1,15}", fullmatch=True),
)


@every_form
@settings(max_examples=60, deadline=None)
@given(told=st.lists(a_line, min_size=1, max_size=5), opening=st.integers(-(10**9), 10**9))
def test_what_a_bank_tells_is_what_is_read(form: Form, told: list[Told], opening: int) -> None:
    lines = sorted(told, key=lambda one: one.booked_on)
    statements = day(*lines, opening=opening)
    read = form.read(statements)
    assert read.format is form.format
    assert not read.gaps
    assert [signed(d) for d in details(read)] == [t.amount_minor for t in lines]
    assert [e.booked_on for e in entries(read)] == [t.booked_on for t in lines]
    assert [e.value_on for e in entries(read)] == [t.value_on or t.booked_on for t in lines]
    assert [e.bank_ref for e in entries(read)] == [t.bank_ref for t in lines]
    for one, detail in zip(lines, details(read), strict=True):
        assert detail.end_to_end_id == one.end_to_end_id
        assert (detail.counterparty.account.number if detail.counterparty.account else "") == (
            one.payer_account
        )
        name = form.text(one.payer_name)
        assert name.startswith(detail.counterparty.name)
        assert len(detail.counterparty.name) >= min(len(name), 53)
        wanted = "".join(form.text(" ".join(one.texts)).split())
        if 0 < len(wanted) <= 240:  # a bank writes words of its own where a payer wrote none
            assert "".join(detail.text.split()) == wanted


@every_form
def test_balances_follow_from_each_other_across_statements(form: Form) -> None:
    tuesday = MONDAY + timedelta(days=1)
    spans = [
        (MONDAY, MONDAY, [line(100_00), line(-30_00)]),
        (tuesday, tuesday, [line(5_00, booked_on=tuesday)]),
    ]
    statements = chained(OURS, 1_000_00, spans)
    assert [s.closing_minor for s in statements] == [1_070_00, 1_075_00]
    read = form.read(statements)
    assert not read.gaps
    assert read.statements[0].opening is not None
    assert read.statements[0].opening.amount_minor == 1_000_00
    assert read.statements[-1].closing is not None
    assert read.statements[-1].closing.amount_minor == 1_075_00
    assert read.statements[0].account.number == OURS.number


@every_form
def test_a_line_keeps_its_key_when_the_next_file_tells_it_again(form: Form) -> None:
    tuesday = MONDAY + timedelta(days=1)
    first, second = line(100_00, bank_ref="B1"), line(7_00, booked_on=tuesday, bank_ref="B2")
    alone = form.read(day(first))
    both = form.read(chained(OURS, 0, [(MONDAY, tuesday, [first, second])]))
    assert entries(alone)[0].key == entries(both)[0].key


def test_camt_tells_the_payments_of_a_batch_and_what_each_document_was_paid() -> None:
    told = [
        line(100_00, batch="B-7", payer_name="A", documents=(Cited("INV-1", 150_00), Cited("CN-2", 50_00, True))),
        line(20_00, batch="B-7", payer_name="B", references=("RF18539007547034",)),
        line(95_00, charge_minor=5_00, end_to_end_id="E-1"),
        line(-95_00, kind=Kind.RETURN, return_reason="AC04", payer_name="C"),
    ]  # fmt: skip
    read = FORMS["camt"].read(day(*told))
    batch, charged, returned = entries(read)
    assert batch.amount_minor == 120_00
    assert [d.counterparty.name for d in batch.details] == ["A", "B"]
    paid = batch.details[0].documents
    assert [(d.number, d.kind, d.remitted_minor or d.credited_minor) for d in paid] == [
        ("INV-1", "CINV", 150_00), ("CN-2", "CREN", 50_00),
    ]  # fmt: skip
    assert batch.details[1].references == ("RF18539007547034",)
    assert [c.amount_minor for c in charged.details[0].charges] == [5_00]
    assert returned.is_reversal
    assert returned.signed_minor == -95_00
    assert returned.details[0].return_reason == "AC04"
    assert returned.details[0].counterparty.name == "C"


def test_other_formats_say_documents_charges_and_returns_as_far_as_they_can() -> None:
    told = [
        line(95_00, charge_minor=5_00, documents=(Cited("INV-1", 1),), references=("RF18539007547034",)),
        line(-95_00, kind=Kind.RETURN, return_reason="AC04"),
    ]  # fmt: skip
    paid, returned = entries(FORMS["mt940"].read(day(*told)))
    assert paid.charges[0].amount_minor == 5_00
    assert paid.details[0].text == "RF18539007547034 INV-1"
    assert returned.is_reversal
    assert returned.details[0].return_reason == "AC04"
    for name in ("bai2", "table"):
        paid, returned = entries(FORMS[name].read(day(*told)))
        assert paid.details[0].text == "RF18539007547034 INV-1"
        assert returned.details[0].text == "RETURN AC04"


@settings(max_examples=40, deadline=None)
@given(told=st.lists(a_line, min_size=1, max_size=4))
def test_the_xml_is_what_the_iso_schema_asks_for(
    told: list[Told], camt_schema: etree.XMLSchema
) -> None:
    lines = [line(5_00, documents=(Cited("INV-1", 7_00),), references=("RF18539007547034",), charge_minor=1,
                  batch="B"), line(6_00, batch="B"),
             line(-5_00, kind=Kind.RETURN, return_reason="AC04")]  # fmt: skip
    lines += sorted(told, key=lambda one: one.booked_on)
    camt_schema.assertValid(etree.fromstring(write_camt053(day(*lines))))


@pytest.fixture(scope="module")
def camt_schema(real_data: Callable[[str], Path]) -> etree.XMLSchema:
    return etree.XMLSchema(file=str(real_data("bank/xsd/camt.053.001.08.xsd")))


@settings(max_examples=40, deadline=None)
@given(told=st.lists(a_line, min_size=1, max_size=4))
def test_another_reader_finds_the_same_in_the_xml(told: list[Told]) -> None:
    lines = sorted(told, key=lambda one: one.booked_on)
    tree = etree.fromstring(write_camt053(day(*lines)))
    found = [
        (int(e.findtext("c:Amt", "", SPACE).replace(".", ""))
         * (1 if e.findtext("c:CdtDbtInd", "", SPACE) == "CRDT" else -1),
         e.findtext("c:BookgDt/c:Dt", "", SPACE))
        for e in tree.iterfind(".//c:Ntry", SPACE)
    ]  # fmt: skip
    assert found == [(t.amount_minor, t.booked_on.isoformat()) for t in lines]


@settings(max_examples=40, deadline=None)
@given(told=st.lists(a_line, min_size=1, max_size=4))
def test_another_reader_finds_the_same_in_the_mt940(told: list[Told]) -> None:
    lines = sorted(told, key=lambda one: one.booked_on)
    data = write_mt940(day(*lines)).decode()
    found = mt940.parse(data)
    signs = {"C": 1, "D": -1, "RC": -1, "RD": 1}  # that reader leaves the reversals' sign to us
    read = [signs[t.data["status"]] * abs(int(t.data["amount"].amount * 100)) for t in found]
    assert read == [t.amount_minor for t in lines]
    assert [t.data["entry_date"] for t in found] == [t.booked_on for t in lines]
    closing = found.data["final_closing_balance"].amount
    assert int(closing.amount * 100) == sum(t.amount_minor for t in lines)


def test_another_reader_finds_the_same_in_the_table() -> None:
    told = [line(1_234_56, texts=("Invoice; \"INV-1\"",), payer_name="A, B"), line(-7)]  # fmt: skip
    rows = list(csv.reader(io.StringIO(write_table(day(*told)).decode()), delimiter=";"))
    assert [row[7] for row in rows[1:]] == ["1234,56", "-0,07"]
    assert rows[1][4] == 'Invoice; "INV-1"'
    assert [row[9] for row in rows[1:]] == ["1234,56", "1234,49"]


@pytest.mark.parametrize("country", ["DE", "AT", "FR", "NL", "IT", "ES", "CH", "GB", "IE"])
def test_accounts_are_valid_distinct_and_of_no_bank(country: str) -> None:
    made = [account_of(country, n) for n in range(500)]
    assert accounts_in(" ".join(made)) == made
    assert len(set(made)) == 500
    assert all("TEST" in one or one[4:].lstrip("X").startswith("00000") for one in made)
    assert account_of("US", 4711) == "0000004711"
