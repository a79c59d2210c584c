"""The twin of rules.next_actions: what comes next for every overdue invoice."""

from collections.abc import Mapping

import polars as pl

from cashwright.areas.collections.frames.climbing import paced_on
from cashwright.areas.collections.frames.planning import climbing
from cashwright.areas.collections.frames.schemas import ACT, NEXT, NEXT_KIND, SUPPRESSION
from cashwright.areas.collections.policies import (
    WRITTEN,
    Act,
    Entry,
    Ladder,
    Track,
)
from cashwright.areas.collections.rules import Day, NextKind, Suppression
from cashwright.columns.dtypes import ID
from cashwright.kernel.autonomy import Autonomy

_STOPPED = pl.col("code").is_not_null()
_ENDED = pl.col("carrier_id").is_null()


def next_actions(
    items: pl.LazyFrame,
    standings: pl.LazyFrame,
    ladders: Mapping[str, Ladder],
    days: Mapping[str, Day],
) -> pl.LazyFrame:
    """NEXT: one row for each overdue item with a balance, by customer, due date, invoice."""
    parts = [
        _of_ladder(items, standings.filter(pl.col("ladder") == name), ladder, days[name])
        for name, ladder in ladders.items()
    ]
    return pl.concat(parts).sort("customer_id", "due_on", "invoice_id").select(*NEXT)


def _of_ladder(
    items: pl.LazyFrame, standings: pl.LazyFrame, ladder: Ladder, day: Day
) -> pl.LazyFrame:
    late = (pl.col("due_on") < day.on) & (pl.col("balance_minor") > 0)
    climbed = climbing(items.filter(late).join(standings, on="customer_id"), ladder, day)
    following, latest = pl.col("following"), pl.col("latest")
    coming = following if ladder.entry is Entry.STANDARD else pl.max_horizontal(following, latest)
    nominal = pl.col("due_on") + pl.duration(days=coming)
    climbed = climbed.with_columns(
        coming=pl.when(following.is_not_null()).then(coming),
        nominal=paced_on(following) if ladder.entry is Entry.STANDARD else nominal,
    )
    carriers = (
        climbed.filter(pl.col("stop").is_null() & pl.col("has_left"))
        .sort("customer_id", "due_on", "invoice_id")
        .group_by("customer_id", maintain_order=True)
        .agg(
            carrier_id=pl.col("invoice_id").first(), days=pl.col("coming").first(),
            nominal_on=pl.col("nominal").first(),
        )
    )  # fmt: skip
    rows = (
        climbed.select(pl.exclude("latest", "following", "nominal", "coming"))
        .join(carriers, on="customer_id", how="left")
        .with_columns(code=pl.coalesce("stop", _of_customer()), act=_act(ladder))
        .with_columns(act=_turned())
    )
    return _told(rows, ladder, day)


def _of_customer() -> pl.Expr:
    stops = {
        Suppression.OFF: pl.col("autonomy") == Autonomy.OFF.value,
        Suppression.ON_HOLD: pl.col("is_on_hold"),
        Suppression.REPLIED: pl.col("has_replied"),
    }
    return pl.coalesce(
        pl.when(holds).then(pl.lit(code.value, dtype=SUPPRESSION)) for code, holds in stops.items()
    )


def _act(ladder: Ladder) -> pl.Expr:
    act: pl.Expr = pl.lit(None, dtype=ACT)
    for step in ladder.on(Track.DUE):
        is_it = pl.col("days") == step.days
        act = pl.when(is_it).then(pl.lit(step.act.value, dtype=ACT)).otherwise(act)
    return act


def _turned() -> pl.Expr:
    act = pl.col("act")
    by_mail = (act == Act.EMAIL.value) | ((act == Act.SMS.value) & ~pl.col("may_sms"))
    unreached = pl.col("is_opted_out") | ~pl.col("has_contact") | ~pl.col("has_consent")
    written = act.is_in([one.value for one in WRITTEN])
    person = pl.lit(Act.PERSON.value, dtype=ACT)
    return (
        pl.when(written & pl.col("is_vip")).then(person)
        .when(by_mail & unreached).then(person)
        .when((act == Act.SMS.value) & by_mail).then(pl.lit(Act.EMAIL.value, dtype=ACT))
        .otherwise(act)
    )  # fmt: skip


def _told(rows: pl.LazyFrame, ladder: Ladder, day: Day) -> pl.LazyFrame:
    reaches_out = pl.col("act") != Act.PERSON.value
    gap_over = pl.col("last_sent_on") + pl.duration(days=ladder.gap_days)
    free_on = pl.max_horizontal(
        pl.lit(day.on), pl.when(reaches_out).then(gap_over), pl.col("nominal_on")
    )
    kind = (
        pl.when(_STOPPED).then(pl.lit(NextKind.STOP.value, dtype=NEXT_KIND))
        .when(_ENDED).then(pl.lit(NextKind.PERSON.value, dtype=NEXT_KIND))
        .otherwise(pl.lit(NextKind.STEP.value, dtype=NEXT_KIND))
    )  # fmt: skip
    is_step = ~_STOPPED & ~_ENDED
    promised = pl.col("code") == Suppression.PROMISED.value
    carried = is_step & (pl.col("carrier_id") != pl.col("invoice_id"))
    return rows.with_columns(
        kind=kind,
        days=pl.when(is_step).then(pl.col("days")),
        act=pl.when(is_step).then(pl.col("act")).when(~_STOPPED).then(
            pl.lit(Act.PERSON.value, dtype=ACT)
        ),
        on=pl.when(is_step).then(free_on).when(promised).then(pl.col("promised_until")),
        carried_by=pl.when(carried).then(pl.col("carrier_id")).otherwise(pl.lit(None, dtype=ID)),
    ).select(*NEXT, "due_on")  # fmt: skip
