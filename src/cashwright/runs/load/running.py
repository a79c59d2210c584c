"""One import from beginning to end.

read      the rows of the file, typed, a slice at a time, laid down beside it
gather    rows into documents
plan      documents against the books, in the transaction that posts them
apply     what is right, in chunks; or nothing at all
"""

import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import polars as pl

from cashwright.areas.controls.services import command
from cashwright.areas.exchange.frames.choices import rows_of
from cashwright.areas.exchange.frames.contracts import judge_contracts, read_contracts
from cashwright.areas.exchange.frames.customers import judge_customers, read_customers
from cashwright.areas.exchange.frames.documents import KEY, gather
from cashwright.areas.exchange.frames.invoices import read_lines
from cashwright.areas.exchange.frames.payments import judge_payments, read_payments
from cashwright.areas.exchange.models import ImportBatch
from cashwright.areas.exchange.ports import ROW, Table
from cashwright.areas.exchange.rules.fields import Kind
from cashwright.areas.exchange.rules.reading import Asked, HowToRead
from cashwright.areas.exchange.services import (
    decide,
    finish_import,
    interrupt_dead_imports,
    refuse_import,
    save_mapping,
    start_import,
)
from cashwright.areas.exchange.services.batches import release
from cashwright.columns.ahead import ahead
from cashwright.kernel.actors import Actor
from cashwright.kernel.ids import public_id
from cashwright.kernel.refusals import Refusal
from cashwright.runs.load import contracts as of_contracts
from cashwright.runs.load import customers as of_customers
from cashwright.runs.load import invoices as of_invoices
from cashwright.runs.load import payments as of_payments
from cashwright.runs.load.books import Target, find_target, open_books, set_up
from cashwright.runs.load.checks import to_post
from cashwright.runs.load.fixed_up import WriteRows, headers, refused_rows
from cashwright.runs.load.options import Books, LoadOptions, Progress, Watch, nobody, silent
from cashwright.runs.load.report import LoadReport, add_exact, count

SLICE_ROWS = 100_000
SLICES = 2  # read at a time


@dataclass(frozen=True, slots=True)
class _File:
    """A file, and how it is to be taken."""

    table: Table
    how: HowToRead
    target: Target
    options: LoadOptions
    by: Actor
    progress: Progress

    @property
    def parts(self) -> Path:
        return self.table.parts.parent / "read"

    def read_parts(self) -> Iterator[Path]:
        return iter(sorted(self.parts.glob("*.parquet")))


@dataclass(slots=True)
class _Outcome:
    """What the transaction found, kept although it may be taken back."""

    report: LoadReport
    documents: pl.DataFrame = field(default_factory=pl.DataFrame)


class _TakenBackError(Exception):
    """Undoes the transaction: rows were refused, or it was a rehearsal."""


def load(
    table: Table,
    *,
    kind: Kind,
    asked: Asked,
    options: LoadOptions,
    by: Actor,
    write_rows: WriteRows,
    progress: Progress = silent,
    watch: Watch = nobody,
    import_id: UUID | None = None,
) -> LoadReport:
    """Take a file into the books. The report says what became of it: `state` done or refused.

    write_rows  writes the fixed-up file, where `options.fixed_up` says
    progress    told how far it is; watch  given the id of the import, tells others the same
    import_id   the id the import is to have, given by who wants to watch it
    raises      FileRefused of any kind, before anything is written; NotFound for the entity
    refused     when a row is and not `accept_valid`: then nothing of the file was taken
    repeat      the same file again posts nothing: its documents are known
    killed      nothing of it is in the books; run it again
    """
    started = time.monotonic()
    if not options.dry_run:
        interrupt_dead_imports(by=by)
    target = find_target(table, kind, asked, options)
    how = decide(table, kind, replace(asked, currency=asked.currency or target.currency))
    file = _File(table, how, target, options, by, progress)
    outcome = _Outcome(_report(file))
    if options.dry_run:
        _rehearse(file, outcome)
    else:
        _perform(file, outcome, watch, import_id)
        if asked.columns or asked.dates or asked.decimal:
            save_mapping(table=table, how=how, asked=asked, by=by)
    if outcome.report.fixed_up:
        parts = refused_rows(table, outcome.documents, file.read_parts(), _key(kind))
        write_rows(parts, Path(outcome.report.fixed_up), headers(table))
    outcome.report.seconds = round(time.monotonic() - started, 2)
    return outcome.report


def _rehearse(file: _File, outcome: _Outcome) -> None:
    documents = _read(file)
    with suppress(_TakenBackError):
        _take(file, documents, outcome, None)


def _perform(file: _File, outcome: _Outcome, watch: Watch, import_id: UUID | None) -> None:
    batch = start_import(
        table=file.table, kind=file.how.kind, columns=outcome.report.columns,
        options=file.options.told(), entity_id=file.target.entity_id, by=file.by,
        import_id=import_id,
    )  # fmt: skip
    outcome.report.import_id = public_id(ImportBatch.PREFIX, batch.pk)
    try:
        with watch(batch.pk) as tell:
            file = replace(file, progress=_both(file.progress, tell))
            _take(file, _read(file), outcome, batch.pk)
    except _TakenBackError:
        outcome.report.store(batch)
        refuse_import(batch, by=file.by)
    except Refusal as refusal:
        outcome.report.notes.append(str(refusal))
        outcome.report.store(batch)
        refuse_import(batch, by=file.by)
        raise
    finally:
        release(batch.pk)


@command
def _take(file: _File, documents: pl.DataFrame, outcome: _Outcome, batch_id: UUID | None) -> None:
    """Plan and apply in one transaction; raises _TakenBackError to undo it."""
    report, options = outcome.report, file.options
    report.notes = list(file.table.notes)
    entity = set_up(file.target, file.by)
    if file.target.entity is None:
        report.notes.append(f"new legal entity {entity.code}, with books in {entity.currency}")
    books = open_books(entity)
    file.progress("checking", 0, documents.height)
    documents = _plan(file, documents, books, report.notes)
    count(report, documents)
    outcome.documents = documents
    has_any = bool(report.posted or report.known)
    is_refused = bool(report.refused) and not (options.accept_valid and has_any)
    if report.refused and options.fixed_up is not None:
        report.fixed_up = str(options.fixed_up)
    if is_refused:
        report.state = "refused"
        raise _TakenBackError
    _apply(file, documents.filter(to_post()), books, report)
    if batch_id is None:
        raise _TakenBackError
    batch = ImportBatch.objects.get(pk=batch_id)
    batch.entity_id = entity.pk
    report.store(batch)
    finish_import(batch, by=file.by)


def _read(file: _File) -> pl.DataFrame:
    """Type the rows, a slice at a time; gather them into documents."""
    kind, rows = file.how.kind, file.table.rows
    file.parts.mkdir(exist_ok=True)
    file.progress("reading", 0, rows)
    for done in ahead(partial(_read_slice, file), range(0, rows, SLICE_ROWS), SLICES):
        file.progress("reading", done, rows)
    lines = pl.scan_parquet(file.parts / "*.parquet")
    match kind:
        case Kind.INVOICES:
            return gather(lines, file.how).collect()
        case Kind.PAYMENTS:
            return judge_payments(lines).collect()
        case Kind.CUSTOMERS:
            return judge_customers(lines).collect()
        case Kind.CONTRACTS:
            return judge_contracts(lines).collect()


def _read_slice(file: _File, start: int) -> int:
    """Lay typed rows down beside the file; returns how many rows of it are read with them."""
    read = {
        Kind.INVOICES: read_lines, Kind.PAYMENTS: read_payments, Kind.CUSTOMERS: read_customers,
        Kind.CONTRACTS: read_contracts,
    }  # fmt: skip
    batch = rows_of(file.table).slice(start, SLICE_ROWS).collect()
    part = file.parts / f"{start // SLICE_ROWS:06}.parquet"
    read[file.how.kind](batch, file.how).write_parquet(part, compression="lz4")
    return start + batch.height


def _plan(file: _File, documents: pl.DataFrame, books: Books, notes: list[str]) -> pl.DataFrame:
    match file.how.kind:
        case Kind.INVOICES:
            planned = of_invoices.plan_invoices(documents, file.how, books, file.options)
            return of_customers.set_up_customers(planned, books, file.by, notes)
        case Kind.PAYMENTS:
            return of_payments.plan_payments(documents, books, file.options)
        case Kind.CUSTOMERS:
            planned = of_customers.plan_customers(documents, books)
            return of_customers.apply_customers(planned, books, file.by, notes)
        case Kind.CONTRACTS:
            planned = of_contracts.plan_contracts(documents, books, file.options)
            return of_customers.set_up_customers(planned, books, file.by, notes)


def _apply(file: _File, documents: pl.DataFrame, books: Books, report: LoadReport) -> None:
    if file.how.kind is Kind.PAYMENTS:
        of_payments.apply_payments(documents, books, file.by, file.progress)
    if file.how.kind is Kind.CONTRACTS and documents.height:
        of_contracts.apply_contracts(documents, books, file.by, file.progress)
    if file.how.kind is Kind.INVOICES and documents.height:
        chosen = documents.sort("is_credit", maintain_order=True).with_row_index("document")
        with TemporaryDirectory(dir=file.table.parts.parent) as folder:
            exact = of_invoices.split_lines(chosen, file.read_parts(), Path(folder))
            add_exact(report, exact, chosen)
            of_invoices.apply_invoices(
                chosen, Path(folder), books, file.options, file.by, file.progress
            )


def _report(file: _File) -> LoadReport:
    headers_ = file.table.headers
    used = file.how.columns
    return LoadReport(
        file_name=file.table.file_name,
        kind=str(file.how.kind),
        entity=file.target.code,
        columns={name: headers_[column] for name, column in used.items()},
        unused=[h for i, h in enumerate(headers_) if h and i not in used.values()],
        notes=list(file.table.notes),
        rows=file.table.rows,
        is_dry_run=file.options.dry_run,
    )


def _key(kind: Kind) -> tuple[str, ...]:
    return KEY if kind is Kind.INVOICES else (ROW,)


def _both(one: Progress, other: Progress) -> Progress:
    def tell(stage: str, done: int, total: int) -> None:
        one(stage, done, total)
        other(stage, done, total)

    return tell
