"""Contracts of every kind, made at random; and what the plain rule says they are billed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from cashwright.areas.catalog.models import Price
from cashwright.areas.catalog.policies import ChargeModel, Timing
from cashwright.areas.catalog.queries import price_terms, versions_of
from cashwright.areas.catalog.rules import DiscountTerms, TierDraft
from cashwright.areas.catalog.services import (
    PriceNumbers,
    add_meter,
    add_price,
    add_product,
    set_price,
)
from cashwright.areas.contracts.models import Contract, Subscription
from cashwright.areas.contracts.rules import Days, PlannedPeriod, Span
from cashwright.areas.contracts.services import (
    ChargeDraft,
    activate_contract,
    add_subscription,
    create_contract,
    negotiate_discount,
    pause,
    resume,
)
from cashwright.areas.invoicing.queries import billed_lines, price_billed_on
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.areas.usage.models import Event
from cashwright.kernel.currencies import minor_units
from cashwright.kernel.local_days import start_of_day
from cashwright.runs.bill.rule import ADDS_UP, Agreement, Charge
from tests import makers
from tests.makers import ANN

FIRST = date(2024, 1, 1)
CURRENCIES = ("EUR", "USD", "JPY", "KWD")
_M = ChargeModel
_TIERS = (
    TierDraft(up_to_e6=10_000_000, unit_price_e9=1_990_000_000, flat_minor=100),
    TierDraft(up_to_e6=None, unit_price_e9=1_333_333_333),
)
_NUMBERS = {
    _M.FLAT: PriceNumbers(flat_minor=99_99),
    _M.PER_UNIT: PriceNumbers(
        unit_price_e9=7_333_333_333, free_e6=2_000_000, minimum_minor=40_00, maximum_minor=900_00
    ),
    _M.GRADUATED: PriceNumbers(tiers=_TIERS),
    _M.VOLUME: PriceNumbers(tiers=_TIERS),
    _M.PACKAGE: PriceNumbers(package_e6=5_000_000, package_minor=12_34),
}
_INTERVALS = {"M": {"interval_months": 1}, "Q": {"interval_months": 3}, "W": {"interval_days": 7}}
RAISED = date(2025, 1, 1)


@dataclass(frozen=True, slots=True)
class Books:
    """A company and its price book: prices by (model, timing, interval)."""

    home: LegalEntity
    prices: dict[tuple[ChargeModel, Timing], list[Price]]


def price_book(home: LegalEntity) -> Books:
    """Every model in advance and in arrears, for a month, a quarter, a week; dearer from 2025 on."""
    product = add_product(code="APP", name="App", account="4000", by=ANN)
    meter = add_meter(
        code="CALLS", name="Calls", unit_name="call", event_kind="call", aggregation="sum",
        value_key="n", by=ANN,
    )  # fmt: skip
    made: dict[tuple[ChargeModel, Timing], list[Price]] = {}
    for model, numbers in _NUMBERS.items():
        for timing in (Timing.ADVANCE, Timing.ARREARS):
            is_metered = timing is Timing.ARREARS and model is _M.GRADUATED
            for name, interval in _INTERVALS.items():
                price = add_price(
                    product_id=product.pk, code=f"{model}-{timing}-{name}", name=name, model=model,
                    timing=timing, meter_id=meter.pk if is_metered else None, by=ANN,
                    interval_months=interval.get("interval_months"),
                    interval_days=interval.get("interval_days"),
                )  # fmt: skip
                for currency in CURRENCIES:
                    for from_on in (date(2020, 1, 1), RAISED):
                        _set(price, currency, from_on, numbers)
                made.setdefault((model, timing), []).append(price)
    return Books(home, made)


def _set(price: Price, currency: str, from_on: date, numbers: PriceNumbers) -> None:
    told = numbers
    if from_on == RAISED and numbers.flat_minor:
        told = PriceNumbers(flat_minor=numbers.flat_minor * 11 // 10)
    set_price(
        price_id=price.pk, currency=currency, valid_from=from_on, numbers=told,
        billed=price_billed_on, by=ANN,
    )  # fmt: skip


def some_contract(books: Books, payer: Customer, random: Random) -> Subscription:
    """A contract of its own with one subscription of one to three charges, begun in January 2024."""
    starts_on = FIRST + timedelta(days=random.choice((0, 0, 14, 28, 29, 30)))
    ends_on = starts_on + timedelta(days=400) if random.random() < 0.2 else None
    deal = create_contract(
        customer_id=payer.pk, starts_on=starts_on, by=ANN, currency=random.choice(CURRENCIES)
    )
    activate_contract(contract_id=deal.pk, by=ANN)
    place = random.choice((0, 0, 0, 1, 2))
    kinds = random.sample(sorted(books.prices), random.choice((1, 1, 2, 3)))
    drafts = [
        ChargeDraft(
            price_id=books.prices[kind][place].pk, quantity_e6=random.choice((1, 3, 17, 250)) * 1_000_000
        )
        for kind in kinds
    ]  # fmt: skip
    made = add_subscription(
        contract_id=deal.pk, name="Plan", charges=drafts, on=starts_on, ends_on=ends_on, by=ANN,
        trial_until=starts_on + timedelta(days=10) if random.random() < 0.1 else None,
        anchor_on=date(2024, 1, 31) if random.random() < 0.3 and place != 2 else None,
    )  # fmt: skip
    if random.random() < 0.3:
        is_share = random.random() < 0.5
        negotiate_discount(
            contract_id=deal.pk, from_on=date(2024, 3, 1), until_on=date(2025, 6, 1), by=ANN,
            reason="loyal", percent_ppm=125_000 if is_share else None,
            amount_minor=None if is_share else 7_77,
        )  # fmt: skip
    return made


def used(of: Subscription, random: Random) -> None:
    """A call every few days of two years, for a subscription that is metered."""
    meters = {c.price.meter_id for c in of.charges.select_related("price") if c.price.meter_id}
    rows = []
    for meter in meters:
        for day in range(1, 740, 5):
            at = start_of_day(FIRST + timedelta(days=day), of.entity.zone) + timedelta(hours=5)
            rows.append(
                Event(
                    event_key=makers.some_id(), content_key=0, meter_id=meter, entity_id=of.entity_id,
                    subscription_id=of.pk, occurred_at=at, received_at=at,
                    value_e6=random.choice((1, 2, 9)) * 1_000_000, source="test", source_id="",
                )
            )  # fmt: skip
    Event.objects.bulk_create(rows)


def agreement(of: Subscription) -> Agreement:
    """A subscription as the rule takes it, read row by row."""
    contract: Contract = of.contract
    charges = []
    for charge in of.charges.select_related("price__meter").order_by("position"):
        spans = tuple(
            Span(s.from_on, s.until_on, s.quantity_e6, s.price_version_id)
            for s in charge.spans.order_by("from_on")
        )
        versions = [
            v for v in versions_of(charge.price_id) if v.currency == contract.currency
        ]  # newest first
        book = tuple((v.valid_from, price_terms(v)) for v in reversed(versions))
        charges.append(
            Charge(
                charge.pk, Timing(charge.timing), spans, book,
                is_metered=charge.price.meter_id is not None,
                is_level=charge.price.meter is not None
                and charge.price.meter.aggregation not in ADDS_UP,
            )
        )  # fmt: skip
    discounts = tuple(
        (
            Days(d.from_on, d.until_on), d.charge_id,
            DiscountTerms(percent_ppm=d.percent_ppm, amount_minor=d.amount_minor),
        )
        for d in contract.discounts.order_by("position")
    )  # fmt: skip
    return Agreement(
        charges=tuple(charges),
        periods=tuple(
            PlannedPeriod(p.start_on, p.end_on, p.full_days)
            for p in of.periods.order_by("start_on")
        ),
        units=minor_units(contract.currency),
        pauses=tuple(Days(p.from_on, p.until_on) for p in of.pauses.all()),
        trial_until=of.trial_until, ends_on=of.ends_on, discounts=discounts,
    )  # fmt: skip


def paused(of: Subscription, from_on: date, until_on: date) -> None:
    """Billed for no day of [from_on, until_on): agreed before any of them was billed."""
    pause(subscription_id=of.pk, effective_on=from_on, on=of.starts_on, billed=billed_lines, by=ANN)
    resume(
        subscription_id=of.pk, effective_on=until_on, on=of.starts_on, billed=billed_lines, by=ANN
    )


def due_days(subscriptions: list[Subscription], until: date) -> Iterator[date]:
    """Every day on which a period of one of them starts or ends, in order."""
    days = set()
    for one in subscriptions:
        for period in one.periods.all():
            days |= {period.start_on, period.end_on}
    yield from sorted(day for day in days if FIRST <= day <= until)
