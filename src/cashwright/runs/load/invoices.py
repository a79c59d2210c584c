"""Invoices and credit notes of a file: checked as a set, posted in chunks of documents."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import polars as pl

from cashwright.areas.cash.models import SourceKind
from cashwright.areas.cash.services import Part, apply
from cashwright.areas.exchange.frames.documents import KEY
from cashwright.areas.exchange.frames.invoices import exact_sums
from cashwright.areas.exchange.frames.rows import refuse
from cashwright.areas.exchange.rules.reading import HowToRead
from cashwright.areas.invoicing.frames import HEADERS, LINES
from cashwright.areas.invoicing.models import CreditNote, Invoice
from cashwright.areas.invoicing.services import Documents, post_credit_notes, post_invoices
from cashwright.areas.parties.models import Terms
from cashwright.areas.parties.queries import terms_value
from cashwright.areas.parties.rules import HOUSE_TERMS, due_on
from cashwright.areas.parties.rules import Terms as TermsRule
from cashwright.columns.dtypes import CODE, COUNT, DAY, ID, MINOR, TEXT, Schema
from cashwright.kernel.actors import Actor
from cashwright.runs.load import checks
from cashwright.runs.load.books import numbers_in
from cashwright.runs.load.options import SOURCE, Books, LoadOptions, Progress

CHUNK_DOCUMENTS = 20_000
_COMPARED = ("customer_id", "issued_on", "currency", "net_minor", "tax_minor", "total_minor")
_KNOWN: Schema = {
    "document_no": TEXT, "customer_id": ID, "issued_on": DAY, "currency": CODE,
    "net_minor": MINOR, "tax_minor": MINOR, "total_minor": MINOR, "line_count": COUNT,
}  # fmt: skip
_SPLIT = ("document", "row_no", "description", "quantity_scaled", "quantity_exponent",
          "unit_price_scaled", "unit_price_exponent", "net_minor", "tax_minor", "tax_code",
          "tax_rate_scaled", "tax_rate_exponent", "sign", "is_credit")  # fmt: skip


def plan_invoices(
    documents: pl.DataFrame, how: HowToRead, books: Books, options: LoadOptions
) -> pl.DataFrame:
    """Check the documents of `frames.documents.gather` against the books.

    adds   customer_id, is_new_customer, is_known (in the books with the same content),
           document_kind, due_on where the file has none
    """
    documents = checks.with_customers(documents, books)
    documents = _against_known(documents, books)
    documents = checks.check_customers(documents, may_be_new=not options.no_new_customers)
    documents = checks.check_days(documents, "issued_on", books)
    if options.opening:
        late = pl.col("issued_on") > (options.cutover or books.today)
        documents = checks.refuse(documents, "issued_on", "exchange.after_cutover", late)
    if not options.other_currencies:
        documents = checks.check_currency(documents)
    documents = checks.check_rates(documents, "issued_on", books)
    documents = _check_credited(documents, books)
    kind = pl.when("is_credit").then(pl.lit("credit_notes")).otherwise(pl.lit("invoices"))
    return _with_due_on(documents, books).with_columns(document_kind=kind)


def split_lines(documents: pl.DataFrame, parts: Iterator[Path], into: Path) -> pl.DataFrame:
    """Write the lines of the documents to be posted into a folder for each chunk of documents.

    documents  with `document`, their position among those to be posted, from 0
    returns    the exact sums of all their lines, as frames.invoices.exact_sums
    """
    chosen = documents.select(*KEY, "document", "sign", "is_credit")
    exact: list[pl.DataFrame] = []
    for number, part in enumerate(parts):
        lines = pl.read_parquet(part).join(chosen, on=KEY, how="inner", maintain_order="left")
        exact.append(exact_sums(lines.lazy()).collect())
        lines = lines.select(_SPLIT, chunk=pl.col("document") // CHUNK_DOCUMENTS)
        for (chunk,), piece in lines.partition_by("chunk", as_dict=True, include_key=False).items():
            folder = into / f"{chunk:06}"
            folder.mkdir(parents=True, exist_ok=True)
            piece.write_parquet(folder / f"{number:06}.parquet", compression="lz4")
    return pl.concat(exact).group_by("currency", "decimals").agg(pl.col("exact").sum())


def apply_invoices(
    documents: pl.DataFrame,
    chunks: Path,
    books: Books,
    options: LoadOptions,
    by: Actor,
    progress: Progress,
) -> None:
    """Post the documents (position `document` from 0, invoices first), a chunk at a time."""
    entity_id, is_credit = books.entity.pk, documents["is_credit"]
    if not is_credit.all():
        parts = _parts(documents, chunks, False, progress)
        post_invoices(parts, entity_id=entity_id, source=SOURCE, by=by, opening=options.opening)
    if is_credit.any():
        parts = _parts(documents, chunks, True, progress)
        post_credit_notes(parts, entity_id=entity_id, source=SOURCE, by=by)
    progress("posting", documents.height, documents.height)
    _apply_credits(documents, books, by)


def _parts(
    documents: pl.DataFrame, chunks: Path, is_credit: bool, progress: Progress
) -> Iterator[Documents]:
    """Headers and lines of the documents of one kind, chunk by chunk."""
    is_theirs = pl.col("is_credit") == is_credit
    for start in range(0, documents.height, CHUNK_DOCUMENTS):
        heads = documents.slice(start, CHUNK_DOCUMENTS).filter(is_theirs)
        if heads.is_empty():
            continue
        progress("posting", start, documents.height)
        folder = chunks / f"{start // CHUNK_DOCUMENTS:06}"
        lines = pl.read_parquet(folder / "*.parquet").filter(is_theirs).sort("document", "row_no")
        yield _headers(heads), _lines(lines)


def _headers(documents: pl.DataFrame) -> pl.DataFrame:
    return documents.select(
        "customer_id", "issued_on", "due_on", "currency",
        pl.col("purchase_order_no").fill_null(""),
        ref=pl.col("document").cast(pl.String), document_no="invoice_no", source_ref="invoice_no",
        memo=pl.lit(""), kind=pl.lit("invoice"),
    ).select(*HEADERS)  # fmt: skip


def _lines(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines as invoicing takes them: amounts as the document counts, numbered within it."""
    sign = pl.col("sign").cast(pl.Int64)
    percent, exponent = pl.col("tax_rate_scaled"), pl.col("tax_rate_exponent")
    # A rate of more than four decimals of a percent has no such figure; its tax is exact all the same.
    millionths = pl.when(exponent <= 4).then(percent * pl.lit(10).pow((4 - exponent).clip(0)))
    return lines.select(
        "unit_price_scaled",
        pl.col("description").fill_null(""), pl.col("tax_code").fill_null(""),
        ref=pl.col("document").cast(pl.String),
        line_no=pl.int_range(pl.len()).over("document") + 1,
        account_code=pl.lit(None, pl.String),
        quantity_scaled=pl.col("quantity_scaled") * sign,
        quantity_exponent=pl.col("quantity_exponent").fill_null(0).cast(pl.Int64),
        unit_price_exponent=pl.col("unit_price_exponent").fill_null(0).cast(pl.Int64),
        net_minor=pl.col("net_minor") * sign, tax_minor=pl.col("tax_minor") * sign,
        tax_rate_ppm=millionths.cast(pl.Int64),
    ).select(*LINES)  # fmt: skip


def _against_known(documents: pl.DataFrame, books: Books) -> pl.DataFrame:
    """Mark what is in the books already; refuse its number when it says something else."""
    numbers = documents["invoice_no"].drop_nulls().unique().to_list()
    found = [
        numbers_in(model._meta.db_table, "document_no", books.entity.pk, numbers, _KNOWN)
        .with_columns(is_credit=pl.lit(is_credit), is_taken=pl.lit(value=True))
        for model, is_credit in ((Invoice, False), (CreditNote, True))
    ]  # fmt: skip
    known = pl.concat(found).rename({"document_no": "invoice_no"})
    matched = documents.join(
        known, on=["invoice_no", "is_credit"], how="left", maintain_order="left", suffix="_known"
    )
    same = pl.all_horizontal(
        *(pl.col(name) == pl.col(f"{name}_known") for name in _COMPARED),
        pl.col("rows").cast(pl.Int64) == pl.col("line_count"),
    ).fill_null(value=False)
    is_taken = pl.col("is_taken").fill_null(value=False)
    matched = matched.with_columns(is_known=is_taken & same)
    matched = refuse(matched, "invoice_no", "exchange.number_reused", is_taken & ~same)
    return matched.select(*documents.columns, "is_known")


def _check_credited(documents: pl.DataFrame, books: Books) -> pl.DataFrame:
    """Refuse a credit note for an invoice that is neither in the books nor in the file."""
    asked = documents["credited_invoice_no"].drop_nulls().unique().to_list()
    if not asked:
        return documents
    known = numbers_in(
        Invoice._meta.db_table, "document_no", books.entity.pk, asked, {"document_no": TEXT}
    )["document_no"]
    coming = documents.filter(~pl.col("is_credit") & pl.col("refusal").is_null())["invoice_no"]
    there = [*known.to_list(), *coming.to_list()]
    lacks = pl.col("credited_invoice_no").is_not_null() & ~pl.col("credited_invoice_no").is_in(
        there
    )
    return checks.refuse(
        documents, "credited_invoice_no", "exchange.credited_invoice_unknown",
        lacks & pl.col("is_credit"),
    )  # fmt: skip


def _with_due_on(documents: pl.DataFrame, books: Books) -> pl.DataFrame:
    """Due dates the file leaves out, by the customer's terms, else the entity's, else 30 days."""
    lacking = documents.filter(pl.col("due_on").is_null() & pl.col("issued_on").is_not_null())
    pairs = lacking.select("terms_id", "issued_on").unique().rows()
    if not pairs:
        return documents
    catalog = {str(row.pk): terms_value(row) for row in Terms.objects.all()}
    own = books.entity.default_terms
    default = terms_value(own) if own else HOUSE_TERMS
    days: list[tuple[str | None, date, date]] = []
    for terms_id, issued_on in pairs:
        terms: TermsRule = catalog.get(terms_id or "", default)
        days.append((terms_id, issued_on, due_on(terms, issued_on)))
    table = pl.DataFrame(
        days, schema={"terms_id": ID, "issued_on": DAY, "due_by_terms": DAY}, orient="row"
    )
    return documents.join(
        table, on=["terms_id", "issued_on"], how="left", nulls_equal=True, maintain_order="left"
    ).with_columns(due_on=pl.coalesce("due_on", "due_by_terms")).drop("due_by_terms")  # fmt: skip


def _apply_credits(documents: pl.DataFrame, books: Books, by: Actor) -> None:
    """Use credit notes that name their invoice on it, as far as it is open; the rest stays on account."""
    named = documents.filter(pl.col("is_credit") & pl.col("credited_invoice_no").is_not_null())
    for row in named.to_dicts():
        entity_id = books.entity.pk
        note = CreditNote.objects.get(entity_id=entity_id, document_no=row["invoice_no"])
        invoice = Invoice.objects.get(entity_id=entity_id, document_no=row["credited_invoice_no"])
        amount = min(note.unapplied_minor, invoice.balance_minor)
        if amount > 0 and note.currency == invoice.currency:
            _apply_credit(note, invoice.pk, amount, max(note.issued_on, invoice.issued_on), by)


def _apply_credit(note: CreditNote, invoice_id: UUID, amount: int, on: date, by: Actor) -> None:
    since = note.reopened_on or on
    apply(
        source_kind=SourceKind.CREDIT_NOTE, source_id=note.pk, parts=[Part(invoice_id, amount)],
        on=max(on, since), by=by, reason="named on the credit note",
    )  # fmt: skip
