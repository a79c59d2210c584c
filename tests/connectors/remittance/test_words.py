"""What people write: numbers that stand alone, amounts that add up, in any of their ways."""

from datetime import date

import pytest

from cashwright.areas.cash.ports import AdviceItem, RemittanceAdvice
from cashwright.areas.cash.refusals import NoStatement
from cashwright.connectors.remittance import read_advices


def told(text: str, currency: str = "") -> RemittanceAdvice:
    (advice,) = read_advices(text.encode(), "note.txt", assumed_currency=currency).advices
    return advice


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Bezahlt: Rechnung Nr. RE2026/00417 und Rechnung 4711", ["RE2026/00417", "4711"]),
        ("facture n° F-00012-2026", ["F-00012-2026"]),
        ("Invoice no.: 2026-0042 thanks", ["2026-0042"]),
        ("we paid INV-1001 and INV-1002 today", ["INV-1001", "INV-1002"]),
        ("invoices #10045, #10046 & 10047.", ["10045", "10046", "10047"]),
        (
            "Rechnungs-Nr. 471102; Rechnungsnummer: 471103, Beleg-Nr.: 9-77",
            ["471102", "471103", "9-77"],
        ),
        ("RE 4711 and 4712", ["4711", "4712"]),
        ("INV001 paid", ["INV001"]),
        ("INV-1 is not INV-10", ["INV-1", "INV-10"]),
    ],
)
def test_numbers_are_found_whole(text: str, numbers: list[str]) -> None:
    assert [item.document_no for item in told(text).items] == numbers


@pytest.mark.parametrize(
    "text",
    [
        "Thank you, see you on 20 January 2026",
        "call +49 30 1234567",
        "Invoice attached.",
        "the invoice 2nd quarter",
        "please pay invoice 123.45 EUR",
        "invoice DE89370400440532013000",
        "DE89370400440532013000 100.00 EUR",
        "Customer no 12345678 USD 100.00",
        "PO 12345 USD 100.00",
        "2026 100.00 EUR",
        "Re: statement 20260115",
        "> invoice 9999",
    ],
)
def test_what_names_no_document_is_refused_with_what_to_do(text: str) -> None:
    with pytest.raises(NoStatement) as refused:
        told(text)
    assert "invoices" in str(refused.value.facts["remedy"])


@pytest.mark.parametrize(
    ("text", "currency", "amounts"),
    [
        ("INV-1001 1.190,00 EUR\nINV-1002 238,50 EUR\nSumme 1.428,50 EUR", "EUR", [1_190_00, 238_50]),
        ("INV-1001 $1,190.00\nINV-1002 $238.50\nTotal: $1,428.50", "USD", [1_190_00, 238_50]),
        ("INV-1001 : 1 190,00 €\nINV-1002 : 12 000,00 €\nTotal 13 190,00 €", "EUR", [1_190_00, 12_000_00]),
        ("INV-1001 CHF 1'250.50", "CHF", [1_250_50]),
        ("INV-1001 1.250 EUR\nINV-1002 100 EUR\nTotal EUR 1.350", "EUR", [1_250_00, 100_00]),
        ("INV001 5000 JPY\nINV002 6000 JPY\nTotal 11,000 JPY", "JPY", [5_000, 6_000]),
        ("INV001 1.500 KWD\nTotal 1.500 KWD", "KWD", [1_500]),
        ("10045 $1,250.00\n10047 ($50.00)\nTotal $1,200.00", "USD", [1_250_00, -50_00]),
        ("10045 12.01.2026 100.00 USD\n10046 13.01.2026 50.00-\nTotal USD 50.00", "USD", [100_00, -50_00]),
        ("INV-77 100,00 EUR\nGutschrift GS-9 20,00 EUR\nZahlbetrag EUR 80,00", "EUR", [100_00, -20_00]),
        ("1. 10045 USD 10.00\n2. 10046 USD 20.00\nTotal paid: USD 30.00", "USD", [10_00, 20_00]),
    ],
)  # fmt: skip
def test_amounts_are_read_in_every_way_people_write_them(
    text: str, currency: str, amounts: list[int]
) -> None:
    advice = told(text)
    assert advice.currency == currency
    assert [item.paid_minor for item in advice.items] == amounts
    assert advice.amount_minor == sum(amounts)


def test_a_list_with_what_was_due_and_kept_is_read_by_its_total() -> None:
    advice = told(
        "Payer: Acme Corp\nPayment date: 2026-01-20\nPayment reference: TRC-991\n"
        "Invoice  Date  Gross (EUR)  Skonto  Abzug  Netto\n"
        "INV-1001 12.01.2026 1.000,00 20,00 0,00 980,00\n"
        "INV-1002 13.01.2026 500,00 0,00 50,00 450,00 Bruch\n"
        "Zahlbetrag 1.430,00"
    )
    assert (advice.payer_name, advice.paid_on, advice.trace_no, advice.amount_minor) == (
        "Acme Corp", date(2026, 1, 20), "TRC-991", 1_430_00,
    )  # fmt: skip
    assert advice.items == (
        AdviceItem(document_no="INV-1001", paid_minor=980_00, gross_minor=1_000_00, discount_minor=20_00),
        AdviceItem(
            document_no="INV-1002", paid_minor=450_00, gross_minor=500_00, deduction_minor=50_00,
            reason="Bruch",
        ),
    )  # fmt: skip


def test_what_was_paid_may_be_said_only_as_due_less_discount() -> None:
    advice = told("INV-1001 100.00 2.00 discount\nINV-1002 50.00 1.00 discount\nPaid: USD 147.00")
    assert [(i.paid_minor, i.discount_minor) for i in advice.items] == [
        (98_00, 2_00),
        (49_00, 1_00),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "INV-1001 1.190,00 EUR\nINV-1002 238,00 EUR\nTotal 1.428,50 EUR",
        "INV-1001 1.190,00 EUR\nINV-1002\nTotal 1.428,50 EUR",
        "INV-1001 1.190,00\nINV-1002 238,50\nTotal 1.428,50",
        "INV-1001 10.00 EUR\nINV-1002 10.00 USD",
        "INV-1001 100.00 1.00 EUR 90.00",
    ],
)
def test_amounts_that_do_not_add_up_are_not_used_and_it_is_said(text: str) -> None:
    read = read_advices(text.encode(), "note.txt")
    assert {item.paid_minor for item in read.advices[0].items} == {None}
    assert "only its numbers" in read.notes[0]


def test_the_user_may_say_the_currency() -> None:
    advice = told("INV-1001 1.190,00\nINV-1002 238,50\nTotal 1.428,50", "EUR")
    assert advice.amount_minor == 1_428_50


def test_a_day_that_reads_in_two_ways_is_left_out() -> None:
    assert told("INV-1001\nPayment date: 01/02/2026").paid_on is None
    assert told("INV-1001\nPayment date: 25/02/2026").paid_on == date(2026, 2, 25)
    assert told("RE-1001\nZahlungsdatum: 1. Februar 2026").paid_on == date(2026, 2, 1)
