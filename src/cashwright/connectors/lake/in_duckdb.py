"""A lake summed by DuckDB, in this process: whole numbers only, in 128 bits."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import polars as pl

from cashwright.areas.catalog.policies import Aggregation
from cashwright.areas.usage.frames import QUANTITIES
from cashwright.areas.usage.refusals import LakeUnreadable
from cashwright.areas.usage.statements import Dialect, statement
from cashwright.columns.guards import ColumnOverflow

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# Instants are microseconds since 1970, so that no engine's idea of time zones comes in.
_SPAN = """
SELECT subscription_id, meter_id, from_on, epoch_us(from_at) AS from_at,
       epoch_us(until_at) AS until_at, percentile
FROM read_parquet({spans})
"""
_EVENT = """
SELECT any_value(subscription_id) AS subscription_id, meter_id,
       any_value(epoch_us(occurred_at)) AS occurred_at,
       any_value(epoch_us(received_at)) AS received_at,
       max(epoch_us(superseded_at)) AS superseded_at, any_value(value_e6) AS value_e6,
       any_value(identity_key) AS identity_key, any_value(group_value) AS group_value
FROM read_parquet({lake}) GROUP BY event_key, meter_id
"""


def micros_of(at: datetime) -> int:
    """An instant as microseconds since 1970."""
    return (at - _EPOCH) // timedelta(microseconds=1)


class DuckLake:
    """A folder of readings. Raises LakeUnreadable when there are none."""

    def __init__(self, folder: Path, *, memory: str = "1GB") -> None:
        self._files = str(folder / "*.parquet")
        self._memory = memory
        if not any(folder.glob("*.parquet")):
            raise LakeUnreadable(folder=folder.name)

    def asked(self, spans: Path, aggregation: Aggregation, known_at: datetime) -> pl.DataFrame:
        """See asking.Engine. Raises ColumnOverflow."""
        dialect = Dialect(
            known_at=str(micros_of(known_at)),
            micros=lambda at: at,
            wide=lambda value: f"CAST({value} AS HUGEINT)",
            divided=lambda left, right: f"({left}) // ({right})",
        )
        select = statement(aggregation, dialect)
        answer = spans.with_suffix(".answer")
        with duckdb.connect(config={"memory_limit": self._memory}) as here:
            here.execute(f"CREATE VIEW span AS {_SPAN.format(spans=_quoted(spans))}")
            here.execute(f"CREATE VIEW event AS {_EVENT.format(lake=_quoted(self._files))}")
            try:
                here.execute(f"COPY ({select}) TO {_quoted(answer)} (FORMAT parquet)")
            except (duckdb.ConversionException, duckdb.OutOfRangeException):
                raise ColumnOverflow.of("quantity_e6") from None
        return pl.read_parquet(answer).select(list(QUANTITIES)).cast(pl.Schema(QUANTITIES))


def _quoted(path: Path | str) -> str:
    text = str(path).replace("'", "''")
    return f"'{text}'"
