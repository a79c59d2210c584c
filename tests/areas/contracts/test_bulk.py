"""Many contracts at once are what one by one would have made."""

from datetime import date

import polars as pl
import pytest
from django.db.models import Count

from cashwright.areas.contracts.models import BillPeriod, Contract, Subscription
from cashwright.areas.contracts.services import Added, add_subscriptions
from cashwright.areas.controls.models import Fact
from cashwright.kernel.ids import new_id_texts
from tests import makers as house
from tests.areas.contracts import makers
from tests.areas.contracts.makers import JAN_1
from tests.makers import ANN

pytestmark = pytest.mark.django_db


def test_a_hundred_at_once_are_like_one_by_one() -> None:
    buyer, seat = house.customer(house.entity()), makers.price()
    alone = makers.subscription(makers.contract(buyer), seat, 3)
    n = 100
    contracts = pl.DataFrame(
        {"contract_id": new_id_texts(n), "customer_id": str(buyer.pk), "currency": "EUR",
         "starts_on": JAN_1}
    )  # fmt: skip
    subs = contracts.select("contract_id", "customer_id", "starts_on").with_columns(
        subscription_id=pl.Series(new_id_texts(n)), name=pl.lit("Seats"), interval_months=1,
    )  # fmt: skip
    charges = subs.select("subscription_id").with_columns(
        charge_id=pl.Series(new_id_texts(n)), price_id=pl.lit(str(seat.pk)),
        timing=pl.lit("advance"), quantity_e6=3_000_000,
    )  # fmt: skip
    made = add_subscriptions(
        subs, charges, contracts=contracts, entity_id=buyer.entity_id, on=JAN_1, by=ANN
    )
    assert made == Added(100, 100, 100, 2400)

    def told(of: Subscription) -> tuple[object, ...]:
        charge = of.charges.get()
        spans = charge.spans.values_list("from_on", "until_on", "quantity_e6")
        periods = BillPeriod.objects.filter(subscription=of).order_by("start_on")
        return (
            of.anchor_on, of.ends_on, of.contract.state, of.contract.grouping, charge.timing,
            list(spans), list(periods.values_list("start_on", "end_on", "full_days")),
        )  # fmt: skip

    one = Subscription.objects.exclude(pk=alone.pk).order_by("pk").first()
    assert one is not None
    assert told(one) == told(alone)
    assert Contract.objects.filter(bill_to=buyer).count() == n + 1
    facts = dict(
        Fact.objects.filter(name__startswith="contracts.").values_list("name").annotate(Count("pk"))
    )
    assert facts["contracts.created"] == facts["contracts.subscription_added"] == n + 1


def test_a_schedule_stops_at_the_end() -> None:
    buyer, seat = house.customer(house.entity()), makers.price()
    of = makers.contract(buyer)
    subs = pl.DataFrame(
        {"subscription_id": new_id_texts(1), "contract_id": str(of.pk), "name": "Seats",
         "customer_id": str(buyer.pk), "starts_on": JAN_1, "interval_months": 1,
         "ends_on": date(2026, 3, 10)}
    )  # fmt: skip
    charges = subs.select(
        "subscription_id", charge_id=pl.Series(new_id_texts(1)), price_id=pl.lit(str(seat.pk)),
        timing=pl.lit("advance"), quantity_e6=1_000_000,
    )  # fmt: skip
    made = add_subscriptions(subs, charges, entity_id=buyer.entity_id, on=JAN_1, by=ANN)
    assert made.periods == 3
    last = BillPeriod.objects.order_by("-start_on").first()
    assert last is not None
    assert (last.end_on, last.full_days) == (date(2026, 3, 10), 31)
