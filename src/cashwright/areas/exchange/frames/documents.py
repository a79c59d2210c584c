"""Lines gathered into documents, and what is wrong with a document that no line of it shows."""

import polars as pl

from cashwright.areas.exchange.rules.reading import LINE_FIELDS, HowToRead

KEY = ("invoice_no", "account_no")
_HEADS = ("issued_on", "due_on", "currency")
_KEPT = ("customer_name", "country", "purchase_order_no", "credited_invoice_no")
_AMOUNTS = ("net_minor", "tax_minor", "total_minor")


def gather(lines: pl.LazyFrame, how: HowToRead) -> pl.LazyFrame:
    """The documents of a file: lines that share number and customer, in the order they first appear.

    lines    of frames.invoices.read_lines, in file order
    returns  invoice_no | account_no | customer_name | country | purchase_order_no |
             credited_invoice_no | first_row | rows | issued_on | due_on | currency |
             net_minor | tax_minor | total_minor (as a positive amount also for a credit note) |
             is_credit | sign Int8 (lines x sign add up to the totals) |
             refusal | refusal_field | refusal_row (first problem of a line, else of the document)
    """
    gathered = lines.group_by(KEY, maintain_order=True).agg(
        *(pl.col(name).drop_nulls().first() for name in (*_KEPT, *_HEADS)),
        *(pl.col(name).drop_nulls().n_unique().alias(f"{name}_kinds") for name in _HEADS),
        pl.col("row_no").first().alias("first_row"),
        pl.len().alias("rows"),
        *(pl.col(name).cast(pl.Int128).sum().alias(f"{name}_wide") for name in _AMOUNTS[:2]),
        pl.col("total_minor").drop_nulls().n_unique().alias("totals_kinds"),
        pl.col("total_minor").cast(pl.Int128).sum().alias("totals_sum"),
        pl.col("total_minor").drop_nulls().first().alias("totals_first"),
        pl.struct(*_AMOUNTS, *_HEADS).n_unique().alias("contents"),
        pl.col("kind_says").any(ignore_nulls=True).alias("says_credit"),
        pl.col("kind_says").not_().any(ignore_nulls=True).alias("says_invoice"),
        pl.col("number_says").first(),
        *(
            pl.col(name).filter(pl.col("refusal").is_not_null()).first().alias(target)
            for name, target in (
                ("refusal", "refusal"),
                ("refusal_field", "refusal_field"),
                ("row_no", "refusal_row"),
            )
        ),
    )
    return _judged(_totaled(gathered, how), how)


def _totaled(documents: pl.LazyFrame, how: HowToRead) -> pl.LazyFrame:
    """Totals as positive amounts, with the sign the file wrote them with put aside."""
    net, tax = pl.col("net_minor_wide"), pl.col("tax_minor_wide")
    is_negative = pl.col("sum_wide") < 0
    by_number = pl.col("number_says").fill_null(value=False) & ~pl.col("says_invoice")
    is_credit = pl.col("says_credit") | (is_negative & (by_number | pl.lit(how.negative_credits)))
    sign = pl.when(is_negative & pl.col("is_credit")).then(-1).otherwise(1)
    return (
        documents.with_columns(sum_wide=net + tax)
        .with_columns(is_credit=is_credit)
        .with_columns(sign=sign.cast(pl.Int8))
        .with_columns(
            net_minor=(net * pl.col("sign")).cast(pl.Int64, strict=False),
            tax_minor=(tax * pl.col("sign")).cast(pl.Int64, strict=False),
            total_minor=(pl.col("sum_wide") * pl.col("sign")).cast(pl.Int64, strict=False),
        )
    )


def _judged(documents: pl.LazyFrame, how: HowToRead) -> pl.LazyFrame:
    total = pl.col("sum_wide")
    agrees = (
        (pl.col("totals_kinds") == 0)
        | (pl.col("totals_sum") == total)
        | ((pl.col("totals_kinds") == 1) & (pl.col("totals_first") == total))
    )
    is_one_row = pl.lit(bool(LINE_FIELDS & how.columns.keys())) | (pl.col("rows") == 1)
    disagree = pl.any_horizontal(pl.col(f"{name}_kinds") > 1 for name in _HEADS)
    both = pl.col("says_credit") & pl.col("says_invoice")
    checks = (
        ("invoice_no", "exchange.duplicate_in_file", ~is_one_row & (pl.col("contents") == 1)),
        ("invoice_no", "exchange.number_reused", ~is_one_row & (pl.col("contents") > 1)),
        ("invoice_no", "exchange.number_reused", pl.len().over("invoice_no") > 1),
        ("issued_on", "exchange.lines_disagree", disagree | both),
        ("total_amount", "exchange.amount_too_large", pl.col("total_minor").is_null()),
        ("total_amount", "exchange.total_disagrees", ~agrees),
        ("total_amount", "exchange.zero_amount", total == 0),
        ("total_amount", "exchange.negative_invoice", (total < 0) & ~pl.col("is_credit")),
    )
    found = [(field, code, bad.fill_null(value=False)) for field, code, bad in checks]
    is_new = pl.col("refusal").is_null()
    return documents.select(
        *KEY,
        *_KEPT,
        *_HEADS,
        *_AMOUNTS,
        "first_row",
        "rows",
        "is_credit",
        "sign",
        pl.coalesce("refusal", *(pl.when(bad).then(pl.lit(code)) for _, code, bad in found)),
        pl.coalesce(
            "refusal_field",
            *(pl.when(bad & is_new).then(pl.lit(field)) for field, _, bad in found),
        ),
        pl.coalesce("refusal_row", "first_row"),
    )
