"""The demo company before its first day: entities, people, prices, taxes, customers."""

from __future__ import annotations

from datetime import date

from cashwright.areas.cash.policies import MATCHING, SameAmount
from cashwright.areas.catalog.services import record_exemption
from cashwright.areas.controls.services import set_book_clock, set_policy
from cashwright.areas.parties.models import Customer, LegalEntity, Portfolio, Segment
from cashwright.areas.parties.services import (
    add_portfolio,
    add_segment,
    change_customer,
    change_legal_entity,
    create_legal_entity,
    set_tax_id,
)
from cashwright.connectors.simulator import LETTERHEADS, Buyer, Company, Entity, logo, price_book
from cashwright.connectors.simulator.slips import WITHHELD_BP
from cashwright.kernel.periods import add_months
from cashwright.project.demo.banking import open_accounts
from cashwright.project.demo.files import take_customers
from cashwright.project.demo.people import BY, hire
from cashwright.project.demo.truths import keep_people
from cashwright.runs.policies import CASH_APPLICATION, SENDING
from cashwright.runs.price_book import apply_price_book, read_price_book

SENDS_FROM_MONTH = 11  # before it invoices are not mailed: a year of PDFs takes minutes


def found(told: Company) -> None:
    """Everything that is there when the first day begins; what is there already is left alone."""
    if Customer.objects.exists():
        return
    set_book_clock(today=told.starts_on, by=BY)
    for entity in told.entities:
        if not LegalEntity.objects.filter(code=entity.code).exists():
            _company(entity)
    hire(told.starts_on)
    _policies(told.starts_on)
    apply_price_book(read_price_book(price_book()), by=BY)
    open_accounts(told)
    take_customers(told)
    _cards(told)
    keep_people(told)


def _company(entity: Entity) -> None:
    head = LETTERHEADS[entity.code]
    made = create_legal_entity(
        code=entity.code, name=entity.name, currency=entity.currency, zone=entity.zone,
        country=entity.country, by=BY,
        settings={
            "legal_name": entity.name, "postal_address": head.address, "tax_no": head.tax_no,
            "payment_details": head.bank, "document_footer": head.footer, "brand_color": head.color,
        },
    )  # fmt: skip
    change_legal_entity(entity_id=made.pk, changes={"logo": logo(head.color)}, by=BY)


def _policies(on: date) -> None:
    set_policy(
        name=CASH_APPLICATION, value={"same_amount": SameAmount.OLDEST}, valid_from=on, by=BY,
        why="Many plans cost the same every month: of equal amounts the oldest is meant.",
    )  # fmt: skip
    set_policy(
        name=MATCHING, value={"default": {"withheld_bp": [WITHHELD_BP]}}, valid_from=on, by=BY,
        why="Customers in Spain and Italy keep a tax back.",
    )  # fmt: skip
    set_policy(
        name=SENDING, value={"is_on": False}, valid_from=on, by=BY,
        why="The old billing system still sends the invoices.",
    )  # fmt: skip
    set_policy(
        name=SENDING, value={"is_on": True}, valid_from=add_months(on, SENDS_FROM_MONTH), by=BY,
        why="From now on Cashwright sends them.",
    )  # fmt: skip


def _cards(told: Company) -> None:
    """What the file of customers has no column for."""
    segments = {code: _segment(code).pk for code in ("startup", "midmarket", "enterprise")}
    folios = {code: _portfolio(code).pk for code in ("north", "south", "key")}
    known = dict(Customer.objects.values_list("account_no", "pk"))
    for buyer in told.buyers:
        customer_id = known[buyer.account_no]
        changes = {
            "segment_id": segments[buyer.segment], "portfolio_id": folios[buyer.portfolio],
            "postal_address": buyer.address, "region": buyer.region, "delivery": buyer.delivery,
        }  # fmt: skip
        change_customer(customer_id=customer_id, changes=changes, by=BY)
        if buyer.vat_no:
            set_tax_id(
                customer_id=customer_id, country=buyer.country, kind="vat", value=buyer.vat_no,
                by=BY,
            )  # fmt: skip
        if buyer.part == "school":
            _exempt(buyer, told.starts_on)


def _exempt(buyer: Buyer, on: date) -> None:
    customer = Customer.objects.get(account_no=buyer.account_no, entity__code=buyer.entity.code)
    record_exemption(
        customer_id=customer.pk, country="US", region="TX", reason="A public school",
        certificate_no="TX-01-339-7", valid_from=on, by=BY,
    )  # fmt: skip


def _segment(code: str) -> Segment:
    known = Segment.objects.filter(code=code.upper()).first()
    return known or add_segment(code=code, name=code.capitalize(), by=BY)


def _portfolio(code: str) -> Portfolio:
    known = Portfolio.objects.filter(code=code.upper()).first()
    return known or add_portfolio(code=code, name=f"{code.capitalize()} book", by=BY)
