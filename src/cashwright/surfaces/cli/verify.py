"""Check every invariant over all the books."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cashwright.areas.controls import checkpoints
from cashwright.runs.verify import Report, verify

app = typer.Typer(add_completion=False)


@app.command(name="verify")
def check_books(
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
    checkpoint: Annotated[
        list[Path] | None,
        typer.Option(help="A page written by `cashwright checkpoint`; may be given again."),
    ] = None,
    key: Annotated[
        Path | None, typer.Option(help="The file with the key the pages were sealed with.")
    ] = None,
) -> None:
    """Check every invariant over all the books. Exit code 1 when one is broken."""
    secret = key.read_bytes() if key else b""
    pages = [checkpoints.read(path.read_text("utf-8"), secret) for path in checkpoint or ()]
    report = verify(pages)
    if as_json:
        typer.echo(json.dumps(_told(report), ensure_ascii=False, indent=1))
    else:
        _print(report)
    raise typer.Exit(0 if report.ok else 1)


def _told(report: Report) -> dict[str, object]:
    checks = [
        {
            "invariant": r.invariant, "name": r.name, "sentence": r.sentence, "ok": r.ok,
            "violations": r.violations, "documents": [asdict(v) for v in r.named],
            "seconds": round(r.seconds, 3),
        }
        for r in report.results
    ]  # fmt: skip
    return {
        "ok": report.ok, "facts": report.facts, "seconds": round(report.seconds, 3), "checks": checks,
    }  # fmt: skip


def _print(report: Report) -> None:
    console = Console()
    table = Table(box=None, pad_edge=False, show_header=False)
    for result in report.results:
        mark = "[green]ok[/]" if result.ok else f"[bold red]{result.violations}[/]"
        table.add_row(f"[dim]{result.invariant}[/]", mark, result.sentence)
        for violation in result.named:
            table.add_row("", "", f"[red]{violation.document}[/] {violation.detail}")
        if result.violations > len(result.named):
            table.add_row("", "", f"[dim]and {result.violations - len(result.named)} more[/]")
    console.print(table)
    verdict = (
        "[green]The books are whole.[/]" if report.ok else "[bold red]The books are broken.[/]"
    )
    console.print(
        f"{verdict} {len(report.results)} checks, {report.facts} facts, {report.seconds:.1f} s"
    )
