"""Mails, with what came with them, pages and PDFs: their text is taken out by a limited process."""

from datetime import date
from email.message import EmailMessage

import pytest
import typst

from cashwright.areas.cash.ports import AdviceItem, AdviceSource
from cashwright.areas.cash.refusals import BankFileBroken, NoStatement
from cashwright.connectors.remittance import read_advices
from tests.connectors.remittance.makers import x820

LIST = "INV-1001    1.190,00 EUR\nINV-1002      238,50 EUR\n\nTotal: 1.428,50 EUR\n"
SHEET = """#set page(paper: "a4")
Remittance advice \\
Payer: Acme Corporation \\
Payment date: 2026-01-20 \\
#table(columns: 6,
[Invoice No.], [Date], [Gross (EUR)], [Discount], [Deduction], [Paid],
[INV-1001], [12.01.2026], [1.190,00], [0,00], [0,00], [1.190,00],
[INV-1002], [13.01.2026], [250,00], [5,00], [6,50], [238,50],
[Total], [], [1.440,00], [5,00], [6,50], [1.428,50])
"""


def mail(
    text: str = "", *, page: str = "", sender: str = "Acme Accounts <ap@acme.example>"
) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, "ar@northwind.example", "Payment advice"
    made.set_content(text or "See the page.") if not page else made.set_content(
        page, subtype="html"
    )
    return made


def pdf(source: str = SHEET) -> bytes:
    made = typst.compile(source.encode())
    assert isinstance(made, bytes)
    return made


def test_a_mail_that_lists_invoices_and_a_total_is_an_advice() -> None:
    told = mail(f"We paid today:\n\n{LIST}\n> On Monday you wrote about invoice 9999")
    (advice,) = read_advices(told.as_bytes(), "advice.eml").advices
    assert (advice.source, advice.payer_name, advice.currency, advice.amount_minor) == (
        AdviceSource.MAIL, "Acme Accounts", "EUR", 1_428_50,
    )  # fmt: skip
    assert [(i.document_no, i.paid_minor) for i in advice.items] == [
        ("INV-1001", 1_190_00), ("INV-1002", 238_50),
    ]  # fmt: skip


def test_the_plain_text_of_a_mail_goes_before_its_page() -> None:
    told = mail(LIST)
    told.add_alternative("<p>Invoice 7777 1.00 EUR</p>", subtype="html")
    (advice,) = read_advices(told.as_bytes()).advices
    assert [item.document_no for item in advice.items] == ["INV-1001", "INV-1002"]


def test_a_page_is_read_as_its_text_alone_or_in_a_mail() -> None:
    page = (
        "<html><style>.x1001{}</style><script>var INV9999=1</script><table>"
        "<tr><td>INV-1001</td><td>$1,190.00</td></tr><tr><td>INV-1002</td><td>$10.00</td></tr></table>"
        "<p><b>Total</b> $1,200.00</p></html>"
    )
    for data in (mail(page=page).as_bytes(), page.encode()):
        (advice,) = read_advices(data).advices
        assert [(i.document_no, i.paid_minor) for i in advice.items] == [
            ("INV-1001", 1_190_00), ("INV-1002", 10_00),
        ]  # fmt: skip


def test_headers_and_text_in_other_encodings_are_read() -> None:
    told = mail("Müller zahlt Rechnung 4711 über 10,00 €", sender="Jörg Müller <j@acme.example>")
    told.replace_header("Subject", "Zahlung für März")
    (advice,) = read_advices(told.as_bytes()).advices
    assert advice.payer_name == "Jörg Müller"
    assert advice.items == (AdviceItem(document_no="4711", paid_minor=10_00),)
    assert "Zahlung für März" in advice.shown


def test_files_that_come_with_a_mail_go_before_its_text() -> None:
    told = mail("Find attached what we paid for invoice 1.")
    told.add_attachment(pdf(), maintype="application", subtype="pdf", filename="advice.pdf")
    told.add_attachment(x820(), maintype="application", subtype="edi-x12", filename="pay.edi")
    told.add_attachment(b"\x89PNG\r\n", maintype="image", subtype="png", filename="logo.png")
    told.add_attachment(b"%PDF-1.7 no", maintype="application", subtype="pdf", filename="bad.pdf")
    read = read_advices(told.as_bytes(), "advice.eml")
    assert [(a.source, len(a.items)) for a in read.advices] == [
        (AdviceSource.PDF, 2), (AdviceSource.EDI_820, 2),
    ]  # fmt: skip
    assert [note for note in read.notes if "bad.pdf" in note] == [
        "bad.pdf: not read (cash.file_broken)"
    ]


def test_a_mail_within_a_mail_is_left_and_named() -> None:
    told = mail(LIST)
    told.add_attachment(
        mail("Invoice 7777").as_bytes(), maintype="application", subtype="octet-stream", filename="old.eml"
    )  # fmt: skip
    read = read_advices(told.as_bytes())
    assert [item.document_no for item in read.advices[0].items] == ["INV-1001", "INV-1002"]
    assert read.notes == ("old.eml: not read, take it in by itself",)


def test_a_pdf_with_a_table_is_read_by_its_columns() -> None:
    (advice,) = read_advices(pdf(), "advice.pdf").advices
    assert (advice.source, advice.payer_name, advice.paid_on, advice.amount_minor) == (
        AdviceSource.PDF, "Acme Corporation", date(2026, 1, 20), 1_428_50,
    )  # fmt: skip
    assert advice.items == (
        AdviceItem(document_no="INV-1001", paid_minor=1_190_00, gross_minor=1_190_00),
        AdviceItem(
            document_no="INV-1002", paid_minor=238_50, gross_minor=250_00, discount_minor=5_00,
            deduction_minor=6_50,
        ),
    )  # fmt: skip


def test_a_pdf_of_pictures_only_is_refused_with_what_to_do() -> None:
    with pytest.raises(NoStatement) as refused:
        read_advices(pdf("#rect(width: 3cm)"), "scan.pdf")
    assert "only pictures" in str(refused.value.facts["message"])


def test_a_damaged_pdf_is_refused_with_what_to_do() -> None:
    for cut in (20, 500, 3_000):
        with pytest.raises((BankFileBroken, NoStatement)) as refused:
            read_advices(pdf()[:cut], "advice.pdf")
        assert refused.value.facts["remedy"]
