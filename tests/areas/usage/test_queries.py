"""The one statement for many spans says what the rule says for one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from cashwright.areas.catalog.models import Meter
from cashwright.areas.catalog.policies import Aggregation
from cashwright.areas.contracts.models import Subscription
from cashwright.areas.usage.frames import SPANS
from cashwright.areas.usage.models import Event
from cashwright.areas.usage.queries import late, quantities, quantities_by_group
from cashwright.areas.usage.rules import Reading, quantity
from cashwright.columns.dtypes import INSTANT
from cashwright.columns.guards import ColumnOverflow
from cashwright.kernel.ids import new_id
from cashwright.kernel.local_days import start_of_day
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
ZONE = "Europe/Berlin"


def spans(*rows: tuple[object, object, date, date]) -> pl.DataFrame:
    told = [(str(s), str(m), first, until) for s, m, first, until in rows]
    return pl.DataFrame(told, schema=SPANS, orient="row")


def test_a_month_is_that_of_the_entitys_zone() -> None:
    of, counted = subscription(), meter()
    first = datetime(2026, 2, 28, 23, tzinfo=UTC)  # midnight in Berlin
    last = datetime(2026, 3, 31, 21, 59, tzinfo=UTC)  # one minute before April, in summer time
    take(
        of.entity, raw("a", 1, on=first), raw("b", 10, on=last), raw("c", 100, on=first - timedelta(seconds=1)),
        raw("d", 1000, on=last + timedelta(minutes=1)), received_at=at(31, 23),
    )  # fmt: skip
    asked = spans((of.pk, counted.pk, MARCH, APRIL), (of.pk, counted.pk, APRIL, date(2026, 5, 1)))
    found = quantities(asked, zone=ZONE, known_at=at(31, 23))
    assert found["quantity_e6"].to_list() == [11_000_000, 1000_000_000]
    assert found["event_count"].to_list() == [2, 1]


def test_a_span_without_events_is_answered_with_zero_in_its_place() -> None:
    of = subscription()
    ids = [
        meter(a.value, a.value, percentile=90 if a == "percentile" else None).pk
        for a in Aggregation
    ]
    found = quantities(
        spans(*((of.pk, each, MARCH, APRIL) for each in ids)), zone=ZONE, known_at=RECEIVED
    )
    assert found["meter_id"].to_list() == [str(each) for each in ids]
    assert found["quantity_e6"].to_list() == [0] * 7


def test_a_sum_no_column_holds_is_refused() -> None:
    of, counted = subscription(), meter()
    take(of.entity, raw("a", "9000000000000"), raw("b", "9000000000000"))
    with pytest.raises(ColumnOverflow):
        quantities(spans((of.pk, counted.pk, MARCH, APRIL)), zone=ZONE, known_at=RECEIVED)


def test_groups_are_shown_apart() -> None:
    of, counted = subscription(), meter(group_key="tier")
    take(
        of.entity, *(raw(f"{tier}{n}") | {"properties": {"n": n, "tier": tier}} for tier in "ab" for n in (1, 2))
    )  # fmt: skip
    found = quantities_by_group(
        spans((of.pk, counted.pk, MARCH, APRIL)), zone=ZONE, known_at=RECEIVED
    )
    assert found.select("group_value", "quantity_e6").rows() == [("a", 3_000_000), ("b", 3_000_000)]


def test_what_came_or_was_corrected_after_the_bill_is_late() -> None:
    of, counted = subscription(), meter()
    take(of.entity, raw("a", 1, on=at(10)), received_at=at(11))
    asked = spans((of.pk, counted.pk, MARCH, APRIL), (of.pk, counted.pk, date(2026, 2, 1), MARCH))
    billed = asked.with_columns(known_at=pl.lit(at(12)).cast(INSTANT))
    assert late(billed, zone=ZONE).is_empty()
    take(of.entity, raw("b", 5, on=at(10), corrects="a"), received_at=at(15))
    assert late(billed, zone=ZONE).rows() == [(str(of.pk), str(counted.pk), MARCH)]
    before, after = (
        quantities(asked, zone=ZONE, known_at=k)["quantity_e6"][0] for k in (at(12), at(15))
    )
    assert (before, after) == (1_000_000, 5_000_000)


def test_a_value_before_the_span_is_late_where_time_weighs() -> None:
    of, counted = subscription(), meter("weighted_sum")
    asked = spans((of.pk, counted.pk, MARCH, APRIL)).with_columns(
        known_at=pl.lit(at(1)).cast(INSTANT)
    )
    take(of.entity, raw("a", 5, on=datetime(2026, 2, 10, tzinfo=UTC)))
    assert late(asked, zone=ZONE).height == 1


OFFSETS = st.integers(-5 * 86_400, 12 * 86_400)
READINGS = st.lists(
    st.tuples(
        OFFSETS, st.integers(0, 3), st.integers(0, 9_999_999), st.integers(0, 3),
        st.none() | st.integers(4, 8),
    ),
    max_size=14,
)  # fmt: skip


@settings(max_examples=25)
@given(rows=READINGS, percentile=st.integers(1, 100), known=st.integers(0, 9))
def test_the_statement_is_the_rule_for_every_aggregation(
    rows: list[tuple[int, int, int, int, int | None]], percentile: int, known: int
) -> None:
    Event.objects.all().delete()
    Meter.objects.all().delete()
    start = start_of_day(MARCH, ZONE)
    readings = [
        Reading(
            start + timedelta(seconds=offset), at(20, received), value, identity,
            at(20, superseded) if superseded is not None else None,
        )
        for offset, received, value, identity, superseded in rows
    ]  # fmt: skip
    of = subscription_once()
    meters = {
        a: meter(a.value, a.value, percentile=percentile if a == "percentile" else None)
        for a in Aggregation
    }
    for counted in meters.values():
        lay_down(of, counted, readings)
    days = [(MARCH, date(2026, 3, 8)), (date(2026, 3, 4), date(2026, 3, 5))]
    asked = spans(*((of.pk, m.pk, *span) for m in meters.values() for span in days))
    found = quantities(asked, zone=ZONE, known_at=at(20, known))
    for (a, _), row in zip(
        ((a, d) for a in meters for d in days), found.iter_rows(named=True), strict=True
    ):
        first = row["from_on"]
        until = dict(days)[first]
        span = (start_of_day(first, ZONE), start_of_day(until, ZONE))
        expected = quantity(a, readings, span, at(20, known), percentile)
        assert (row["quantity_e6"], row["event_count"]) == (
            expected.quantity_e6,
            expected.event_count,
        ), a


def subscription_once() -> Subscription:
    return Subscription.objects.filter(reference="S-1").first() or subscription()


def lay_down(of: Subscription, counted: Meter, readings: list[Reading]) -> None:
    """Readings as rows, past the intake."""
    Event.objects.bulk_create(
        Event(
            event_key=new_id(), meter_id=counted.pk, content_key=0, entity_id=of.entity_id,
            subscription_id=of.pk, occurred_at=r.occurred_at, received_at=r.received_at,
            value_e6=r.value_e6, identity_key=r.identity_key, source="t", source_id="t",
            superseded_at=r.superseded_at,
        )
        for r in readings
    )  # fmt: skip


def test_a_sum_of_a_month_reads_the_index_and_not_the_table() -> None:
    of, counted = subscription(), meter()
    take(of.entity, raw("e"))
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO usage_event (event_key, content_key, meter_id, entity_id, subscription_id,
                 occurred_at, received_at, value_e6, group_value, source, source_id)
               SELECT gen_random_uuid(), 0, meter_id, entity_id, gen_random_uuid(), occurred_at,
                 received_at, 1, '', '', '' FROM usage_event, generate_series(1, 5000)"""
        )
        cursor.execute("ANALYZE usage_event")
        cursor.execute(
            "EXPLAIN SELECT sum(value_e6) FROM usage_event WHERE subscription_id = %s AND meter_id = %s"
            " AND occurred_at < now() AND received_at <= now()"
            " AND (superseded_at IS NULL OR superseded_at > now())",
            [of.pk, counted.pk],
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Index Only Scan using usage_event_subscription" in plan
