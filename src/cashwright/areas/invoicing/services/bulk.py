"""Posting many documents at once: frames in, one COPY a table, one fact a document.

The caller has validated the frames as a set and holds a command open; the database checks again.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import polars as pl

from cashwright.areas.controls.services import announce_frame, command
from cashwright.areas.invoicing import frames
from cashwright.areas.invoicing.events import CreditNotePosted, InvoicePosted
from cashwright.areas.invoicing.models import CreditNote, CreditNoteLine, Invoice, InvoiceLine
from cashwright.areas.invoicing.services.numbers import series_year, take_numbers
from cashwright.areas.ledger import queries as ledger
from cashwright.areas.ledger.frames import with_functional
from cashwright.areas.ledger.services import entry_writer, hold_months
from cashwright.areas.parties.models import LegalEntity
from cashwright.columns.ahead import ahead
from cashwright.columns.copy import Rows, ready_rows, target_of, write_rows
from cashwright.columns.dtypes import check
from cashwright.columns.pgbinary import id_bytes
from cashwright.columns.pgtarget import Target
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.events import Event
from cashwright.kernel.ids import new_id_texts
from cashwright.kernel.rates import Rate

Documents = tuple[pl.DataFrame, pl.DataFrame]
"""headers, lines: frames.HEADERS and frames.LINES; refs unique, each with at least one line."""


@dataclass(frozen=True, slots=True)
class _Begun:
    """Numbered headers in the order of issue, their lines, and the rates their days ask for."""

    documents: pl.DataFrame
    lines: pl.DataFrame
    rates: dict[tuple[str, str, date], Rate]


@dataclass(frozen=True, slots=True)
class _Ready:
    """Rows of documents, lines, entries and postings, as they are sent; `documents` is what the facts tell."""

    documents: pl.DataFrame
    rows: Sequence[Rows]


@dataclass(frozen=True, slots=True)
class _Kind:
    """How one kind of document is written. Made before the first: it asks the database.

    key       the column of its lines that names it
    sign      of what the customer owes by it
    accounts  of the whole amount, of the tax
    """

    name: str
    key: str
    sign: int
    accounts: tuple[str, str]
    heads: Target
    lines: Target
    entries: Callable[[pl.DataFrame, pl.DataFrame], list[Rows]]


@command
def post_invoices(
    parts: Iterable[Documents], *, entity_id: UUID, source: str, by: Actor, opening: bool = False
) -> pl.DataFrame:
    """Post invoices straight from frames; those without document_no get the next of the series.

    parts     one set, or a large one in pieces: the next is made ready while one is written
    opening   what was owed when these books began: against opening balances, not income
    returns   ref, id, document_no, total_minor, in the order posted (by issue date within a part)
    raises    PeriodClosed, IssueDateBeforeLast, NoRate; IntegrityError when a number or
              source_ref is taken (the caller has looked before)
    """
    entity = LegalEntity.objects.get(pk=entity_id)
    roles = ledger.accounts_by_role()
    income = roles["opening"] if opening else roles["revenue"]
    kind = _Kind(
        "invoice", "invoice_id", 1, (roles["receivable"], roles["tax_payable"]),
        target_of(Invoice), target_of(InvoiceLine), entry_writer(by),
    )  # fmt: skip

    def make_ready(begun: _Begun) -> _Ready:
        code = pl.lit(income) if opening else pl.col("account_code").fill_null(income)
        lines = frames.placed(begun.documents, begun.lines.with_columns(account_code=code))
        documents = _with_totals(begun, lines, entity.currency).with_columns(
            state=pl.when(pl.col("total_minor") == 0)
            .then(pl.lit("settled"))
            .otherwise(pl.lit("posted")),
            balance_minor="total_minor",
            balance_functional_minor="functional_minor",
            **frames.no_discount(begun.documents),
            source=pl.lit(source),
        )
        sealed = documents.with_columns(_hashes(frames.content(documents, has_due_on=True)))
        credited = {"credited_net_minor": pl.lit(0), "credited_tax_minor": pl.lit(0)}
        return _ready(sealed, lines.with_columns(**credited), kind)

    begun = (_begin(part, entity, entity.invoice_prefix) for part in parts)
    return pl.concat([_write(ready, InvoicePosted, kind, by) for ready in ahead(make_ready, begun)])


@command
def post_credit_notes(
    parts: Iterable[Documents], *, entity_id: UUID, source: str, by: Actor
) -> pl.DataFrame:
    """Post credit notes on account from frames (amounts positive); nothing is applied yet.

    As post_invoices; the headers' due_on, kind and terms are not used.
    """
    entity = LegalEntity.objects.get(pk=entity_id)
    roles = ledger.accounts_by_role()
    kind = _Kind(
        "credit_note", "credit_note_id", -1, (roles["customer_credit"], roles["tax_payable"]),
        target_of(CreditNote), target_of(CreditNoteLine), entry_writer(by),
    )  # fmt: skip

    def make_ready(begun: _Begun) -> _Ready:
        code = pl.col("account_code").fill_null(roles["revenue"])
        lines = frames.placed(begun.documents, begun.lines.with_columns(code))
        documents = _with_totals(begun, lines, entity.currency).with_columns(
            state=pl.lit("posted"),
            unapplied_minor="total_minor",
            unapplied_functional_minor="functional_minor",
            invoice_id=pl.lit(None, pl.String),
            reason=pl.col("memo").str.slice(0, 200),
            source=pl.lit(source),
        )
        sealed = documents.with_columns(_hashes(frames.content(documents, has_due_on=False)))
        return _ready(sealed, lines, kind)

    begun = (_begin(part, entity, entity.credit_note_prefix) for part in parts)
    return pl.concat(
        [_write(ready, CreditNotePosted, kind, by) for ready in ahead(make_ready, begun)]
    )


def _begin(part: Documents, entity: LegalEntity, prefix: str) -> _Begun:
    """All that asks the database: open months, numbers, rates."""
    headers, lines = part
    check(headers, frames.HEADERS, "headers")
    check(lines, frames.LINES, "lines")
    ordered = headers.sort("issued_on", maintain_order=True)
    hold_months(entity.pk, ordered["issued_on"])
    documents = ordered.with_columns(
        id=pl.Series(new_id_texts(ordered.height), dtype=pl.String),
        entry_id=pl.Series(new_id_texts(ordered.height), dtype=pl.String),
        entity_id=pl.lit(str(entity.pk)),
        created_at=pl.lit(now()),
        posted_at=pl.lit(now()),
    )
    home = entity.currency
    asked = ordered.select("currency", pl.lit(home), "issued_on").unique().rows()
    rates = {(code, to, on): ledger.rate(code, to, on) for code, to, on in asked}
    return _Begun(_numbered(documents, entity, prefix), lines, rates)


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
    if fresh.height == documents.height:
        return fresh.select(given.columns)
    kept = given.filter(pl.col("document_no").is_not_null())
    return pl.concat([kept, fresh.select(kept.columns)]).sort("id")


def _hashes(texts: pl.Series) -> pl.Series:
    sha256: Callable[[bytes], hashlib._Hash] = hashlib.sha256
    return pl.Series(
        "content_hash", [sha256(text.encode()).digest() for text in texts], dtype=pl.Binary
    )


def _with_totals(begun: _Begun, lines: pl.DataFrame, home: str) -> pl.DataFrame:
    return with_functional(
        frames.with_totals(begun.documents, lines),
        amount="total_minor",
        on="issued_on",
        home=home,
        rate=lambda *asked: begun.rates[asked],
    )


def _ready(documents: pl.DataFrame, lines: pl.DataFrame, kind: _Kind) -> _Ready:
    """The rows of documents, lines, entries and postings. Ids go as bytes: each is written many times."""
    heads = documents.with_columns(id_bytes(name) for name in ("id", "entry_id", "customer_id"))
    ids = [id_bytes(name) for name in ("charge_id", "price_version_id") if name in lines.columns]
    rows = lines.with_columns(heads["id"].gather(lines["n"]).alias(kind.key), *ids)
    whole, tax = kind.accounts
    postings = frames.entry_lines(
        heads, lines, whole_account=whole, tax_account=tax, sign=kind.sign
    )
    counts = postings.group_by("n", maintain_order=True).agg(line_count=pl.len().cast(pl.Int64))
    entries = counts.hstack(heads.drop("line_count")[counts["n"]]).select(
        "entity_id", "line_count", id="entry_id", document_id="id", effective_on="issued_on",
        kind=pl.lit(kind.name), memo="document_no",
    )  # fmt: skip
    entity = pl.lit(documents["entity_id"][0])
    known = [name for name in heads.columns if name in kind.heads.types]
    return _Ready(
        documents,
        [
            ready_rows(heads.select(known), kind.heads),
            ready_rows(rows.drop("n"), kind.lines),
            *kind.entries(entries, postings.drop("n").with_columns(entity_id=entity)),
        ],
    )


def _write(ready: _Ready, event: type[Event], kind: _Kind, by: Actor) -> pl.DataFrame:
    for rows in ready.rows:
        write_rows(rows)
    _tell(ready.documents, event, kind.key, by)
    return ready.documents.select("ref", "id", "document_no", "total_minor")


def _tell(documents: pl.DataFrame, kind: type[Event], subject: str, by: Actor) -> None:
    facts = documents.with_columns(
        pl.col("id").alias(subject),
        document_id="id",
        why=pl.lit(""),
        content_hash=pl.col("content_hash").bin.encode("hex"),
    )
    announce_frame(kind, facts, entity_id=UUID(documents["entity_id"][0]), by=by)
