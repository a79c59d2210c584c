"""The twin of rules.plan_contacts: what every customer hears on a day, for a million open items."""

from collections.abc import Mapping

import polars as pl

from cashwright.areas.collections.frames.climbing import (
    fits,
    skipped,
    with_owed,
    with_steps,
    with_stops,
)
from cashwright.areas.collections.frames.schemas import ACT, GROUP, PLAN, SUPPRESSION, TRACK
from cashwright.areas.collections.policies import (
    WRITTEN,
    Act,
    Ladder,
    Track,
)
from cashwright.areas.collections.rules import UNREACHED, VIP, Day, Group, Suppression
from cashwright.columns.dtypes import CODE, ID, literal
from cashwright.kernel.autonomy import Autonomy

_LATE, _FREE = pl.col("is_late"), pl.col("stop").is_null()
_NO_ID = literal(None, ID)


def plan_contacts(
    items: pl.DataFrame,
    standings: pl.DataFrame,
    happened: pl.DataFrame,
    ladders: Mapping[str, Ladder],
    days: Mapping[str, Day],
) -> pl.DataFrame:
    """What is said to every customer on a day, or done about them.

    items, standings, happened  ITEMS, STANDINGS (one row a customer), HAPPENED
    ladders  by the name in STANDINGS; days, by the same name: the day as the ladder's rule sees it
    returns  PLAN, by customer, due date, invoice
    """
    parts = [
        _of_ladder(items, standings.filter(pl.col("ladder") == name), happened, ladder, days[name])
        for name, ladder in ladders.items()
    ]
    return pl.concat(parts).sort("customer_id", "due_on", "invoice_id").select(*PLAN)


def climbing(items: pl.DataFrame, ladder: Ladder, day: Day) -> pl.DataFrame:
    """The items of the customers of one ladder with everything known of them by themselves."""
    return with_steps(with_owed(with_stops(items, day.on)), ladder, day)


def _of_ladder(
    items: pl.DataFrame, standings: pl.DataFrame, happened: pl.DataFrame, ladder: Ladder, day: Day
) -> pl.DataFrame:
    # What is due is known before the contacts are: on most days that leaves few customers to think of.
    climbed = climbing(items.join(standings, on="customer_id"), ladder, day)
    due = pl.concat(
        [
            _rows(climbed, ladder, Track.DUE, "step", "up_to"),
            _rows(climbed, ladder, Track.ISSUE, "issue_step", "issue_up_to"),
            *_event_rows(climbed, happened, ladder, day),
        ]
    )
    if due.is_empty():
        return pl.DataFrame(schema={**PLAN, "due_on": pl.Date()})
    theirs = climbed.join(due, on="customer_id", how="semi")
    newest = (
        theirs.filter(_FREE)
        .group_by("customer_id", "is_late")
        .agg(newest_on=pl.col("issued_on").max())
    )
    carriers = (
        theirs.filter(_LATE & _FREE & pl.col("has_left"))
        .group_by("customer_id")
        .agg(carrier_id=pl.col("invoice_id").sort_by("due_on", "invoice_id").first())
    )
    known = due.join(newest, on=["customer_id", "is_late"], how="left").join(
        carriers, on="customer_id", how="left"
    )
    return _answered(known, ladder, day)


def _rows(
    climbed: pl.DataFrame, ladder: Ladder, track: Track, step: str, up_to: str
) -> pl.DataFrame:
    return (
        climbed.filter(pl.col(step).is_not_null())
        .with_columns(
            track=literal(track.value, TRACK), days=pl.col(step),
            skipped=skipped(ladder, track, pl.col(step), pl.col(up_to)),
            event_id=_NO_ID, trigger=literal("", CODE), happened_on=literal(None, pl.Date),
        )
    )  # fmt: skip


def _event_rows(
    climbed: pl.DataFrame, happened: pl.DataFrame, ladder: Ladder, day: Day
) -> list[pl.DataFrame]:
    """One row for each step of the event track that is due, of late items nothing stops."""
    if happened.is_empty():
        return []
    there = climbed.filter(_LATE & _FREE).join(happened, on="invoice_id")
    past = (pl.lit(day.horizon) - pl.col("happened_on")).dt.total_days()
    parts = [
        there.filter((pl.col("trigger") == str(one.trigger)) & (past >= one.days) & fits(one.when))
        .with_columns(
            track=literal(Track.EVENT.value, TRACK), days=literal(one.days, pl.Int32),
            skipped=pl.lit([], dtype=pl.List(pl.Int32)),
        )
        for one in ladder.on(Track.EVENT)
    ]  # fmt: skip
    return [part.select(*climbed.columns, *_ADDED) for part in parts]


_ADDED = ("track", "days", "skipped", "event_id", "trigger", "happened_on")


def _answered(due: pl.DataFrame, ladder: Ladder, day: Day) -> pl.DataFrame:
    """Each due row with its contact, or with what stops it or puts it off."""
    whose = ["customer_id", "is_late"]
    is_event = pl.col("track") == Track.EVENT.value
    order = (
        ~is_event, "happened_on", "event_id", "due_on", "invoice_id", pl.col("track").to_physical(),
        pl.col("trigger"), "days",
    )  # fmt: skip
    free = due.filter(_FREE).sort(*whose, *order)
    led = free.with_columns(
        group=pl.when(_LATE)
        .then(literal(Group.OVERDUE.value, GROUP))
        .otherwise(literal(Group.UPCOMING.value, GROUP)),
        lead_track=pl.col("track").first().over(whose),
        lead_days=pl.col("days").first().over(whose),
        lead_trigger=pl.col("trigger").first().over(whose),
        lead_id=pl.col("invoice_id").first().over(whose),
        has_event=is_event.any().over(whose),
    ).with_columns(lead_act=_lead_act(ladder))
    led = led.with_columns(detour=_detour()).with_columns(act=_act())
    code = pl.coalesce(
        pl.when(holds).then(literal(one.value, SUPPRESSION))
        for one, holds in _codes(ladder, day).items()
    )
    led = led.with_columns(suppressed=code)
    is_taken = pl.col("suppressed").is_null()
    lead = [
        pl.when(is_taken).then(pl.col(name)).alias(name)
        for name in ("lead_track", "lead_days", "lead_trigger", "act", "detour")
    ]
    stopped = due.filter(~_FREE).with_columns(
        suppressed=pl.col("stop"), group=literal(None, GROUP),
        lead_track=literal(None, TRACK), lead_days=literal(None, pl.Int32),
        lead_trigger=literal(None, CODE), act=literal(None, ACT),
        detour=literal(None, CODE),
    )  # fmt: skip
    columns = [*PLAN, "due_on"]
    return pl.concat([led.with_columns(*lead).select(columns), stopped.select(columns)])


def _lead_act(ladder: Ladder) -> pl.Expr:
    act: pl.Expr = literal(None, ACT)
    for step in ladder.steps:
        is_it = (
            (pl.col("lead_track") == step.track.value)
            & (pl.col("lead_days") == step.days)
            & (pl.col("lead_trigger") == str(step.trigger))
        )
        act = pl.when(is_it).then(literal(step.act.value, ACT)).otherwise(act)
    return act


def _detour() -> pl.Expr:
    """Why a person does what a message would have; empty when nobody has to."""
    act = pl.col("lead_act")
    by_mail = (act == Act.EMAIL.value) | ((act == Act.SMS.value) & ~pl.col("may_sms"))
    unreached = dict(
        zip(
            UNREACHED,
            (pl.col("is_opted_out"), ~pl.col("has_contact"), ~pl.col("has_consent")),
            strict=True,
        )
    )
    reason: pl.Expr = literal("", CODE)
    for code, holds in reversed(unreached.items()):
        reason = pl.when(holds).then(literal(code.value, CODE)).otherwise(reason)
    written = act.is_in([one.value for one in WRITTEN])
    return (
        pl.when(written & pl.col("is_vip")).then(literal(VIP, CODE))
        .when(by_mail).then(reason)
        .otherwise(literal("", CODE))
    )  # fmt: skip


def _act() -> pl.Expr:
    act = pl.col("lead_act")
    by_mail = (act == Act.SMS.value) & ~pl.col("may_sms")
    return (
        pl.when(pl.col("detour") != "").then(literal(Act.PERSON.value, ACT))
        .when(by_mail).then(literal(Act.EMAIL.value, ACT))
        .otherwise(act)
    )  # fmt: skip


def _codes(ladder: Ladder, day: Day) -> dict[Suppression, pl.Expr]:
    """What stops or puts off a contact, in the order it is told; CARRIED goes before all."""
    written = pl.col("act").is_in([one.value for one in WRITTEN])
    reaches_out = written | (pl.col("act") == Act.CALL.value)
    last = pl.max_horizontal("newest_on", "last_sent_on")
    carried = _LATE & ~pl.col("has_event") & (pl.col("lead_id") != pl.col("carrier_id"))
    return {
        Suppression.CARRIED: carried,
        Suppression.OFF: pl.col("autonomy") == Autonomy.OFF.value,
        Suppression.ON_HOLD: pl.col("is_on_hold"),
        Suppression.REPLIED: pl.col("has_replied"),
        **{code: ~_LATE & (pl.col("detour") == code.value) for code in UNREACHED},
        Suppression.NO_BUSINESS_DAY: pl.lit(not day.is_open),
        Suppression.MIN_GAP: reaches_out
        & ((pl.lit(day.on) - last).dt.total_days() < ladder.gap_days),
        Suppression.OVER_BUDGET: written & (pl.col("sent_7") >= pl.col("sent_7_max")),
    }
