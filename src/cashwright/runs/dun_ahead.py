"""Who would be reminded over the coming days, how, and what gaps and days off would put off.

The ladders are simulated day by day from what stands in the books now: nobody pays, answers or promises
anything more. Nothing is written.
"""

from datetime import date

import polars as pl

from cashwright.areas.collections.queries import known
from cashwright.areas.collections.rules import PUT_OFF
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import LegalEntity
from cashwright.columns.copy import read_frame
from cashwright.columns.dtypes import ID, TEXT
from cashwright.kernel.clock import noon_utc, running_on

AHEAD = {
    "entity": TEXT, "day": pl.Date(), "account_no": TEXT, "customer": TEXT, "invoice_no": TEXT,
    "ladder": TEXT, "step": TEXT, "act": TEXT, "why_not": TEXT,
}  # fmt: skip
"""One row a step that is due on a day. `act` is what is done of it; `why_not` why nothing is."""

_INVOICES = {
    "pk": ID, "document_no": TEXT, "customer__account_no": TEXT, "customer__name": TEXT,
}  # fmt: skip


def plan_dunning(entity: LegalEntity, on: date, days: int) -> pl.DataFrame:
    """AHEAD: what the ladders of an entity would do from `on` on. Raises BadDunning."""
    with running_on(noon_utc(on)):
        found = known(entity.pk, on, ahead_days=days)
    steps = found.simulate(days)
    named = Invoice.objects.filter(pk__in=steps["invoice_id"].unique().to_list())
    invoices = read_frame(named, schema=_INVOICES)
    step = pl.format(
        "{}{}{}", pl.col("track").cast(pl.String),
        pl.when(pl.col("days") < 0).then(pl.lit("")).otherwise(pl.lit("+")), "days",
    )  # fmt: skip
    return steps.join(
        invoices, left_on="invoice_id", right_on="pk", how="left", maintain_order="left"
    ).select(
        entity=pl.lit(entity.code), day="on", account_no="customer__account_no",
        customer="customer__name", invoice_no="document_no", ladder="ladder", step=step,
        act=pl.col("act").cast(pl.String), why_not=pl.col("suppressed").cast(pl.String),
    )  # fmt: skip


def dunning_days(planned: pl.DataFrame) -> pl.DataFrame:
    """day | messages | by_a_person | invoices | put_off: contacts and invoices of each day."""
    written = pl.col("act").is_in(["email", "sms", "letter", "portal"])
    contact = pl.struct("entity", "account_no", "act")
    return (
        planned.group_by("day")
        .agg(
            messages=contact.filter(written).n_unique(),
            by_a_person=contact.filter(pl.col("act").is_not_null() & ~written).n_unique(),
            invoices=pl.col("act").is_not_null().sum(),
            put_off=pl.col("why_not").is_in([code.value for code in PUT_OFF]).sum(),
        )
        .sort("day")
    )


def put_off(planned: pl.DataFrame) -> pl.DataFrame:
    """why_not | times: what stood in the way, the most frequent first."""
    held = planned.filter(pl.col("why_not").is_not_null())
    return held.group_by("why_not").agg(times=pl.len()).sort("times", "why_not", descending=True)
