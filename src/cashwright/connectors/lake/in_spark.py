"""A lake summed by Spark, for what one machine cannot hold. Needs the extra `spark` and Java.

The same statements; decimals of 38 digits are its wide numbers. Spark 4 refuses an overflow itself.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from cashwright.areas.catalog.policies import Aggregation
from cashwright.areas.usage.frames import QUANTITIES
from cashwright.areas.usage.statements import Dialect, statement
from cashwright.columns.guards import ColumnOverflow
from cashwright.connectors.lake.in_duckdb import micros_of

_SPAN = """
SELECT subscription_id, meter_id, from_on, unix_micros(from_at) AS from_at,
       unix_micros(until_at) AS until_at, percentile
FROM parquet.`{spans}`
"""
_EVENT = """
SELECT any_value(subscription_id) AS subscription_id, meter_id,
       any_value(unix_micros(occurred_at)) AS occurred_at,
       any_value(unix_micros(received_at)) AS received_at,
       max(unix_micros(superseded_at)) AS superseded_at, any_value(value_e6) AS value_e6,
       any_value(identity_key) AS identity_key, any_value(group_value) AS group_value
FROM parquet.`{lake}` GROUP BY event_key, meter_id
"""


class SparkLake:
    """A folder (or address) of readings that the Spark cluster of `session` can read."""

    def __init__(self, session: Any, folder: Path | str) -> None:
        self._session = session
        self._lake = str(folder)

    def asked(self, spans: Path, aggregation: Aggregation, known_at: datetime) -> pl.DataFrame:
        """See asking.Engine. Raises ColumnOverflow."""
        dialect = Dialect(
            known_at=f"{micros_of(known_at)}L",
            micros=lambda at: at,
            wide=lambda value: f"CAST({value} AS DECIMAL(38, 0))",
            divided=lambda left, right: f"(({left}) div ({right}))",
        )
        self._session.sql(_SPAN.format(spans=spans)).createOrReplaceTempView("span")
        self._session.sql(_EVENT.format(lake=self._lake)).createOrReplaceTempView("event")
        try:
            rows = self._session.sql(statement(aggregation, dialect)).collect()
        except Exception as error:  # Spark tells a kind of error only in its text
            if "OVERFLOW" in str(error):
                raise ColumnOverflow.of("quantity_e6") from None
            raise
        found = [tuple(row[name] for name in QUANTITIES) for row in rows]
        return pl.DataFrame(found, schema=QUANTITIES, orient="row")
