"""Quantities of many spans by one statement, the readings behind them, and what came late."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

import polars as pl
from django.db import DataError, connection, transaction

from cashwright.areas.catalog.models import Meter
from cashwright.areas.catalog.policies import Aggregation
from cashwright.areas.usage.frames import (
    GROUPED,
    KEY,
    LAKE,
    QUANTITIES,
    READINGS,
    SPANS,
    one_a_span,
    with_instants,
)
from cashwright.areas.usage.statements import POSTGRESQL, listing, statement
from cashwright.columns.copy import read_frame, read_frames, write_frame
from cashwright.columns.dtypes import ID, INSTANT, check
from cashwright.columns.guards import ColumnOverflow

_SPAN_TABLE = """
CREATE TEMP TABLE {name} (
    subscription_id uuid NOT NULL, meter_id uuid NOT NULL, from_on date NOT NULL,
    from_at timestamptz NOT NULL, until_at timestamptz NOT NULL,
    percentile smallint, known_at timestamptz
) ON COMMIT DROP
"""

_SINCE = "AND e.occurred_at >= s.from_at"
_READ = """
WITH span AS NOT MATERIALIZED (SELECT * FROM {table}),
     event AS NOT MATERIALIZED (SELECT * FROM usage_event) {sql}
"""


def quantities(spans: pl.DataFrame, *, zone: str, known_at: datetime) -> pl.DataFrame:
    """The quantity of each span, in the order of `spans`; zero for one without readings.

    spans      SPANS: days [from_on, until_on) of `zone`, the legal entity's
    known_at   what had been taken, and not yet corrected, at that instant
    returns    QUANTITIES
    raises     ColumnOverflow for a sum that no column holds
    One statement for each aggregation the meters have. Ask for tens of thousands at once.
    """
    check(spans, SPANS, "spans")
    found = [
        _asked(part, aggregation, known_at, by_group=False)
        for aggregation, part in _by_aggregation(spans, zone)
    ]
    return one_a_span(spans, found)


def quantities_by_group(spans: pl.DataFrame, *, zone: str, known_at: datetime) -> pl.DataFrame:
    """The same apart by the value of the meter's group property: GROUPED, by span and group."""
    check(spans, SPANS, "spans")
    found = [
        _asked(part, aggregation, known_at, by_group=True)
        for aggregation, part in _by_aggregation(spans, zone)
    ]
    return pl.concat([pl.DataFrame(schema=GROUPED), *found]).sort(*KEY, "group_value")


def readings(spans: pl.DataFrame, *, zone: str, known_at: datetime) -> pl.DataFrame:
    """Each reading of each span, as it happened: READINGS. A percentage is charged event by event."""
    check(spans, SPANS, "spans")
    found = []
    for _, part in _by_aggregation(spans, zone):
        with _span_table(part, ["percentile"]) as table:
            sql = _READ.format(table=table, sql=listing(POSTGRESQL))
            found.append(read_frame(sql, {"known_at": known_at}, schema=READINGS))
    every = pl.concat([pl.DataFrame(schema=READINGS), *found])
    return every.sort(*KEY, "occurred_at", "received_at", "value_e6")


def late(spans: pl.DataFrame, *, zone: str) -> pl.DataFrame:
    """Those of `spans` whose quantity may have changed since each was read: KEY.

    spans   SPANS and known_at INSTANT: what was known when the span was billed
    A span whose meter weighs by time also changes by what happened before it.
    """
    check(spans, SPANS | {"known_at": INSTANT}, "spans")
    found = [
        _changed(part, "" if aggregation == Aggregation.WEIGHTED_SUM else _SINCE)
        for aggregation, part in _by_aggregation(spans, zone)
    ]
    return pl.concat([pl.DataFrame(schema={name: SPANS[name] for name in KEY}), *found])


def _by_aggregation(spans: pl.DataFrame, zone: str) -> Iterator[tuple[Aggregation, pl.DataFrame]]:
    ids = spans["meter_id"].unique().to_list()
    meters = Meter.objects.filter(pk__in=ids).values_list("pk", "aggregation", "percentile")
    known = pl.DataFrame(
        [(str(pk), aggregation, percentile) for pk, aggregation, percentile in meters],
        schema={"meter_id": ID, "aggregation": pl.String(), "percentile": pl.Int16()},
        orient="row",
    )
    dated = with_instants(spans, zone).join(known, on="meter_id", how="inner")
    for (aggregation,), part in dated.partition_by("aggregation", as_dict=True).items():
        yield Aggregation(str(aggregation)), part


def _asked(
    part: pl.DataFrame, aggregation: Aggregation, known_at: datetime, *, by_group: bool
) -> pl.DataFrame:
    sql = statement(aggregation, POSTGRESQL, by_group=by_group)
    with _span_table(part, ["percentile"]) as table:
        asked = _READ.format(table=table, sql=sql)
        try:
            return read_frame(
                asked, {"known_at": known_at}, schema=GROUPED if by_group else QUANTITIES
            )
        except DataError as error:
            if getattr(error.__cause__, "sqlstate", "") == "22003":
                raise ColumnOverflow.of("quantity_e6") from None
            raise


def _changed(part: pl.DataFrame, since: str) -> pl.DataFrame:
    with _span_table(part, ["known_at"]) as table:
        return read_frame(
            f"""SELECT subscription_id, meter_id, from_on FROM {table} s WHERE EXISTS (
                  SELECT FROM usage_event e WHERE e.subscription_id = s.subscription_id
                    AND e.meter_id = s.meter_id AND e.occurred_at < s.until_at {since}
                    AND (e.received_at > s.known_at OR e.superseded_at > s.known_at))""",  # noqa: S608 - our own names
            schema={name: SPANS[name] for name in KEY},
        )


@contextmanager
def _span_table(part: pl.DataFrame, extra: Sequence[str]) -> Iterator[str]:
    """The spans where the statement can see them, with statistics: half the time of a bill run."""
    name = "usage_span"
    columns = [*KEY, "from_at", "until_at", *extra]
    with transaction.atomic(savepoint=False):
        with connection.cursor() as cursor:
            cursor.execute(_SPAN_TABLE.format(name=name))
        write_frame(part, name, columns)
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {name}")
        yield name
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {name}")


def readings_for_lake(entity_id: UUID, *, rows: int = 500_000) -> Iterator[pl.DataFrame]:
    """Every reading of a legal entity, so many at a time: what the lake keeps of it."""
    yield from read_frames(
        """SELECT event_key, meter_id, subscription_id, occurred_at, received_at, superseded_at,
                  value_e6, identity_key, group_value
           FROM usage_event WHERE entity_id = %(entity)s""",
        {"entity": entity_id},
        schema=LAKE,
        rows=rows,
    )
