"""Reading what a ladder that is not in force would do, on the books of a day, beside the one that is."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import polars as pl

from cashwright.areas.collections import frames
from cashwright.areas.collections.policies import READY, WRITTEN, Dunning, Ladder, Track
from cashwright.areas.collections.queries.dunning import Known, known
from cashwright.areas.collections.queries.ladders import climbing, days_of
from cashwright.areas.collections.queries.turning import turning
from cashwright.areas.collections.rules import PUT_OFF
from cashwright.areas.collections.rules.drafting import as_drafted
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.autonomy import Autonomy
from cashwright.kernel.clock import noon_utc, running_on

_ISSUE_AHEAD = 90  # an invoice is usually due within these days of its issue


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """SIMULATED steps of one ladder over some days, and of how many customers."""

    steps: pl.DataFrame
    customers: int

    def contacts(self) -> pl.DataFrame:
        """on | customer_id | group | act | detour | step (code) | invoices: who would get what, when."""
        taken = self.steps.filter(pl.col("suppressed").is_null() & pl.col("act").is_not_null())
        sign = pl.when(pl.col("lead_days") < 0).then(pl.lit("")).otherwise(pl.lit("+"))
        cause = pl.when(pl.col("lead_trigger") == "").then(pl.col("lead_track").cast(pl.String))
        return (
            taken.group_by("on", "customer_id", "group", maintain_order=True)
            .agg(
                pl.first("act", "detour", "lead_track", "lead_days", "lead_trigger"),
                invoices=pl.col("invoice_id").n_unique(),
            )
            .with_columns(
                pl.col("act").cast(pl.String),
                step=pl.format("{}{}{}", cause.otherwise("lead_trigger"), sign, "lead_days"),
            )
            .sort("on", "customer_id", "group")
        )

    def by_day(self) -> pl.DataFrame:
        """on | messages | by_a_person | put_off: contacts of each day, and customers made to wait."""
        is_written = pl.col("act").is_in([act.value for act in WRITTEN])
        made = self.contacts().group_by("on").agg(
            messages=is_written.sum(), by_a_person=(~is_written).sum()
        )  # fmt: skip
        waiting = self.waiting().group_by("on").agg(put_off=pl.col("customer_id").n_unique())
        return made.join(waiting, on="on", how="full", coalesce=True).with_columns(
            pl.col("messages", "by_a_person", "put_off").fill_null(0).cast(pl.Int64)
        ).sort("on")  # fmt: skip

    def waiting(self) -> pl.DataFrame:
        """on | customer_id | step (code) | why: a step that waits that day for a gap, a budget, a day off."""
        codes = [code.value for code in PUT_OFF]
        why = pl.col("suppressed").cast(pl.String)
        sign = pl.when(pl.col("days") < 0).then(pl.lit("")).otherwise(pl.lit("+"))
        return self.steps.filter(why.is_in(codes)).select(
            "on", "customer_id", step=pl.format("{}{}{}", pl.col("track").cast(pl.String), sign, "days"),
            why=why,
        )  # fmt: skip

    def clashes(self) -> pl.DataFrame:
        """step (code) | why | customers | days: which steps would wait, for whom and how often in all."""
        return (
            self.waiting()
            .group_by("step", "why")
            .agg(
                customers=pl.col("customer_id").n_unique(),
                days=pl.struct("customer_id", "on").n_unique(),
            )
            .sort("customers", "step", "why", descending=[True, False, False])
        )

    def stopped(self) -> pl.DataFrame:
        """why | invoices: what is not reminded of at all, and why."""
        codes = [code.value for code in PUT_OFF]
        why = pl.col("suppressed").cast(pl.String)
        rows = self.steps.filter(why.is_not_null() & ~why.is_in(codes) & (why != "carried"))
        return rows.group_by(why=why).agg(invoices=pl.col("invoice_id").n_unique()).sort(
            "invoices", "why", descending=[True, False]
        )  # fmt: skip


def rehearse(
    entity: LegalEntity, ladder: Ladder, on: date, days: int, *, today: date, everybody: bool = False,
    dunning: Dunning | None = None,
) -> tuple[Rehearsal, Rehearsal]:  # fmt: skip
    """What a ladder would do, and what is in force would do with the same customers.

    on         books of that day: before `today` with the balances of that day
    everybody  as if all customers climbed it, by themselves; else those who climb it
    dunning    who climbs which, where that is a draft as well
    raises     BadDunning
    """
    ahead = days + (_ISSUE_AHEAD if ladder.on(Track.ISSUE) else 0)
    earliest = min(step.days for step in ladder.on(Track.DUE))
    with running_on(noon_utc(on)):
        found = known(entity.pk, on, ahead_days=ahead + max(-earliest, 0), is_past=on < today)
    return rehearsed(found, ladder, days, everybody=everybody, dunning=dunning)


def rehearsed(
    found: Known,
    ladder: Ladder,
    days: int,
    *,
    everybody: bool = False,
    dunning: Dunning | None = None,
) -> tuple[Rehearsal, Rehearsal]:
    """The same of books that were read."""
    standings = found.standings
    if everybody:
        theirs = standings.with_columns(
            ladder=pl.lit(ladder.name), autonomy=pl.lit(str(Autonomy.AUTO))
        )
    else:
        told = standings
        if dunning is not None:
            told = climbing(dunning, standings.drop("ladder", "autonomy"))
        theirs = told.filter(pl.col("ladder") == ladder.name).select(*frames.STANDINGS)
    before = standings.join(theirs, on="customer_id", how="semi")
    draft = _simulated(found, theirs, {ladder.name: ladder}, days)
    is_in_force = ladder.name in found.ladders and as_drafted(found.ladders[ladder.name]) == ladder
    if is_in_force and dunning is None and not everybody:
        return draft, draft
    in_force = _simulated(found, before, found.ladders, days)
    return draft, in_force


def _simulated(
    found: Known, standings: pl.DataFrame, ladders: dict[str, Ladder], days: int
) -> Rehearsal:
    items = found.items.join(standings, on="customer_id", how="semi", maintain_order="left")
    used = {**READY, **ladders}
    names = set(standings["ladder"].unique().to_list())
    climbed = {name: used[name] for name in sorted(names)} or ladders
    turns = turning(found.entity.pk, found.on, days)
    steps = frames.simulate(
        items, standings, found.happened, climbed, from_on=found.on, days=days,
        days_of=lambda on, ladders: days_of(found.entity, on, ladders),
        turned=lambda on: _turned(found, standings, climbed, on, turns), arms=found.with_arms,
    )  # fmt: skip
    return Rehearsal(steps, items["customer_id"].n_unique())


def _turned(
    found: Known, standings: pl.DataFrame, climbed: dict[str, Ladder], on: date,
    turns: Mapping[date, Collection[UUID] | None],
) -> frames.Turn | None:  # fmt: skip
    """What ends or begins by itself on a day; who climbs what stays as it is tried."""
    turn = found.turned(on, turns)
    if turn is None:
        return None
    kept = standings.select("customer_id", "ladder", "autonomy", "segment", "risk")
    fresh = turn.standings.drop("ladder", "autonomy", "segment", "risk").join(
        kept, on="customer_id"
    )
    return frames.Turn(fresh.select(*frames.STANDINGS), climbed)
