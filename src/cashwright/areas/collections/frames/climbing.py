"""The twin of rules.ladder and of what rules.planning says of single items.

Every function adds columns to the open items of the customers on one ladder; the steps of a ladder
are few, so each becomes an expression. All of it is eager: on most days few things are due, and
making a lazy plan better takes longer than doing it.
"""

from collections.abc import Sequence
from datetime import date

import polars as pl

from cashwright.areas.collections.frames.schemas import SUPPRESSION
from cashwright.areas.collections.policies import Condition, Entry, Ladder, Step, Track
from cashwright.areas.collections.rules import Day, Suppression
from cashwright.columns.dtypes import literal

_NONE = literal(None, pl.Int32)
_NEVER = -10_000
_UP_TO, _DUE_ON = pl.col("up_to"), pl.col("due_on")


def with_stops(items: pl.DataFrame, on: date) -> pl.DataFrame:
    """Add asked_minor | is_late | stop SUPPRESSION, the first thing that stops the invoice."""
    asked = pl.col("asked_minor")
    stops = {
        Suppression.PAID: pl.col("balance_minor") <= 0,
        Suppression.PLACED: pl.col("is_placed"),
        Suppression.DISPUTED: asked <= 0,
        Suppression.PROMISED: pl.col("promised_until") >= on,
        Suppression.IN_PLAN: pl.col("in_plan"),
        Suppression.PENDING: pl.col("pending_minor") >= asked,
    }
    return items.with_columns(
        asked_minor=pl.col("balance_minor") - pl.col("held_minor"),
        is_late=on > _DUE_ON,
    ).with_columns(
        stop=pl.coalesce(
            pl.when(holds).then(literal(code.value, SUPPRESSION)) for code, holds in stops.items()
        )
    )


def with_owed(items: pl.DataFrame) -> pl.DataFrame:
    """Add owed_minor: the largest overdue sum of the customer, one a currency; 0 with none."""
    late = items.filter(pl.col("is_late") & pl.col("stop").is_null())
    owed = (
        late.group_by("customer_id", "currency")
        .agg(owed_minor=pl.col("asked_minor").sum())
        .group_by("customer_id")
        .agg(pl.col("owed_minor").max())
    )
    return items.join(owed, on="customer_id", how="left").with_columns(
        pl.col("owed_minor").fill_null(0)
    )


def fits(when: Condition) -> pl.Expr:
    """Whether a step's conditions hold for the customer of a row."""
    is_large = pl.col("owed_minor") >= when.amount_min_minor
    holds = is_large if when.amount_min_minor > 0 else pl.lit(True)
    for name, allowed in (
        ("segment", when.segments), ("risk", when.risks), ("language", when.languages),
    ):  # fmt: skip
        if allowed:
            holds &= pl.col(name).is_in(list(allowed))
    return holds


def with_steps(items: pl.DataFrame, ladder: Ladder, day: Day) -> pl.DataFrame:
    """Add what an item has reached on the due track and on that of its issue.

    returns  step Int32, the due step of the due track | issue_step Int32 | following Int32, the
             step after those taken | latest Int32, the latest reached | has_left, for late items
    """
    steps = ladder.on(Track.DUE)
    late = pl.col("is_late")
    least = pl.max_horizontal(
        _UP_TO.fill_null(_NEVER), pl.when(late).then(pl.lit(-1)).otherwise(pl.lit(_NEVER))
    )
    added = items.with_columns(
        latest=_latest(steps, _DUE_ON, day),
        issue_latest=_latest(ladder.on(Track.ISSUE), pl.col("issued_on"), day),
        following=_first(steps, least),
    )
    latest, issue = pl.col("latest"), pl.col("issue_latest")
    reached = latest.is_not_null() & (_UP_TO.is_null() | (latest > _UP_TO))
    step: pl.Expr = pl.when(reached & ~(late & (latest < 0))).then(latest)
    if ladder.entry is Entry.STANDARD:
        is_due = paced_on(pl.col("following")) <= day.horizon
        step = pl.when(late).then(pl.when(is_due).then(pl.col("following"))).otherwise(step)
    issue_up_to = pl.col("issue_up_to")
    issue_due = ~late & issue.is_not_null() & (issue_up_to.is_null() | (issue_up_to < issue))
    return added.with_columns(
        step=step,
        issue_step=pl.when(issue_due).then(issue),
        has_left=pl.col("following").is_not_null() & late,
    )


def skipped(ladder: Ladder, track: Track, step: pl.Expr, up_to: pl.Expr) -> pl.Expr:
    """The days of the steps that taking `step` passes over, a List(Int32)."""
    passed = [
        pl.when(fits(one.when) & (step > one.days) & (up_to.is_null() | (up_to < one.days))).then(
            literal(one.days, pl.Int32)
        )
        for one in ladder.on(track)
    ]
    if not passed:
        return pl.lit([], dtype=pl.List(pl.Int32))
    found = pl.concat_list(passed).list.drop_nulls()
    if track is Track.DUE and ladder.entry is Entry.STANDARD:
        return pl.when(pl.col("is_late")).then(found.list.head(0)).otherwise(found)
    return found


def paced_on(step: pl.Expr) -> pl.Expr:
    """The day of a step at the ladder's own pace."""
    nominal = _DUE_ON + pl.duration(days=step)
    after = pl.col("last_on") + pl.duration(days=step - _UP_TO)
    return pl.when(_UP_TO >= 0).then(pl.max_horizontal(nominal, after)).otherwise(nominal)


def _latest(steps: Sequence[Step], from_on: pl.Expr, day: Day) -> pl.Expr:
    latest: pl.Expr = _NONE
    past = (pl.lit(day.horizon) - from_on).dt.total_days()
    for step in steps:
        reached = fits(step.when) & (past >= step.days)
        latest = pl.when(reached).then(literal(step.days, pl.Int32)).otherwise(latest)
    return latest


def _first(steps: Sequence[Step], least: pl.Expr) -> pl.Expr:
    first: pl.Expr = _NONE
    for step in reversed(steps):
        is_next = fits(step.when) & (least < step.days)
        first = pl.when(is_next).then(literal(step.days, pl.Int32)).otherwise(first)
    return first


def asked(items: pl.DataFrame, on: date) -> pl.DataFrame:
    """customer_id | invoice_id | due_on | asked_minor: what is late and nothing stops, oldest first."""
    return (
        with_stops(items, on)
        .filter(pl.col("is_late") & pl.col("stop").is_null())
        .select("customer_id", "invoice_id", "due_on", "asked_minor")
        .sort("customer_id", "due_on", "invoice_id")
    )
