"""Rating as columns: rules.rate for many lines of many price versions at once.

Rows are taken apart by charge model, each model computed over its own, and put together again.
"""

from collections.abc import Callable

import polars as pl

from cashwright.areas.catalog.frames import exact
from cashwright.areas.catalog.policies import TIERED, ChargeModel
from cashwright.areas.catalog.refusals import NegativeQuantity, NoPriceInCurrency, TierOverrun
from cashwright.areas.catalog.rules import EXACT
from cashwright.columns.dtypes import CODE, COUNT, FLAG, ID, MINOR

ITEMS = {"price_version_id": ID, "quantity_e6": COUNT, "units": COUNT}
TERMS = {
    "price_version_id": ID, "model": CODE, "unit_price_e9": COUNT, "flat_minor": MINOR,
    "free_e6": COUNT, "free_minor": MINOR, "free_events": COUNT, "package_e6": COUNT,
    "package_minor": MINOR, "rate_e9": COUNT, "event_fee_e9": COUNT, "event_minimum_minor": MINOR,
    "event_maximum_minor": MINOR, "minimum_minor": MINOR, "maximum_minor": MINOR,
    "is_tax_inclusive": FLAG,
}  # fmt: skip
TIERS = {
    "price_version_id": ID, "tier_no": COUNT, "up_to_e6": COUNT, "unit_price_e9": COUNT,
    "flat_minor": MINOR, "rate_e9": COUNT,
}  # fmt: skip

_M = ChargeModel


def rate_lines(items: pl.DataFrame, terms: pl.DataFrame, tiers: pl.DataFrame) -> pl.DataFrame:
    """`items` with gross_minor Int64, is_tax_inclusive, minimum_minor and refusal (a code or null).

    items    ITEMS and any other columns; `units` are the decimals of its currency
    terms    TERMS, one row a version
    tiers    TIERS, each version's first to last
    refused  gross_minor is null: no such version (no_price_in_currency), negative_quantity,
             tier_overrun
    raises   ColumnOverflow
    """
    versions = terms.with_row_index("v")
    known = items.select(*ITEMS).with_row_index("n").join(
        versions.select("price_version_id", "v", "model"), on="price_version_id", how="left",
        maintain_order="left",
    )  # fmt: skip
    sound = known.filter(pl.col("model").is_not_null() & (pl.col("quantity_e6") >= 0))
    steps = tiers.join(versions.select("price_version_id", "v"), on="price_version_id")
    parts = [
        _rated(str(model), rows.select("n", "v", "quantity_e6", "units"), versions, steps)
        for (model,), rows in sound.partition_by("model", as_dict=True).items()
    ]
    empty = pl.DataFrame(schema={"n": pl.UInt32, "gross_minor": MINOR})
    gross = pl.concat([empty, *parts]).sort("n")
    found = known.select("n", "v", "quantity_e6").join(
        gross, on="n", how="left", maintain_order="left"
    )
    facts = versions.select("v", "is_tax_inclusive", "minimum_minor")
    told = found.join(facts, on="v", how="left", maintain_order="left")
    refusal = (
        pl.when(pl.col("v").is_null()).then(pl.lit(NoPriceInCurrency.code))
        .when(pl.col("quantity_e6") < 0).then(pl.lit(NegativeQuantity.code))
        .when(pl.col("gross_minor").is_null()).then(pl.lit(TierOverrun.code))
    )  # fmt: skip
    answer = told.select("gross_minor", "is_tax_inclusive", "minimum_minor", refusal=refusal)
    return items.hstack(answer)


def _rated(
    model: str, rows: pl.DataFrame, versions: pl.DataFrame, tiers: pl.DataFrame
) -> pl.DataFrame:
    """n and gross_minor of the rows of one model; of a tier overrun there is none."""
    terms = versions.select(pl.all().exclude("price_version_id", "model"))
    one = rows.join(terms, on="v", how="left", maintain_order="left")
    if model in TIERED:
        worth = _tiered(ChargeModel(model), rows, tiers)
        one = one.join(worth, on="n", how="inner", maintain_order="left")
        exact_e15 = one["exact_e15"]
    else:
        exact_e15 = _MODELS[ChargeModel(model)](one)
    gross = exact.rounded(exact_e15, "gross_minor")
    capped = pl.min_horizontal(pl.lit(gross), pl.col("maximum_minor"))
    return one.select("n", gross_minor=capped)


def _flat(rows: pl.DataFrame) -> pl.Series:
    return exact.flat(rows["flat_minor"])


def _per_unit(rows: pl.DataFrame) -> pl.Series:
    paid = (rows["quantity_e6"] - rows["free_e6"]).clip(0)
    return exact.at_price(paid, rows["unit_price_e9"], rows["units"])


def _package(rows: pl.DataFrame) -> pl.Series:
    paid = (rows["quantity_e6"] - rows["free_e6"]).clip(0)
    begun = paid // rows["package_e6"] + (paid % rows["package_e6"] > 0).cast(pl.Int64)
    return exact.times(exact.times(begun, rows["package_minor"], "packages"), EXACT, "packages")


def _percentage(rows: pl.DataFrame) -> pl.Series:
    """The quantity as one event; see frames.transactions for many."""
    from_free = pl.when(pl.col("free_minor") > 0).then("free_minor").otherwise(0)
    free_e6 = exact.times(rows.select(from_free).to_series(), 10**6, "free_minor")
    amount_e6 = exact.times(rows["quantity_e6"], exact.tens(rows["units"]), "quantity")
    is_free = (rows["free_minor"] > 0) & (amount_e6 <= free_e6)
    is_free |= (rows["free_minor"] == 0) & (rows["free_events"] > 0)
    return event_worth(rows, amount_e6 - free_e6, is_free)


def event_worth(rows: pl.DataFrame, paid_e6: pl.Series, is_free: pl.Series) -> pl.Series:
    """What events cost, exact: the share and the fee, within floor and cap; nothing where free."""
    share = exact.times(paid_e6.clip(0), rows["rate_e9"], "amount x rate")
    fee = exact.times(
        exact.times(rows["event_fee_e9"], exact.tens(rows["units"]), "fee"), 10**6, "fee"
    )
    least, most = exact.flat(rows["event_minimum_minor"]), exact.flat(rows["event_maximum_minor"])
    worth = pl.DataFrame({"worth": share + fee, "least": least, "most": most, "free": is_free})
    within = pl.min_horizontal(pl.max_horizontal("worth", "least"), "most")
    return worth.select(worth=pl.when("free").then(pl.lit(0, pl.Int128)).otherwise(within))["worth"]


_MODELS: dict[ChargeModel, Callable[[pl.DataFrame], pl.Series]] = {
    _M.FLAT: _flat,
    _M.PER_UNIT: _per_unit,
    _M.PACKAGE: _package,
    _M.PERCENTAGE: _percentage,
}


def _tiered(model: ChargeModel, rows: pl.DataFrame, tiers: pl.DataFrame) -> pl.DataFrame:
    """n and exact_e15: of the tiers a quantity came into, or of the one it ends in."""
    lower = pl.col("up_to_e6").shift(1, fill_value=0).over("v", order_by="tier_no")
    steps = tiers.select("v", "tier_no", "up_to_e6", "unit_price_e9", "flat_minor", "rate_e9",
                         lower=lower)  # fmt: skip
    met = rows.join(steps, on="v").filter(
        (pl.col("quantity_e6") > pl.col("lower")) | (pl.col("tier_no") == 1)
    )
    quantity, up_to = pl.col("quantity_e6"), pl.col("up_to_e6")
    is_last = up_to.is_null() | (quantity <= up_to)
    if model in (_M.VOLUME, _M.STAIRSTEP):
        met = met.filter(is_last).with_columns(part="quantity_e6")
    else:
        met = met.with_columns(part=pl.min_horizontal(quantity, up_to) - pl.col("lower"))
    price = met["rate_e9" if model is _M.GRADUATED_PERCENTAGE else "unit_price_e9"]
    worth = exact.flat(met["flat_minor"])
    if model is not _M.STAIRSTEP:
        worth += exact.at_price(met["part"], price, met["units"])
    ended = met.select("n", exact_e15=worth, is_last=is_last)
    whole = ended.group_by("n").agg(pl.col("exact_e15").sum(), pl.col("is_last").any())
    return whole.filter("is_last").select("n", "exact_e15")
