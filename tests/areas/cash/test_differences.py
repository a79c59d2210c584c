"""What a payer kept for a reason: cleared against its account, with its tax, and taken back."""

from datetime import date
from uuid import UUID

import polars as pl
import pytest

from cashwright.areas.cash.frames import DIFFERENCES
from cashwright.areas.cash.models import Application, Difference, SourceKind
from cashwright.areas.cash.refusals import ExceedsBalance, NotOpen
from cashwright.areas.cash.services import Part, apply, clear_differences, unapply
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import LegalEntity
from cashwright.areas.payments.models import Payment
from cashwright.runs.verify import verify
from tests import makers
from tests.areas.cash.test_services import balances
from tests.makers import ANN, JAN_20

pytestmark = pytest.mark.django_db
FEB_1 = date(2026, 2, 1)


def short_paid(kept: int, tax: int = 19_00) -> tuple[LegalEntity, Invoice, Payment]:
    home = makers.entity()
    buyer = makers.customer(home)
    invoice = makers.invoice(buyer, [makers.line(100_00, tax)])
    payment = makers.payment(buyer, invoice.total_minor - kept)
    apply(
        source_kind=SourceKind.PAYMENT, source_id=payment.pk, on=JAN_20, by=ANN,
        parts=[Part(invoice.pk, payment.amount_minor)],
    )  # fmt: skip
    return home, invoice, payment


def clear(
    home: LegalEntity, *rows: tuple[UUID, UUID, str, int], discount_tax: bool = True
) -> list[str | None]:
    frame = pl.DataFrame(
        [(str(payment), str(invoice), kind, minor) for payment, invoice, kind, minor in rows],
        schema=DIFFERENCES,
        orient="row",
    )
    told = clear_differences(frame, entity_id=home.pk, on=JAN_20, discount_tax=discount_tax, by=ANN)
    return told["refusal"].to_list()


@pytest.mark.parametrize(
    ("kind", "account"),
    [("fee", "6200"), ("tolerance", "6900"), ("withheld_tax", "1200"), ("fx", "7000")],
)
def test_what_was_kept_settles_the_invoice_against_its_account(kind: str, account: str) -> None:
    home, invoice, payment = short_paid(3_00)
    assert clear(home, (payment.pk, invoice.pk, kind, 3_00)) == [None]
    invoice.refresh_from_db()
    assert (invoice.state, invoice.balance_minor) == ("settled", 0)
    assert balances(home.pk) == {
        "1000": 116_00, account: 3_00, "2200": -19_00, "4000": -100_00,
    }  # fmt: skip
    assert [(r.name, r.named) for r in verify().broken] == []


@pytest.mark.parametrize(("with_tax", "tax", "kept"), [(True, 38, 2_00), (False, 0, 2_38)])
def test_a_discount_takes_back_its_share_of_tax_where_the_law_says_so(
    with_tax: bool, tax: int, kept: int
) -> None:
    home, invoice, payment = short_paid(2_38)
    row = (payment.pk, invoice.pk, "discount", 2_38)
    assert clear(home, row, discount_tax=with_tax) == [None]
    assert balances(home.pk) == {
        "1000": 116_62, "6300": kept, "2200": -19_00 + tax, "4000": -100_00,
    }  # fmt: skip
    assert Difference.objects.get().tax_minor == tax
    assert [(r.name, r.named) for r in verify().broken] == []


def test_a_cleared_difference_is_taken_back_by_its_opposite() -> None:
    home, invoice, payment = short_paid(2_38)
    clear(home, (payment.pk, invoice.pk, "discount", 2_38))
    cleared = Application.objects.get(source_kind=SourceKind.DIFFERENCE)
    unapply(application_id=cleared.pk, on=FEB_1, by=ANN, reason="the discount had run out")
    invoice.refresh_from_db()
    assert (invoice.state, invoice.balance_minor) == ("posted", 2_38)
    assert balances(home.pk) == {
        "1000": 116_62, "1100": 2_38, "2200": -19_00, "4000": -100_00,
    }  # fmt: skip
    assert [(r.name, r.named) for r in verify().broken] == []


def test_in_another_currency_nothing_of_the_receivable_is_left_behind() -> None:
    home = makers.entity()
    makers.rate("USD", makers.JAN_5, "1.08")
    makers.rate("USD", JAN_20, "1.10")
    buyer = makers.customer(home, currency="USD")
    invoice = makers.invoice(buyer, [makers.line(100_00, 19_00)], currency="USD")
    payment = makers.payment(buyer, 116_00, currency="USD", on=JAN_20)
    apply(
        source_kind=SourceKind.PAYMENT, source_id=payment.pk, on=JAN_20, by=ANN,
        parts=[Part(invoice.pk, 116_00)],
    )  # fmt: skip
    assert clear(home, (payment.pk, invoice.pk, "discount", 3_00)) == [None]
    assert "1100" not in balances(home.pk)
    assert [(r.name, r.named) for r in verify().broken] == []


def test_more_than_is_open_is_refused_by_row_and_nothing_is_written() -> None:
    home, invoice, payment = short_paid(3_00)
    told = clear(home, (payment.pk, invoice.pk, "fee", 2_00), (payment.pk, invoice.pk, "fx", 2_00))
    assert told == [ExceedsBalance.code, ExceedsBalance.code]
    clear(home, (payment.pk, invoice.pk, "fee", 3_00))
    assert clear(home, (payment.pk, invoice.pk, "fee", 1)) == [NotOpen.code]
    assert Difference.objects.count() == 1
