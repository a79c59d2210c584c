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
from cashwright.columns.dtypes import ID, literal
from cashwright.kernel.autonomy import Autonomy

_STOPPED = pl.col("code").is_not_null()
_ENDED = pl.col("carrier_id").is_null()


def next_actions(
    items: pl.DataFrame,
    standings: pl.DataFrame,
    ladders: Mapping[str, Ladder],
    days: Mapping[str, Day],
) -> pl.DataFrame:
    """NEXT: one row for each overdue item with a balance, by customer, due date, invoice."""
    parts = [
        _of_ladder(items, standings.filter(pl.col("ladder") == name), ladder, days[name])
        for name, ladder in ladders.items()
    ]
    return pl.concat(parts).sort("customer_id", "due_on", "invoice_id").select(*NEXT)


def ended(
    items: pl.DataFrame,
    standings: pl.DataFrame,
    ladders: Mapping[str, Ladder],
    days: Mapping[str, Day],
) -> pl.DataFrame:
    """customer_id | invoice_id: the oldest invoice of whoever `next_actions` leaves to a person."""
    parts = []
    for name, ladder in ladders.items():
        theirs = standings.filter(pl.col("ladder") == name, _of_customer().is_null())
        late = _late(items, days[name]).join(theirs, on="customer_id")
        free = climbing(late, ladder, days[name]).filter(pl.col("stop").is_null())
        going_on = free.filter(pl.col("has_left"))
        parts.append(free.join(going_on, on="customer_id", how="anti"))
    oldest = pl.concat(parts).sort("customer_id", "due_on", "invoice_id")
    return oldest.unique("customer_id", keep="first", maintain_order=True).select(
        "customer_id", "invoice_id"
    )


def _late(items: pl.DataFrame, day: Day) -> pl.DataFrame:
    return items.filter((pl.col("due_on") < day.on) & (pl.col("balance_minor") > 0))


def _of_ladder(
    items: pl.DataFrame, standings: pl.DataFrame, ladder: Ladder, day: Day
) -> pl.DataFrame:
    climbed = climbing(_late(items, day).join(standings, on="customer_id"), ladder, day)
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
        pl.when(holds).then(literal(code.value, SUPPRESSION)) for code, holds in stops.items()
    )


def _act(ladder: Ladder) -> pl.Expr:
    act: pl.Expr = literal(None, ACT)
    for step in ladder.on(Track.DUE):
        is_it = pl.col("days") == step.days
        act = pl.when(is_it).then(literal(step.act.value, ACT)).otherwise(act)
    return act


def _turned() -> pl.Expr:
    act = pl.col("act")
    by_mail = (act == Act.EMAIL.value) | ((act == Act.SMS.value) & ~pl.col("may_sms"))
    unreached = pl.col("is_opted_out") | ~pl.col("has_contact") | ~pl.col("has_consent")
    written = act.is_in([one.value for one in WRITTEN])
    person = literal(Act.PERSON.value, ACT)
    return (
        pl.when(written & pl.col("is_vip")).then(person)
        .when(by_mail & unreached).then(person)
        .when((act == Act.SMS.value) & by_mail).then(literal(Act.EMAIL.value, ACT))
        .otherwise(act)
    )  # fmt: skip


def _told(rows: pl.DataFrame, ladder: Ladder, day: Day) -> pl.DataFrame:
    reaches_out = pl.col("act") != Act.PERSON.value
    gap_over = pl.col("last_sent_on") + pl.duration(days=ladder.gap_days)
    free_on = pl.max_horizontal(
        pl.lit(day.on), pl.when(reaches_out).then(gap_over), pl.col("nominal_on")
    )
    kind = (
        pl.when(_STOPPED).then(literal(NextKind.STOP.value, NEXT_KIND))
        .when(_ENDED).then(literal(NextKind.PERSON.value, NEXT_KIND))
        .otherwise(literal(NextKind.STEP.value, NEXT_KIND))
    )  # fmt: skip
    is_step = ~_STOPPED & ~_ENDED
    promised = pl.col("code") == Suppression.PROMISED.value
    carried = is_step & (pl.col("carrier_id") != pl.col("invoice_id"))
    return rows.with_columns(
        kind=kind,
        days=pl.when(is_step).then(pl.col("days")),
        act=pl.when(is_step).then(pl.col("act")).when(~_STOPPED).then(
            literal(Act.PERSON.value, ACT)
        ),
        on=pl.when(is_step).then(free_on).when(promised).then(pl.col("promised_until")),
        carried_by=pl.when(carried).then(pl.col("carrier_id")).otherwise(literal(None, ID)),
    ).select(*NEXT, "due_on")  # fmt: skip
