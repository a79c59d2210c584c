"""Writing many drafts at once: what a run may not post by itself, each with the reason."""

from uuid import UUID

import polars as pl

from cashwright.areas.controls.services import announce_frame, command
from cashwright.areas.invoicing import frames
from cashwright.areas.invoicing.events import InvoiceDrafted
from cashwright.areas.invoicing.models import Invoice, InvoiceLine
from cashwright.areas.ledger import queries as ledger
from cashwright.columns.copy import write_frame
from cashwright.columns.dtypes import CODE, TEXT, check
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.ids import new_id_texts


@command
def draft_invoices(
    headers: pl.DataFrame, lines: pl.DataFrame, *, entity_id: UUID, source: str, by: Actor
) -> pl.DataFrame:
    """Write drafts from frames: what a run could not post and leaves to a person, with its reason.

    headers  as for post_invoices, and parked_code, parked_facts Utf8 (JSON)
    lines    as for post_invoices
    returns  ref, id, total_minor, in the order given
    """
    check(headers, frames.HEADERS | {"parked_code": CODE, "parked_facts": TEXT}, "headers")
    check(lines, frames.LINES, "lines")
    income = ledger.accounts_by_role()["revenue"]
    lines = frames.placed(headers, lines.with_columns(pl.col("account_code").fill_null(income)))
    ids = pl.Series(new_id_texts(headers.height), dtype=pl.String)
    zero = ("functional_minor", "balance_minor", "balance_functional_minor")
    documents = frames.with_totals(headers, lines).with_columns(
        id=ids, entity_id=pl.lit(str(entity_id)), created_at=pl.lit(now()), state=pl.lit("draft"),
        series=pl.lit(""), rate_numerator=pl.lit(1), rate_denominator=pl.lit(1),
        source=pl.lit(source), document_no=pl.lit(None, pl.String),
        **{name: pl.lit(0) for name in zero}, **frames.no_discount(headers),
    )  # fmt: skip
    _write(documents, lines)
    told = documents.with_columns(invoice_id="id", document_id="id", why=pl.col("parked_code"))
    announce_frame(InvoiceDrafted, told, entity_id=entity_id, by=by)
    return documents.select("ref", "id", "total_minor")


def _write(documents: pl.DataFrame, lines: pl.DataFrame) -> None:
    known = [f.attname for f in Invoice._meta.concrete_fields if f.attname in documents.columns]
    write_frame(documents.select(known), Invoice)
    rows = lines.with_columns(invoice_id=documents["id"].gather(lines["n"])).drop("n")
    credited = {"credited_net_minor": pl.lit(0), "credited_tax_minor": pl.lit(0)}
    write_frame(rows.with_columns(**credited), InvoiceLine)
