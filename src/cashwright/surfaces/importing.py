"""Importing a file, for whoever asks: the command, a page that waits, or the queue.

An uploaded file is kept under a random name in the home folder, away from everything that is
served. A job may run twice: documents the first run took are known to the second.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from procrastinate.contrib.django import app

from cashwright.areas.exchange.policies import LIMITS
from cashwright.areas.exchange.queries import imports
from cashwright.areas.exchange.refusals import FileTooLarge
from cashwright.areas.exchange.rules.dates import Order
from cashwright.areas.exchange.rules.fields import Kind
from cashwright.areas.exchange.rules.numbers import Mark
from cashwright.areas.exchange.rules.reading import Asked
from cashwright.areas.exchange.services import BatchProgress, Preview, preview
from cashwright.connectors.files import read_table, write_rows_file
from cashwright.kernel.actors import Actor, Touch
from cashwright.kernel.ids import new_id
from cashwright.runs.load import LoadOptions, LoadReport, Progress, load, silent


def import_file(
    path: Path,
    *,
    kind: Kind,
    asked: Asked,
    options: LoadOptions,
    by: Actor,
    file_name: str | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
    progress: Progress = silent,
    import_id: UUID | None = None,
) -> LoadReport:
    """Read a file and take it into the books; see runs.load.load for what is raised and repeated."""
    with tempfile.TemporaryDirectory(dir=folder("scratch")) as into:
        progress("reading the file", 0, 0)
        table = read_table(path, Path(into), encoding=encoding, sheet=sheet, file_name=file_name)
        return load(
            table, kind=kind, asked=asked, options=options, by=by, write_rows=write_rows_file,
            progress=progress, watch=BatchProgress, import_id=import_id,
        )  # fmt: skip


def preview_file(
    path: Path, *, kind: Kind, asked: Asked, file_name: str, encoding: str | None = None
) -> Preview:
    """What a person is shown of a kept file before it is imported. Raises FileRefused."""
    with tempfile.TemporaryDirectory(dir=folder("scratch")) as into:
        table = read_table(path, Path(into), encoding=encoding, file_name=file_name)
        return preview(table, kind, asked)


def keep_upload(chunks: Iterable[bytes], file_name: str) -> Path:
    """Keep an uploaded file until it is imported or dropped. Raises FileTooLarge."""
    path = folder("uploads") / uuid4().hex
    try:
        with path.open("xb") as out:
            for chunk in _within_limit(chunks, file_name):
                out.write(chunk)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def _within_limit(chunks: Iterable[bytes], file_name: str) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > LIMITS.file_bytes:
            raise FileTooLarge(file=file_name, bytes=size, most=LIMITS.file_bytes)
        yield chunk


def refused_file(name: str) -> Path:
    """Where the refused rows of an import are written, under the file's own name."""
    stem = "".join(c for c in name.split(".")[0] if c.isalnum() or c in "-_ ")[:80] or "file"
    return folder("refused") / f"{stem}.refused.csv"


def import_later(
    path: Path, *, kind: Kind, asked: Asked, options: LoadOptions, by: Actor, file_name: str
) -> UUID:
    """Queue a kept upload; the id is that of the import to come, for its page and its progress."""
    import_id = new_id()
    import_kept_file.defer(
        path=str(path),
        file_name=file_name,
        kind=str(kind),
        asked=_plain(asdict(asked)),
        options=_plain(asdict(options)),
        touch=str(by.touch),
        by=by.name,
        import_id=str(import_id),
    )
    return import_id


@app.task(name="surfaces.import_kept_file")
def import_kept_file(
    path: str,
    file_name: str,
    kind: str,
    asked: dict[str, Any],
    options: dict[str, Any],
    touch: str,
    by: str,
    import_id: str,
) -> None:
    """Import an upload and drop it. A second run of the job takes what the first one did not."""
    first = not imports().filter(pk=import_id).exists()
    import_file(
        Path(path),
        kind=Kind(kind),
        asked=Asked(
            **asked
            | {
                "dates": Order(asked["dates"]) if asked["dates"] else None,
                "decimal": Mark(asked["decimal"]) if asked["decimal"] else None,
            }
        ),
        options=LoadOptions(
            **options
            | {
                "cutover": date.fromisoformat(options["cutover"]) if options["cutover"] else None,
                "fixed_up": Path(options["fixed_up"]) if options["fixed_up"] else None,
            }
        ),
        by=Actor(Touch(touch), by),
        file_name=file_name,
        import_id=UUID(import_id) if first else None,
    )
    Path(path).unlink(missing_ok=True)


def folder(name: str) -> Path:
    """A folder of the home folder, made when missing."""
    found = Path(settings.HOME) / name
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Values as the queue keeps them: JSON, with dates and paths as text."""
    return {k: str(v) if isinstance(v, date | Path) else v for k, v in values.items()}
