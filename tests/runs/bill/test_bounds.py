"""What the bill run does not post by itself: parked with its reason, released or billed anew."""

from __future__ import annotations

from datetime import date

import pytest

from cashwright.areas.catalog.models import PriceVersion
from cashwright.areas.catalog.policies import ChargeModel
from cashwright.areas.contracts.models import BillItem, ChargeSpan, Contract
from cashwright.areas.contracts.services import bill_one_off, change_price, set_purchase_order
from cashwright.areas.controls.services import set_policy
from cashwright.areas.invoicing.models import Invoice, InvoiceLine
from cashwright.areas.invoicing.queries import billed_lines
from cashwright.areas.invoicing.refusals import BuiltUpon, Parked
from cashwright.areas.invoicing.services import (
    discard_invoice,
    post_invoice,
    redraft_invoice,
    release_invoice,
)
from cashwright.areas.parties.models import Customer, LegalEntity, Terms
from cashwright.runs.bill import bounds
from tests import makers
from tests.areas.contracts.makers import contract, price, product, subscription, version
from tests.makers import ANN
from tests.runs.bill.bill_makers import (
    FEB_1,
    JAN_1,
    MARCH_1,
    billed,
    company,
    counts,
    invoices,
    lines_of,
)

pytestmark = pytest.mark.django_db
APRIL_1 = date(2026, 4, 1)


def _parked() -> Invoice:
    [invoice] = invoices("draft")
    return invoice


def _without_order() -> LegalEntity:
    home = company()
    deal = contract(makers.customer(home), needs_purchase_order=True)
    subscription(deal, price())
    return home


def test_without_the_purchase_order_it_needs_an_invoice_is_parked_with_its_reason() -> None:
    run = billed(_without_order())

    assert counts(run) == {"parked": 1, "parked_purchase_order_missing": 1}
    assert _parked().parked_code == bounds.PURCHASE_ORDER_MISSING
    assert _parked().document_no is None


def test_a_parked_invoice_is_not_posted_but_by_releasing_it() -> None:
    billed(_without_order())
    with pytest.raises(Parked):
        post_invoice(invoice_id=_parked().pk, by=ANN)

    released = release_invoice(invoice_id=_parked().pk, on=date(2026, 1, 9), by=ANN, why="agreed")

    assert (released.state, released.issued_on) == ("posted", date(2026, 1, 9))
    assert released.due_on == date(2026, 2, 8)
    assert released.document_no == "INV-2026-000001"


def test_a_discarded_invoice_is_billed_anew_once_its_cause_is_mended() -> None:
    home = _without_order()
    billed(home)
    parked = _parked()
    charge = InvoiceLine.objects.get(invoice=parked).charge
    assert charge is not None
    deal = charge.subscription.contract
    discard_invoice(invoice_id=parked.pk, by=ANN)
    set_purchase_order(contract_id=deal.pk, purchase_order_no="PO-7", by=ANN)

    assert counts(billed(home, date(2026, 1, 2))) == {"invoices": 1}

    [invoice] = invoices()
    assert invoice.purchase_order_no == "PO-7"
    assert lines_of(invoice) == [("App, 1–31 January 2026", 10_00, 1_90)]
    assert counts(billed(home, date(2026, 1, 3))) == {}


def test_an_invoice_released_late_is_due_after_the_days_its_contract_agreed_on() -> None:
    home = _without_order()
    Customer.objects.update(terms=Terms.objects.get(code="NOW"))
    Contract.objects.update(custom_term_days=90)
    billed(home)
    released = release_invoice(invoice_id=_parked().pk, on=date(2026, 1, 9), by=ANN, why="agreed")
    assert (released.due_on, released.discount_until_on) == (date(2026, 4, 9), None)


def test_an_invoice_that_a_change_counts_on_is_released_not_discarded() -> None:
    home = _without_order()
    billed(home)
    charge = ChargeSpan.objects.get().charge
    change_price(
        charge_id=charge.pk, price_id=price("PLUS", 20_00).pk, effective_on=date(2026, 1, 16),
        on=date(2026, 1, 16), billed=billed_lines, by=ANN,
    )  # fmt: skip
    with pytest.raises(BuiltUpon):
        discard_invoice(invoice_id=_parked().pk, by=ANN)
    set_purchase_order(
        contract_id=charge.subscription.contract_id, purchase_order_no="PO-7", by=ANN
    )
    billed(home, FEB_1)
    with pytest.raises(BuiltUpon):
        discard_invoice(invoice_id=_parked().pk, by=ANN)
    released = release_invoice(invoice_id=_parked().pk, on=FEB_1, by=ANN, why="agreed")
    assert released.net_minor == 10_00


def test_a_parked_invoice_is_not_rewritten() -> None:
    billed(_without_order())
    parked = _parked()
    with pytest.raises(Parked):
        redraft_invoice(
            invoice_id=parked.pk, issued_on=JAN_1, due_on=FEB_1, lines=[makers.line(5_00)],
            purchase_order_no="", memo="", by=ANN,
        )  # fmt: skip
    assert InvoiceLine.objects.get(invoice=parked).charge is not None


def test_a_discarded_invoice_is_billed_anew_also_where_another_of_its_month_was_released() -> None:
    home = company()
    fee, gross = price("FEE", 10_00), price("GROSS", 1_00)
    PriceVersion.objects.create(
        price=gross, currency="EUR", valid_from=date(2025, 1, 1), flat_minor=11_90,
        is_tax_inclusive=True,
    )  # fmt: skip
    deal = contract(makers.customer(home), needs_purchase_order=True)
    subscription(deal, [fee, gross])
    billed(home)
    first, second = invoices("draft")
    release_invoice(invoice_id=first.pk, on=JAN_1, by=ANN, why="agreed")
    discard_invoice(invoice_id=second.pk, by=ANN)
    set_purchase_order(contract_id=deal.pk, purchase_order_no="PO-7", by=ANN)
    billed(home, date(2026, 1, 2))
    assert [invoice.total_minor for invoice in invoices()] == [11_90, 11_90]


def test_a_discarded_invoice_gives_its_items_back() -> None:
    home = _without_order()
    deal = ChargeSpan.objects.get().charge.subscription.contract
    bill_one_off(
        contract_id=deal.pk, product_id=product().pk, amount_minor=5_00, bill_on=JAN_1, by=ANN
    )
    billed(home)
    assert BillItem.objects.get().invoice_id == _parked().pk

    discard_invoice(invoice_id=_parked().pk, by=ANN)

    assert BillItem.objects.get().invoice_id is None


def test_ten_times_the_usual_total_is_looked_at_by_a_person() -> None:
    home = company()
    one = subscription(contract(makers.customer(home)), price("FEE", 1_000_00))
    for day in (JAN_1, FEB_1, MARCH_1):
        billed(home, day)
    bill_one_off(
        contract_id=one.contract_id, product_id=product().pk, amount_minor=9_000_00,
        bill_on=APRIL_1, by=ANN,
    )  # fmt: skip

    assert counts(billed(home, APRIL_1)) == {"parked": 1, "parked_total_jumped": 1}
    facts = _parked().parked_facts
    assert facts is not None
    assert (facts["total_minor"], facts["largest_minor"]) == (11_900_00, 1_190_00)


def test_twice_the_usual_total_is_nobodys_concern() -> None:
    home = company()
    one = subscription(contract(makers.customer(home)), price("FEE", 1_000_00))
    for day in (JAN_1, FEB_1, MARCH_1):
        billed(home, day)
    bill_one_off(
        contract_id=one.contract_id, product_id=product().pk, amount_minor=1_000_00,
        bill_on=APRIL_1, by=ANN,
    )  # fmt: skip

    assert counts(billed(home, APRIL_1)) == {"invoices": 1}


def test_a_price_a_hundred_times_the_one_before_it_is_looked_at_while_it_is_new() -> None:
    home = company()
    seats = price("SEAT", 1_00, model=ChargeModel.PER_UNIT)
    subscription(contract(makers.customer(home)), seats)
    version(seats, 100_00, valid_from=FEB_1)

    assert counts(billed(home, JAN_1)) == {"invoices": 1}
    assert counts(billed(home, FEB_1)) == {"parked": 1, "parked_price_jumped": 1}
    facts = _parked().parked_facts
    assert facts is not None
    assert facts["before"] == "1"
    assert counts(billed(home, APRIL_1))["invoices"] == 1


def test_a_price_another_contract_negotiated_is_looked_at() -> None:
    home = company()
    fee = price()
    deal, other = contract(makers.customer(home)), contract(makers.customer(home, "C-2"))
    one = subscription(deal, fee)
    theirs = version(fee, 1_00, owner_id=other.pk)
    ChargeSpan.objects.filter(subscription=one).update(price_version=theirs)

    assert counts(billed(home)) == {"parked": 1, "parked_price_not_agreed": 1}


def test_a_company_that_states_its_own_address_names_its_customers() -> None:
    home = company()
    LegalEntity.objects.filter(pk=home.pk).update(
        legal_name="Northwind GmbH", postal_address="Weg 1, Berlin", tax_no="DE1"
    )
    fee = price()
    subscription(contract(makers.customer(home, "BARE")), fee)
    subscription(contract(makers.customer(home, "FULL", postal_address="Allee 2, Köln")), fee)

    assert counts(billed(home)) == {
        "invoices": 1,
        "parked": 1,
        "parked_customer_incomplete": 1,
    }


def test_the_bounds_are_a_policy() -> None:
    home = company()
    one = subscription(contract(makers.customer(home)), price("FEE", 1_000_00))
    set_policy(
        name=bounds.POLICY, entity_id=home.pk, valid_from=JAN_1, by=ANN, why="steady customers",
        value={"total_factor": 2, "history_least": 1},
    )  # fmt: skip
    billed(home)
    bill_one_off(
        contract_id=one.contract_id, product_id=product().pk, amount_minor=1_500_00,
        bill_on=FEB_1, by=ANN,
    )  # fmt: skip

    assert counts(billed(home, FEB_1)) == {"parked": 1, "parked_total_jumped": 1}
