"""Run a day, or day after day: apply known cash, remind, send, note the figures."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.table import Table

from cashwright.runs.bill import run_bill
from cashwright.runs.bill.crew import beside_with
from cashwright.runs.day import DayDone, refuse_future, run_days
from cashwright.runs.harness import Report, merged
from cashwright.surfaces.cli.choosing import AsJson, AsOf, Entity, From, Until, day, some_entities
from cashwright.surfaces.cli.run_words import OUTCOMES

if TYPE_CHECKING:
    from cashwright.areas.parties.models import LegalEntity

app = typer.Typer(no_args_is_help=True, add_completion=False)


@app.callback()
def run() -> None:
    """Run what the house does by itself."""


@app.command(name="day")
def day_(
    as_of: AsOf = None,
    from_on: From = None,
    to_on: Until = None,
    entity: Entity = "",
    again: bool = typer.Option(False, "--again", help="Also what is done: for what came in since."),
    as_json: AsJson = False,
) -> None:
    """Work one day or a span of days; a day that is done already stays as it is."""
    chosen = some_entities(entity)
    first, last = _span(as_of, from_on, to_on, chosen)
    refuse_future(chosen, last)
    started = time.perf_counter()
    done = list(_shown(run_days(chosen, first, last, again=again), first, last))
    seconds = round(time.perf_counter() - started, 2)
    report = merged(one.report for one in done if not one.was_done)
    if as_json:
        typer.echo(json.dumps(_told(chosen, first, last, done, report, seconds), indent=1))
    else:
        _print(first, last, done, report, seconds)


@app.command(name="bill")
def bill_(
    as_of: AsOf = None,
    entity: Entity = "",
    workers: int = typer.Option(1, "--workers", min=1, help="Processes that share the run."),
    again: bool = typer.Option(False, "--again", help="Also what is done: for what came in since."),
    as_json: AsJson = False,
) -> None:
    """Bill everything due by a day; a day that is billed already stays as it is."""
    chosen = some_entities(entity)
    on = day(as_of, chosen)
    refuse_future(chosen, on)
    started = time.perf_counter()
    beside = beside_with(workers - 1) if workers > 1 else None
    done = [DayDone(*run_bill(one, on, again=again, beside=beside)) for one in chosen]
    seconds = round(time.perf_counter() - started, 2)
    report = merged(one.report for one in done if not one.was_done)
    if as_json:
        typer.echo(json.dumps(_told(chosen, on, on, done, report, seconds), indent=1))
    else:
        _print(on, on, done, report, seconds)


def _span(
    as_of: datetime | None, from_on: datetime | None, to_on: datetime | None,
    chosen: list[LegalEntity],
) -> tuple[date, date]:  # fmt: skip
    if as_of and (from_on or to_on):
        raise typer.BadParameter("either --as-of, or --from and --to")
    if from_on is None and to_on is None:
        return (on := day(as_of, chosen)), on
    if from_on is None:
        raise typer.BadParameter("--to needs --from")
    return from_on.date(), day(to_on, chosen)


def _shown(days: Iterator[DayDone], first: date, last: date) -> Iterator[DayDone]:
    """The same days, with a line on a terminal that says how far it is."""
    whole = (last - first).days + 1
    is_shown = sys.stderr.isatty() and whole > 1
    for one in days:
        if is_shown:
            share = 100 * ((one.run.as_of - first).days + 1) // whole
            sys.stderr.write(f"\r\x1b[K{one.run.as_of} {share} %")
            sys.stderr.flush()
        yield one
    if is_shown:
        sys.stderr.write("\r\x1b[K")


def _told(
    chosen: list[LegalEntity], first: date, last: date, done: list[DayDone], report: Report,
    seconds: float,
) -> dict[str, object]:  # fmt: skip
    return {
        "from": first.isoformat(),
        "to": last.isoformat(),
        "entities": [one.code for one in chosen],
        "runs": sum(not one.was_done for one in done),
        "done_before": sum(one.was_done for one in done),
        "report": report,
        "seconds": seconds,
    }


def _print(first: date, last: date, done: list[DayDone], report: Report, seconds: float) -> None:
    before = sum(one.was_done for one in done)
    span = first.isoformat() if first == last else f"{first} to {last}"
    typer.echo(f"{span}: {len(done) - before} run, {before} done before ({seconds} s)")
    table = Table(box=None, pad_edge=False, show_header=False)
    for step, counts in report.items():
        for outcome, count in counts["outcomes"].items():
            words = OUTCOMES.get(f"{step}.{outcome}", outcome)
            table.add_row(f"[dim]{step}[/]", f"{count:,}", words)
        for code, count in counts["refused"].items():
            table.add_row(f"[dim]{step}[/]", f"{count:,}", f"[yellow]held back: {code}[/]")
    Console().print(table)
