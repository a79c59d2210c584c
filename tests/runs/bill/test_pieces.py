"""Usage of a period that a pause cut is priced once: allowances, tiers and flat amounts do not start anew."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashwright.areas.catalog.models import Price
from cashwright.areas.catalog.policies import Aggregation, ChargeModel, Timing
from cashwright.areas.catalog.rules import PriceTerms, TierDraft, TierTerms
from cashwright.areas.catalog.services import add_meter, add_price, add_product, set_price
from cashwright.areas.catalog.services.prices import PriceNumbers
from cashwright.areas.contracts.models import Pause, Subscription
from cashwright.areas.invoicing.queries import price_billed_on
from cashwright.areas.usage.models import Event
from cashwright.runs.bill.known import known
from cashwright.runs.bill.metering import costs
from cashwright.runs.bill.rule import Used, metered
from tests import makers
from tests.areas.contracts.makers import contract, subscription
from tests.makers import ANN
from tests.runs.bill.bill_makers import FEB_1, billed, company, invoices

GRADUATED = PriceTerms(
    model=ChargeModel.GRADUATED, minimum_minor=31_00,
    tiers=(
        TierTerms(up_to_e6=10_000_000, unit_price_e9=0, flat_minor=5_00),
        TierTerms(up_to_e6=None, unit_price_e9=1_000_000_000),
    ),
)  # fmt: skip
SEATS = PriceTerms(model=ChargeModel.PER_UNIT, unit_price_e9=10_000_000_000)


def _costs(
    terms: PriceTerms, used: list[tuple[int, int]], *, is_level: bool
) -> list[tuple[int, int]]:
    pieces = [Used(days, units * 1_000_000) for days, units in used]
    return metered(terms, pieces, full_days=31, units=2, is_level=is_level)


def test_ten_free_calls_are_free_once_however_often_the_month_was_cut() -> None:
    # 16 calls in all: the base fee of 5.00, ten free, six at 1.00; and 31.00 at least for 31 days.
    assert _costs(GRADUATED, [(10, 8), (11, 8)], is_level=False) == [(5_00, 0), (6_00, 10_00)]
    assert _costs(GRADUATED, [(31, 16)], is_level=False) == [(11_00, 20_00)]


def test_a_level_costs_each_piece_its_share_of_the_billed_days() -> None:
    assert _costs(SEATS, [(10, 4), (10, 8)], is_level=True) == [(20_00, 0), (40_00, 0)]
    assert _costs(SEATS, [(20, 4)], is_level=True) == [(40_00, 0)]


@given(used=st.lists(st.tuples(st.integers(1, 10), st.integers(0, 50)), min_size=1, max_size=4))
def test_what_adds_up_costs_in_pieces_what_it_costs_as_one(used: list[tuple[int, int]]) -> None:
    whole = _costs(GRADUATED, [(sum(d for d, _ in used), sum(u for _, u in used))], is_level=False)
    pieces = _costs(GRADUATED, used, is_level=False)
    assert sum(gross for gross, _ in pieces) == whole[0][0]
    assert sum(topup for _, topup in pieces) == whole[0][1]


pytestmark = pytest.mark.django_db


def _price(code: str, aggregation: Aggregation, model: ChargeModel, numbers: PriceNumbers) -> Price:
    meter = add_meter(
        code=code, name=code, unit_name="units", event_kind=code.lower(), aggregation=aggregation,
        value_key="" if aggregation is Aggregation.COUNT else "n", by=ANN,
    )  # fmt: skip
    made = add_price(
        product_id=add_product(code=code, name=code, account="4100", by=ANN).pk, code=code,
        name=code, model=model, timing=Timing.ARREARS, interval_months=1, meter_id=meter.pk, by=ANN,
    )  # fmt: skip
    set_price(
        price_id=made.pk, currency="EUR", valid_from=date(2020, 1, 1), numbers=numbers,
        billed=price_billed_on, by=ANN,
    )  # fmt: skip
    return made


CALLS = PriceNumbers(
    minimum_minor=31_00,
    tiers=(
        TierDraft(up_to_e6=10_000_000, flat_minor=5_00),
        TierDraft(up_to_e6=None, unit_price_e9=1_000_000_000),
    ),
)


def _read(of: Subscription, day: int, value: int) -> None:
    at = datetime(2026, 1, day, 12, tzinfo=UTC)
    meter = of.charges.get().price.meter
    assert meter is not None
    Event.objects.create(
        event_key=makers.some_id(), content_key=0, entity_id=of.entity_id, subscription=of,
        meter=meter, occurred_at=at, received_at=at, value_e6=value * 1_000_000, source="test",
        source_id="",
    )  # fmt: skip


def _paused(price: Price, first: int, second: int) -> list[tuple[int, int, int]]:
    """(from day, revision, net) of the January of a subscription paused from the 11th to the 21st."""
    home = company()
    one = subscription(contract(makers.customer(home)), price)
    Pause.objects.create(subscription=one, from_on=date(2026, 1, 11), until_on=date(2026, 1, 21))
    _read(one, 5, first)
    _read(one, 25, second)
    billed(home, FEB_1)
    (invoice,) = invoices()
    return [
        (row.from_on.day if row.from_on else 0, row.revision, row.net_minor)
        for row in invoice.lines.order_by("from_on", "revision")
    ]


def test_a_paused_month_of_calls_has_its_allowance_once_and_its_minimum_for_its_days() -> None:
    price = _price("CALLS", Aggregation.SUM, ChargeModel.GRADUATED, CALLS)
    assert _paused(price, 8, 8) == [(1, 0, 5_00), (21, 0, 6_00), (21, 20_000, 10_00)]


def test_a_paused_month_of_storage_is_not_paid_twice() -> None:
    price = _price(
        "STORE", Aggregation.MAX, ChargeModel.PER_UNIT, PriceNumbers(unit_price_e9=21_000_000_000)
    )
    assert _paused(price, 10, 10) == [(1, 0, 100_00), (21, 0, 110_00)]


def test_a_paused_month_of_payments_has_two_free_ones_and_no_more() -> None:
    numbers = PriceNumbers(rate_e9=10_000_000, event_fee_e9=1_000_000_000, free_events=1)
    price = _price("PAY", Aggregation.SUM, ChargeModel.PERCENTAGE, numbers)
    assert _paused(price, 100, 200) == [(1, 0, 0), (21, 0, 3_00)]


@pytest.mark.parametrize("aggregation", [Aggregation.SUM, Aggregation.MAX])
def test_columns_and_rule_price_pieces_alike(aggregation: Aggregation) -> None:
    home = company()
    price = _price("CALLS", aggregation, ChargeModel.GRADUATED, CALLS)
    version, book = str(price.versions.get().pk), known(home.pk, FEB_1)

    @given(used=st.lists(st.tuples(st.integers(1, 9), st.integers(0, 40)), min_size=2, max_size=3))
    def check(used: list[tuple[int, int]]) -> None:
        found = costs(_lines(used, version, aggregation), pl.DataFrame(), book).sort("from_on")
        by_rule = _costs(GRADUATED, used, is_level=aggregation is Aggregation.MAX)
        assert list(found.select("gross_minor", "topup_minor").iter_rows()) == by_rule

    check()


def _lines(used: list[tuple[int, int]], version: str, aggregation: Aggregation) -> pl.DataFrame:
    """Pieces of January with a day between them, as the run prices them."""
    rows, day = [], date(2026, 1, 1)
    for days, units in used:
        rows.append((day, day + timedelta(days=days), units * 1_000_000))
        day += timedelta(days=days + 1)
    schema = {"from_on": pl.Date, "until_on": pl.Date, "quantity_e6": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(
        charge_id=pl.lit("c"), subscription_id=pl.lit("s"), meter_id=pl.lit("m"),
        start_on=pl.lit(date(2026, 1, 1)), full_days=pl.lit(31, pl.Int64), units=pl.lit(2, pl.Int64),
        price_version_id=pl.lit(version), is_metered=pl.lit(value=True),
        aggregation=pl.lit(str(aggregation)), model=pl.lit(str(ChargeModel.GRADUATED)),
    )  # fmt: skip
