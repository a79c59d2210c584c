"""Bank files a person has handed in and not yet taken: remembered in their session, by a random token."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.http import HttpRequest

from cashwright.areas.cash.ports import ColumnMap
from cashwright.kernel.refusals import NotFound
from cashwright.surfaces.importing import folder

KEY = "bank_uploads"
KEPT = 5  # the older ones of a session are forgotten


@dataclass(slots=True)
class Upload:
    """A kept file and what its owner said of it so far. Plain values: it lies in the session."""

    token: str
    name: str
    entity: str
    account: str = ""
    columns: dict[str, Any] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        return folder("uploads") / self.token

    @property
    def map(self) -> ColumnMap | None:
        if not self.columns:
            return None
        return ColumnMap(**{**self.columns, "texts": tuple(self.columns["texts"])})


def remember(request: HttpRequest, upload: Upload) -> None:
    """Keep an upload, new or changed, in the session."""
    known: dict[str, Any] = dict(request.session.get(KEY, {}))
    known.pop(upload.token, None)
    known[upload.token] = asdict(upload)
    for token in list(known)[:-KEPT]:
        (folder("uploads") / token).unlink(missing_ok=True)
        del known[token]
    request.session[KEY] = known


def remembered(request: HttpRequest, token: str) -> Upload:
    """One's own upload. Raises NotFound, also when its file is gone."""
    told = request.session.get(KEY, {}).get(token)
    upload = Upload(**told) if told else None
    if upload is None or not upload.path.is_file():
        raise NotFound(document="upload", id=token[:40])
    return upload


def forget(request: HttpRequest, token: str) -> None:
    """Drop it from the session; its file belongs to whoever takes it."""
    known = dict(request.session.get(KEY, {}))
    known.pop(token, None)
    request.session[KEY] = known
