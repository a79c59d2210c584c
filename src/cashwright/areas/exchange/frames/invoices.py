"""Rows of an invoice file: what each line comes to, and what it says it is."""

import polars as pl

from cashwright.areas.exchange.frames.numbers import line_minor, rounded, ten_to
from cashwright.areas.exchange.frames.rows import read_rows, refuse
from cashwright.areas.exchange.rules.kinds import CREDIT_NUMBER, CREDIT_WORDS, INVOICE_WORDS
from cashwright.areas.exchange.rules.reading import HowToRead

_PRICE = (pl.col("unit_price_scaled"), pl.col("unit_price_exponent"))
_QUANTITY = (pl.col("quantity_scaled"), pl.col("quantity_exponent"))


def read_lines(batch: pl.DataFrame, how: HowToRead) -> pl.DataFrame:
    """The rows of `read_rows`, with what the invoice file does not spell out filled in.

    net_minor    as given; else quantity x unit price rounded half up (a missing quantity is 1);
                 else total less tax
    tax_minor    as given; else total less net; else net x rate rounded half up; else 0
    line_minor   net + tax
    total_minor  as given, null when there is no such column
    kind_says    Boolean: whether the kind column or a credited invoice says credit note; null: neither
    number_says  Boolean: whether the number is written like a credit note's
    is_made      Boolean: net_minor was made of quantity and unit price
    """
    frame = _with_customer(read_rows(batch, how), how)
    for field in ("invoice_no", "issued_on"):
        frame = refuse(frame, field, "exchange.value_missing", pl.col(field).is_null())
    frame = refuse(frame, "currency", "exchange.currency_missing", pl.col("currency").is_null())
    frame = _with_amounts(frame)
    frame = _with_kind(frame)
    due_first = pl.col("due_on") < pl.col("issued_on")
    return refuse(frame, "due_on", "exchange.due_before_issue", due_first)


def exact_sums(lines: pl.LazyFrame) -> pl.LazyFrame:
    """currency | decimals | exact Int128: the sums of quantity x price before any rounding.

    `exact` / 10^decimals is in major units; rows whose net amount was given count as given.
    """
    decimals = _QUANTITY[1].fill_null(0).cast(pl.Int16) + _PRICE[1].cast(pl.Int16)
    product = _QUANTITY[0].fill_null(1).cast(pl.Int128) * _PRICE[0].cast(pl.Int128)
    is_made = pl.col("is_made")
    return (
        lines.select(
            "currency",
            decimals=pl.when(is_made).then(decimals).otherwise(pl.col("units").cast(pl.Int16)),
            exact=pl.when(is_made).then(product).otherwise(pl.col("net_minor").cast(pl.Int128)),
        )
        .group_by("currency", "decimals")
        .agg(pl.col("exact").sum())
    )


def _with_customer(frame: pl.DataFrame, how: HowToRead) -> pl.DataFrame:
    """The account: as given, else the name, else the account for rows without a customer."""
    account = pl.coalesce("account_no", pl.col("customer_name").str.slice(0, 64))
    walk_in = pl.lit(how.no_customer, dtype=pl.String)
    frame = frame.with_columns(account_no=pl.coalesce(account, walk_in))
    return refuse(frame, "account_no", "exchange.customer_missing", pl.col("account_no").is_null())


def _with_amounts(frame: pl.DataFrame) -> pl.DataFrame:
    units = pl.col("units")
    quantity = (_QUANTITY[0].fill_null(1), _QUANTITY[1].fill_null(0))
    made = line_minor(quantity, _PRICE, units)
    is_made = pl.col("net_minor").is_null() & _PRICE[0].is_not_null()
    frame = frame.with_columns(is_made=is_made, given_tax=pl.col("tax_minor"), made_minor=made)
    less_tax = pl.col("total_minor") - pl.col("tax_minor").fill_null(0)
    frame = frame.with_columns(net_minor=pl.coalesce("net_minor", "made_minor", less_tax))
    rate = (pl.col("tax_rate_scaled").cast(pl.Int128), pl.col("tax_rate_exponent"))
    by_rate = rounded(
        pl.col("net_minor").cast(pl.Int128) * rate[0], ten_to(rate[1].cast(pl.Int16) + 2)
    ).cast(pl.Int64, strict=False)
    less_net = pl.col("total_minor") - pl.col("net_minor")
    frame = frame.with_columns(
        tax_minor=pl.coalesce("given_tax", less_net, by_rate, pl.lit(0, dtype=pl.Int64))
    ).with_columns(line_minor=pl.col("net_minor") + pl.col("tax_minor"))
    too_large = pl.col("is_made") & pl.col("made_minor").is_null() & pl.col("units").is_not_null()
    frame = refuse(frame, "unit_price", "exchange.amount_too_large", too_large)
    frame = refuse(frame, "total_amount", "exchange.value_missing", pl.col("net_minor").is_null())
    return frame.drop("given_tax", "made_minor")


def _with_kind(frame: pl.DataFrame) -> pl.DataFrame:
    said = pl.col("kind").str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]", "")
    yes, no = pl.lit(value=True), pl.lit(value=False)
    by_word = pl.when(said.is_in(CREDIT_WORDS)).then(yes).when(said.is_in(INVOICE_WORDS)).then(no)
    by_reference = pl.when(pl.col("credited_invoice_no").is_not_null()).then(yes)
    frame = frame.with_columns(
        kind_says=pl.coalesce(by_word, by_reference),
        number_says=pl.col("invoice_no").str.contains(CREDIT_NUMBER),
    )
    is_odd = pl.col("kind").is_not_null() & pl.col("kind_says").is_null()
    return refuse(frame, "kind", "exchange.kind_unknown", is_odd).drop("kind")
