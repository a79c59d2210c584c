"""What lines come to: one document a contract, a subscription or a payer; credit, prepaid, one-off."""

from __future__ import annotations

from datetime import date

import pytest

from cashwright.areas.catalog.policies import ChargeModel, Timing
from cashwright.areas.contracts.models import BillItem, CreditGrant
from cashwright.areas.contracts.policies import Grouping, Proration
from cashwright.areas.contracts.services import (
    bill_one_off,
    cancel,
    change_quantity,
    grant_credit,
)
from cashwright.areas.invoicing.models import CreditNote, InvoiceLine
from cashwright.areas.invoicing.queries import billed_lines
from tests import makers
from tests.areas.contracts.makers import contract, price, product, subscription
from tests.makers import ANN
from tests.runs.bill.bill_makers import (
    FEB_1,
    JAN_1,
    billed,
    company,
    counts,
    invoices,
    lines_of,
    totals,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("grouping", "documents"),
    [(Grouping.SUBSCRIPTION, 4), (Grouping.CONTRACT, 2), (Grouping.CONSOLIDATED, 1)],
)
def test_a_payer_gets_as_many_invoices_as_agreed(grouping: Grouping, documents: int) -> None:
    home = company()
    buyer, fee = makers.customer(home), price()
    for _ in range(2):
        deal = contract(buyer, grouping=grouping)
        subscription(deal, fee)
        subscription(deal, fee)

    billed(home)

    assert len(invoices()) == documents
    assert sum(totals()) == 4 * 11_90


def test_the_one_who_pays_is_invoiced_not_the_one_who_uses() -> None:
    home = company()
    parent = makers.customer(home, "PARENT")
    deal = contract(makers.customer(home, "CHILD"), bill_to_id=parent.pk)
    subscription(deal, price())

    billed(home)

    assert [i.customer_id for i in invoices()] == [parent.pk]


def test_a_change_in_mid_month_is_credited_and_charged_on_the_next_invoice() -> None:
    home = company()
    seats = price("SEATS", 31_00, model=ChargeModel.PER_UNIT)
    one = subscription(contract(makers.customer(home)), seats, 2)
    billed(home)
    change_quantity(
        charge_id=one.charges.get().pk, quantity_e6=3_000_000, effective_on=date(2026, 1, 22),
        on=date(2026, 1, 22), billed=billed_lines, by=ANN,
    )  # fmt: skip

    billed(home, FEB_1)

    second = invoices()[1]
    nets = sorted(net for _, net, _ in lines_of(second))
    assert nets == [-20_00, 30_00, 93_00]
    assert second.net_minor == 103_00
    assert not BillItem.objects.filter(invoice_id=None).exists()
    assert sorted(r.revision for r in InvoiceLine.objects.filter(invoice=second)) == [-1, 0, 1]


def test_what_comes_to_less_than_zero_is_the_customers_credit_and_never_billed_twice() -> None:
    home = company()
    one = subscription(contract(makers.customer(home)), price("FEE", 31_00))
    billed(home)
    cancel(
        subscription_id=one.pk, effective_on=date(2026, 1, 22), on=date(2026, 1, 22),
        proration=Proration.NOW, billed=billed_lines, by=ANN,
    )  # fmt: skip

    run = billed(home, date(2026, 1, 22))
    again = billed(home, date(2026, 1, 23))

    [note] = CreditNote.objects.all()
    assert counts(run) == {"credit_notes": 1}
    assert counts(again) == {}
    assert (note.net_minor, note.tax_minor, note.unapplied_minor) == (10_00, 1_90, 11_90)
    [line] = note.lines.all()
    assert (line.revision, line.net_minor, line.gross_minor) == (-1, 10_00, 10_00)
    assert BillItem.objects.get().invoice_id == note.pk


def test_prepaid_credit_is_used_up_before_anything_is_asked() -> None:
    home = company()
    buyer = makers.customer(home)
    subscription(contract(buyer), price("FEE", 100_00))
    for amount, priority in ((30_00, 1), (500_00, 2)):
        grant_credit(
            customer_id=buyer.pk, currency="EUR", amount_minor=amount, granted_on=JAN_1,
            priority=priority, reason="prepaid", by=ANN,
        )  # fmt: skip

    run = billed(home)

    [invoice] = invoices("settled")
    assert counts(run) == {"invoices": 1}
    assert [net for _, net, _ in lines_of(invoice)] == [100_00, -30_00, -70_00]
    assert invoice.total_minor == 0
    used = CreditGrant.objects.order_by("priority").values_list("used_minor", flat=True)
    assert list(used) == [30_00, 70_00]


def test_a_one_off_item_comes_on_the_invoice_of_its_contract() -> None:
    home = company()
    deal = contract(makers.customer(home))
    subscription(deal, price())
    bill_one_off(
        contract_id=deal.pk, product_id=product().pk, description="Workshop", amount_minor=200_00,
        bill_on=JAN_1, source_ref="W-1", by=ANN,
    )  # fmt: skip

    billed(home)

    [invoice] = invoices()
    assert sorted(line[:2] for line in lines_of(invoice)) == [
        ("App, 1–31 January 2026", 10_00),
        ("Workshop", 200_00),
    ]


def test_a_setup_fee_is_billed_once_on_its_day() -> None:
    home = company()
    fees = [price("FEE", 10_00), price("SETUP", 99_00, timing=Timing.ONCE)]
    subscription(contract(makers.customer(home)), fees)

    billed(home)
    billed(home, FEB_1)

    assert [sorted(net for _, net, _ in lines_of(i)) for i in invoices()] == [
        [10_00, 99_00],
        [10_00],
    ]
