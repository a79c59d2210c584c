"""Which days of the due periods are billed: the columns of contracts.rules.billed_days.

tests/runs/bill/test_two_years.py proves both equal.
"""

import polars as pl

from cashwright.areas.contracts.rules import Days, Span, billed_days
from cashwright.runs.bill.facts import DUE

SEGMENT = {"from_on": pl.Date(), "until_on": pl.Date()}
_PERIOD = ("charge_id", "start_on", "span_from_on")


def segments(due: pl.DataFrame, pauses: pl.DataFrame) -> pl.DataFrame:
    """`due` with from_on and until_on: one row a run of billed days; rows without any are left out.

    due      facts.DUE
    pauses   facts.PAUSES; the few rows they touch are cut one by one
    """
    # Billed on its day, in trial and pause as well; not once the subscription is over.
    is_once, is_over = pl.col("timing") == "once", pl.col("ends_on") <= pl.col("start_on")
    first = pl.max_horizontal("start_on", "span_from_on", "trial_until")
    last = pl.min_horizontal("end_on", "span_until_on", "ends_on")
    cut = due.with_columns(
        from_on=pl.when(is_once).then("start_on").otherwise(first),
        until_on=pl.when(is_once & ~is_over.fill_null(value=False)).then("end_on").otherwise(last),
    ).filter(pl.col("from_on") < pl.col("until_on"))
    touched = cut.filter(pl.col("timing") != "once").join(
        pauses.rename({"from_on": "pause_from_on", "until_on": "pause_until_on"}),
        on="subscription_id",
    )
    touched = touched.filter(
        (pl.col("pause_from_on") < pl.col("until_on"))
        & (pl.col("pause_until_on").is_null() | (pl.col("pause_until_on") > pl.col("from_on")))
    )
    if touched.is_empty():
        return cut
    kept = cut.join(touched, on=_PERIOD, how="anti")
    return pl.concat([kept, _without_pauses(touched)]).select(*DUE, *SEGMENT)


def _without_pauses(touched: pl.DataFrame) -> pl.DataFrame:
    """The rows of `touched` less their pauses, by the rule."""
    found = []
    for _, rows in touched.group_by(_PERIOD, maintain_order=True):
        row = rows.row(0, named=True)
        span = Span(row["span_from_on"], row["span_until_on"], row["quantity_e6"])
        pauses = [Days(*days) for days in rows.select("pause_from_on", "pause_until_on").rows()]
        found += [
            {**row, "from_on": segment.from_on, "until_on": segment.until_on}
            for segment in billed_days(
                row["start_on"], row["end_on"], [span], pauses, row["trial_until"], row["ends_on"]
            )
        ]
    return pl.DataFrame(found, schema={**DUE, **SEGMENT})
