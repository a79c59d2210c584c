"""A subscription through a spring of changes: what was invoiced is what its days cost, to the cent."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from cashwright.areas.catalog.policies import ChargeModel
from cashwright.areas.contracts.models import BillItem
from cashwright.areas.contracts.policies import Proration
from cashwright.areas.contracts.refusals import AmendmentBeforePosted
from cashwright.areas.contracts.rules import ChangeQuantity
from cashwright.areas.contracts.services import (
    add_charge,
    cancel,
    change_price,
    change_quantity,
    pause,
    preview_amendment,
    resume,
)
from cashwright.areas.invoicing.models import CreditNote, Invoice, InvoiceLine
from cashwright.areas.invoicing.queries import billed_lines
from cashwright.areas.parties.models import LegalEntity
from tests import makers
from tests.areas.contracts.makers import contract, price, subscription
from tests.makers import ANN
from tests.runs.bill.bill_makers import billed, company

pytestmark = pytest.mark.django_db
JAN_1, JAN_10, JAN_20 = date(2026, 1, 1), date(2026, 1, 10), date(2026, 1, 20)
FEB_1, FEB_11, MAR_1, MAR_16, APR_1, APR_8 = (
    date(2026, 2, 1), date(2026, 2, 11), date(2026, 3, 1), date(2026, 3, 16), date(2026, 4, 1),
    date(2026, 4, 8),
)  # fmt: skip


def how(on: date, **more: Any) -> dict[str, Any]:
    return {"effective_on": on, "on": on, "billed": billed_lines, "by": ANN, **more}


def invoiced_net() -> int:
    """All invoices less the credit notes on account."""
    lines = sum(InvoiceLine.objects.values_list("net_minor", flat=True))
    return lines - sum(CreditNote.objects.values_list("net_minor", flat=True))


def month(home: LegalEntity, *days: date) -> None:
    for day in days:
        billed(home, day)


def days_cost(first: date, until: date, a_month: int) -> Fraction:
    """What the days of one price within one month cost."""
    whole = ((first.replace(day=28) + timedelta(days=4)).replace(day=1) - first.replace(day=1)).days
    return Fraction(a_month * (until - first).days, whole)


def test_a_spring_of_changes_is_billed_for_the_days_each_was_in_force() -> None:
    home = company()
    seat = price("SEAT", 10_00, model=ChargeModel.PER_UNIT)
    made = subscription(contract(makers.customer(home)), seat, 5)
    charge = made.charges.get()
    month(home, JAN_1)
    assert invoiced_net() == 50_00

    change_quantity(charge_id=charge.pk, quantity_e6=8_000_000, **how(JAN_10))
    change_quantity(charge_id=charge.pk, quantity_e6=6_000_000, **how(JAN_20))
    month(home, JAN_20)
    assert invoiced_net() == 50_00, "they wait for the next bill"
    month(home, FEB_1)
    assert BillItem.objects.filter(invoice_id__isnull=True).count() == 0

    plus = price("PLUS", 17_00, model=ChargeModel.PER_UNIT)
    upgrade = change_price(
        charge_id=charge.pk, price_id=plus.pk, proration=Proration.NOW, **how(FEB_11)
    )
    month(home, FEB_11)
    assert upgrade.bill_items.filter(invoice_id__isnull=False).count() == 2

    month(home, MAR_1)
    pause(subscription_id=made.pk, **how(MAR_16))
    month(home, MAR_16, APR_1)
    resume(subscription_id=made.pk, **how(APR_8))
    month(home, APR_8)
    cancel(subscription_id=made.pk, **how(date(2026, 4, 20)))
    month(home, date(2026, 4, 20), date(2026, 5, 1))

    exact = (
        days_cost(JAN_1, JAN_10, 50_00) + days_cost(JAN_10, JAN_20, 80_00)
        + days_cost(JAN_20, FEB_1, 60_00) + days_cost(FEB_1, FEB_11, 60_00)
        + days_cost(FEB_11, MAR_1, 102_00) + days_cost(MAR_1, MAR_16, 102_00)
        + days_cost(APR_8, date(2026, 4, 20), 102_00)
    )  # fmt: skip
    assert abs(invoiced_net() - exact) < 5, "each line is rounded once"
    assert BillItem.objects.filter(invoice_id__isnull=True).count() == 0
    month(home, date(2026, 6, 1), date(2026, 7, 1))
    assert abs(invoiced_net() - exact) < 5, "nothing comes after the end"


def test_the_preview_is_what_the_invoice_says_and_a_change_of_the_past_is_refused() -> None:
    home = company()
    seat = price("SEAT", 10_00, model=ChargeModel.PER_UNIT)
    made = subscription(contract(makers.customer(home)), seat, 5)
    charge = made.charges.get()
    month(home, JAN_1, FEB_1)
    with pytest.raises(AmendmentBeforePosted):
        change_quantity(charge_id=charge.pk, quantity_e6=1_000_000, **how(JAN_20))

    change = ChangeQuantity(charge_id=charge.pk, quantity_e6=9_000_000)
    asked = how(FEB_11, proration=Proration.NOW)
    plan = preview_amendment(subscription_id=made.pk, change=change, **asked)
    change_quantity(charge_id=charge.pk, quantity_e6=9_000_000, **asked)
    month(home, FEB_11)
    latest = Invoice.objects.get(issued_on=FEB_11)
    assert latest.net_minor == plan.net_minor
    lines = latest.lines.order_by("revision").values_list("revision", "net_minor")
    assert list(lines) == sorted((item.revision, item.net_minor) for item in plan.items)


def test_a_charge_added_in_mid_month_is_billed_once_for_its_days() -> None:
    home = company()
    made = subscription(contract(makers.customer(home)), price())
    month(home, JAN_1)
    add_charge(
        subscription_id=made.pk, price_id=price("MORE", 31_00).pk, proration=Proration.NOW,
        **how(JAN_10),
    )  # fmt: skip
    month(home, JAN_10, JAN_20, FEB_1)
    assert invoiced_net() == 10_00 + 22_00 + 10_00 + 31_00


def test_a_credit_larger_than_the_invoice_stays_the_customers_credit() -> None:
    home = company()
    made = subscription(contract(makers.customer(home)), price("BIG", 310_00))
    month(home, JAN_1)
    cancel(subscription_id=made.pk, **how(JAN_10))
    month(home, JAN_10, FEB_1)
    assert CreditNote.objects.get().net_minor == 220_00
    assert invoiced_net() == 90_00
