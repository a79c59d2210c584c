"""Posting many documents at once: frames in, one COPY a table, one fact a document.

The caller has validated the frames as a set and holds a command open; the database checks again.
"""

import hashlib
from collections.abc import Callable
from uuid import UUID

import polars as pl

from cashwright.areas.controls.services import announce_frame, command
from cashwright.areas.invoicing import frames
from cashwright.areas.invoicing.events import CreditNotePosted, InvoicePosted
from cashwright.areas.invoicing.models import CreditNote, CreditNoteLine, Invoice, InvoiceLine
from cashwright.areas.invoicing.services.numbers import series_year, take_numbers
from cashwright.areas.ledger import queries as ledger
from cashwright.areas.ledger.frames import with_functional
from cashwright.areas.ledger.services import hold_months, post_entries
from cashwright.areas.parties.models import LegalEntity
from cashwright.columns.copy import write_frame
from cashwright.columns.dtypes import check
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.events import Event
from cashwright.kernel.ids import new_id_texts


@command
def post_invoices(
    headers: pl.DataFrame,
    lines: pl.DataFrame,
    *,
    entity_id: UUID,
    source: str,
    by: Actor,
    opening: bool = False,
) -> pl.DataFrame:
    """Post invoices straight from frames; those without document_no get the next of the series.

    headers, lines  frames.HEADERS and frames.LINES; refs unique, each with at least one line
    opening         what was owed when these books began: against opening balances, not income
    returns         ref, id, document_no, total_minor, in the order posted (by issue date)
    raises          PeriodClosed, IssueDateBeforeLast, NoRate; IntegrityError when a number or
                    source_ref is taken (the caller has looked before)
    """
    check(headers, frames.HEADERS, "headers")
    check(lines, frames.LINES, "lines")
    entity = LegalEntity.objects.get(pk=entity_id)
    roles = ledger.accounts_by_role()
    income = roles["opening"] if opening else roles["revenue"]
    lines = lines.with_columns(
        account_code=pl.lit(income) if opening else pl.col("account_code").fill_null(income)
    )
    documents = _prepare(headers, lines, entity, entity.invoice_prefix)
    documents = documents.with_columns(
        state=pl.when(pl.col("total_minor") == 0)
        .then(pl.lit("settled"))
        .otherwise(pl.lit("posted")),
        balance_minor="total_minor",
        balance_functional_minor="functional_minor",
        discount_bp=pl.lit(0),
        source=pl.lit(source),
    )
    documents = documents.with_columns(_hashes(frames.content(documents, has_due_on=True)))
    _write(documents, lines, Invoice, InvoiceLine, "invoice_id")
    _post(documents, lines, roles["receivable"], roles["tax_payable"], 1, "invoice", by)
    _tell(documents, InvoicePosted, "invoice_id", entity_id, by)
    return documents.select("ref", "id", "document_no", "total_minor")


@command
def post_credit_notes(
    headers: pl.DataFrame, lines: pl.DataFrame, *, entity_id: UUID, source: str, by: Actor
) -> pl.DataFrame:
    """Post credit notes on account from frames (amounts positive); nothing is applied yet.

    As post_invoices; the headers' due_on and kind are not used.
    """
    check(headers, frames.HEADERS, "headers")
    check(lines, frames.LINES, "lines")
    entity = LegalEntity.objects.get(pk=entity_id)
    roles = ledger.accounts_by_role()
    lines = lines.with_columns(pl.col("account_code").fill_null(roles["revenue"]))
    documents = _prepare(headers, lines, entity, entity.credit_note_prefix)
    documents = documents.with_columns(
        state=pl.lit("posted"),
        unapplied_minor="total_minor",
        unapplied_functional_minor="functional_minor",
        invoice_id=pl.lit(None, pl.String),
        reason=pl.col("memo").str.slice(0, 200),
        source=pl.lit(source),
    )
    documents = documents.with_columns(_hashes(frames.content(documents, has_due_on=False)))
    _write(documents, lines, CreditNote, CreditNoteLine, "credit_note_id")
    _post(documents, lines, roles["customer_credit"], roles["tax_payable"], -1, "credit_note", by)
    _tell(documents, CreditNotePosted, "credit_note_id", entity_id, by)
    return documents.select("ref", "id", "document_no", "total_minor")


def _prepare(
    headers: pl.DataFrame, lines: pl.DataFrame, entity: LegalEntity, prefix: str
) -> pl.DataFrame:
    """Ids, totals, numbers, functional amounts, in the order of issue."""
    ordered = headers.sort("issued_on", maintain_order=True)
    hold_months(entity.pk, ordered["issued_on"])
    documents = frames.with_totals(ordered, lines).with_columns(
        id=pl.Series(new_id_texts(ordered.height), dtype=pl.String),
        entry_id=pl.Series(new_id_texts(ordered.height), dtype=pl.String),
        entity_id=pl.lit(str(entity.pk)),
        created_at=pl.lit(now()),
        posted_at=pl.lit(now()),
    )
    numbered = _numbered(documents, entity, prefix)
    return with_functional(
        numbered, amount="total_minor", on="issued_on", home=entity.currency, rate=ledger.rate
    )


def _numbered(documents: pl.DataFrame, entity: LegalEntity, prefix: str) -> pl.DataFrame:
    """Numbers for those that bring none, in order of issue, per fiscal year; the rest keep theirs."""
    blank = pl.lit(None, pl.Int64)
    given = documents.with_columns(series=pl.lit(""), series_year=blank, series_no=blank)
    wanting = documents.filter(pl.col("document_no").is_null())
    if wanting.is_empty():
        return given
    days = {on: series_year(entity, on) for on in wanting["issued_on"].unique().to_list()}
    wanting = wanting.with_columns(
        series=pl.lit(prefix),
        series_year=pl.col("issued_on").replace_strict(days, return_dtype=pl.Int64),
    )
    numbered = []
    for (year,), part in wanting.group_by("series_year", maintain_order=True):
        on = part["issued_on"]
        first = take_numbers(
            entity, prefix, int(str(year)), count=part.height, first_on=on[0], last_on=on[-1]
        )
        numbered.append(part.with_columns(series_no=pl.int_range(first, first + part.height)))
    fresh = pl.concat(numbered).with_columns(
        document_no=pl.format(
            "{}-{}-{}", pl.col("series"), pl.col("series_year"),
            pl.col("series_no").cast(pl.String).str.zfill(6),
        )
    )  # fmt: skip
    kept = given.filter(pl.col("document_no").is_not_null())
    return pl.concat([kept, fresh.select(kept.columns)]).sort("id")


def _hashes(texts: pl.Series) -> pl.Series:
    sha256: Callable[[bytes], hashlib._Hash] = hashlib.sha256
    return pl.Series(
        "content_hash", [sha256(text.encode()).digest() for text in texts], dtype=pl.Binary
    )


def _write(
    documents: pl.DataFrame,
    lines: pl.DataFrame,
    document: type[Invoice] | type[CreditNote],
    line: type[InvoiceLine] | type[CreditNoteLine],
    key: str,
) -> None:
    fields = [f.attname for f in document._meta.concrete_fields if f.attname in documents.columns]
    write_frame(documents.select(fields), document)
    rows = lines.join(documents.select("ref", pl.col("id").alias(key)), on="ref", how="inner").drop(
        "ref"
    )
    zero = {
        f.attname: pl.lit(0)
        for f in line._meta.concrete_fields
        if f.attname.startswith("credited_")
    }
    write_frame(rows.sort(key, "line_no").with_columns(**zero), line)


def _post(
    documents: pl.DataFrame,
    lines: pl.DataFrame,
    whole_account: str,
    tax_account: str,
    sign: int,
    kind: str,
    by: Actor,
) -> None:
    postings = frames.entry_lines(
        documents, lines, whole_account=whole_account, tax_account=tax_account, sign=sign
    )
    counts = postings.group_by("entry_id").agg(line_count=pl.len().cast(pl.Int64))
    entries = documents.drop("line_count").join(counts, on="entry_id").select(
        "entity_id", "line_count", id="entry_id", document_id="id", effective_on="issued_on",
        kind=pl.lit(kind), memo="document_no",
    )  # fmt: skip
    entity = documents["entity_id"][0]
    post_entries(entries, postings.with_columns(entity_id=pl.lit(entity)), by=by)


def _tell(
    documents: pl.DataFrame, kind: type[Event], subject: str, entity_id: UUID, by: Actor
) -> None:
    facts = documents.with_columns(
        pl.col("id").alias(subject),
        document_id="id",
        why=pl.lit(""),
        content_hash=pl.col("content_hash").bin.encode("hex"),
    )
    announce_frame(kind, facts, entity_id=entity_id, by=by)
