"""Which column is which: guessed from what people call them."""

import pytest

from cashwright.areas.exchange.rules.fields import Kind
from cashwright.areas.exchange.rules.headers import fingerprint, guess, header_key
from cashwright.areas.exchange.rules.reading import missing

AR_HEADERS = (
    "countryCode,customerID,PaperlessDate,invoiceNumber,InvoiceDate,DueDate,InvoiceAmount,"
    "Disputed,SettledDate,PaperlessBill,DaysToSettle,DaysLate"
)


def _columns(kind: Kind, line: str) -> dict[str, str]:
    headers = line.split(",")
    return {g.field: headers[g.column] for g in guess(kind, headers).guesses}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            AR_HEADERS,
            {
                "country": "countryCode",
                "account_no": "customerID",
                "invoice_no": "invoiceNumber",
                "issued_on": "InvoiceDate",
                "due_on": "DueDate",
                "total_amount": "InvoiceAmount",
            },
        ),
        (
            "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country",
            {
                "invoice_no": "InvoiceNo",
                "description": "Description",
                "quantity": "Quantity",
                "issued_on": "InvoiceDate",
                "unit_price": "UnitPrice",
                "account_no": "CustomerID",
                "country": "Country",
            },
        ),
        (
            "Rechnungsnummer,Kunden-Nr.,Kunde,Rechnungsdatum,Fälligkeitsdatum,Netto,MwSt.,Brutto,Währung",
            {
                "invoice_no": "Rechnungsnummer",
                "account_no": "Kunden-Nr.",
                "customer_name": "Kunde",
                "issued_on": "Rechnungsdatum",
                "due_on": "Fälligkeitsdatum",
                "net_amount": "Netto",
                "tax_amount": "MwSt.",
                "total_amount": "Brutto",
                "currency": "Währung",
            },
        ),
        (
            "Invoice #,Client,Date,Due,Amount,Status",
            {
                "invoice_no": "Invoice #",
                "customer_name": "Client",
                "issued_on": "Date",
                "due_on": "Due",
                "total_amount": "Amount",
            },
        ),
    ],
)
def test_the_columns_of_an_invoice_file_are_found(line: str, expected: dict[str, str]) -> None:
    assert _columns(Kind.INVOICES, line) == expected


def test_the_columns_of_a_payment_file_are_found() -> None:
    assert _columns(Kind.PAYMENTS, "payment_id,date,customerID,amount") == {
        "payment_ref": "payment_id",
        "received_on": "date",
        "account_no": "customerID",
        "amount": "amount",
    }


def test_what_else_was_considered_and_what_is_not_used_is_told() -> None:
    found = guess(Kind.INVOICES, ["No", "Document Date", "Posting Date", "Total", "Mood"])
    issued = next(g for g in found.guesses if g.field == "issued_on")
    assert (issued.column, issued.others) == (1, ((2, 100),))
    assert 4 in found.unused
    assert missing(Kind.INVOICES, {g.field: g.column for g in found.guesses}) == (
        "invoice_no",
        "account_no or customer_name",
    )


def test_two_columns_of_one_name_are_asked_about() -> None:
    found = guess(Kind.PAYMENTS, ["Customer", "Date", "Amount", "Amount"])
    assert found.unclear == (("amount", (2, 3)),)
    assert (
        guess(Kind.PAYMENTS, ["Customer", "Date", "Amount", "Amount"], {"amount": 3}).unclear == ()
    )


def test_what_the_user_says_comes_first() -> None:
    found = guess(Kind.PAYMENTS, ["Date", "Value Date", "Amount"], {"received_on": 1})
    assert {g.field: g.column for g in found.guesses}["received_on"] == 1


def test_spelling_does_not_change_a_fingerprint() -> None:
    assert header_key("Invoice_No.") == header_key("InvoiceNo") == header_key("Invoice #")
    assert fingerprint(["Invoice No", "Amount"]) == fingerprint(["invoiceNo", "AMOUNT"])
    assert fingerprint(["Amount", "Invoice No"]) != fingerprint(["Invoice No", "Amount"])
