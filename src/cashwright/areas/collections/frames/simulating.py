"""What the ladders would do over coming days, if nobody paid, answered or promised anything more.

The plan of each day is made as on that day and its steps are noted as taken, so that gaps, budgets and
days off put off what they would put off.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from cashwright.areas.collections.frames.planning import plan_contacts
from cashwright.areas.collections.frames.schemas import GROUP, ITEMS, PLAN, STANDINGS
from cashwright.areas.collections.policies import WRITTEN, Ladder, Track
from cashwright.areas.collections.rules import EVENT_DAYS, Day
from cashwright.columns.dtypes import ID

SIMULATED = {"on": pl.Date(), **PLAN}
"""PLAN with its day."""

Arms = Callable[[pl.DataFrame, date], pl.DataFrame]
"""The plan of a day with what trials make of it; see frames.with_arms."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What changes by itself on a coming day.

    standings  STANDINGS of the customers concerned, as of that day by what is known on the first
    ladders    all there are from that day on
    """

    standings: pl.DataFrame
    ladders: Mapping[str, Ladder]


def nothing_turns(on: date) -> Turn | None:
    """For those who ask of days on which nothing ends or begins by itself."""
    return None


_IS_TAKEN = pl.col("suppressed").is_null()
_WEEK = timedelta(days=7)


def simulate(
    items: pl.DataFrame,
    standings: pl.DataFrame,
    happened: pl.DataFrame,
    ladders: Mapping[str, Ladder],
    *,
    from_on: date,
    days: int,
    days_of: Callable[[date, Mapping[str, Ladder]], Mapping[str, Day]],
    arms: Arms = lambda plan, _: plan,
    turned: Callable[[date], Turn | None] = nothing_turns,
) -> pl.DataFrame:
    """SIMULATED: every step that would be taken or put off, day by day.

    items, standings, happened  as of `from_on`, as frames.plan_contacts takes them
    days_of                     a day as each ladder's rule for days off sees it
    arms                        what trials make of the plan of a day; without them nothing
    turned                      what ends or begins by itself on a day: holds, replies, a week, policies
    """
    told = list(_days(items, standings, happened, ladders, from_on, days, days_of, arms, turned))
    return pl.concat([pl.DataFrame(schema=SIMULATED), *told])


def _days(
    items: pl.DataFrame,
    standings: pl.DataFrame,
    happened: pl.DataFrame,
    ladders: Mapping[str, Ladder],
    from_on: date,
    days: int,
    days_of: Callable[[date, Mapping[str, Ladder]], Mapping[str, Day]],
    arms: Arms,
    turned: Callable[[date], Turn | None],
) -> Iterator[pl.DataFrame]:
    sent = pl.DataFrame(schema={"customer_id": ID, "group": GROUP, "on": pl.Date()})
    base = standings  # without what is said from now on
    for offset in range(days):
        on = from_on + timedelta(days=offset)
        turn = turned(on) if offset else None
        if turn is not None:
            rest = base.join(turn.standings, on="customer_id", how="anti")
            base = pl.concat([rest, turn.standings])
            ladders = {name: turn.ladders[name] for name in base["ladder"].unique()}
        seen = _contacted(base, sent, on)
        happened = happened.filter(pl.col("happened_on") >= on - timedelta(days=EVENT_DAYS))
        plan = arms(plan_contacts(items, seen, happened, ladders, days_of(on, ladders)), on)
        if plan.is_empty():
            continue
        yield plan.select(pl.lit(on).alias("on"), *PLAN)
        taken = plan.filter(_IS_TAKEN)
        items = _climbed(items, taken, on)
        happened = happened.join(taken, on=["event_id", "invoice_id"], how="anti")
        written = taken.filter(pl.col("act").is_in([act.value for act in WRITTEN]))
        news = written.select("customer_id", "group").unique().with_columns(on=pl.lit(on))
        sent = pl.concat([sent, news])


def _climbed(items: pl.DataFrame, taken: pl.DataFrame, on: date) -> pl.DataFrame:
    def highest(track: Track, name: str) -> pl.DataFrame:
        """The furthest step taken, and whether anything was done: who is held out hears nothing."""
        rows = taken.filter(pl.col("track") == track.value)
        done = pl.col("act").is_not_null().any().alias(f"{name}_done")
        return rows.group_by("invoice_id").agg(pl.col("days").max().alias(name), done)

    return (
        items.join(highest(Track.DUE, "due_days"), on="invoice_id", how="left")
        .join(highest(Track.ISSUE, "issue_days"), on="invoice_id", how="left")
        .with_columns(
            up_to=pl.max_horizontal("up_to", "due_days"),
            last_on=pl.when(pl.col("due_days_done")).then(on).otherwise("last_on"),
            issue_up_to=pl.max_horizontal("issue_up_to", "issue_days"),
        )
        .select(*ITEMS)
    )


def _contacted(standings: pl.DataFrame, sent: pl.DataFrame, on: date) -> pl.DataFrame:
    """The customers on the morning of `on`: what was said since the first day counts with what was before."""
    latest = sent.group_by("customer_id").agg(
        sent_on=pl.col("on").max(), sent=(pl.col("on") > on - _WEEK).sum()
    )
    return (
        standings.join(latest, on="customer_id", how="left")
        .with_columns(
            last_sent_on=pl.max_horizontal("last_sent_on", "sent_on"),
            sent_7=(pl.col("sent_7") + pl.col("sent").fill_null(0)).cast(pl.Int32),
        )
        .select(*STANDINGS)
    )
