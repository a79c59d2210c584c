"""Usage that was reported after it was billed: the difference is a line of the next bill.

A posted invoice is never changed. The days are priced anew as usage is known now; what was billed
for them so far is taken off; what is left, up or down, is a line of its own, in its own revision.
"""

import polars as pl

from cashwright.areas.contracts.ports import CORRECTION
from cashwright.columns.guards import guarded_sum
from cashwright.runs.bill.facts import Facts
from cashwright.runs.bill.lines import LINES

_KEY = ["charge_id", "from_on"]
_AMOUNTS = ("gross_minor", "discount_minor", "quantity_e6")


def corrections(priced: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """LINES of the differences; what comes out as it was billed leaves no line.

    priced  LINES of facts.late as they would be billed now, top-ups among them
    """
    now = priced.group_by(_KEY, maintain_order=True).agg(
        *(pl.col(name).first() for name in LINES if name not in (*_KEY, *_AMOUNTS)),
        guarded_sum(pl.col("gross_minor"), "gross_minor"),
        guarded_sum(pl.col("discount_minor"), "discount_minor"),
        quantity_e6=pl.col("quantity_e6").first(),
    )
    met = now.join(facts.billed, on=_KEY, how="left", suffix="_before", maintain_order="left")
    changed = met.with_columns(
        *(pl.col(name) - pl.col(f"{name}_before").fill_null(0) for name in _AMOUNTS),
        revision=CORRECTION + 1 + pl.col("corrections").fill_null(0),
        product_name=pl.format("{}, usage reported later", "product_name"),
        unit_price_e9=pl.lit(None, pl.Int64),
    )
    return changed.filter(
        (pl.col("gross_minor") != 0) | (pl.col("discount_minor") != 0)
    ).select(*LINES)  # fmt: skip
