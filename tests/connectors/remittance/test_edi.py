"""EDI 820 and NACHA addenda: invoices, what was kept and why; counts that lie are refused."""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from cashwright.areas.cash.ports import AdviceItem, AdviceSource
from cashwright.areas.cash.refusals import (
    BankFileBroken,
    BankFileRefused,
    BankTotalsDisagree,
    BankValueUnreadable,
)
from cashwright.connectors.remittance import read_advices

ISA = (
    "ISA*00*          *00*          *ZZ*PAYER          *ZZ*PAYEE          *260120*1200*U*00401"
    "*000000001*0*P*>~"
)
BODY = (
    "BPR*C*345.50*C*ACH*CTX*01*021000021*DA*123*1512345678**01*021000089*DA*987*20260120~"
    "TRN*1*TRACE77~CUR*PR*USD~N1*PR*Acme Corp~ENT*1~"
    "RMR*IV*INV-1001**100.00*102.00*2.00~"
    "RMR*IV*INV-1002**245.50*250.00~ADX*-4.50*01~DTM*003*20260110~"
)


def x820(
    body: str = BODY, *, count: int | None = None, end: str = "GE*1*1~IEA*1*000000001~"
) -> bytes:
    segments = body.count("~") + 2 if count is None else count
    return (
        ISA + "GS*RA*PAYER*PAYEE*20260120*1200*1*X*004010~ST*820*0001~" + body
        + f"SE*{segments}*0001~" + end
    ).encode()  # fmt: skip


def test_an_820_tells_what_a_payment_covers_and_what_was_kept() -> None:
    (advice,) = read_advices(x820(), "820.edi").advices
    assert advice.source is AdviceSource.EDI_820
    assert (advice.payer_name, advice.trace_no, advice.paid_on) == (
        "Acme Corp",
        "TRACE77",
        date(2026, 1, 20),
    )
    assert (advice.currency, advice.amount_minor) == ("USD", 345_50)
    assert advice.items == (
        AdviceItem(document_no="INV-1001", paid_minor=100_00, gross_minor=102_00, discount_minor=2_00),
        AdviceItem(
            document_no="INV-1002", paid_minor=245_50, gross_minor=250_00, deduction_minor=4_50,
            reason="01",
        ),
    )  # fmt: skip
    assert read_advices(x820()).notes == ()


def test_amounts_that_do_not_add_up_leave_the_number_alone() -> None:
    read = read_advices(x820(BODY.replace("102.00*2.00", "109.00*2.00")), "820.edi")
    assert read.advices[0].items[0] == AdviceItem(document_no="INV-1001")
    assert any("INV-1001" in note for note in read.notes)


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (x820(count=5), BankTotalsDisagree),
        (x820(end="GE*2*1~IEA*1*000000001~"), BankTotalsDisagree),
        (x820(end=""), BankFileBroken),
        (x820(BODY.replace("345.50", "34X.50")), BankValueUnreadable),
    ],
)
def test_an_interchange_whose_counts_or_values_lie_is_refused_whole(
    data: bytes, refusal: type[BankFileRefused]
) -> None:
    with pytest.raises(refusal) as refused:
        read_advices(data, "820.edi")
    assert refused.value.facts["file"] == "820.edi"
    assert refused.value.facts["remedy"]


def record(kind: str, *fields: tuple[int, str]) -> str:
    """A record of 94 characters with fields at their places, from 1."""
    signs = list(kind.ljust(94))
    for place, text in fields:
        signs[place - 1 : place - 1 + len(text)] = text
    return "".join(signs)


def nacha(*addenda: str, credits: int = 345_50, code: str = "22") -> bytes:  # noqa: A002
    count = len(addenda) + 1
    lines = [
        record("101", (4, " 021000021 0210000891261201200A094101")),
        record("5220", (5, "ACME CORP       "), (51, "CTX"), (70, "260120")),
        record(f"6{code}", (4, "02100008"), (12, "9"), (30, f"{345_50:010}"), (79, "1"), (80, "TRACE0000000001")),
        *(record("705", (4, text)) for text in addenda),
        record("8220", (5, f"{count:06}"), (11, f"{2100008:010}"), (21, f"{0:012}"), (33, f"{credits:012}")),
        record("9", (2, "000001"), (8, "000001"), (14, f"{count:08}"), (22, f"{2100008:010}"),
               (32, f"{0:012}"), (44, f"{credits:012}")),
    ]  # fmt: skip
    return "\n".join(lines).encode()


def test_an_820_cut_into_addenda_is_read_as_one() -> None:
    told = "RMR*IV*INV-1001**100.00*102.00*2.00\\RMR*IV*INV-1002**245.50\\"
    (advice,) = read_advices(
        nacha(told[:80].ljust(0), told[80:]) if len(told) > 80 else nacha(told)
    ).advices
    assert (advice.payer_name, advice.amount_minor, advice.paid_on) == (
        "ACME CORP",
        345_50,
        date(2026, 1, 20),
    )
    assert [item.document_no for item in advice.items] == ["INV-1001", "INV-1002"]
    halves = nacha(told[:30], told[30:])
    assert [i.document_no for i in read_advices(halves).advices[0].items] == [
        "INV-1001",
        "INV-1002",
    ]


def test_free_text_in_an_addendum_names_documents_and_debits_tell_nothing() -> None:
    (advice,) = read_advices(nacha("PAYMENT FOR INVOICE 4711 THANK YOU")).advices
    assert [item.document_no for item in advice.items] == ["4711"]
    with pytest.raises(BankTotalsDisagree):
        read_advices(nacha("INVOICE 4711", code="27"))


def test_a_file_whose_control_record_lies_is_refused() -> None:
    with pytest.raises(BankTotalsDisagree):
        read_advices(nacha("INVOICE 4711", credits=1))
    with pytest.raises(BankFileBroken):
        read_advices(b"\n".join(nacha("INVOICE 4711").splitlines()[:-1]))


def test_every_file_of_the_corpus_is_read_or_refused_with_a_reason(
    real_data: Callable[[str], Path],
) -> None:
    root = real_data("ach")
    rows = list(csv.DictReader((root / "EXPECTED_nacha.csv").read_text().splitlines()))
    read = 0
    for row in rows:
        try:
            found = read_advices(root / row["file"])
        except BankFileRefused:
            continue
        read += 1
        assert row["control_agrees"] == "yes", row["file"]
        paid = sum(one.amount_minor or 0 for one in found.advices)
        assert paid <= int(row["sum_credit_entries_cents"]), row["file"]
    assert read > 60
