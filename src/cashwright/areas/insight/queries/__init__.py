"""Reading insight: aging, KPIs, their history and the rows behind them, as of any day."""

from cashwright.areas.insight.queries.aging import (
    AgingReport,
    AgingRow,
    By,
    aged_balances,
    aging,
    open_items,
)
from cashwright.areas.insight.queries.drill import Part, rows_behind
from cashwright.areas.insight.queries.kpis import Kpis, kpis, quarter_to, year_to
from cashwright.areas.insight.queries.movements import MovementDifference, movement_differences
from cashwright.areas.insight.queries.snapshots import snapshots

__all__ = [
    "AgingReport",
    "AgingRow",
    "By",
    "Kpis",
    "MovementDifference",
    "Part",
    "aged_balances",
    "aging",
    "kpis",
    "movement_differences",
    "open_items",
    "quarter_to",
    "rows_behind",
    "snapshots",
    "year_to",
]
