"""A price set for days that were billed is refused: usage reported late would be billed at it."""

from __future__ import annotations

from datetime import date

import pytest

from cashwright.areas.catalog.models import Price, PriceVersion
from cashwright.areas.catalog.refusals import PriceBilled
from cashwright.areas.catalog.services import PriceNumbers, negotiate_price, set_price
from cashwright.areas.contracts.services import ChargeDraft, add_subscription
from cashwright.areas.invoicing.queries import price_billed_on
from cashwright.areas.invoicing.services import discard_invoice
from tests import makers
from tests.areas.contracts.makers import contract, price, subscription
from tests.makers import ANN
from tests.runs.bill.bill_makers import FEB_1, JAN_1, MARCH_1, billed, company, invoices

pytestmark = pytest.mark.django_db
DEARER = PriceNumbers(flat_minor=12_00)


def _set(of: Price, valid_from: date, currency: str = "EUR") -> PriceVersion:
    return set_price(
        price_id=of.pk, currency=currency, valid_from=valid_from, numbers=DEARER, by=ANN,
        billed=price_billed_on,
    )  # fmt: skip


def test_a_price_from_a_billed_day_is_refused_and_one_from_the_next_period_is_billed() -> None:
    home, seat = company(), price("SEAT", 10_00)
    subscription(contract(makers.customer(home)), seat)
    billed(home, JAN_1)
    billed(home, FEB_1)

    with pytest.raises(PriceBilled) as refused:
        _set(seat, JAN_1)
    assert refused.value.facts["billed_on"] == FEB_1
    assert PriceVersion.objects.count() == 1
    _set(seat, date(2026, 2, 2))
    billed(home, MARCH_1)
    assert [i.net_minor for i in invoices()] == [10_00, 10_00, 12_00]


def test_days_that_a_later_version_priced_do_not_hold_back_an_earlier_one() -> None:
    home, seat = company(), price("SEAT", 10_00, valid_from=FEB_1)
    subscription(contract(makers.customer(home)), seat, on=FEB_1)
    billed(home, FEB_1)
    _set(seat, JAN_1)


def test_another_price_currency_or_a_price_negotiated_by_contract_holds_nothing_back() -> None:
    home, seat, other = company(), price("SEAT", 10_00), price("OTHER", 10_00)
    deal = contract(makers.customer(home))
    own = negotiate_price(
        price_id=seat.pk, owner_id=deal.pk, currency="EUR", valid_from=JAN_1, numbers=DEARER, by=ANN
    )
    charges = [ChargeDraft(price_id=seat.pk, quantity_e6=1_000_000, price_version_id=own.pk)]
    add_subscription(contract_id=deal.pk, name="Own", charges=charges, on=JAN_1, by=ANN)
    subscription(deal, other)
    billed(home, JAN_1)

    _set(seat, JAN_1)
    _set(other, JAN_1, currency="USD")


def test_a_parked_draft_holds_a_price_back_until_it_is_discarded() -> None:
    home, seat = company(), price("SEAT", 10_00)
    subscription(contract(makers.customer(home), needs_purchase_order=True), seat)
    billed(home, JAN_1)
    [parked] = invoices("draft")
    with pytest.raises(PriceBilled):
        _set(seat, JAN_1)
    discard_invoice(invoice_id=parked.pk, by=ANN)
    _set(seat, JAN_1)
