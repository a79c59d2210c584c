"""Checks every kind of document passes against the books. Each notes the first refusal of a row.

A frame of documents has refusal | refusal_field Utf8 (null: fine so far) and, after
`with_customers`, customer_id Utf8 (null: to be set up) and is_new_customer Boolean. With `is_known`
the books hold it already: taking it again changes nothing, so nothing of it is refused.
"""

from datetime import date

import polars as pl

from cashwright.areas.exchange.frames import rows
from cashwright.areas.ledger.queries import rate
from cashwright.areas.ledger.refusals import NoRate
from cashwright.runs.load.options import Books


def refuse(documents: pl.DataFrame, field: str, code: str, when: pl.Expr) -> pl.DataFrame:
    """Note `code` on the documents the books do not hold yet where `when` holds."""
    return rows.refuse(documents, field, code, when & ~pl.col("is_known"))


def with_customers(documents: pl.DataFrame, books: Books) -> pl.DataFrame:
    """Add customer_id | customer_currency | terms_id | is_new_customer."""
    found = documents.join(books.customers, on="account_no", how="left", maintain_order="left")
    is_new = pl.col("customer_id").is_null() & pl.col("account_no").is_not_null()
    return found.with_columns(is_new_customer=is_new)


def check_customers(documents: pl.DataFrame, *, may_be_new: bool) -> pl.DataFrame:
    """Refuse documents of customers nobody has set up."""
    if may_be_new:
        return documents
    return refuse(documents, "account_no", "exchange.customer_unknown", pl.col("is_new_customer"))


def check_currency(documents: pl.DataFrame) -> pl.DataFrame:
    """Refuse another currency than the customer's; a new one's is that of its first document."""
    first = pl.col("currency").first().over("account_no")
    own = pl.coalesce("customer_currency", first)
    return refuse(documents, "currency", "exchange.wrong_currency", pl.col("currency") != own)


def check_days(documents: pl.DataFrame, on: str, books: Books) -> pl.DataFrame:
    """Refuse what is dated after today or in a month that is shut."""
    documents = refuse(documents, on, "exchange.future_dated", pl.col(on) > books.today)
    if not books.closed:
        return documents
    shut = pl.any_horizontal(
        pl.col(on).is_between(pl.lit(first), pl.lit(last)) for first, last in books.closed
    )
    return refuse(documents, on, "exchange.period_closed", shut)


def check_rates(documents: pl.DataFrame, on: str, books: Books) -> pl.DataFrame:
    """Refuse foreign amounts of days no exchange rate is known for."""
    home = books.entity.currency
    foreign = documents.filter(pl.col("refusal").is_null() & (pl.col("currency") != home))
    pairs = foreign.select("currency", on).unique().drop_nulls().rows()
    lacking = [(code, day) for code, day in pairs if not _has_rate(code, home, day)]
    if not lacking:
        return documents
    table = pl.DataFrame(lacking, schema={"currency": pl.String, on: pl.Date}, orient="row")
    marked = documents.join(
        table.with_columns(lacks_rate=pl.lit(value=True)),
        on=["currency", on],
        how="left",
        maintain_order="left",
    )
    return refuse(marked, "currency", "exchange.rate_missing", pl.col("lacks_rate")).drop(
        "lacks_rate"
    )


def _has_rate(source: str, target: str, on: date) -> bool:
    try:
        rate(source, target, on)
    except NoRate:
        return False
    return True


def to_post() -> pl.Expr:
    """Neither refused nor in the books already."""
    return pl.col("refusal").is_null() & ~pl.col("is_known")
