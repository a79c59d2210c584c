"""Carrying out the plan of one bucket: invoices, credit notes and parked drafts, in one transaction."""

from collections.abc import Iterator

import polars as pl
from django.db import connection

from cashwright.areas.contracts.models import CreditDraw
from cashwright.areas.invoicing.frames import BILLING, HEADERS, LINES, TERMS
from cashwright.areas.invoicing.services import (
    draft_invoices,
    post_credit_notes,
    post_invoices,
)
from cashwright.columns.copy import read_frame, write_frame
from cashwright.columns.dtypes import ID
from cashwright.kernel.ids import new_id_texts
from cashwright.kernel.refusals import Refusal
from cashwright.runs.bill.known import Known
from cashwright.runs.bill.lines import FAILED
from cashwright.runs.bill.lint import HISTORY, asks_history, parked
from cashwright.runs.bill.planner import Plan
from cashwright.runs.harness import Job, Tally
from cashwright.runs.models import BillException

SOURCE = "bill"
PART = 10_000  # documents made ready at a time, while those before them are written
_POSTED = {**HEADERS, **TERMS}
_WRITTEN = {**LINES, **BILLING}
_DOCUMENT = {"ref": pl.String(), "id": ID}
_HISTORY = """
SELECT customer_id, currency, max(total_minor) AS largest_minor, count(*) AS invoices
FROM invoicing_invoice
WHERE customer_id = ANY(%(customers)s::uuid[]) AND entity_id = %(entity)s
  AND state IN ('posted', 'settled', 'credited')
  AND issued_on > %(on)s - 366 AND issued_on <= %(on)s
GROUP BY customer_id, currency
"""


def history(headers: pl.DataFrame, known: Known) -> pl.DataFrame:
    """lint.HISTORY of the customers it is asked for."""
    customers = asks_history(headers, known)
    if not customers:
        return pl.DataFrame(schema=HISTORY)
    given = {"customers": customers, "entity": known.entity.pk, "on": known.on}
    return read_frame(_HISTORY, given, schema=HISTORY)


def apply(plan: Plan, job: Job, known: Known) -> Tally:
    """Write the documents of a plan. What the books decline, such as a closed period, is counted,
    and its periods are noted: the next run tries them again."""
    held = parked(plan.headers, plan.lines, history(plan.headers, known), known)
    headers = plan.headers.join(held, on="ref", how="left", maintain_order="left")
    is_credit = pl.col("total_minor") < 0
    is_parked = pl.col("parked_code").is_not_null()
    parts = {
        "invoices": headers.filter(~is_parked & ~is_credit),
        "credit_notes": headers.filter(is_credit),
        "parked": headers.filter(is_parked & ~is_credit),
    }
    tally = Tally()
    written, failed = [pl.DataFrame(schema=_DOCUMENT)], [plan.failed]
    for name, write in (("invoices", _post), ("credit_notes", _credit), ("parked", _park)):
        part = parts[name]
        if part.is_empty():
            continue
        try:
            written.append(write(part, _lines_of(plan.lines, part), job).select(*_DOCUMENT))
            tally.outcomes[name] += part.height
        except Refusal as refusal:
            tally.refused[refusal.code] += part.height
            failed.append(_declined(plan.lines, part, refusal))
    for code, count in held["parked_code"].value_counts().iter_rows():
        tally.outcomes[code.replace("billing.", "parked_")] += count
    _link(plan, pl.concat(written), job)
    _note_exceptions(plan.lines, pl.concat(failed), job)
    return tally


def _declined(lines: pl.DataFrame, headers: pl.DataFrame, refusal: Refusal) -> pl.DataFrame:
    """lines.FAILED of documents the books do not take now; their bill items go on waiting."""
    theirs = lines.join(headers.select("ref"), on="ref", how="semi")
    of_periods = theirs.filter(pl.col("charge_id").is_not_null() & pl.col("item_id").is_null())
    return of_periods.with_columns(refusal=pl.lit(refusal.code)).select(*FAILED)


def _lines_of(lines: pl.DataFrame, headers: pl.DataFrame) -> pl.DataFrame:
    """invoicing.frames.LINES and BILLING of these documents."""
    return lines.join(headers.select("ref"), on="ref", how="semi").select(
        "ref", "line_no", "description", "account_code", "net_minor", "tax_minor", *BILLING,
        quantity_scaled="quantity_e6", quantity_exponent=pl.lit(6, pl.Int64),
        unit_price_scaled="unit_price_e9",
        unit_price_exponent=pl.when(pl.col("unit_price_e9").is_null()).then(0).otherwise(9).cast(pl.Int64),
        tax_code="category", tax_rate_ppm="rate_ppm",
    ).select(*_WRITTEN)  # fmt: skip


def _post(headers: pl.DataFrame, lines: pl.DataFrame, job: Job) -> pl.DataFrame:
    return post_invoices(
        _in_parts(headers, lines), entity_id=job.entity_id, source=SOURCE, by=job.by
    )


def _in_parts(
    headers: pl.DataFrame, lines: pl.DataFrame
) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    if headers.height <= PART:
        yield headers.select(*_POSTED), lines
        return
    for part in headers.select(*_POSTED).iter_slices(PART):
        yield part, lines.join(part.select("ref"), on="ref", how="semi")


def _credit(headers: pl.DataFrame, lines: pl.DataFrame, job: Job) -> pl.DataFrame:
    """What comes to less than zero is the customer's credit; a credit note's amounts are positive."""
    signed = ("net_minor", "tax_minor", "gross_minor", "discount_minor", "quantity_scaled")
    turned = lines.with_columns((0 - pl.col(name)).alias(name) for name in signed)
    told = headers.with_columns(memo=pl.lit("Credits of a bill run exceed its charges"))
    return post_credit_notes(
        [(told.select(*HEADERS), turned)], entity_id=job.entity_id, source=SOURCE, by=job.by
    )


def _park(headers: pl.DataFrame, lines: pl.DataFrame, job: Job) -> pl.DataFrame:
    return draft_invoices(
        headers.select(*_POSTED, "parked_code", "parked_facts"), lines,
        entity_id=job.entity_id, source=SOURCE, by=job.by,
    )  # fmt: skip


def _link(plan: Plan, documents: pl.DataFrame, job: Job) -> None:
    """Bill items and draws know their document."""
    items = plan.lines.filter(pl.col("item_id").is_not_null()).join(documents, on="ref")
    if items.height:
        _execute(_LINK, [items["item_id"].to_list(), items["id"].to_list()])
    draws = plan.draws.join(documents, on="ref")
    if draws.height:
        ids = pl.Series(new_id_texts(draws.height), dtype=pl.String)
        rows = draws.select(
            "grant_id", "amount_minor", id=ids, invoice_id="id", drawn_on=pl.lit(job.on)
        )
        write_frame(rows, CreditDraw)


def _note_exceptions(lines: pl.DataFrame, failed: pl.DataFrame, job: Job) -> None:
    """What could not be billed is what could not be at this attempt."""
    tried = pl.concat([lines["charge_id"], failed["charge_id"]]).drop_nulls().unique()
    if BillException.objects.filter(entity_id=job.entity_id).exists():
        _execute(
            "DELETE FROM runs_billexception WHERE charge_id = ANY(%s::uuid[])", [tried.to_list()]
        )
    of_periods = failed.filter(pl.col("start_on").is_not_null())  # items wait by themselves
    if of_periods.height:
        rows = of_periods.unique(["charge_id", "start_on"]).rename({"refusal": "code"})
        write_frame(
            rows.with_columns(entity_id=pl.lit(str(job.entity_id)), as_of=pl.lit(job.on)),
            BillException,
        )


_LINK = """
UPDATE contracts_billitem i SET invoice_id = t.invoice_id
FROM unnest(%s::uuid[], %s::uuid[]) t (item_id, invoice_id) WHERE i.id = t.item_id
"""


def _execute(sql: str, params: list[list[str]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
