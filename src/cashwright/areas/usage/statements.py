"""The quantities of many spans as one statement, for PostgreSQL, DuckDB and Spark alike.

The same SELECT says what each aggregation means; a Dialect says what the three engines call
differently. All arithmetic is of whole numbers: sums of 64-bit values in 128 bits or decimals, one
division at the end of `weighted_sum`, rounded half up. `rules.quantities` is the same for one span.

Tables the statements read:
  span(subscription_id, meter_id, from_on, from_at, until_at, percentile)
  event(subscription_id, meter_id, occurred_at, received_at, superseded_at, value_e6, identity_key,
        group_value)
"""

from collections.abc import Callable
from dataclasses import dataclass

from cashwright.areas.catalog.policies import Aggregation
from cashwright.areas.usage.policies import UNIT_E6


@dataclass(frozen=True, slots=True)
class Dialect:
    """What one engine calls things.

    known_at   the instant, as a literal or a placeholder
    micros     an instant as microseconds since 1970, whole
    wide       a whole number in a type that holds products of two
    divided    the whole part of a quotient of two wide numbers, both not negative
    carried    a condition that spares old readings where the engine can look one up; or nothing
    """

    known_at: str
    micros: Callable[[str], str]
    wide: Callable[[str], str]
    divided: Callable[[str, str], str]
    carried: str = ""


POSTGRESQL = Dialect(
    known_at="%(known_at)s",
    micros=lambda at: f"(extract(epoch FROM {at}) * 1000000)::bigint",
    wide=lambda value: f"({value})::numeric",
    divided=lambda left, right: f"div({left}, {right})",
    carried="""
      AND e.occurred_at >= coalesce((
          SELECT max(b.occurred_at) FROM event b
          WHERE b.subscription_id = s.subscription_id AND b.meter_id = s.meter_id
            AND b.occurred_at < s.from_at AND b.received_at <= %(known_at)s
            AND (b.superseded_at IS NULL OR b.superseded_at > %(known_at)s)), s.from_at)""",
)

_SPAN = "s.subscription_id, s.meter_id, s.from_on"
_ORDER = "e.occurred_at DESC, e.received_at DESC, e.value_e6 DESC"


def statement(aggregation: Aggregation, dialect: Dialect, *, by_group: bool = False) -> str:
    """One SELECT: subscription_id, meter_id, from_on, [group_value,] quantity_e6, event_count.

    Spans without a reading give no row. The sum of a span that 64 bits do not hold is an error.
    """
    key = f"{_SPAN}, e.group_value" if by_group else _SPAN
    names = key.replace("s.", "").replace("e.", "")
    match aggregation:
        case Aggregation.SUM | Aggregation.COUNT:
            return _grouped(key, dialect, "CAST(sum(e.value_e6) AS bigint)")
        case Aggregation.MAX:
            return _grouped(key, dialect, "max(e.value_e6)")
        case Aggregation.UNIQUE:
            return _grouped(key, dialect, f"count(DISTINCT e.identity_key) * {UNIT_E6}")
        case Aggregation.LAST:
            return _ranked(key, names, dialect, _ORDER, "place = 1")
        case Aggregation.PERCENTILE:
            return _ranked(
                key, names, dialect, "e.value_e6", "100 * place >= percentile * readings"
            )
        case Aggregation.WEIGHTED_SUM:
            return _weighted(key, names, dialect)


def listing(dialect: Dialect) -> str:
    """Each reading of each span."""
    return f"SELECT {_SPAN}, e.occurred_at, e.received_at, e.value_e6 {_joined(dialect)}"


def _joined(dialect: Dialect, since: str = "AND e.occurred_at >= s.from_at") -> str:
    return f"""FROM span s JOIN event e ON e.subscription_id = s.subscription_id
      AND e.meter_id = s.meter_id AND e.occurred_at < s.until_at {since}
      AND e.received_at <= {dialect.known_at}
      AND (e.superseded_at IS NULL OR e.superseded_at > {dialect.known_at})"""


def _grouped(key: str, dialect: Dialect, made: str) -> str:
    return (
        f"SELECT {key}, {made} AS quantity_e6, count(*) AS event_count"
        f" {_joined(dialect)} GROUP BY {key}"
    )


def _ranked(key: str, names: str, dialect: Dialect, order: str, chosen: str) -> str:
    return f"""
    SELECT {names}, min(value_e6) AS quantity_e6, max(readings) AS event_count
    FROM (
      SELECT {key}, e.value_e6, s.percentile,
             row_number() OVER (PARTITION BY {key} ORDER BY {order}) AS place,
             count(*) OVER (PARTITION BY {key}) AS readings
      {_joined(dialect)}) ranked
    WHERE {chosen} GROUP BY {names}"""  # noqa: S608 - our own names


def _weighted(key: str, names: str, dialect: Dialect) -> str:
    """Before the span a reading was in force for no part of it, but for the last of them."""
    since = dialect.micros("greatest(held.occurred_at, held.from_at)")
    until = dialect.micros("greatest(held.next_at, held.from_at)")
    length = f"{dialect.micros('until_at')} - {dialect.micros('from_at')}"
    part = dialect.wide("part")
    rounded = dialect.divided(
        f"2 * sum({part}) + {dialect.wide('max(length)')}", f"2 * {dialect.wide('max(length)')}"
    )
    return f"""
    SELECT {names}, CAST({rounded} AS bigint) AS quantity_e6, count(counted) AS event_count
    FROM (
      SELECT {names}, {dialect.wide("value_e6")} * ({until} - {since}) AS part, {length} AS length,
             CASE WHEN occurred_at >= from_at THEN 1 END AS counted
      FROM (
        SELECT {key}, e.value_e6, e.occurred_at, s.from_at, s.until_at,
               coalesce(lead(e.occurred_at) OVER (
                 PARTITION BY {key} ORDER BY e.occurred_at, e.received_at, e.value_e6),
                 s.until_at) AS next_at
        {_joined(dialect, dialect.carried)}) held) parts
    GROUP BY {names}"""  # noqa: S608 - our own names
