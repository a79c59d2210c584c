"""Asking a lake: spans of days in, quantities out, the same as usage.queries.quantities answers."""

import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Protocol

import polars as pl

from cashwright.areas.catalog.policies import Aggregation
from cashwright.areas.usage.frames import SPANS, one_a_span, with_instants
from cashwright.columns.dtypes import check

Meters = Mapping[str, tuple[Aggregation, int | None]]
"""How each meter, by its id, makes one quantity of many readings: aggregation and percentile."""


class Engine(Protocol):
    """What sums a lake."""

    def asked(self, spans: Path, aggregation: Aggregation, known_at: datetime) -> pl.DataFrame:
        """QUANTITIES of the spans in a Parquet file, all of meters with one aggregation."""
        ...


def quantities(
    lake: Engine, spans: pl.DataFrame, *, meters: Meters, zone: str, known_at: datetime
) -> pl.DataFrame:
    """The quantity of each span (SPANS), in their order; zero for one without readings."""
    check(spans, SPANS, "spans")
    dated = with_instants(spans, zone)
    found = []
    with tempfile.TemporaryDirectory(prefix="cashwright-lake-") as folder:
        for aggregation in sorted({meters[each][0] for each in spans["meter_id"].unique()}):
            mine = {each: p for each, (a, p) in meters.items() if a == aggregation}
            part = dated.filter(pl.col("meter_id").is_in(list(mine))).with_columns(
                percentile=pl.col("meter_id").replace_strict(mine, return_dtype=pl.Int64)
            )
            path = Path(folder) / f"{aggregation}.parquet"
            part.write_parquet(path)
            found.append(lake.asked(path, aggregation, known_at))
    return one_a_span(spans, found)
