"""What was used, as the run asks for it, and what it costs where a period is cut or charged by event."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import polars as pl

from cashwright.areas.catalog.frames import rate_lines, rate_transactions
from cashwright.areas.catalog.policies import ChargeModel
from cashwright.areas.contracts.frames import prorated
from cashwright.areas.usage.frames import KEY
from cashwright.areas.usage.queries import quantities, readings
from cashwright.columns.guards import guarded_sum, narrow, wide
from cashwright.runs.bill.known import Known
from cashwright.runs.bill.rule import ADDS_UP

_E6 = 10**6
_PIECE_OF = ["charge_id", "start_on", "price_version_id"]
"""Lines alike in these are pieces of one period."""


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


def costs(lines: pl.DataFrame, events: pl.DataFrame, known: Known) -> pl.DataFrame:
    """`lines` with gross_minor, topup_minor and refusal: the columns of rule.metered and of `rate`.

    lines    segments with is_metered, aggregation, model and units; in pieces or whole
    events   usage.frames.READINGS of the lines that are charged by the event
    tests/runs/bill/test_pieces.py proves both equal.
    """
    pieces = lines.filter(pl.col("is_metered") & ~_is_whole())
    if pieces.is_empty():
        return _rated(lines, events, known).with_columns(_topup())
    rest = lines.filter(~(pl.col("is_metered") & ~_is_whole()))
    whole = _rated(rest, events, known).with_columns(_topup())
    return pl.concat([whole, _in_pieces(pieces, events, known).select(whole.columns)])


def _is_whole() -> pl.Expr:
    days = (pl.col("until_on") - pl.col("from_on")).dt.total_days()
    return days == pl.col("full_days")


def _topup() -> pl.Expr:
    least = pl.col("minimum_minor") - pl.col("gross_minor")
    return least.clip(0).fill_null(0).alias("topup_minor")


def _rated(lines: pl.DataFrame, events: pl.DataFrame, known: Known) -> pl.DataFrame:
    found = rate_lines(lines, known.terms, known.tiers)
    if found.filter(is_by_event()).height:
        return _by_event(found, events, known.terms)
    return found


def _in_pieces(lines: pl.DataFrame, events: pl.DataFrame, known: Known) -> pl.DataFrame:
    """Lines of cut periods: what adds up as one quantity so far, less what it cost before."""
    days = (pl.col("until_on") - pl.col("from_on")).dt.total_days()
    adds_up = pl.col("aggregation").is_in(list(map(str, ADDS_UP))) | is_by_event()
    ordered = lines.sort(*_PIECE_OF, "from_on").with_columns(
        own_e6="quantity_e6", _days=days, _billed=days.sum().over(_PIECE_OF), _adds_up=adds_up,
        _is_last=pl.int_range(1, pl.len() + 1).over(_PIECE_OF) == pl.len().over(_PIECE_OF),
        quantity_e6=pl.when(adds_up).then(_so_far("quantity_e6")).otherwise("quantity_e6"),
    )  # fmt: skip
    found = _rated(ordered, events, known).with_columns(quantity_e6="own_e6")
    before = pl.col("gross_minor").shift(1).over(_PIECE_OF).fill_null(0)
    priced = found.with_columns(
        gross_minor=pl.when("_adds_up")
        .then(pl.col("gross_minor") - before)
        .otherwise(prorated("gross_minor", "_days", "_billed", "gross_minor"))
    )
    least = prorated("minimum_minor", "_billed", "full_days", "minimum_minor")
    cost = guarded_sum(pl.col("gross_minor"), "gross_minor", over=_PIECE_OF)
    return priced.with_columns(
        topup_minor=pl.when("_is_last").then((least - cost).clip(0)).fill_null(0)
    )


def _so_far(quantity: str) -> pl.Expr:
    return narrow(wide(pl.col(quantity)).cum_sum().over(_PIECE_OF), quantity)


def _by_event(lines: pl.DataFrame, events: pl.DataFrame, terms: pl.DataFrame) -> pl.DataFrame:
    """`lines` with gross_minor and refusal of those that are charged by the event, all so far in a period.

    lines    rated as wholes, with units, model, is_metered and usage.frames.KEY
    events   usage.frames.READINGS of their days: the value is the money that changed hands
    """
    numbered = lines.with_row_index("line").with_columns(pl.col("line").cast(pl.Int64))
    theirs = numbered.filter(is_by_event() & pl.col("price_version_id").is_not_null())
    # A piece of a period is charged with the events of the pieces before it: what they cost comes off.
    earlier = theirs.select(*_PIECE_OF, *KEY)
    asked = theirs.select("line", *_PIECE_OF, "units", _from_on="from_on").join(
        earlier, on=_PIECE_OF
    )
    value = wide(pl.col("value_e6")) * pl.col("units").replace_strict(
        {units: 10**units for units in range(5)}, return_dtype=pl.Int128
    )
    sold = (
        asked.filter(pl.col("from_on") <= pl.col("_from_on"))
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
