"""What a subscription used so far, what it costs and what it will, by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cashwright.areas.catalog.models import Price, PriceVersion, Product
from cashwright.areas.contracts.models import BillPeriod, Charge, ChargeSpan, Subscription
from cashwright.areas.usage.queries import live_usage
from cashwright.areas.usage.rules.projecting import projected
from cashwright.kernel.refusals import NotFound
from tests.areas.usage.usage_makers import (
    APRIL,
    MARCH,
    RECEIVED,
    at,
    meter,
    raw,
    subscription,
    take,
)

pytestmark = pytest.mark.django_db


def charged(
    of: Subscription, counted: Any, model: str = "per_unit", currency: str = "EUR", **numbers: int
) -> Charge:
    """A price of a meter that a subscription pays."""
    product, _ = Product.objects.get_or_create(code="API", name="API", account_id="4000")
    price = Price.objects.create(
        product=product, code=f"P-{model}", name="Calls", model=model, timing="arrears", meter=counted,
        interval_months=1,
    )  # fmt: skip
    PriceVersion.objects.create(
        price=price, currency=currency, valid_from=date(2026, 1, 1), **numbers
    )
    charge = Charge.objects.create(subscription=of, price=price, timing="arrears")
    ChargeSpan.objects.create(
        charge=charge, subscription=of, from_on=date(2026, 1, 1), quantity_e6=0
    )
    return charge


@pytest.fixture
def of() -> Subscription:
    made = subscription()
    BillPeriod.objects.create(
        subscription=made, entity=made.entity, start_on=MARCH, end_on=APRIL, full_days=31
    )
    return made


def test_usage_is_shown_apart_by_the_group_of_its_meter_the_largest_first(of: Subscription) -> None:
    charged(of, meter(group_key="region"), unit_price_e9=50_000_000)
    events = [("a", "eu", 10), ("b", "us", 25), ("c", "eu", 5)]
    sent = [raw(key, n) | {"properties": {"n": n, "region": place}} for key, place, n in events]
    take(of.entity, *sent, raw("d", 2))
    (one,) = live_usage(of, on=date(2026, 3, 10), known_at=RECEIVED).meters
    assert one.groups == (("us", 25_000_000), ("eu", 15_000_000), ("", 2_000_000))
    assert sum(quantity for _, quantity in one.groups) == one.so_far_e6


def test_usage_by_day_its_cost_and_what_it_comes_to(of: Subscription) -> None:
    charged(of, meter(), unit_price_e9=50_000_000, minimum_minor=2_000)  # 0.05 each, at least 20
    take(of.entity, raw("a", 100, on=at(1)), raw("b", 210, on=at(10)), raw("c", 999, on=at(11)))
    live = live_usage(of, on=date(2026, 3, 10), known_at=RECEIVED)
    assert (live.from_on, live.until_on, live.currency) == (MARCH, APRIL, "EUR")
    (found,) = live.meters
    assert (found.so_far_e6, found.event_count) == (310_000_000, 2)
    assert dict(found.days)[date(2026, 3, 10)] == 210_000_000
    assert [size for _, size in found.days].count(0) == 8
    # 310 in 10 days are 961 in 31; 310 x 0.05 = 15.50, 961 x 0.05 = 48.05
    assert (found.projected_e6, found.amount_minor, found.projected_minor) == (
        961_000_000,
        1550,
        4805,
    )
    assert (live.amount_minor, live.projected_minor) == (1550, 4805)


def test_the_minimum_counts_at_the_end_of_the_period(of: Subscription) -> None:
    charged(of, meter("max"), unit_price_e9=50_000_000, minimum_minor=2_000)
    take(of.entity, raw("a", 100, on=at(1)))
    live = live_usage(of, on=date(2026, 3, 10), known_at=RECEIVED)
    assert (live.amount_minor, live.projected_minor) == (500, 2_000)


def test_a_percentage_is_charged_event_by_event(of: Subscription) -> None:
    # 1 % of each payment and at least 0.10: 2.00 and 0.10
    charged(of, meter(), "percentage", rate_e9=10_000_000, event_minimum_minor=10)
    take(of.entity, raw("a", 200, on=at(1)), raw("b", 1, on=at(2)))
    assert live_usage(of, on=date(2026, 3, 31), known_at=RECEIVED).amount_minor == 210


def test_without_a_price_in_the_currency_there_is_usage_and_no_amount(of: Subscription) -> None:
    charged(of, meter(), currency="USD", unit_price_e9=1)
    take(of.entity, raw("a", 5, on=at(1)))
    (found,) = live_usage(of, on=date(2026, 3, 10), known_at=RECEIVED).meters
    assert (found.so_far_e6, found.amount_minor, found.projected_minor) == (5_000_000, None, None)


def test_no_period_runs_outside_the_schedule(of: Subscription) -> None:
    with pytest.raises(NotFound):
        live_usage(of, on=APRIL, known_at=RECEIVED)


def test_only_what_adds_up_goes_on_at_its_pace() -> None:
    from cashwright.areas.catalog.policies import Aggregation

    grown = {a: projected(a, 30, 10, 31) for a in Aggregation}
    assert {a for a, size in grown.items() if size == 93} == {Aggregation.SUM, Aggregation.COUNT}
    assert set(grown.values()) == {30, 93}
