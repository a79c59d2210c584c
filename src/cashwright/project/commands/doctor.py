"""Say what this installation is made of and what is wrong with it."""

from __future__ import annotations

import dataclasses
import json

import typer
from rich.console import Console
from rich.table import Table

from cashwright.project.doctor.examination import examine
from cashwright.project.doctor.finding import Finding, Verdict

app = typer.Typer(add_completion=False)
_COLORS = {Verdict.FINE: "green", Verdict.MIND: "yellow", Verdict.WRONG: "bold red"}


@app.command()
def doctor(as_json: bool = typer.Option(False, "--json", help="For machines.")) -> None:
    """Examine this installation. Exit code 1 when something is wrong."""
    findings = examine()
    well = all(found.verdict is not Verdict.WRONG for found in findings)
    if as_json:
        told = [dataclasses.asdict(found) for found in findings]
        typer.echo(json.dumps({"well": well, "findings": told}))
    else:
        _print(findings)
    raise typer.Exit(0 if well else 1)


def _print(findings: list[Finding]) -> None:
    table = Table(box=None, pad_edge=False, show_header=False)
    part = ""
    for found in findings:
        table.add_row(
            f"[dim]{found.part}[/]" if found.part != part else "",
            found.subject,
            f"[{_COLORS[found.verdict]}]{found.verdict}[/]",
            found.value,
        )
        if found.remedy:
            table.add_row("", "", "", f"[dim]{found.remedy}[/]")
        part = found.part
    Console().print(table)
