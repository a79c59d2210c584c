"""The entries of the worklist, reckoned from the books: one row a customer past due and currency."""

import json
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

import polars as pl

from cashwright.areas.collections.frames.worth import Pool, chances, worth
from cashwright.areas.collections.policies import Level
from cashwright.areas.collections.queries import worklist as read
from cashwright.areas.collections.queries.dunning import known
from cashwright.areas.collections.queries.placements import placed
from cashwright.areas.collections.queries.touches import levels, snoozed
from cashwright.areas.collections.rules.attention import Case, needs_person
from cashwright.areas.collections.rules.next_action import NextKind
from cashwright.areas.collections.rules.reasons import Situation, reasons
from cashwright.areas.collections.rules.touches import REACHED
from cashwright.areas.disputes.queries import held_minor

BROKEN_DAYS = 30
"""How long a broken promise is called to mind by itself."""

HABIT_MAX = 12
"""From how many of the latest invoices a habit is told."""

_KEY = ["customer_id", "currency"]
_URGENCY = {NextKind.PERSON.value: 0, NextKind.STEP.value: 1, NextKind.STOP.value: 2}


def entry_rows(
    entity_id: UUID, on: date, customer_ids: Collection[UUID] | None, pool: Pool
) -> list[dict[str, Any]]:
    """The columns of WorklistEntry for each of these customers (or all) with something past due.

    The id follows from customer and currency: an entry keeps it however often it is reckoned.
    """
    late = read.late_items(entity_id, on, customer_ids)
    if late.is_empty():
        return []
    concerned = [UUID(one) for one in late["customer_id"].unique().sort()]
    asked = concerned if customer_ids is not None or len(concerned) < 5_000 else None
    history = read.payers_history(entity_id, on, concerned)
    facts = _figures(entity_id, on, asked, late, history, pool)
    habits = _habits(history)
    put_off, at, given = snoozed(on, asked), levels(on, asked), placed(entity_id, on, asked)
    rows = []
    for row in facts.iter_rows(named=True):
        customer_id = UUID(row["customer_id"])
        settled, reminders = habits.get(row["customer_id"], ((), ()))
        rows.append(
            _entry(row, settled, reminders, on)
            | {
                "id": uuid5(customer_id, row["currency"]), "entity_id": entity_id,
                "customer_id": customer_id, "snoozed_until": put_off.get(customer_id),
                "level": str(at.get(customer_id, Level.COLLECTOR)),
                "is_placed": (customer_id, row["currency"]) in given,
            }
        )  # fmt: skip
    return rows


def _figures(
    entity_id: UUID, on: date, asked: Collection[UUID] | None, late: pl.DataFrame,
    history: pl.DataFrame, pool: Pool,
) -> pl.DataFrame:  # fmt: skip
    """One row an entry with everything that is joined by customer and currency."""
    plan = known(entity_id, on, asked)
    promises = read.promise_records(entity_id, on, asked).lazy()
    standing = plan.standings.lazy().select("customer_id", "ladder", "risk", "is_on_hold")
    records = (
        promises.group_by("customer_id")
        .agg(pl.col("kept").sum(), pl.col("broken").sum())
        .join(standing.select("customer_id", "risk"), on="customer_id", how="full", coalesce=True)
    )
    items = late.lazy()
    valued = worth(items, chances(late, history.lazy(), records, pool))
    sums = items.group_by(_KEY).agg(
        late_count=pl.len(), oldest_due_on=pl.col("due_on").min(),
        functional_minor=pl.col("functional_minor").sum(),
    )  # fmt: skip
    held = held_minor(entity_id, on, asked).lazy().join(items, on="invoice_id").group_by(_KEY)
    disputed = held.agg(disputed_minor=pl.col("held_minor").sum())
    owed = read.open_sums(entity_id, on, asked).lazy()
    contacts = read.last_contacts(entity_id, on, asked, [str(one) for one in REACHED]).lazy()
    found = sums.join(valued, on=_KEY)
    for other in (owed, _steps(plan.next_actions().lazy(), items), promises, disputed):
        found = found.join(other, on=_KEY, how="left")
    for other in (standing, contacts, read.standings(entity_id, on, asked).lazy()):
        found = found.join(other, on="customer_id", how="left")
    return found.collect()


def _steps(following: pl.LazyFrame, late: pl.LazyFrame) -> pl.LazyFrame:
    """What comes next for each entry: a person's work before a step before waiting, the soonest."""
    kinds = following.with_columns(pl.col("kind", "act", "code").cast(pl.String))
    items = kinds.join(late.select("invoice_id", "currency"), on="invoice_id")
    return (
        items.with_columns(urgency=pl.col("kind").replace_strict(_URGENCY, return_dtype=pl.Int8))
        .sort("urgency", "on", "invoice_id", nulls_last=True)
        .group_by(_KEY, maintain_order=True)
        .agg(pl.col("kind", "act", "days", "on", "code").first())
    )


def _habits(history: pl.DataFrame) -> dict[str, tuple[tuple[int, ...], tuple[int, ...]]]:
    """Customer -> (days late, reminders of those that were late) of the latest settled invoices."""
    settled = (
        history.lazy()
        .filter(~pl.col("is_open"))
        .sort("customer_id", "settled_on", "days_late", descending=[False, True, True])
        .group_by("customer_id", maintain_order=True)
        .agg(pl.col("days_late", "reminders").head(HABIT_MAX))
        .collect()
    )
    return {
        customer_id: (
            tuple(days),
            tuple(n for n, late in zip(counts, days, strict=True) if late > 0),
        )
        for customer_id, days, counts in settled.iter_rows()
    }


def _entry(
    row: Mapping[str, Any], settled: tuple[int, ...], reminders: tuple[int, ...], on: date
) -> dict[str, Any]:
    broken_on = _still_broken(row, on)
    kept, broken = row["kept"] or 0, row["broken"] or 0
    disputed = row["disputed_minor"] or 0
    case = Case(
        kind=row["kind"] or "", act=row["act"] or "", next_on=row["on"], code=row["code"] or "",
        has_task=bool(row["has_task"]), replied_on=row["replied_on"], broken_on=broken_on,
        promise_due_on=row["promise_due_on"], called_on=row["called_on"],
    )  # fmt: skip
    now = Situation(
        days_late=(on - row["oldest_due_on"]).days, late_count=row["late_count"], settled=settled,
        reminders=reminders, kept=kept, broken=broken, broken_on=broken_on,
        replied_on=row["replied_on"], promise_due_on=row["promise_due_on"], risk=row["risk"] or "",
        is_disputed=disputed > 0, has_money=bool(row["has_money"]),
        is_ladder_over=case.kind == NextKind.PERSON,
    )  # fmt: skip
    overdue = row["functional_minor"]
    return {
        "currency": row["currency"], "open_minor": row["open_minor"],
        "overdue_minor": row["overdue_minor"], "overdue_functional_minor": overdue,
        "late_count": row["late_count"], "oldest_due_on": row["oldest_due_on"],
        "unpaid_ppm": row["unpaid_ppm"], "expected_minor": row["expected_minor"],
        "expected_functional_minor": overdue * row["unpaid_ppm"] // 1_000_000,
        "reasons": json.dumps(reasons(now, on)), "next_kind": case.kind, "next_act": case.act,
        "next_days": row["days"], "next_on": row["on"], "next_code": case.code,
        "ladder": row["ladder"] or "", "promise_due_on": row["promise_due_on"],
        "promise_minor": row["promise_minor"], "broken_on": broken_on, "kept_count": kept,
        "broken_count": broken, "disputed_minor": disputed, "replied_on": row["replied_on"],
        "contacted_on": row["contacted_on"], "contacted_by": row["contacted_by"] or "",
        "contact_outcome": row["contact_outcome"] or "", "risk": row["risk"] or "",
        "is_held": bool(row["is_on_hold"]), "needs_person": needs_person(case, on), "is_high": False,
    }  # fmt: skip


def _still_broken(row: Mapping[str, Any], on: date) -> date | None:
    """The day the last promise broke: lately, and nothing was promised since."""
    broke_on: date | None = row["broke_on"]
    if broke_on is None or broke_on < on - timedelta(days=BROKEN_DAYS):
        return None
    return broke_on if row["promised_on"] < broke_on else None
