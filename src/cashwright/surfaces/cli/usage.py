"""Take usage events from a file, show what a subscription used, fill a lake with readings."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from cashwright.areas.catalog.rules import plain
from cashwright.areas.contracts.models import Subscription
from cashwright.areas.parties.models import LegalEntity
from cashwright.areas.usage.queries import live_usage, readings_for_lake
from cashwright.areas.usage.refusals import remedy_of
from cashwright.areas.usage.services import Taken, sent_cloud_events, sent_events, take_events
from cashwright.connectors.files.events import (
    EventForm,
    RefusedFile,
    form_of,
    in_batches,
    read_events,
)
from cashwright.connectors.lake import write_readings
from cashwright.kernel.clock import now
from cashwright.kernel.currencies import format_minor
from cashwright.kernel.refusals import NotFound
from cashwright.surfaces.cli.acting import me
from cashwright.surfaces.cli.choosing import AsJson, AsOf, day, one_entity

app = typer.Typer(no_args_is_help=True, add_completion=False)

AT_ONCE = 10_000
_TOLD = 10

Entity = Annotated[
    str, typer.Option("--entity", help="Code of the legal entity, where there are several.")
]


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="CSV, JSONL, Parquet, or CloudEvents JSON.")],
    source: Annotated[
        str, typer.Option(help="Who sends them: an id is the same event once a source.")
    ] = "file",
    entity: Entity = "",
    refused: Annotated[Path | None, typer.Option(help="Where refused events are written.")] = None,
    as_json: AsJson = False,
) -> None:
    """Take events. A file may be imported again: what was taken is known, what was refused tried."""
    whose = one_entity(entity)
    rest = RefusedFile(refused or file.with_suffix(".refused.csv"))
    counts: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    started = time.monotonic()
    for batch in in_batches(read_events(file), AT_ONCE):
        taken = _take(whose, [raw for _, raw in batch], source, form_of(file))
        for (row, raw), outcome in zip(batch, taken.outcomes, strict=True):
            counts[outcome.state] += 1
            if outcome.refusal is not None:
                codes[outcome.refusal.code] += 1
                rest.add(row, raw, outcome.refusal.code, remedy_of(outcome.refusal))
        if sys.stderr.isatty():
            typer.echo(f"\r  {counts.total():,} events", err=True, nl=False)
    rest.write()
    told = {name: counts[name] for name in ("taken", "duplicate", "refused")}
    if as_json:
        typer.echo(json.dumps({**told, "refusals": codes, "seconds": time.monotonic() - started}))
    else:
        _print(file, told, codes, rest)
    if counts["refused"]:
        raise typer.Exit(1)


def _take(whose: LegalEntity, raw: list[object], source: str, form: EventForm) -> Taken:
    sent = sent_cloud_events(raw) if form is EventForm.CLOUD else sent_events(raw, source)
    return take_events(sent, entity_id=whose.pk, by=me())


def _print(file: Path, told: dict[str, int], codes: Counter[str], rest: RefusedFile) -> None:
    typer.echo(
        f"{file.name}: {told['taken']:,} events taken, {told['duplicate']:,} known already,"
        f" {told['refused']:,} refused"
    )
    for code, count in codes.most_common(_TOLD):
        typer.echo(f"  {code}: {count:,}")
    if codes:
        typer.echo(f"  Refused events, to be corrected and imported again: {rest.path.name}")


@app.command()
def show(
    reference: Annotated[str, typer.Argument(help="The reference of a subscription.")],
    entity: Entity = "",
    as_of: AsOf = None,
) -> None:
    """What a subscription used so far in the period that runs, and what that will cost."""
    whose = one_entity(entity)
    found = (
        Subscription.objects.filter(entity=whose, reference=reference)
        .select_related("entity", "contract")
        .first()
    )
    if found is None:
        raise NotFound(document="subscription", id=reference)
    live = live_usage(found, on=day(as_of, [whose]), known_at=now())
    typer.echo(f"{reference}: {live.from_on} to {live.until_on}, before discounts and tax")
    for meter in live.meters:
        cost = (
            "no price" if meter.amount_minor is None else _money(meter.amount_minor, live.currency)
        )
        end = "" if meter.projected_minor is None else _money(meter.projected_minor, live.currency)
        typer.echo(
            f"  {meter.name}: {plain(meter.so_far_e6, 6)} {meter.unit_name}"
            f" ({meter.event_count:,} events), {cost}; at the end {end or 'not known'}"
        )
        for value, quantity in meter.groups:
            typer.echo(f"    {value or 'without a group'}: {plain(quantity, 6)}")


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Parquet files are added to it.")],
    entity: Entity = "",
) -> None:
    """Fill a lake: every reading as Parquet, for DuckDB or Spark. A reading in two files counts once."""
    whose = one_entity(entity)
    rows = write_readings(readings_for_lake(whose.pk), folder)
    typer.echo(f"{rows:,} readings are in {folder.name}")


def _money(minor: int, currency: str) -> str:
    return f"{format_minor(minor, currency)} {currency}"
