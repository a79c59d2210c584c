"""Match bank lines with what they pay, or see what matching would have done with past payments."""

from __future__ import annotations

import json
from datetime import timedelta

import typer
from rich.table import Table

from cashwright.areas.controls.queries import books_today
from cashwright.runs.day import refuse_future
from cashwright.runs.harness import merged
from cashwright.runs.match import Replayed, replay, run_match
from cashwright.surfaces.cli.choosing import (
    AsJson,
    AsOf,
    Entity,
    From,
    Until,
    day,
    one_entity,
    some_entities,
)
from cashwright.surfaces.cli.reports.sheet import console
from cashwright.surfaces.cli.run_words import OUTCOMES

app = typer.Typer(no_args_is_help=True, add_completion=False)
_LOOK_BACK = timedelta(days=365)


@app.callback()
def match() -> None:
    """Tie what came to the bank to what it pays."""


@app.command(name="run")
def run_(as_of: AsOf = None, entity: Entity = "", as_json: AsJson = False) -> None:
    """Apply what is certain of the lines that wait, propose the rest. Twice changes nothing."""
    chosen = some_entities(entity)
    on = day(as_of, chosen)
    refuse_future(chosen, on)
    report = merged(run_match(one, on) for one in chosen)
    if as_json:
        typer.echo(json.dumps({"as_of": on.isoformat(), "report": report}, indent=1))
        return
    for step, counts in report.items():
        for outcome, count in counts["outcomes"].items():
            typer.echo(f"{count:>9,} {OUTCOMES.get(f'{step}.{outcome}', outcome)}")
        for code, count in counts["refused"].items():
            typer.echo(f"{count:>9,} left alone: {code}")
    if not report:
        typer.echo("No bank line waits.")


@app.command(name="replay")
def replay_(
    from_on: From = None, to_on: Until = None, entity: Entity = "", as_json: AsJson = False
) -> None:
    """Decide about past payments once more, as if by itself, and compare with what was applied."""
    of = one_entity(entity)
    until = to_on.date() if to_on else books_today(of.zone)
    first = from_on.date() if from_on else until - _LOOK_BACK
    found = replay(of.pk, first, until)
    if as_json:
        typer.echo(json.dumps(_told(found), indent=1))
    elif not found.lines:
        typer.echo(f"{of.code} had no payments from {first} to {until}.")
    else:
        _print(found, f"{of.code} from {first} to {until}")


def _told(found: Replayed) -> dict[str, object]:
    return {
        "payments": found.lines,
        "payment_rate_ppm": _ppm(found.certain, found.lines),
        "line_rate_ppm": _ppm(found.own_parts, found.parts),
        "precision_ppm": _ppm(found.right, found.certain),
        "straight_through_ppm": _ppm(found.right, found.lines),
        "calibration": [
            {"said_ppm": said // count, "proposals": count, "right_ppm": _ppm(right, count)}
            for _, (count, right, said) in sorted(found.bins.items())
        ],
        "wrong": [{"payment_id": pk, "reasons": list(reasons)} for pk, reasons in found.wrong],
    }


def _ppm(part: int, whole: int) -> int | None:
    return part * 1_000_000 // whole if whole else None


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2%} ({part:,} of {whole:,})" if whole else "none"


def _print(found: Replayed, span: str) -> None:
    table = Table(title=f"What matching would have done with the payments of {span}")
    table.add_column("number")
    table.add_column("share")
    table.add_row("payments it would have applied by itself", _share(found.certain, found.lines))
    table.add_row("invoices it would have settled by itself", _share(found.own_parts, found.parts))
    table.add_row("of those payments, as people applied them", _share(found.right, found.certain))
    table.add_row("applied by itself and right, of all", _share(found.right, found.lines))
    console().print(table)
    plot = Table(title="How sure it was, and how often it was right")
    for column in ("said", "right", "proposals", ""):
        plot.add_column(column)
    for _, (count, right, said) in sorted(found.bins.items()):
        bar = "#" * round(20 * right / count)
        plot.add_row(f"{said / count / 1e6:.1%}", f"{right / count:.1%}", f"{count:,}", bar)
    console().print(plot)
