"""What was used, as the run asks for it; percentages of money are charged event by event."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import polars as pl

from cashwright.areas.catalog.frames import rate_transactions
from cashwright.areas.catalog.policies import ChargeModel
from cashwright.areas.usage.frames import KEY
from cashwright.areas.usage.queries import quantities, readings
from cashwright.columns.guards import narrow, wide
from cashwright.runs.bill.known import Known

_E6 = 10**6


@dataclass(frozen=True, slots=True)
class Metering:
    """quantities, readings: usage.frames.SPANS -> QUANTITIES, READINGS."""

    quantities: Callable[[pl.DataFrame], pl.DataFrame]
    readings: Callable[[pl.DataFrame], pl.DataFrame]


def metering(book: Known) -> Metering:
    """Usage as it is known to a run."""
    zone, at = book.entity.zone, book.at
    return Metering(
        partial(quantities, zone=zone, known_at=at), partial(readings, zone=zone, known_at=at)
    )


def is_by_event() -> pl.Expr:
    """Lines of a metered percentage: each event has its own fee, allowance and bounds."""
    return pl.col("is_metered") & (pl.col("model") == ChargeModel.PERCENTAGE)


def priced_by_event(lines: pl.DataFrame, events: pl.DataFrame, terms: pl.DataFrame) -> pl.DataFrame:
    """`lines` with gross_minor and refusal of those that are charged by the event.

    lines    rated as wholes, with units, model, is_metered and usage.frames.KEY
    events   usage.frames.READINGS of their days: the value is the money that changed hands
    """
    numbered = lines.with_row_index("line").with_columns(pl.col("line").cast(pl.Int64))
    scale = {units: 10**units for units in range(5)}
    value = wide(pl.col("value_e6")) * pl.col("units").replace_strict(scale, return_dtype=pl.Int128)
    sold = (
        numbered.filter(is_by_event() & pl.col("price_version_id").is_not_null())
        .select("line", *KEY, "price_version_id", "units")
        .join(events, on=KEY)
        .sort("line", "occurred_at", "received_at", "value_e6")
        .with_columns(amount_minor=narrow((2 * value + _E6) // (2 * _E6), "amount_minor"))
    )
    found = rate_transactions(
        sold.select("line", "price_version_id", "amount_minor", "units"), terms
    )
    met = numbered.join(found, on="line", how="left", suffix="_by_event", maintain_order="left")
    gross = (  # a period without an event costs nothing
        pl.when(pl.col("refusal_by_event").is_null())
        .then(pl.col("gross_minor_by_event").fill_null(0))
    )  # fmt: skip
    mine = is_by_event() & pl.col("refusal").is_null()
    return met.with_columns(
        gross_minor=pl.when(mine).then(gross).otherwise("gross_minor"),
        refusal=pl.when(mine).then("refusal_by_event").otherwise("refusal"),
    ).select(*lines.columns)
