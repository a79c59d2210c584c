"""Payments of a file: checked as a set, booked in chunks. Whose they settle is found by the day's run."""

import hashlib

import polars as pl

from cashwright.areas.exchange.frames.rows import refuse
from cashwright.areas.payments.models import Payment
from cashwright.areas.payments.services import receive_payments
from cashwright.areas.payments.services.bulk import PAYMENTS
from cashwright.columns.dtypes import CODE, DAY, ID, MINOR, TEXT, Schema
from cashwright.kernel.actors import Actor
from cashwright.runs.load import checks
from cashwright.runs.load.books import numbers_in
from cashwright.runs.load.options import SOURCE, Books, LoadOptions, Progress

CHUNK = 50_000
_CONTENT = ("account_no", "received_on", "currency", "amount_minor", "reference", "payer_text",
            "occurrence")  # fmt: skip
_COMPARED = ("customer_id", "received_on", "currency", "amount_minor")
_KNOWN: Schema = {
    "source_ref": TEXT, "customer_id": ID, "received_on": DAY, "currency": CODE,
    "amount_minor": MINOR, "source": CODE,
}  # fmt: skip


def plan_payments(payments: pl.DataFrame, books: Books, options: LoadOptions) -> pl.DataFrame:
    """Check the rows of `frames.payments.judge_payments` against the books.

    adds   customer_id, is_new_customer, is_known, source_ref, document_kind, total_minor
    """
    payments = payments.with_columns(
        rows=pl.lit(1, pl.UInt32),
        first_row="row_no",
        refusal_row="row_no",
        document_kind=pl.lit("payments"),
        total_minor="amount_minor",
        source_ref=_references(payments),
    )
    payments = checks.with_customers(payments, books)
    payments = _against_known(payments, books)
    payments = checks.check_customers(payments, may_be_new=False)
    payments = checks.check_days(payments, "received_on", books)
    if not options.other_currencies:
        payments = checks.check_currency(payments)
    return checks.check_rates(payments, "received_on", books)


def apply_payments(payments: pl.DataFrame, books: Books, by: Actor, progress: Progress) -> None:
    """Book what can be booked, in file order."""
    for start in range(0, payments.height, CHUNK):
        progress("booking", start, payments.height)
        some = payments.slice(start, CHUNK).select(
            "customer_id", "received_on", "currency", "amount_minor", "source_ref",
            pl.col("method").fill_null("bank_transfer"),
            pl.col("reference").fill_null(""), pl.col("payer_text").fill_null(""),
            ref=pl.col("row_no").cast(pl.String),
        ).select(*PAYMENTS)  # fmt: skip
        receive_payments(some, entity_id=books.entity.pk, source=SOURCE, by=by)
    progress("booking", payments.height, payments.height)


def _references(payments: pl.DataFrame) -> pl.Series:
    """The payment's own reference, else a fingerprint of its content and which of equals it is."""
    text = pl.concat_str(
        [pl.col(name).cast(pl.String).fill_null("") for name in _CONTENT], separator="|"
    )
    contents = payments.select(text=text)["text"]
    made = [
        ref or "content:" + hashlib.sha256(content.encode()).hexdigest()[:40]
        for ref, content in zip(payments["payment_ref"], contents, strict=True)
    ]
    return pl.Series("source_ref", made, dtype=pl.String)


def _against_known(payments: pl.DataFrame, books: Books) -> pl.DataFrame:
    """Mark what is booked already; refuse its reference when it says something else."""
    references = payments["source_ref"].to_list()
    table = Payment._meta.db_table
    known = numbers_in(table, "source_ref", books.entity.pk, references, _KNOWN)
    known = known.filter(pl.col("source") == SOURCE).with_columns(is_taken=pl.lit(value=True))
    matched = payments.join(
        known, on="source_ref", how="left", maintain_order="left", suffix="_known"
    )
    pairs = (pl.col(name) == pl.col(f"{name}_known") for name in _COMPARED)
    same = pl.all_horizontal(pairs).fill_null(value=False)
    is_taken = pl.col("is_taken").fill_null(value=False)
    matched = matched.with_columns(is_known=is_taken & same)
    matched = refuse(matched, "payment_ref", "exchange.number_reused", is_taken & ~same)
    return matched.select(*payments.columns, "is_known")
