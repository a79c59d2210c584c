"""NACHA files: an 820 in addenda, words in addenda, and controls that are held against what came."""

import csv
import gzip
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from cashwright.areas.cash.ports import ReadAdvices
from cashwright.areas.cash.refusals import (
    BankFileBroken,
    BankFileRefused,
    BankTotalsDisagree,
    BankValueUnreadable,
)
from cashwright.connectors.bank_files.reading import Reading
from cashwright.connectors.remittance import read_advices
from cashwright.connectors.remittance.nacha_records import Batch, batches
from tests.connectors.remittance.makers import Paying, cut, nacha, x820

TOLD = "RMR*IV*INV-1001**100.00*102.00*2.00\\RMR*IV*INV-1002**245.50*250.00\\ADX*-4.50*01\\"


def test_an_820_cut_into_addenda_is_read_as_one() -> None:
    (advice,) = read_advices(nacha(Paying(345_50, cut(TOLD)))).advices
    assert (advice.payer_name, advice.amount_minor, advice.paid_on, advice.trace_no) == (
        "ACME CORP", 345_50, date(2026, 1, 20), "021000020000001",
    )  # fmt: skip
    assert [(i.document_no, i.paid_minor, i.deduction_minor) for i in advice.items] == [
        ("INV-1001", 100_00, 0), ("INV-1002", 245_50, 4_50),
    ]  # fmt: skip
    for at in range(1, len(TOLD)):
        if len(TOLD[at:]) <= 80 and at <= 80 and TOLD[at - 1] == "\\":
            halves = nacha(Paying(345_50, (TOLD[:at].ljust(80), TOLD[at:])))
            assert read_advices(halves).advices[0].items == advice.items


def test_a_whole_interchange_in_addenda_is_held_against_its_own_counts() -> None:
    (advice,) = read_advices(nacha(Paying(345_50, cut(x820().decode())))).advices
    assert [item.document_no for item in advice.items] == ["INV-1001", "INV-1002"]
    assert advice.payer_name == "Acme Corp"
    with pytest.raises(BankTotalsDisagree):
        read_advices(nacha(Paying(345_50, cut(x820(count=4).decode()))))


def test_free_text_in_an_addendum_names_documents_and_debits_tell_nothing() -> None:
    read = read_advices(
        nacha(
            Paying(345_50, ["PAYMENT FOR INVOICE 4711 THANK YOU"]), Paying(5, ["INVOICE 4712"], "27"),
            Paying(7, ["thank you"]), sec="CCD",
        )
    )  # fmt: skip
    assert [[i.document_no for i in one.items] for one in read.advices] == [["4711"]]
    assert read.notes == ("2 entries name no document that a credit pays",)


def test_documents_that_are_not_the_entry_leave_the_numbers_alone() -> None:
    read = read_advices(nacha(Paying(345_51, cut(TOLD))))
    assert {item.paid_minor for item in read.advices[0].items} == {None}
    assert read.notes


def test_an_entry_is_in_dollars_whatever_the_user_or_its_addenda_say() -> None:
    whole = nacha(Paying(345_50, cut(TOLD)))
    assert read_advices(whole, assumed_currency="JPY").advices == read_advices(whole).advices
    (foreign,) = read_advices(nacha(Paying(345_50, cut("CUR*PR*EUR\\" + TOLD)))).advices
    assert (foreign.currency, foreign.amount_minor) == ("USD", 345_50)
    assert [item.paid_minor for item in foreign.items] == [None, None]


def test_a_return_is_no_advice_whatever_else_it_says() -> None:
    whole = nacha(Paying(345_50, ["INVOICE 4711", "R01 no funds"]))
    read = read_advices(whole.replace(b"705R01", b"799R01"))
    assert read.advices == ()
    assert read.notes == ("1 returns or notices of change, which are no advices",)


@pytest.mark.parametrize("lie", ["count", "hash", "debits", "credits", "batches"])
def test_a_file_whose_control_record_lies_is_refused(lie: str) -> None:
    with pytest.raises(BankTotalsDisagree) as refused:
        read_advices(nacha(Paying(345_50, ["INVOICE 4711"]), lies={lie: 3}), "pay.ach")
    assert refused.value.facts["line"]
    assert refused.value.facts["found"] != refused.value.facts["said"]


@pytest.mark.parametrize(
    ("start", "stop", "refusal"),
    [
        (4, 10, BankTotalsDisagree), (10, 20, BankTotalsDisagree), (20, 32, BankTotalsDisagree),
        (32, 44, BankTotalsDisagree), (79, 94, BankFileBroken),
    ],
)  # fmt: skip
def test_a_control_of_a_batch_that_lies_is_refused(
    start: int, stop: int, refusal: type[BankFileRefused]
) -> None:
    lines = nacha(Paying(345_50, ["INVOICE 4711"])).decode().splitlines()
    (at,) = [place for place, line in enumerate(lines) if line.startswith("8")]
    lines[at] = lines[at][:start] + "7" * (stop - start) + lines[at][stop:]
    with pytest.raises(refusal) as refused:
        read_advices("\n".join(lines).encode(), "pay.ach")
    assert refused.value.facts["line"] == at + 1


@pytest.mark.parametrize("lines", range(1, 6))
def test_a_file_that_breaks_off_is_refused_wherever_it_does(lines: int) -> None:
    whole = nacha(Paying(345_50, ["INVOICE 4711"])).splitlines()
    with pytest.raises((BankFileBroken, BankTotalsDisagree)):
        read_advices(b"\n".join(whole[:lines]), "pay.ach")


def test_letters_where_an_amount_should_be_are_refused() -> None:
    bad = nacha(Paying(345_50, ["INVOICE 4711"])).replace(b"0000034550", b"00000C4550", 1)
    with pytest.raises(BankValueUnreadable):
        read_advices(bad, "pay.ach")


def _found(path: Path) -> list[Batch]:
    read, data = Reading(path.name), path.read_bytes()
    data = gzip.decompress(data) if path.suffix == ".gz" else data
    return batches(read, read.text(data))


def test_every_file_of_the_corpus_has_the_sums_it_should_or_is_refused(
    real_data: Callable[[str], Path],
) -> None:
    root = real_data("ach")
    rows = list(csv.DictReader((root / "EXPECTED_nacha.csv").read_text().splitlines()))
    refused = set()
    for row in rows:
        try:
            found = _found(root / row["file"])
        except BankFileRefused:
            refused.add(Path(row["file"]).name)
            continue
        if (
            row["control_agrees"] == "no-control"
        ):  # one line without breaks, which slicing counts as none
            assert len(found) == 1
            continue
        assert row["control_agrees"] == "yes", row["file"]
        assert [
            len(found), sum(len(b.entries) for b in found),
            sum(len(e.addenda) for b in found for e in b.entries),
            sum(b.total_minor(is_credit=False) for b in found),
            sum(b.total_minor(is_credit=True) for b in found),
        ] == [
            int(row[name]) for name in (
                "batch_headers", "entry_details", "addenda", "sum_debit_entries_cents",
                "sum_credit_entries_cents",
            )
        ], row["file"]  # fmt: skip
        codes = {
            text[:3]
            for b in found
            for e in b.entries
            for kind, text in e.addenda
            if kind in ("98", "99")
        }
        assert codes == set(row["return_or_noc_codes"].split()), row["file"]
    assert len(refused) < 22
    assert {r["file"].split("/")[1] for r in rows if r["control_agrees"] == "no"} <= refused


def test_what_the_corpus_calls_invalid_is_refused_or_noted(
    real_data: Callable[[str], Path],
) -> None:
    root = real_data("ach")
    bad = [
        path for path in sorted(root.rglob("*"))
        if path.name.lower().startswith(("invalid", "iat-invalid")) or "crashers" in path.name
        or "issue1600" in path.name
    ]  # fmt: skip
    assert len(bad) >= 18
    for path in bad:
        read = outcome(path)
        if isinstance(read, BankFileRefused):
            assert read.facts["remedy"]
        else:
            assert read.advices == (), path.name
            assert any(note.startswith("line ") for note in read.notes), path.name


def outcome(path: Path) -> ReadAdvices | BankFileRefused:
    try:
        return read_advices(path)
    except BankFileRefused as refused:
        return refused


def test_nothing_else_of_the_corpus_is_taken_for_an_advice(
    real_data: Callable[[str], Path],
) -> None:
    root = real_data("ach")
    for path in sorted([*(root / "malformed-or-text").iterdir(), *(root / "json").iterdir()]):
        read = outcome(path)
        assert isinstance(read, BankFileRefused) or read.advices == (), path.name
