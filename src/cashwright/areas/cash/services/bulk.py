"""Applying many payments at once: a plan in, one COPY a table, one fact an application.

The plan's rows were decided from facts read before; here the documents are locked, read again, and
what no longer fits is refused by row, never forced.
"""

from datetime import date
from uuid import UUID

import polars as pl

from cashwright.areas.cash.events import CashApplied
from cashwright.areas.cash.frames import checked, functional_amounts, settlement_postings
from cashwright.areas.cash.models import Application, SourceKind
from cashwright.areas.cash.queries import locked_invoices, locked_notes, locked_payments
from cashwright.areas.controls.services import announce_frame, command
from cashwright.areas.ledger import queries as ledger
from cashwright.areas.ledger.services import hold_open, post_entries
from cashwright.columns.copy import write_frame
from cashwright.columns.dtypes import ID, MINOR, TEXT, check
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.ids import new_id_texts

PLAN = {"payment_id": ID, "invoice_id": ID, "amount_minor": MINOR, "reason": TEXT}


@command
def apply_plan(
    plan: pl.DataFrame,
    *,
    entity_id: UUID,
    on: date,
    by: Actor,
    source_kind: SourceKind = SourceKind.PAYMENT,
) -> pl.DataFrame:
    """Carry out a plan of applications in one entity, as of `on`.

    plan     PLAN, one row a pair of payment and invoice, amounts above zero; of credit notes,
             `payment_id` is the note's
    returns  PLAN plus refusal Utf8: null where applied, else the code of why not. A payment is
             applied with all its rows or with none.
    repeat   a plan applied twice refuses the second time: nothing is left of its payments
    raises   PeriodClosed
    """
    check(plan, PLAN, "plan")
    locked = locked_notes if source_kind is SourceKind.CREDIT_NOTE else locked_payments
    payments = locked(plan["payment_id"].unique().to_list())
    invoices = locked_invoices(plan["invoice_id"].unique().to_list())
    hold_open(entity_id, on)
    judged = checked(plan, payments, invoices, entity_id=str(entity_id), on=on)
    good = judged.filter(pl.col("refusal").is_null())
    if good.height:
        _write(functional_amounts(good), source_kind, entity_id, on, by)
    return judged.select(*PLAN, "refusal")


def _write(
    good: pl.DataFrame, source_kind: SourceKind, entity_id: UUID, on: date, by: Actor
) -> None:
    roles = ledger.accounts_by_role()
    made = good.with_columns(
        id=pl.Series(new_id_texts(good.height), dtype=pl.String),
        entry_id=pl.Series(new_id_texts(good.height), dtype=pl.String),
        entity_id=pl.lit(str(entity_id)),
        applied_on=pl.lit(on),
        source_kind=pl.lit(str(source_kind)),
    )
    postings = settlement_postings(
        made,
        receivable=roles["receivable"],
        credit=roles["customer_credit"],
        fx=roles["fx_realized"],
    )
    counts = postings.group_by("entry_id").agg(line_count=pl.len().cast(pl.Int64))
    entries = made.join(counts, on="entry_id").select(
        "entity_id", "line_count", id="entry_id", document_id="id", effective_on="applied_on",
        kind=pl.lit("application"), memo="document_no",
    )  # fmt: skip
    post_entries(entries, postings, by=by)
    write_frame(
        made.select(
            "id", "entity_id", "customer_id", "invoice_id", "applied_on", "currency",
            "amount_minor", "invoice_functional_minor", "source_functional_minor", "reason",
            "entry_id", "source_kind", source_id="payment_id",
            reverses_id=pl.lit(None, pl.String), created_at=pl.lit(now()),
        ),
        Application,
    )  # fmt: skip
    _tell(made, entity_id, by)


def _tell(made: pl.DataFrame, entity_id: UUID, by: Actor) -> None:
    facts = made.with_columns(
        application_id="id", document_id="id", source_id="payment_id", why="reason"
    )  # fmt: skip
    announce_frame(CashApplied, facts, entity_id=entity_id, by=by)
