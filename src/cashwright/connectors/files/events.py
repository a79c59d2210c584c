"""Usage events from a file, one object at a time: CSV, JSONL, Parquet or CloudEvents JSON.

CSV and Parquet: the columns id, kind, subscription, occurred_at, corrects and retracts are what they
say, every other column is a property where it is not empty. What a file of refused events adds at
its end is left out, so that it can be corrected and come again. The file is never held whole, but
for a JSON list.
"""

import csv
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl

from cashwright.areas.usage.refusals import FileUnreadable
from cashwright.kernel.exact_json import read_exactly
from cashwright.kernel.refusals import BadInput

FILE_MAX = 8 * 1024**3
JSON_MAX = 64 * 1024**2  # a list has to be read whole
LINE_MAX = 64 * 1024
_OURS = ("id", "kind", "subscription", "occurred_at", "corrects", "retracts")
ADDED = ("row", "refused because", "remedy")
_TRUE, _FALSE = {"true", "1", "yes"}, {"", "false", "0", "no"}


class EventForm(StrEnum):
    """What the objects of a file are."""

    OURS = "ours"
    CLOUD = "cloudevents"


def form_of(path: Path) -> EventForm:
    """A .json file holds CloudEvents (one, or a list), all others events of our form."""
    return EventForm.CLOUD if path.suffix.lower() == ".json" else EventForm.OURS


def read_events(path: Path) -> Iterator[tuple[int, object]]:
    """(row, object) of each event, in order, from row 1. Raises FileUnreadable, also on the way."""
    if not path.is_file() or path.stat().st_size > FILE_MAX:
        raise FileUnreadable(file=path.name, expected=f"a file of at most {FILE_MAX >> 30} GB")
    match path.suffix.lower():
        case ".csv":
            found = _csv(path)
        case ".jsonl" | ".ndjson":
            found = _lines(path)
        case ".parquet":
            found = _parquet(path)
        case ".json":
            found = _json(path)
        case _:
            raise FileUnreadable(file=path.name, expected=".csv, .jsonl, .parquet or .json")
    try:
        yield from enumerate(found, 1)
    except (UnicodeDecodeError, csv.Error, pl.exceptions.PolarsError, OSError) as error:
        told = type(error).__name__
        raise FileUnreadable(file=path.name, expected=f"text in UTF-8, whole ({told})") from None


def _csv(path: Path) -> Iterator[object]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.reader(lines, strict=True)
        header = next(rows, None)
        if header is None or "id" not in header or len(set(header)) != len(header):
            raise FileUnreadable(
                file=path.name, expected="a first row of names, with id, each once"
            )
        for row in rows:
            if row:
                yield _object(dict(zip(header, row, strict=False)))


def _parquet(path: Path) -> Iterator[object]:
    frame = pl.scan_parquet(path)
    names = frame.collect_schema().names()
    if "id" not in names:
        raise FileUnreadable(file=path.name, expected="a column id")
    for batch in frame.collect_batches(chunk_size=10_000):
        for row in batch.iter_rows(named=True):
            yield _object({name: _written(value) for name, value in row.items()})


def _written(value: object) -> object:
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
    return value


def _object(row: dict[str, Any]) -> object:
    """A row as an event; an empty cell is no member."""
    row = {name: value for name, value in row.items() if value is not None and name not in ADDED}
    event: dict[str, Any] = {name: row.pop(name) for name in _OURS if row.get(name, "") != ""}
    if "retracts" in event and not isinstance(event["retracts"], bool):
        told = str(event["retracts"]).lower()
        event["retracts"] = told in _TRUE if told in _TRUE | _FALSE else told
    event["properties"] = {n: v for n, v in row.items() if v != "" and n not in _OURS}
    return event


def _lines(path: Path) -> Iterator[object]:
    with path.open("rb") as lines:
        while line := lines.readline(LINE_MAX + 1):
            if len(line) > LINE_MAX:
                raise FileUnreadable(file=path.name, expected=f"lines of at most {LINE_MAX} bytes")
            text = line.decode("utf-8-sig").strip()
            if text:
                yield _read(text)


def _read(text: str) -> object:
    try:
        return read_exactly(text)
    except BadInput:
        return None  # refused by its row, as any event of a wrong form


def _json(path: Path) -> Iterator[object]:
    if path.stat().st_size > JSON_MAX:
        raise FileUnreadable(
            file=path.name, expected=f"JSON of at most {JSON_MAX >> 20} MB; or JSONL"
        )
    try:
        found = read_exactly(path.read_text(encoding="utf-8-sig"))
    except BadInput as refusal:
        raise FileUnreadable(file=path.name, expected=str(refusal.facts["expected"])) from None
    yield from found if isinstance(found, list) else [found]


class RefusedFile:
    """The events that were not taken, as CSV that can be corrected and imported again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._rows: list[dict[str, str]] = []
        self._names: dict[str, None] = dict.fromkeys(_OURS)

    def add(self, row: int, raw: object, code: str, remedy: str) -> None:
        """One event and why it was refused."""
        event = raw if isinstance(raw, dict) else {}
        properties = event.get("properties", event.get("data"))
        cells = {
            "id": event.get("id"), "kind": event.get("kind", event.get("type")),
            "subscription": event.get("subscription", event.get("subject")),
            "occurred_at": event.get("occurred_at", event.get("time")),
            "corrects": event.get("corrects"), "retracts": event.get("retracts"),
            **(properties if isinstance(properties, dict) else {}),
        }  # fmt: skip
        told = {str(name): _cell(value) for name, value in cells.items()}
        self._names |= dict.fromkeys(told)
        self._rows.append(told | {"row": str(row), "refused because": code, "remedy": remedy})

    def write(self) -> None:
        """Write what was added; nothing where nothing was."""
        if not self._rows:
            return
        names = [name for name in self._names if name not in ADDED]
        with self.path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, [*names, *ADDED], restval="")
            writer.writeheader()
            writer.writerows(self._rows)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, default=str) if isinstance(value, dict | list) else str(value)


def in_batches(rows: Iterator[tuple[int, object]], size: int) -> Iterator[list[tuple[int, object]]]:
    """The rows, `size` at a time."""
    while batch := list(islice(rows, size)):
        yield batch
