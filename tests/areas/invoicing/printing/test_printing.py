"""Documents as PDF: the press of the product, the words of six languages, the bytes that stay."""

import hashlib
import re
import zlib
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError

from cashwright.areas.invoicing.models import Invoice, Rendering
from cashwright.areas.invoicing.printing.figures import amount, number, percent
from cashwright.areas.invoicing.printing.page import page_of
from cashwright.areas.invoicing.printing.rendering import rendering
from cashwright.areas.invoicing.printing.words import _TABLE, LANGUAGES, words
from cashwright.areas.invoicing.rules import LineDraft
from cashwright.areas.invoicing.services import post_credit_note
from cashwright.areas.parties.services import change_customer, change_legal_entity
from cashwright.connectors import press
from cashwright.kernel.clock import FixedClock, running_on
from cashwright.kernel.refusals import NotAllowedNow
from tests import makers
from tests.makers import ANN

pytestmark = pytest.mark.django_db

SEATS = LineDraft(
    net_minor=1_234_50, tax_minor=234_56, tax_rate_ppm=190_000, tax_code="S", account_code="4000",
    description="Platform seats, March 2026", quantity_scaled=10_000_000, quantity_exponent=6,
    unit_price_scaled=123_450_000_000, unit_price_exponent=9,
)  # fmt: skip
CALLS = LineDraft(net_minor=50, account_code="4100", tax_code="AE", tax_rate_ppm=0)


def _invoice(**card: str) -> Invoice:
    entity = makers.entity()
    details = {"payment_details": "IBAN DE89 3704 0044 0532 0130 00", "document_footer": "HRB 1"}
    change_legal_entity(entity_id=entity.pk, changes=details, by=ANN)
    customer = makers.customer(entity, **card)
    return makers.invoice(customer, [SEATS, CALLS])


def _text(pdf: bytes) -> bytes:
    """What the streams of a PDF hold, unpacked."""
    found = []
    for raw in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(raw))
        except zlib.error:
            found.append(raw)
    return b"\n".join([pdf, *found])


def test_an_invoice_is_a_tagged_archival_pdf_and_the_same_when_set_again() -> None:
    invoice = _invoice(language="de")
    first = rendering(invoice)
    told = _text(bytes(first.pdf))
    assert b"<pdfaid:part>3</pdfaid:part>" in told
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in told
    assert b"<pdfuaid:part>1</pdfuaid:part>" in told
    assert b"/Lang (de)" in told or b"/Lang(de)" in told
    assert bytes(first.sha256) == hashlib.sha256(bytes(first.pdf)).digest()
    assert press.TypstPress().printed(page_of(invoice, language="de")) == bytes(first.pdf)


def test_who_asks_twice_gets_the_kept_bytes_and_no_second_row() -> None:
    invoice = _invoice()
    assert rendering(invoice).pk == rendering(invoice).pk
    assert Rendering.objects.count() == 1
    assert rendering(invoice, language="fr").language == "fr"


def test_the_database_lets_nobody_change_what_was_kept() -> None:
    row = rendering(_invoice())
    row.pdf = b"%PDF-forged"
    with pytest.raises(IntegrityError, match="append-only"):
        row.save()


def test_an_invoice_set_late_still_names_its_customer_as_it_was() -> None:
    with running_on(FixedClock(datetime(2026, 1, 5, 12, tzinfo=UTC))):
        invoice = _invoice()
    with running_on(FixedClock(datetime(2026, 2, 1, 12, tzinfo=UTC))):
        change_customer(customer_id=invoice.customer_id, changes={"name": "Renamed"}, by=ANN)
    found = Invoice.objects.select_related("customer", "entity").get(pk=invoice.pk)
    assert page_of(found, language="en")["buyer"]["name"] == "Customer C-1"


def test_the_page_says_each_rate_of_tax_on_its_own_net_and_the_note_the_law_wants() -> None:
    page = page_of(_invoice(), language="en")
    assert page["totals"] == [
        ["Subtotal", "1,235.00 EUR"],
        ["Tax 19 % on 1,234.50 EUR", "234.56 EUR"],
    ]
    assert page["total"] == ["Total", "1,469.56 EUR"]
    assert page["notes"] == ["Reverse charge: the recipient owes the tax."]
    assert page["lines"][0]["quantity"] == "10"
    assert page["lines"][0]["unit_price"] == "123.45"


def test_a_credit_note_names_its_invoice_and_asks_for_no_money() -> None:
    invoice = _invoice()
    note = post_credit_note(
        issued_on=date(2026, 1, 6), reason="wrong", by=ANN, invoice_id=invoice.pk,
        net_by_line={2: 50},
    )  # fmt: skip
    page = page_of(note, language="en")
    assert page["title"].startswith("Credit note CN-2026-")
    assert ["For invoice", invoice.document_no] in page["facts"]
    assert page["pay"] is None
    assert bytes(rendering(note).pdf).startswith(b"%PDF-1.7")


def test_a_draft_is_shown_but_not_printed() -> None:
    draft = makers.draft(makers.customer(makers.entity()))
    assert page_of(draft, language="en")["title"] == "Draft, not an invoice"
    with pytest.raises(NotAllowedNow):
        rendering(draft)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_word_and_sets_a_page(language: str) -> None:
    assert len({row[0] for row in _TABLE}) == len(_TABLE)
    assert all(words(language)[row[0]] for row in _TABLE)
    page = page_of(_invoice(), language=language, explanations={1: "10 × 123.45"})
    page["usage"] = [{"meter": "API", "day": "1.", "events": "3", "quantity": "4"}]
    assert press.TypstPress().printed(page).startswith(b"%PDF-")


def test_what_somebody_writes_is_text_and_never_code() -> None:
    wicked = '#read("/etc/passwd") $x$ *b* \\ </script> "quoted" @cite <label>'
    line = LineDraft(net_minor=1, account_code="4000", description=wicked)
    invoice = makers.invoice(makers.customer(makers.entity()), [line])
    assert page_of(invoice, language="en")["lines"][0]["description"] == wicked
    assert bytes(rendering(invoice).pdf).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("minor", "code", "told"),
    [(1_234_50, "EUR", "1.234,50 EUR"), (-5, "JPY", "-5 JPY"), (1_005, "KWD", "1,005 KWD"),
     (123_4567, "CLF", "123,4567 CLF"), (10**17, "EUR", "1.000.000.000.000.000,00 EUR")],
)  # fmt: skip
def test_amounts_show_every_decimal_of_their_currency(minor: int, code: str, told: str) -> None:
    assert amount(minor, code, "de") == told


def test_small_prices_and_odd_rates_lose_no_digit() -> None:
    assert number(12_500_000, 9, "en", decimals_min=2) == "0.0125"
    assert number(120, 9, "en") == "0.00000012"
    assert percent(88_750, "en") == "8.875 %"
    assert percent(0, "en") == "0 %"
    assert percent(None, "en") == ""
