"""Posting a million documents: the same totals, entries and seals as rules.py and services/posting.py.

Frames are Polars; a *ref* is the key the caller gives a document, and joins its lines to it.
tests/areas/invoicing/test_twins.py posts the same documents both ways and compares what stands.
"""

import polars as pl

from cashwright.columns.dtypes import CODE, COUNT, DAY, ID, INSTANT, MINOR, TEXT

HEADERS = {
    "ref": TEXT,
    "customer_id": ID,
    "issued_on": DAY,
    "due_on": DAY,
    "currency": CODE,
    "document_no": TEXT,
    "source_ref": TEXT,
    "purchase_order_no": TEXT,
    "memo": TEXT,
    "kind": CODE,
}
LINES = {
    "ref": TEXT,
    "line_no": COUNT,
    "description": TEXT,
    "account_code": CODE,
    "quantity_scaled": pl.Int64(),
    "quantity_exponent": pl.Int64(),
    "unit_price_scaled": pl.Int64(),
    "unit_price_exponent": pl.Int64(),
    "net_minor": MINOR,
    "tax_code": CODE,
    "tax_rate_ppm": pl.Int64(),
    "tax_minor": MINOR,
}
BILLING = {
    "charge_id": ID,
    "price_version_id": ID,
    "from_on": DAY,
    "until_on": DAY,
    "revision": pl.Int64(),
    "gross_minor": MINOR,
    "discount_minor": MINOR,
    "known_at": INSTANT,
}
"""What LINES may carry besides: which charge and days a line bills (see models.Billed)."""
TERMS = {"terms_id": ID, "discount_bp": pl.Int64(), "discount_until_on": DAY}
"""What HEADERS may carry besides: the terms the due date comes from, and their discount."""
_SEALED_HEADER = (
    "document_no", "customer_id", "issued_on", "due_on", "currency", "net_minor", "tax_minor",
    "total_minor",
)  # fmt: skip
_SEALED_LINE = (
    "line_no", "description", "account_code", "quantity_scaled", "quantity_exponent",
    "unit_price_scaled", "unit_price_exponent", "net_minor", "tax_code", "tax_rate_ppm", "tax_minor",
    "from_on", "until_on",
)  # fmt: skip


def _record(fields: tuple[str, ...]) -> pl.Expr:
    return pl.concat_str([pl.col(f).cast(pl.String).fill_null("") for f in fields], separator="|")


def _line_record(lines: pl.DataFrame) -> pl.Expr:
    """What of a line is sealed; lines that bill no days have none."""
    days = ("from_on", "until_on")
    if "from_on" in lines.columns:
        return _record(_SEALED_LINE)
    return pl.concat_str(
        [_record(tuple(f for f in _SEALED_LINE if f not in days)), pl.lit("|")], separator="|"
    )


def placed(headers: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """`lines` with `n`, the row of their document in `headers`, instead of ref; by n and line_no.

    Everything after joins, groups and sorts by this small number: text takes several times as long.
    """
    rows = headers.select("ref", n=pl.int_range(pl.len()))
    placed = lines.join(rows, on="ref", how="inner", maintain_order="left").drop("ref")
    in_order = placed.select(pl.col("n") * 2**32 + pl.col("line_no")).to_series().is_sorted()
    return placed if in_order else placed.sort("n", "line_no")


def with_totals(headers: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Headers plus net_minor, tax_minor, total_minor, line_count and `sealed_lines`, in header order.

    lines   as `placed` gives them
    Sums are taken in 128 bits, so that what does not fit 64 fails the cast instead of wrapping.
    """
    sums = (
        lines.with_columns(record=_line_record(lines))
        .group_by("n", maintain_order=True)
        .agg(
            pl.col("net_minor").cast(pl.Int128).sum(),
            pl.col("tax_minor").cast(pl.Int128).sum(),
            line_count=pl.len().cast(pl.Int64),
            sealed_lines=pl.col("record").str.join("\n"),
        )
        .with_columns(total_minor=pl.col("net_minor") + pl.col("tax_minor"))
        .cast({"net_minor": MINOR, "tax_minor": MINOR, "total_minor": MINOR})
    )
    numbered = headers.with_columns(n=pl.int_range(pl.len()))
    return numbered.join(sums, on="n", how="left", maintain_order="left").drop("n")


def no_discount(headers: pl.DataFrame) -> dict[str, pl.Expr]:
    """The column discount_bp for headers that came without terms."""
    return {} if "discount_bp" in headers.columns else {"discount_bp": pl.lit(0)}


def content(documents: pl.DataFrame, *, has_due_on: bool) -> pl.Series:
    """The text that seals each document: rules.content over posting.header and posting.record."""
    sealed = documents if has_due_on else documents.with_columns(due_on=pl.lit(None, pl.Date))
    text = pl.concat_str([_record(_SEALED_HEADER), pl.col("sealed_lines")], separator="\n")
    return sealed.select(text=text)["text"]


def entry_lines(
    documents: pl.DataFrame, lines: pl.DataFrame, *, whole_account: str, tax_account: str, sign: int
) -> pl.DataFrame:
    """The postings of each document: the customer's side first, then income by account, then tax.

    documents  id, entry_id, customer_id, issued_on, currency, tax_minor, total_minor,
               functional_minor
    lines      n, account_code, net_minor: as `placed` among these documents
    returns    n, entry_id, line_no, account_id, effective_on, customer_id, document_id, currency,
               amount_minor, functional_minor, by n; lines of zero are left out
    """
    heads = documents.select(
        "id", "entry_id", "customer_id", "issued_on", "currency", "tax_minor", "total_minor",
        "functional_minor", n=pl.int_range(pl.len()),
    )  # fmt: skip
    codes = sorted(lines["account_code"].unique())  # one number sorts faster than text
    ranks = {code: rank for rank, code in enumerate(codes, start=1)}
    key = pl.col("n") * (len(codes) + 2) + pl.col("rank")
    income = (
        lines.group_by("n", "account_code").agg(pl.col("net_minor").sum()).filter(pl.col("net_minor") != 0)
        .select(
            "n", account_id="account_code", minor="net_minor",
            rank=pl.col("account_code").replace_strict(ranks, return_dtype=pl.Int64),
        )
    )  # fmt: skip
    tax = heads.filter(pl.col("tax_minor") != 0).select(
        "n",
        account_id=pl.lit(tax_account),
        minor="tax_minor",
        rank=pl.lit(len(codes) + 1, pl.Int64),
    )
    parts = pl.concat([income, tax]).sort(key)
    shared = _with_shares(parts.join(heads, on="n", how="inner", maintain_order="left"))
    rest = shared.select(
        "n", "entry_id", "rank", "account_id", "issued_on", "customer_id", "currency",
        document_id=pl.lit(None, documents.schema["id"]), amount_minor=-sign * pl.col("minor"),
        functional_minor=-sign * pl.col("share"),
    )  # fmt: skip
    whole = heads.filter(pl.col("total_minor") != 0).select(
        "n", "entry_id", "issued_on", "customer_id", "currency", rank=pl.lit(0, pl.Int64),
        account_id=pl.lit(whole_account), document_id="id",
        amount_minor=sign * pl.col("total_minor"), functional_minor=sign * pl.col("functional_minor"),
    )  # fmt: skip
    both = pl.concat([whole, rest.select(whole.columns)]).sort(key)
    row = pl.int_range(pl.len())
    first = pl.when(pl.col("n") != pl.col("n").shift(1, fill_value=-1)).then(row).forward_fill()
    return (
        both.with_columns(line_no=row - first + 1)
        .rename({"issued_on": "effective_on"})
        .drop("rank")
    )


def _with_shares(parts: pl.DataFrame) -> pl.DataFrame:
    """ledger.rules.functional_parts: each part's share half up, the largest takes the difference."""
    if (parts["total_minor"] == parts["functional_minor"]).all():  # all in the books' own currency
        return parts.with_columns(share="minor")
    product = pl.col("minor").cast(pl.Int128) * pl.col("functional_minor")
    whole = pl.col("total_minor").cast(pl.Int128)
    size = (product.abs() * 2 + whole.abs()) // (whole.abs() * 2)
    same_sign = (product >= 0) == (whole >= 0)
    home = pl.col("total_minor") == pl.col("functional_minor")
    rough = (
        pl.when(home).then(pl.col("minor"))
        .when(pl.col("total_minor") == 0).then(pl.col("minor"))
        .when(same_sign).then(size).otherwise(0 - size).cast(pl.Int64)
    )  # fmt: skip
    ranked = parts.with_columns(share=rough).with_columns(
        place=pl.col("minor").abs().rank("ordinal", descending=True).over("n"),
        short=pl.when(pl.col("total_minor") == 0)
        .then(0)
        .otherwise(pl.col("functional_minor") - pl.col("share").sum().over("n")),
    )
    return ranked.with_columns(
        share=pl.when(pl.col("place") == 1)
        .then(pl.col("share") + pl.col("short"))
        .otherwise("share")
    )
