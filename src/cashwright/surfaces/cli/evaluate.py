"""Hold what the house decides against the truth: how much of matching was right, how well mails are read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from rich.table import Table

from cashwright.connectors.simulator import read_truths
from cashwright.connectors.simulator.people import kept
from cashwright.surfaces.cli.choosing import AsJson, Entity
from cashwright.surfaces.cli.evaluation.drift import drift_scores
from cashwright.surfaces.cli.evaluation.intents import PARTS, as_told, measured
from cashwright.surfaces.cli.evaluation.of_books import judged_lines
from cashwright.surfaces.cli.evaluation.of_people import (
    given_in,
    inbox_in,
    reminded_in,
    trials_in,
    watched_in,
)
from cashwright.surfaces.cli.evaluation.of_world import judged_world
from cashwright.surfaces.cli.evaluation.promises import promise_scores
from cashwright.surfaces.cli.evaluation.scores import Scores, Tally, scored
from cashwright.surfaces.cli.evaluation.shown import (
    drift_tables,
    effect_table,
    intents_table,
    promise_tables,
    trials_table,
    world_table,
)
from cashwright.surfaces.cli.evaluation.uplift import ALONE, trial_json, true_effect
from cashwright.surfaces.cli.evaluation.uplift_world import as_json as world_json
from cashwright.surfaces.cli.evaluation.uplift_world import ways_tried
from cashwright.surfaces.cli.reports.sheet import console

app = typer.Typer(add_completion=False)
NO_TRUTH = "No truth is kept beside these books. The demo has one: make demo"
_WORDS = {
    "payment_rate": "payments applied by themselves",
    "line_rate": "invoices settled by themselves",
    "precision": "right, of what was applied by itself",
    "straight_through": "applied by themselves and right, of all",
}


@app.callback(invoke_without_command=True)
def evaluate(
    ctx: typer.Context,
    entity: Entity = "",
    world: Annotated[
        int, typer.Option(min=0, help="Judge so many lines of a made-up month, not the demo's.")
    ] = 0,
    seed: Annotated[int, typer.Option(help="Which made-up month.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Print the four numbers, by lane and kind, and how sure matching was against how right.

    The truth of the demo's bank lines is written beside the books by the demo; this alone reads it.
    """
    if ctx.invoked_subcommand is not None:
        return
    scores = _of_world(world, seed) if world else _of_books(entity)
    if as_json:
        typer.echo(json.dumps(scores.as_json(), indent=1))
        return
    title = f"{world:,} lines of the made-up month {seed}" if world else "The demo's bank lines"
    _print(scores, title)


@app.command()
def intents(as_json: AsJson = False) -> None:
    """Print precision and recall per intent of how mails are read, on the labelled mails of the house.

    In brackets: between which shares each lies with 95 %, as few mails as there are.
    """
    parts = {part: measured(part) for part in PARTS}
    if as_json:
        typer.echo(json.dumps({part: as_told(one) for part, one in parts.items()}, indent=1))
        return
    for part, one in parts.items():
        console().print(intents_table(part, one))


@app.command()
def inbox(entity: Entity = "", as_json: AsJson = False) -> None:
    """Print how the mails of the demo's year were read, against what their writers meant."""
    told = inbox_in(_people(), entity)
    if as_json:
        typer.echo(json.dumps(as_told(told), indent=1))
        return
    console().print(intents_table("the demo's year", told))


@app.command()
def drift(entity: Entity = "", as_json: AsJson = False) -> None:
    """Print how early and how rightly it was said that customers began to pay worse.

    Held against the day on which each truly did, which the demo keeps beside the books.
    """
    scores = drift_scores(watched_in(_people(), entity))
    if as_json:
        typer.echo(json.dumps(scores.as_json(), indent=1))
        return
    _show(drift_tables(scores))


@app.command()
def promises(entity: Entity = "", as_json: AsJson = False) -> None:
    """Print how well it was known beforehand which promises would be kept."""
    scores = promise_scores(given_in(_people(), entity))
    if as_json:
        typer.echo(json.dumps(scores.as_json(), indent=1))
        return
    _show(promise_tables(scores))


@app.command()
def uplift(
    entity: Entity = "",
    world: Annotated[
        int, typer.Option(min=0, help="Try ways to remind on so many made-up customers.")
    ] = 0,
    seed: Annotated[int, typer.Option(help="Which made-up customers.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Print what reminders truly did, and what the books can say of it: by customers held out by chance."""
    if world:
        ways = ways_tried(world, seed)
        if as_json:
            typer.echo(json.dumps(world_json(ways), indent=1))
            return
        _show([world_table(ways)])
        return
    effect = true_effect(reminded_in(_people(), entity))
    trials = list(trials_in(entity))
    if as_json:
        told = {**effect.as_json(), "trials": [trial_json(*row) for row in trials]}
        typer.echo(json.dumps(told, indent=1))
        return
    _show([effect_table(effect), *([trials_table(trials)] if trials else [])])
    if not trials:
        typer.echo(ALONE)


def _show(tables: Sequence[Table]) -> None:
    for table in tables:
        console().print(table)


def _people() -> Path:
    """Where the truth of the people is kept. Leaves where there is none."""
    folder = Path(settings.HOME) / "truth"
    if not any(kept("people", folder)):
        typer.echo(NO_TRUTH, err=True)
        raise typer.Exit(1)
    return folder


def _of_world(count: int, seed: int) -> Scores:
    return scored(judged_world(count, seed))


def _of_books(entity: str) -> Scores:
    folder = Path(settings.HOME) / "truth"
    truths = [one for one in read_truths(folder) if entity in ("", one.entity)]
    scores = scored(judged_lines(truths))
    if not scores.all.lines:
        typer.echo(NO_TRUTH, err=True)
        raise typer.Exit(1)
    return scores


def _share(part: int, whole: int) -> str:
    return f"{part / whole:8.2%}" if whole else "    none"


def _print(scores: Scores, title: str) -> None:
    four = Table(title=title)
    for column in ("", "share", "counted"):
        four.add_column(column)
    for name, (part, whole) in scores.four.items():
        four.add_row(_WORDS[name], _share(part, whole), f"{part:,} of {whole:,}")
    console().print(four)
    console().print(_tallies("Lane", scores.by_lane))
    console().print(_tallies("Kind of line", scores.by_kind))
    console().print(_plot(scores))


def _tallies(first: str, tallies: dict[str, Tally]) -> Table:
    table = Table()
    for column in (first, "lines", "by themselves", "share", "wrong"):
        table.add_column(column, justify="left" if column == first else "right")
    for name, one in sorted(tallies.items(), key=lambda item: -item[1].lines):
        table.add_row(
            name, f"{one.lines:,}", f"{one.own:,}", _share(one.own, one.lines), f"{one.wrong:,}"
        )
    return table


def _plot(scores: Scores) -> Table:
    table = Table(title=f"How sure, and how right: {scores.ece_ppm / 1e6:.2%} apart on average")
    for column in ("said", "right", "proposals", "right, drawn (| is what was said)"):
        table.add_column(column)
    for _, step in sorted(scores.steps.items()):
        said, right = step.said_ppm / step.count / 1e6, step.right / step.count
        table.add_row(f"{said:.1%}", f"{right:.1%}", f"{step.count:,}", _bar(said, right))
    return table


def _bar(said: float, right: float) -> str:
    """A line of 40 signs: filled as far as it was right, with a mark where it was said to be."""
    signs = ["#"] * round(40 * right) + ["."] * (40 - round(40 * right))
    signs[min(39, round(40 * said))] = "|"
    return "".join(signs)
