"""Clearing differences: what a payer kept of invoices for a reason goes to the account for it.

Taken back by undoing its application, as everything applied is.
"""

from datetime import date
from uuid import UUID

import polars as pl

from cashwright.areas.cash.events import DifferenceCleared
from cashwright.areas.cash.frames import (
    DIFFERENCES,
    ROLE,
    clearing_postings,
    judged,
    with_amounts,
)
from cashwright.areas.cash.models import Application, Difference, SourceKind
from cashwright.areas.cash.queries import locked_open
from cashwright.areas.controls.services import announce_frame, command
from cashwright.areas.ledger import queries as ledger
from cashwright.areas.ledger.services import hold_open, post_entries
from cashwright.columns.copy import write_frame
from cashwright.columns.dtypes import check
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.ids import new_id_texts


@command
def clear_differences(
    differences: pl.DataFrame, *, entity_id: UUID, on: date, discount_tax: bool, by: Actor
) -> pl.DataFrame:
    """Settle what payers kept of open invoices, each against the account of its kind, as of `on`.

    differences   DIFFERENCES, one row an invoice and kind
    discount_tax  whether a discount takes back its share of output tax
    returns       DIFFERENCES plus refusal Utf8: null where cleared, else the code of why not
    raises        PeriodClosed
    """
    check(differences, DIFFERENCES, "differences")
    invoices = locked_open(differences["invoice_id"].unique().to_list())
    hold_open(entity_id, on)
    told = judged(differences, invoices, entity_id=str(entity_id), on=on)
    good = told.filter(pl.col("refusal").is_null())
    if good.height:
        _write(with_amounts(good, discount_tax=discount_tax), entity_id, on, by)
    return told.select(*DIFFERENCES, "refusal")


def _write(good: pl.DataFrame, entity_id: UUID, on: date, by: Actor) -> None:
    roles = ledger.accounts_by_role()
    ids = {
        name: pl.Series(new_id_texts(good.height), dtype=pl.String)
        for name in ("id", "difference_id", "entry_id")
    }
    made = good.with_columns(**ids, entity_id=pl.lit(str(entity_id)), applied_on=pl.lit(on))
    postings = clearing_postings(
        made,
        roles={str(kind): roles[role] for kind, role in ROLE.items()},
        receivable=roles["receivable"],
        tax=roles["tax_payable"],
    )
    counts = postings.group_by("entry_id").agg(line_count=pl.len().cast(pl.Int64))
    entries = made.join(counts, on="entry_id").select(
        "entity_id", "line_count", id="entry_id", document_id="id", effective_on="applied_on",
        kind=pl.lit("difference"), memo="document_no",
    )  # fmt: skip
    post_entries(entries, postings, by=by)
    _store(made)
    facts = made.with_columns(
        application_id="id", document_id="difference_id", cleared_on="applied_on", why=pl.lit("")
    )
    announce_frame(DifferenceCleared, facts, entity_id=entity_id, by=by)


def _store(made: pl.DataFrame) -> None:
    at = pl.lit(now())
    write_frame(
        made.select(
            "entity_id", "customer_id", "invoice_id", "payment_id", "kind", "currency",
            "amount_minor", "tax_minor", "functional_minor", id="difference_id",
            cleared_on="applied_on", application_id="id", created_at=at,
        ),
        Difference,
    )  # fmt: skip
    write_frame(
        made.select(
            "id", "entity_id", "customer_id", "invoice_id", "applied_on", "currency",
            "amount_minor", "entry_id", source_kind=pl.lit(str(SourceKind.DIFFERENCE)),
            source_id="difference_id", invoice_functional_minor="functional_minor",
            source_functional_minor="functional_minor", reason="kind",
            reverses_id=pl.lit(None, pl.String), created_at=at,
        ),
        Application,
    )  # fmt: skip
