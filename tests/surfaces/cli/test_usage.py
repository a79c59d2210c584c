"""`cashwright usage`: a file of events in each form, twice; what is refused can be corrected."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

from cashwright.areas.usage.models import Event
from cashwright.areas.usage.refusals import FileUnreadable
from cashwright.connectors.files.events import read_events
from cashwright.kernel.clock import FixedClock
from cashwright.surfaces.cli.machines import app as machines
from cashwright.surfaces.cli.usage import app
from tests.areas.usage.usage_makers import meter, subscription

pytestmark = pytest.mark.django_db
WHEN = "2026-03-02T10:00:00+00:00"


@pytest.fixture(autouse=True)
def company(clock: FixedClock) -> None:
    subscription()
    meter(filters=[{"key": "region", "values": ["eu"]}])


def events(count: int = 3) -> list[dict[str, Any]]:
    return [
        {
            "id": f"e{n}", "kind": "call", "subscription": "S-1", "occurred_at": WHEN,
            "properties": {"n": f"{n}.5", "region": "eu"},
        }
        for n in range(count)
    ]  # fmt: skip


def written(path: Path, rows: list[dict[str, Any]]) -> Path:
    flat = [{k: v for k, v in row.items() if k != "properties"} | row["properties"] for row in rows]
    match path.suffix:
        case ".csv":
            with path.open("w", newline="") as out:
                writer = csv.DictWriter(out, list(flat[0]))
                writer.writeheader()
                writer.writerows(flat)
        case ".jsonl":
            path.write_text("\n".join(map(json.dumps, rows)) + "\n\n")
        case ".parquet":
            pl.DataFrame(flat).write_parquet(path)
        case ".json":
            cloud = [
                {
                    "specversion": "1.0", "id": row["id"], "source": "file", "type": row["kind"],
                    "subject": row["subscription"], "time": row["occurred_at"], "data": row["properties"],
                }
                for row in rows
            ]  # fmt: skip
            path.write_text(json.dumps(cloud))
    return path


def run(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet", "json"])
def test_a_file_is_taken_once_in_every_form(tmp_path: Path, form: str) -> None:
    file = written(tmp_path / f"events.{form}", events())
    assert run("import", file)[0] == 0
    assert sorted(Event.objects.values_list("value_e6", flat=True)) == [
        500_000,
        1_500_000,
        2_500_000,
    ]
    code, told = run("import", file)
    assert code == 0
    assert "0 events taken, 3 known already" in told
    assert Event.objects.count() == 3


def test_the_same_events_in_another_form_are_known(tmp_path: Path) -> None:
    run("import", written(tmp_path / "events.csv", events()))
    assert "3 known already" in run("import", written(tmp_path / "events.json", events()))[1]


def test_what_was_refused_can_be_corrected_and_imported_again(tmp_path: Path) -> None:
    rows = events()
    rows[1]["subscription"] = "S-9"
    file = written(tmp_path / "events.jsonl", rows)
    file.write_text(file.read_text() + "{broken\n")
    code, told = run("import", file)
    assert code == 1
    assert "2 events taken" in told
    assert "usage.subscription_unknown: 1" in told
    refused = tmp_path / "events.refused.csv"
    with refused.open() as lines:
        (one, other) = csv.DictReader(lines)
    assert (one["id"], one["row"], one["refused because"]) == (
        "e1",
        "2",
        "usage.subscription_unknown",
    )
    assert other["row"] == "4"
    kept = [
        line for line in refused.read_text().splitlines() if "e1" in line or line.startswith("id")
    ]
    refused.write_text("\n".join(kept).replace("S-9", "S-1"))
    assert run("import", refused)[0] == 0
    assert Event.objects.count() == 3


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("e.csv", b"a,b\n1,2\n"), ("e.csv", b"id,id\n1,2\n"), ("e.csv", b""), ("e.csv", b"id\n\xff\n"),
        ("e.csv", b'id\n"broken'), ("e.jsonl", b"x" * 70_000), ("e.jsonl", b"\xff\n"), ("e.json", b"{"),
        ("e.parquet", b"PAR1nothing"), ("e.txt", b"id\n"), ("e.xlsx", b""),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_so(tmp_path: Path, name: str, content: bytes) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(FileUnreadable):
        list(read_events(file))


def test_readings_fill_a_lake(tmp_path: Path) -> None:
    run("import", written(tmp_path / "events.csv", events()))
    assert "3 readings" in run("export", tmp_path / "lake")[1]
    assert pl.read_parquet(tmp_path / "lake" / "*.parquet")["value_e6"].sum() == 4_500_000


def test_a_key_is_shown_once_and_revoked_by_its_id() -> None:
    made = CliRunner().invoke(machines, ["key", "shop", "--may", "usage.take", "--entity", "DE"])
    key_id = made.stdout.strip()[:30]
    assert made.exit_code == 0
    listed = CliRunner().invoke(machines, ["list"]).output
    assert key_id in listed
    assert made.stdout.strip() not in listed
    assert CliRunner().invoke(machines, ["revoke", key_id]).exit_code == 0
    assert "revoked" in CliRunner().invoke(machines, ["list"]).output
