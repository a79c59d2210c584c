"""Files a person has handed in and not yet imported: remembered in their session, by a random token."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.http import HttpRequest

from cashwright.areas.exchange.rules.dates import Order
from cashwright.areas.exchange.rules.fields import Kind
from cashwright.areas.exchange.rules.numbers import Mark
from cashwright.areas.exchange.rules.reading import Asked
from cashwright.kernel.refusals import NotFound
from cashwright.runs.load import LoadOptions
from cashwright.surfaces.importing import folder

KEY = "uploads"
KEPT = 5  # the older ones of a session are forgotten


@dataclass(slots=True)
class Upload:
    """A kept file, and what its owner said about it so far. Plain values: it lies in the session."""

    token: str
    file_name: str
    kind: str
    entity: str
    columns: dict[str, str] = field(default_factory=dict)
    dates: str = ""
    decimal: str = ""
    currency: str = ""
    accept_valid: bool = True
    other_currencies: bool = False
    opening: bool = False
    cutover: str = ""

    @property
    def path(self) -> Path:
        return folder("uploads") / self.token

    def asked(self, currency: str) -> Asked:
        """As the import takes it; `currency` where nothing else was said."""
        return Asked(
            columns=self.columns,
            dates=Order(self.dates) if self.dates else None,
            decimal=Mark(self.decimal) if self.decimal else None,
            currency=self.currency or currency,
        )

    def options(self, *, dry_run: bool) -> LoadOptions:
        """How it is taken; what is refused goes to a file of its own."""
        return LoadOptions(
            entity=self.entity,
            accept_valid=self.accept_valid,
            dry_run=dry_run,
            other_currencies=self.other_currencies,
            opening=self.opening and self.kind == Kind.INVOICES,
            cutover=date.fromisoformat(self.cutover) if self.cutover else None,
            fixed_up=None if dry_run else folder("refused") / f"{self.token}.csv",
        )


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
    """Drop it from the session; its file belongs to whoever imports it."""
    known = dict(request.session.get(KEY, {}))
    known.pop(token, None)
    request.session[KEY] = known
