"""Exact values, strict events, and the quantity of a span, with numbers done in the head."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashwright.areas.catalog.policies import Aggregation
from cashwright.areas.usage.refusals import (
    EventUnreadable,
    ValueMissing,
    ValueNegative,
    ValueUnreadable,
)
from cashwright.areas.usage.rules import (
    MeterTerms,
    Quantity,
    Read,
    Reading,
    event_key,
    meter_reads,
    quantity,
    quantity_e6,
    read_cloud_event,
    read_event,
)
from tests.areas.usage.usage_makers import at, raw

SPAN = (at(1, 0), at(11, 0))  # ten days
KNOWN = at(20)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (3, 3_000_000), ("3", 3_000_000), (Decimal("0.000001"), 1), ("1.2500000000", 1_250_000),
        ("-0.5", -500_000), (Decimal("1E+3"), 1_000_000_000), ("9999999999999.999999", 9_999_999_999_999_999_999),
    ],
)  # fmt: skip
def test_a_value_is_read_exactly(value: object, expected: int) -> None:
    assert quantity_e6(value) == expected


@pytest.mark.parametrize(
    "value",
    [1.5, True, None, "0.0000001", Decimal("0.0000001"), "1e5", "", " 1", "1,5", "٣", 10**13,
     Decimal("1E+400"), Decimal("NaN"), Decimal("1E-999999"), "Infinity", [], {}],
)  # fmt: skip
def test_a_value_that_is_not_exact_is_refused(value: object) -> None:
    with pytest.raises(ValueUnreadable):
        quantity_e6(value)


@given(st.integers(-(10**18), 10**18))
def test_every_value_of_six_decimals_is_read_back(millionths: int) -> None:
    assert quantity_e6(Decimal(millionths).scaleb(-6)) == millionths
    assert quantity_e6(f"{Decimal(millionths).scaleb(-6):f}") == millionths


def test_the_key_of_an_event_is_its_entity_source_and_id() -> None:
    one, other = UUID(int=1), UUID(int=2)
    keys = {
        event_key(one, "a", "bc"), event_key(one, "ab", "c"), event_key(other, "a", "bc"),
        event_key(one, "a", "b"),
    }  # fmt: skip
    assert len(keys) == 4
    assert UUID(event_key(one, "a", "bc")) == UUID(event_key(one, "a", "bc"))


def test_an_event_is_read_in_utc() -> None:
    event = read_event(raw("e1") | {"occurred_at": "2026-03-02T01:30:00+02:00"})
    assert event.occurred_at == datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    assert event.properties == {"n": 1}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": ""}, "id"), ({"id": 7}, "id"), ({"id": "x" * 121}, "id"), ({"id": "a\0b"}, "id"),
        ({"kind": None}, "kind"), ({"occurred_at": "2026-03-02"}, "occurred_at"),
        ({"occurred_at": "2026-03-02T01:30:00"}, "occurred_at"), ({"occurred_at": 0}, "occurred_at"),
        ({"occurred_at": "0001-01-01T00:00:00+14:00"}, "occurred_at"), ({"surprise": 1}, "surprise"),
        ({"properties": {"n": 1.5}}, "n"), ({"properties": {"n": [1]}}, "n"),
        ({"properties": {"n": {"m": 1}}}, "n"), ({"properties": []}, "properties"),
        ({"properties": {"n": "x" * 401}}, "n"), ({"properties": {"n": "\0"}}, "n"),
        ({"properties": {"n": "\ud800"}}, "n"), ({"properties": {"n": Decimal("1E+999")}}, "n"),
        ({"properties": {f"p{i}": 1 for i in range(51)}}, "properties"),
        ({"retracts": True}, "retracts"), ({"corrects": 5}, "corrects"),
    ],
)  # fmt: skip
def test_a_member_of_another_kind_is_named(change: dict[str, object], field: str) -> None:
    with pytest.raises(EventUnreadable) as refused:
        read_event(raw("e1") | change)
    assert refused.value.facts["field"] == field


def test_a_cloud_event_is_the_same_event() -> None:
    source, event = read_cloud_event(
        {
            "specversion": "1.0", "id": "e1", "source": "app", "type": "call", "subject": "S-1",
            "time": at(10).isoformat(), "data": {"n": 1},
        }
    )  # fmt: skip
    assert (source, event) == ("app", read_event(raw("e1")))


def test_the_same_content_in_another_order_or_type_is_the_same() -> None:
    one = read_event(raw("e1") | {"properties": {"a": 5, "b": "x"}})
    assert (
        one.content_key()
        == read_event(raw("e2") | {"properties": {"b": "x", "a": "5"}}).content_key()
    )
    assert (
        one.content_key()
        != read_event(raw("e1") | {"properties": {"a": 6, "b": "x"}}).content_key()
    )


def _terms(aggregation: str = "sum", **more: object) -> MeterTerms:
    given: dict[str, object] = {"value_key": "n", **more}
    return MeterTerms(UUID(int=1), "m", "call", Aggregation(aggregation), **given)  # type: ignore[arg-type]


def test_filters_groups_and_identities() -> None:
    only_eu = _terms(filters=(("region", frozenset({"eu", "true"})),), group_key="tier")
    assert meter_reads(only_eu, {"n": 2, "region": "us"}) is None
    assert meter_reads(only_eu, {"n": 2}) is None
    assert meter_reads(only_eu, {"n": 2, "region": "eu", "tier": 7}) == Read(2_000_000, "7")
    assert meter_reads(only_eu, {"n": 2, "region": True}) == Read(2_000_000, "")
    ann, bob = (meter_reads(_terms("unique"), {"n": who}) for who in ("ann", "bob"))
    assert ann and bob and ann.identity_key != bob.identity_key  # noqa: PT018
    assert meter_reads(_terms("count"), {}) == Read(1_000_000)
    with pytest.raises(ValueMissing):
        meter_reads(_terms(), {"m": 1})
    with pytest.raises(ValueNegative):
        meter_reads(_terms(), {"n": -1})


def _quantity(aggregation: str, *readings: Reading, percentile: int | None = None) -> Quantity:
    return quantity(Aggregation(aggregation), readings, SPAN, KNOWN, percentile)


def _at(day: int, value: int, **more: object) -> Reading:
    return Reading(at(day, 0), at(day, 1), value * 1_000_000, **more)  # type: ignore[arg-type]


def test_each_aggregation_by_hand() -> None:
    three = (_at(2, 10), _at(4, 50), _at(9, 30))
    assert _quantity("sum", *three) == Quantity(90_000_000, 3)
    assert _quantity("max", *three) == Quantity(50_000_000, 3)
    assert _quantity("last", *three) == Quantity(30_000_000, 3)
    assert _quantity("percentile", *three, percentile=50) == Quantity(30_000_000, 3)
    assert _quantity("percentile", *three, percentile=67) == Quantity(50_000_000, 3)
    assert _quantity("percentile", *three, percentile=1) == Quantity(10_000_000, 3)
    # 10 for two days, 50 for five, 30 for two, of ten days: (20 + 250 + 60) / 10
    assert _quantity("weighted_sum", *three) == Quantity(33_000_000, 3)
    for name in ("sum", "count", "max", "last", "unique", "weighted_sum"):
        assert _quantity(name) == Quantity(0, 0)
    assert _quantity("percentile", percentile=95) == Quantity(0, 0)


def test_a_percentile_of_a_hundred_readings_is_the_reading_of_that_rank() -> None:
    readings = [Reading(at(2), at(3), n) for n in range(1, 101)]
    for p in (1, 7, 29, 57, 58, 95, 99, 100):  # 0.07 * 100 is more than 7 where numbers are floats
        assert _quantity("percentile", *readings, percentile=p).quantity_e6 == p


def test_what_was_read_before_the_span_is_in_force_when_it_starts() -> None:
    before = Reading(datetime(2026, 2, 20, tzinfo=UTC), at(1), 40_000_000)
    # 40 for five days of ten, then 20
    assert _quantity("weighted_sum", before, _at(6, 20)) == Quantity(30_000_000, 1)
    assert _quantity("last", before) == Quantity(0, 0)


def test_the_last_of_one_instant_is_the_one_received_later() -> None:
    early = Reading(at(5), at(5, 13), 9)
    late = Reading(at(5), at(5, 14), 4)
    assert _quantity("last", late, early).quantity_e6 == 4


def test_figures_known_before_a_correction_still_count_what_it_replaced() -> None:
    wrong = Reading(at(5), at(6), 9, superseded_at=at(15))
    right = Reading(at(5), at(15), 4)
    both = [wrong, right]
    assert quantity(Aggregation.SUM, both, SPAN, at(14)) == Quantity(9, 1)
    assert quantity(Aggregation.SUM, both, SPAN, at(15)) == Quantity(4, 1)
