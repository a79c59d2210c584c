"""How good matching is, in four numbers (formulas F11), by lane, and how well it knows itself.

Counted are lines that brought customers' money in a span of days: booked, not set aside. *By itself*
means applied by a rule; *right* that nobody took it back.
"""

from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any
from uuid import UUID

from django.db import connection

from cashwright.areas.cash.rules.shares import wilson

STRAIGHT_DAYS = 30
BIN_PPM = 100_000


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole; None where there is no whole."""

    part: int
    whole: int

    @property
    def ppm(self) -> int | None:
        return self.part * 1_000_000 // self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class LaneQuality:
    """One way of finding: how many lines went by it by themselves, and how many were taken back."""

    lane: str
    applied: int
    undone: int


@dataclass(frozen=True, slots=True)
class Bin:
    """Proposals said to be right with about `said_ppm`, and how many turned out to be."""

    said_ppm: int
    decided: int
    right: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """The four numbers, always together.

    payment_rate      lines applied by themselves, of all lines
    line_rate         invoices settled by themselves, of all invoices that lines settled
    precision         of what was applied by itself, what was not taken back
    straight_through  applied by itself and not taken back within thirty days, of all lines
    """

    payment_rate: Share
    line_rate: Share
    precision: Share
    straight_through: Share
    lanes: tuple[LaneQuality, ...]
    bins: tuple[Bin, ...]

    @property
    def error_upper_ppm(self) -> int | None:
        """The error rate that is not passed with 95 %; None where nothing was applied by itself."""
        own = self.precision
        if not own.whole:
            return None
        return ceil(1_000_000 * wilson(own.whole - own.part, own.whole)[1])


_LINES = """
SELECT count(*), count(*) FILTER (WHERE m.touch = 'rule'),
       count(*) FILTER (WHERE m.touch = 'rule' AND m.state = 'applied'),
       count(*) FILTER (WHERE m.touch = 'rule'
                        AND (m.state = 'applied' OR m.decided_at::date > l.booked_on + %(days)s)),
       coalesce(sum(jsonb_array_length(m.parts)) FILTER (WHERE m.touch = 'rule'), 0),
       coalesce(sum(jsonb_array_length(m.parts)), 0)
FROM cash_bankline l
LEFT JOIN LATERAL (SELECT touch, state, parts, lane, decided_at FROM cash_match
                   WHERE line_id = l.id AND state IN ('applied', 'undone')
                   ORDER BY made_at, id LIMIT 1) m ON true
WHERE l.entity_id = %(entity)s AND l.booked_on BETWEEN %(from)s AND %(until)s
  AND l.amount_minor > 0 AND l.state IN ('received', 'queued', 'applied')
  AND m.lane IS DISTINCT FROM 'already'
"""
_LANES = """
SELECT m.lane, count(*), count(*) FILTER (WHERE m.state = 'undone')
FROM cash_match m JOIN cash_bankline l ON l.id = m.line_id
WHERE l.entity_id = %(entity)s AND l.booked_on BETWEEN %(from)s AND %(until)s
  AND m.touch = 'rule' AND m.state IN ('applied', 'undone') AND m.lane <> 'already'
GROUP BY 1 ORDER BY 2 DESC, 1
"""
_BINS = """
SELECT least(m.confidence_ppm / %(bin)s, 9) AS bin, avg(m.confidence_ppm)::int, count(*),
       count(*) FILTER (WHERE m.state = 'applied')
FROM cash_match m JOIN cash_bankline l ON l.id = m.line_id
WHERE l.entity_id = %(entity)s AND l.booked_on BETWEEN %(from)s AND %(until)s
  AND m.state IN ('applied', 'undone', 'rejected') AND m.lane NOT IN ('by_hand', 'already') AND m.decided_at IS NOT NULL
GROUP BY 1 ORDER BY 1
"""


def quality(entity_id: UUID, from_on: date, until_on: date) -> Quality:
    """What matching did with the lines booked from one day to another."""
    given = {
        "entity": entity_id, "from": from_on, "until": until_on, "bin": BIN_PPM,
        "days": STRAIGHT_DAYS,
    }  # fmt: skip
    (row,) = _rows(_LINES, given)
    lines, by_itself, right, straight, own_parts, parts = row
    return Quality(
        payment_rate=Share(by_itself, lines),
        line_rate=Share(own_parts, parts),
        precision=Share(right, by_itself),
        straight_through=Share(straight, lines),
        lanes=tuple(LaneQuality(*lane) for lane in _rows(_LANES, given)),
        bins=tuple(Bin(*found[1:]) for found in _rows(_BINS, given)),
    )


def _rows(sql: str, given: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return list(cursor.fetchall())
