"""What a day would do, shown and exported, with nothing done.

Reminders are planned as if the day's cash were applied already, since that is the order of the day.
"""

from datetime import date
from uuid import UUID

import polars as pl

from cashwright.areas.cash.services.waiting import APPLIED, BOOKED, PROPOSED, TIED, WATCHED, Waiting
from cashwright.areas.collections.queries import reminder_plan
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import LegalEntity
from cashwright.columns.copy import read_frame
from cashwright.columns.dtypes import CODE, ID, MINOR, TEXT
from cashwright.kernel.clock import noon_utc, running_on
from cashwright.kernel.ids import public_id
from cashwright.runs.apply_cash import CashPlan, plan_cash
from cashwright.runs.match import MatchPlan, plan_matches

PLANNED = {
    "entity": CODE,
    "step": CODE,
    "action": CODE,
    "account_no": TEXT,
    "customer": TEXT,
    "document": TEXT,
    "invoice_no": TEXT,
    "currency": CODE,
    "amount_minor": MINOR,
    "why": TEXT,
}
"""One row an action. `action` is apply, ask or remind, what a person does (call, credit_hold), or why a
reminder is held back; for a bank line match, propose, watch, book or tie (to a payment of the books).

document      the payment or bank line that is applied or asked about, as a public id
amount_minor  what is applied, what is asked about, or the balance a reminder is about
"""
_INVOICES = {
    "pk": ID,
    "document_no": TEXT,
    "currency": CODE,
    "balance_minor": MINOR,
    "customer__account_no": TEXT,
    "customer__name": TEXT,
}


def plan_day(entity: LegalEntity, on: date) -> pl.DataFrame:
    """PLANNED: what `run day` would do for an entity as of `on`. Writes nothing."""
    with running_on(noon_utc(on)):
        cash = plan_cash(entity.pk, on)
        frames = [
            _matches(plan_matches(entity.pk, on)), _applications(cash), _questions(cash),
            _reminders(entity.pk, on, cash),
        ]  # fmt: skip
    whole = pl.concat(frames).with_columns(entity=pl.lit(entity.code))
    return whole.select(*PLANNED)


_LINE_ACTIONS = {
    APPLIED: "match",
    PROPOSED: "propose",
    WATCHED: "watch",
    BOOKED: "book",
    TIED: "tie",
}


def _matches(plan: MatchPlan) -> pl.DataFrame:
    rows = [
        (
            "match", _LINE_ACTIONS[one.outcome], payer.account_no if payer else None,
            payer.name if payer else one.row["payer_name"],
            public_id("bln", UUID(one.line_id)), number, one.row["currency"], minor,
            "; ".join(one.decision.reasons),
        )
        for one in plan.waiting
        for payer in [plan.payers.get(one.decision.best.customer_id) if one.decision.best else None]
        for number, minor in _parts(one)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema={name: PLANNED[name] for name in _ORDER}, orient="row")


def _parts(one: Waiting) -> list[tuple[str | None, int]]:
    best = one.decision.best
    if best is None or not best.parts:
        return [(None, one.row["amount_minor"])]
    return [(number, minor) for _, number, minor in best.parts]


def _applications(cash: CashPlan) -> pl.DataFrame:
    payments = cash.payments.select("payment_id", "account_no", "customer_name", "currency")
    rows = cash.rows.join(payments, on="payment_id", maintain_order="left")
    return rows.select(
        "account_no", "currency", "amount_minor", step=pl.lit("apply_cash"),
        action=pl.lit("apply"), customer="customer_name", document=_payment(rows["payment_id"]),
        invoice_no="document_no", why="reason",
    ).select(_ORDER)  # fmt: skip


def _questions(cash: CashPlan) -> pl.DataFrame:
    rows = [
        (
            "apply_cash", "ask", asked.payment["account_no"], asked.payment["customer_name"],
            public_id("pay", UUID(asked.payment["payment_id"])), None, asked.payment["currency"],
            asked.payment["unapplied_minor"], " ".join(asked.reasons),
        )
        for asked in cash.questions
    ]  # fmt: skip
    return pl.DataFrame(rows, schema={name: PLANNED[name] for name in _ORDER}, orient="row")


def _reminders(entity_id: UUID, on: date, cash: CashPlan) -> pl.DataFrame:
    paid = cash.rows.group_by("invoice_id").agg(pl.col("amount_minor").sum())
    plan = reminder_plan(entity_id, on)
    named = Invoice.objects.filter(pk__in=plan["invoice_id"].to_list())
    invoices = read_frame(named, schema=_INVOICES)
    rows = (
        plan.join(invoices, left_on="invoice_id", right_on="pk", maintain_order="left")
        .join(paid, on="invoice_id", how="left", maintain_order="left")
        .with_columns(left=pl.col("balance_minor") - pl.col("amount_minor").fill_null(0))
        .filter(pl.col("left") > 0)
    )
    act = pl.col("act").cast(pl.String)
    action = pl.coalesce(
        pl.col("suppressed").cast(pl.String),
        pl.when(act.is_in(["email", "sms", "letter", "portal"])).then(pl.lit("remind")),
        act,
    )
    days = pl.col("days")
    count = pl.format(
        "{} day{}", days.abs(), pl.when(days.abs() == 1).then(pl.lit("")).otherwise(pl.lit("s"))
    )
    side = (
        pl.when(pl.col("track") == "issue").then(pl.lit("after it was issued"))
        .when(pl.col("track") == "event").then(pl.lit("after what happened"))
        .when(days < 0).then(pl.lit("before it is due"))
        .otherwise(pl.lit("after it was due"))
    )  # fmt: skip
    return rows.select(
        "currency", step=pl.lit("dun"), action=action,
        account_no="customer__account_no", customer="customer__name",
        document=pl.lit(None, pl.String), invoice_no="document_no", amount_minor="left",
        why=pl.format("{} {}", count, side),
    ).select(_ORDER)  # fmt: skip


def _payment(ids: pl.Series) -> pl.Series:
    return pl.Series([public_id("pay", UUID(one)) for one in ids], dtype=pl.String)


_ORDER = [name for name in PLANNED if name != "entity"]
