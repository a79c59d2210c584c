"""Run a worker: do the jobs of the queue until told to stop."""

from __future__ import annotations

import typer

from cashwright.project import queue
from cashwright.project.doctor.safety import refuse_unsafe

app = typer.Typer(add_completion=False)


@app.command()
def worker(
    once: bool = typer.Option(False, "--once", help="Leave when the queue is empty."),
    grace: float = typer.Option(30.0, help="Seconds a job may go on after being told to stop."),
) -> None:
    """Run a worker. Ctrl-C or SIGTERM: the job at hand is finished first, then it leaves."""
    refuse_unsafe()
    for line in _schedule():
        typer.echo(line, err=True)
    queue.work(wait=not once, shutdown_graceful_timeout=grace)


def _schedule() -> list[str]:
    """What it will do by itself, in words."""
    from cashwright.runs.schedule import scheduled

    lines = [
        f"{each.entity.code}: the day is run from {each.hour:02}:00 on, {each.entity.zone}."
        for each in scheduled()
    ]
    return lines or [
        "No day is run by itself. Settings, Policies, When the day is run changes that."
    ]
