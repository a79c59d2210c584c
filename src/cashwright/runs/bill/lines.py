"""The lines of the run before tax: due segments priced, and the items that waited, in one shape.

A line of a whole period costs what its quantity costs; a shorter one its share, by contracts.rules:
the difference of two rounded rests, so that the parts of a period sum to it. Metered quantities are
those of the line's own days and are not shared out; see metering.py for periods that are cut.
Discounts come first, then the share is taken. Where the lines of a period have unlike days, an amount
is the share of the days it is for, and is spread over what those days cost.
"""

import polars as pl

from cashwright.areas.catalog.frames import discount_lines
from cashwright.areas.catalog.policies import ChargeModel
from cashwright.areas.contracts.frames import prorated
from cashwright.areas.contracts.ports import TOPUP
from cashwright.columns.dtypes import CODE, COUNT, DAY, ID, INSTANT, MINOR, TEXT
from cashwright.kernel.currencies import minor_units
from cashwright.runs.bill.facts import Facts
from cashwright.runs.bill.known import Known
from cashwright.runs.bill.metering import costs

LINES = {
    "contract_id": ID,
    "subscription_id": ID,
    "charge_id": ID,
    "item_id": ID,
    "price_version_id": ID,
    "product_id": ID,
    "product_name": TEXT,
    "account_code": CODE,
    "tax_class": CODE,
    "description": TEXT,
    "position": COUNT,
    "from_on": DAY,
    "until_on": DAY,
    "revision": pl.Int64(),
    "quantity_e6": pl.Int64(),
    "unit_price_e9": pl.Int64(),
    "gross_minor": MINOR,
    "discount_minor": MINOR,
    "known_at": INSTANT,
    "is_tax_inclusive": pl.Boolean(),
    "start_on": DAY,
    "end_on": DAY,
    "full_days": COUNT,
    "timing": CODE,
}
"""The last four are those of the period; null for an item that waited."""
FAILED = {
    "charge_id": ID, "subscription_id": ID, "contract_id": ID, "start_on": DAY, "end_on": DAY,
    "full_days": COUNT, "timing": CODE, "refusal": CODE,
}  # fmt: skip
"""What could not be billed, and why; a bill item has no period."""


def with_versions(segments: pl.DataFrame, known: Known) -> pl.DataFrame:
    """`segments` with the price_version_id that counts; null where there is none.

    The one negotiated for the span, else the price book's newest in the contract's currency that is
    valid on the first day of the period.
    """
    own = segments.filter(pl.col("price_version_id").is_not_null())
    rest = segments.filter(pl.col("price_version_id").is_null()).drop("price_version_id")
    book = known.versions.rename({"valid_from": "start_on"}).sort("start_on")
    found = rest.sort("start_on").join_asof(
        book, on="start_on", by=["price_id", "currency"], strategy="backward",
        check_sortedness=False,
    )  # fmt: skip
    return pl.concat([own, found.select(own.columns)])


def rated(
    segments: pl.DataFrame, events: pl.DataFrame, discounts: pl.DataFrame, known: Known
) -> pl.DataFrame:
    """Versioned segments with what they cost: gross_minor, discount_minor, topup_minor, refusal.

    segments   facts.DUE with segments.SEGMENT, contract_id, currency, product_id, is_metered
    events     usage.frames.READINGS of the segments that are charged by the event
    """
    units = {code: minor_units(code) for code in segments["currency"].unique()}
    asked = segments.with_columns(
        units=pl.col("currency").replace_strict(units, return_dtype=pl.Int64),
        bill=pl.struct("contract_id", "timing", "start_on").rank("dense").cast(pl.Int64)
        if discounts.height
        else pl.lit(0, pl.Int64),
    )
    whole = costs(asked, events, known).with_columns(discount_minor=pl.lit(0, pl.Int64))
    if discounts.is_empty():
        return _shared_out(whole)
    taken = _taken(whole, discounts)
    unlike = _unlike(whole, taken)
    if unlike.is_empty():
        return _shared_out(_discounted(whole, taken))
    alike = _shared_out(_discounted(whole.join(unlike, on="bill", how="anti"), taken))
    apart = _shared_out(whole.join(unlike, on="bill", how="semi"))
    return pl.concat([alike, _discounted(apart, _for_days(taken, apart)).select(alike.columns)])


def _taken(lines: pl.DataFrame, discounts: pl.DataFrame) -> pl.DataFrame:
    """catalog.frames.DISCOUNTS of each bill: the contract's in force on the period's first day."""
    met = lines.select("bill", "contract_id", "charge_id", "product_id", "timing", "start_on").join(
        discounts, on="contract_id"
    )
    met = met.filter(
        (pl.col("discount_from_on") <= pl.col("start_on"))
        & (
            pl.col("discount_until_on").is_null()
            | (pl.col("discount_until_on") > pl.col("start_on"))
        )
        & (pl.col("only_timing").is_null() | (pl.col("only_timing") == pl.col("timing")))
        & (
            pl.col("only_product_id").is_null()
            | (pl.col("only_product_id") == pl.col("product_id"))
        )
    )
    by_product = pl.when(pl.col("only_product_id").is_not_null()).then("charge_id")
    return met.select(
        "bill", "percent_ppm", "amount_minor", position="place",
        charge_id=pl.coalesce("only_charge_id", by_product),
    ).unique(maintain_order=True)  # fmt: skip


def _discounted(lines: pl.DataFrame, taken: pl.DataFrame) -> pl.DataFrame:
    """With discount_minor; null where there is no price to take it off."""
    sound = lines.filter(pl.col("gross_minor").is_not_null()).drop("discount_minor")
    rest = lines.filter(pl.col("gross_minor").is_null()).with_columns(
        discount_minor=pl.lit(None, pl.Int64)
    )
    return pl.concat([discount_lines(sound, taken).select(rest.columns), rest])


def _unlike(lines: pl.DataFrame, taken: pl.DataFrame) -> pl.DataFrame:
    """The bills with an amount off whose lines are neither whole periods nor all of the same days.

    Usage is not shared out, so it is like nothing but whole periods.
    """
    amounts = taken.filter(pl.col("amount_minor").is_not_null())
    of_days = pl.struct("from_on", "until_on", "full_days").n_unique() == 1
    is_alike = _is_whole().all() | (of_days & ~pl.col("is_metered").any())
    theirs = lines.join(amounts, on="bill", how="semi")
    return theirs.group_by("bill").agg(is_alike.alias("is_alike")).filter(~pl.col("is_alike"))


def _for_days(taken: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """`taken` with amounts for the days their lines bill: of the fullest period that is among them."""
    dated = lines.select(
        "bill", "subscription_id", "full_days", of="charge_id",
        day=pl.date_ranges("from_on", "until_on", closed="left"),
    ).explode("day")  # fmt: skip
    met = taken.filter(pl.col("amount_minor").is_not_null()).join(dated, on="bill")
    met = met.filter(pl.col("charge_id").is_null() | (pl.col("charge_id") == pl.col("of")))
    key = ("bill", "position", "charge_id")
    fullest = (
        met.group_by(*key, "subscription_id", "amount_minor", "full_days")
        .agg(days=pl.col("day").n_unique().cast(pl.Int64))
        .sort(pl.col("days") * 10**6 // pl.col("full_days"), descending=True)
        .unique([*key], keep="first", maintain_order=True)
        .select(*key, share=prorated("amount_minor", "days", "full_days", "amount_minor"))
    )
    told = taken.join(fullest, on=key, how="left", nulls_equal=True, maintain_order="left")
    return told.with_columns(amount_minor=pl.coalesce("share", "amount_minor")).drop("share")


def _is_whole() -> pl.Expr:
    left = (pl.col("end_on") - pl.col("from_on")).dt.total_days()
    return (left == pl.col("full_days")) & (pl.col("until_on") == pl.col("end_on"))


def _shared_out(lines: pl.DataFrame) -> pl.DataFrame:
    """Gross, net and top-up of each line's own days."""
    left = (pl.col("end_on") - pl.col("from_on")).dt.total_days()
    after = (pl.col("end_on") - pl.col("until_on")).dt.total_days()
    whole = lines.filter(_is_whole())
    cut = lines.filter(~_is_whole()).with_columns(
        _left=left, _after=after, _net=pl.col("gross_minor") - pl.col("discount_minor")
    )

    def part(amount: str) -> pl.Expr:
        rests = prorated(amount, "_left", "full_days", amount) - prorated(
            amount, "_after", "full_days", amount
        )
        return rests.alias(amount)

    shares = cut.select("is_metered", part("gross_minor"), part("_net"), part("topup_minor"))
    metered = pl.col("is_metered")
    told = cut.with_columns(
        gross_minor=pl.when(metered).then("gross_minor").otherwise(shares["gross_minor"]),
        discount_minor=pl.when(metered)
        .then("discount_minor")
        .otherwise(shares["gross_minor"] - shares["_net"]),
        topup_minor=pl.when(metered).then("topup_minor").otherwise(shares["topup_minor"]),
    )
    return pl.concat([whole, told.select(whole.columns)])


def regular(priced: pl.DataFrame, known: Known) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The regular lines and their top-ups (LINES), and what could not be priced (FAILED)."""
    failed = priced.filter(pl.col("refusal").is_not_null()).select(*FAILED)
    sound = priced.filter(pl.col("refusal").is_null()).join(
        known.terms.select("price_version_id", "unit_price_e9"), on="price_version_id", how="left"
    )
    per_unit = pl.col("model") == ChargeModel.PER_UNIT
    lines = sound.with_columns(
        item_id=pl.lit(None, pl.String), description=pl.lit(None, pl.String),
        revision=pl.lit(0, pl.Int64),
        unit_price_e9=pl.when(per_unit).then("unit_price_e9"),
        known_at=pl.when(pl.col("is_metered")).then(pl.lit(known.at)).cast(INSTANT),
    )  # fmt: skip
    topups = lines.filter(pl.col("topup_minor") > 0).with_columns(
        revision=pl.lit(TOPUP, pl.Int64), gross_minor="topup_minor",
        discount_minor=pl.lit(0, pl.Int64), quantity_e6=pl.lit(1_000_000, pl.Int64),
        unit_price_e9=pl.lit(None, pl.Int64), known_at=pl.lit(None, INSTANT),
        product_name=pl.format("{}, up to the agreed minimum", "product_name"),
    )  # fmt: skip
    return pl.concat([lines.select(*LINES), topups.select(*LINES)]), failed


def waiting(facts: Facts, known: Known) -> pl.DataFrame:
    """LINES of the bill items that wait."""
    inclusive = known.terms.select("price_version_id", "is_tax_inclusive")
    items = facts.items.join(known.products, on="product_id", how="left").join(
        inclusive, on="price_version_id", how="left"
    )
    return items.with_columns(
        pl.col("is_tax_inclusive").fill_null(value=False), position=pl.lit(0, pl.Int64),
        unit_price_e9=pl.lit(None, pl.Int64), known_at=pl.lit(None, INSTANT),
        start_on=pl.lit(None, DAY), end_on=pl.lit(None, DAY), full_days=pl.lit(None, COUNT),
        timing=pl.lit(None, CODE),
    ).select(*LINES)  # fmt: skip


def metered_spans(segments: pl.DataFrame) -> pl.DataFrame:
    """usage.frames.SPANS of the metered segments."""
    return segments.filter(pl.col("is_metered")).select(
        "subscription_id", "meter_id", "from_on", "until_on"
    ).unique()  # fmt: skip
