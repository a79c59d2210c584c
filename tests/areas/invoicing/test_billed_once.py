"""A charge is billed once for its first day and revision, on invoice or credit note: by the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

import polars as pl
import pytest
from django.db import IntegrityError

from cashwright.areas.invoicing.frames import BILLING, HEADERS, LINES
from cashwright.areas.invoicing.services import post_credit_notes, post_invoices
from cashwright.areas.parties.models import Customer, LegalEntity
from tests import makers
from tests.makers import ANN, JAN_5

pytestmark = pytest.mark.django_db
CHARGE = UUID(int=0xC)


@pytest.fixture
def home() -> LegalEntity:
    return makers.entity()


def _billing(of: LegalEntity, revision: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One document with one line that bills January of the charge, in a revision."""
    buyer = Customer.objects.first() or makers.customer(of)
    header = {
        "ref": "1", "customer_id": str(buyer.pk), "issued_on": JAN_5, "due_on": JAN_5,
        "currency": "EUR", "purchase_order_no": "", "memo": "", "kind": "invoice",
    }  # fmt: skip
    line = {
        "ref": "1", "line_no": 1, "description": "Seats", "account_code": "4000",
        "net_minor": 100_00, "tax_code": "", "tax_minor": 0, "quantity_exponent": 0,
        "unit_price_exponent": 0, "charge_id": str(CHARGE), "from_on": date(2026, 1, 1),
        "until_on": date(2026, 2, 1), "revision": revision, "gross_minor": 100_00,
        "discount_minor": 0,
    }  # fmt: skip
    return pl.DataFrame([header], schema=HEADERS), pl.DataFrame([line], schema=LINES | BILLING)


def _invoice(of: LegalEntity, revision: int = 0) -> None:
    post_invoices([_billing(of, revision)], entity_id=of.pk, source="bill", by=ANN)


def _credit(of: LegalEntity, revision: int = 0) -> None:
    post_credit_notes([_billing(of, revision)], entity_id=of.pk, source="bill", by=ANN)


@pytest.mark.parametrize(
    ("first", "second", "constraint"),
    [
        (_invoice, _invoice, "line_billed_once"),
        (_credit, _invoice, "line_billed_once"),
        (_credit, _credit, "credit_line_billed_once"),
        (_invoice, _credit, "credit_line_billed_once"),
    ],
)
def test_what_one_document_bills_no_other_does(
    home: LegalEntity,
    first: Callable[[LegalEntity], None],
    second: Callable[[LegalEntity], None],
    constraint: str,
) -> None:
    first(home)
    with pytest.raises(IntegrityError) as told:
        second(home)
    diag = getattr(told.value.__cause__, "diag", None)
    assert getattr(diag, "constraint_name", None) == constraint


def test_the_credit_and_the_charge_of_a_change_are_billed_beside_the_line(
    home: LegalEntity,
) -> None:
    _invoice(home)
    _credit(home, -1)
    _invoice(home, 1)
