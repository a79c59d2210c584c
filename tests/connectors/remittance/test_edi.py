"""EDI 820: invoices, what was kept and why; envelopes whose counts lie are refused."""

from datetime import date

import pytest

from cashwright.areas.cash.ports import AdviceItem, AdviceSource
from cashwright.areas.cash.refusals import (
    BankFileBroken,
    BankFileRefused,
    BankTotalsDisagree,
    BankValueUnreadable,
)
from cashwright.connectors.remittance import read_advices
from tests.connectors.remittance.makers import BODY, ISA, x820


def test_an_820_tells_what_a_payment_covers_and_what_was_kept() -> None:
    (advice,) = read_advices(x820(), "820.edi").advices
    assert advice.source is AdviceSource.EDI_820
    assert (advice.payer_name, advice.trace_no, advice.paid_on) == (
        "Acme Corp", "TRACE77", date(2026, 1, 20),
    )  # fmt: skip
    assert (advice.currency, advice.amount_minor) == ("USD", 345_50)
    assert advice.items == (
        AdviceItem(document_no="INV-1001", paid_minor=100_00, gross_minor=102_00, discount_minor=2_00),
        AdviceItem(
            document_no="INV-1002", paid_minor=245_50, gross_minor=250_00, deduction_minor=4_50,
            reason="01",
        ),
    )  # fmt: skip
    assert read_advices(x820()).notes == ()


def test_an_interchange_names_its_own_separators() -> None:
    other = x820().decode().replace("*", "|").replace("~", "\n").replace(">\n", ":\n")
    assert read_advices(other.encode()).advices[0].items == read_advices(x820()).advices[0].items


def test_every_transaction_is_an_advice_and_other_sets_are_named() -> None:
    one = f"ST*820*0001~{BODY}SE*11*0001~"
    two = "ST*820*0002~BPR*C*10.00*C*ACH~TRN*1*T2~RMR*IV*7001**10.00~SE*5*0002~"
    other = "ST*997*0003~AK1*RA*1~SE*3*0003~"
    text = f"{ISA}GS*RA*A*B*20260120*1200*1*X*004010~{one}{two}{other}GE*3*1~IEA*1*000000001~"
    read = read_advices(text.encode())
    assert [(a.trace_no, a.amount_minor, len(a.items)) for a in read.advices] == [
        ("TRACE77", 345_50, 2), ("T2", 10_00, 1),
    ]  # fmt: skip
    assert read.notes == ("a transaction 997, which is no advice",)


def test_amounts_that_do_not_add_up_leave_the_numbers_alone() -> None:
    read = read_advices(x820(BODY.replace("102.00*2.00", "109.00*2.00")), "820.edi")
    assert [(i.document_no, i.paid_minor) for i in read.advices[0].items] == [
        ("INV-1001", None), ("INV-1002", None),
    ]  # fmt: skip
    assert any("INV-1001" in note for note in read.notes)


def test_documents_that_are_not_the_payment_leave_the_numbers_alone() -> None:
    read = read_advices(x820(BODY.replace("BPR*C*345.50", "BPR*C*345.49")), "820.edi")
    assert {item.paid_minor for item in read.advices[0].items} == {None}
    assert "not what was paid" in read.notes[0]


def test_what_the_payment_as_a_whole_keeps_is_no_documents() -> None:
    body = BODY.replace("BPR*C*345.50", "BPR*C*340.50").replace("ENT*1~", "ENT*1~ADX*-5.00*06~")
    (advice,) = read_advices(x820(body)).advices
    assert [item.paid_minor for item in advice.items] == [100_00, 245_50]


def test_credit_notes_and_yen_are_read_as_they_are() -> None:
    body = "BPR*C*900*C*ACH~CUR*PR*JPY~RMR*IV*1001**1000~RMR*CM*CN-7**-100~"
    (advice,) = read_advices(x820(body)).advices
    assert [(i.document_no, i.paid_minor) for i in advice.items] == [("1001", 1000), ("CN-7", -100)]


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (x820(count=5), BankTotalsDisagree),
        (x820(end="GE*2*1~IEA*1*000000001~"), BankTotalsDisagree),
        (x820(end="GE*1*1~IEA*2*000000001~"), BankTotalsDisagree),
        (x820(end="GE*1*9~IEA*1*000000001~"), BankFileBroken),
        (x820(end="GE*1*1~IEA*1*000000009~"), BankFileBroken),
        (x820(end=""), BankFileBroken),
        (x820(end="GE*1*1~"), BankFileBroken),
        (x820(BODY.replace("345.50", "34X.50")), BankValueUnreadable),
        (x820(BODY.replace("345.50", "345.505")), BankValueUnreadable),
        (x820(BODY.replace("PR*USD", "PR*XQQ")), BankValueUnreadable),
        (x820(BODY.replace("20260120", "20261320")), BankValueUnreadable),
        (x820().replace(b"GS*", b"RMR*"), BankFileBroken),
        (x820()[:100], BankFileBroken),
    ],
)  # fmt: skip
def test_an_interchange_whose_counts_or_values_lie_is_refused_whole(
    data: bytes, refusal: type[BankFileRefused]
) -> None:
    with pytest.raises(refusal) as refused:
        read_advices(data, "820.edi")
    assert refused.value.facts["file"] == "820.edi"
    assert refused.value.facts["remedy"]
    assert "line" in refused.value.facts
