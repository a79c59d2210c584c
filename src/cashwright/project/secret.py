"""The secret key: given in production, otherwise made once and kept in the home folder."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

LENGTH_MIN = 50
KINDS_MIN = 5


def key(home: Path, *, production: bool) -> str:
    """CASHWRIGHT_SECRET_KEY; without it, outside production, the key kept in `home`.

    In production an absent key stays empty here and start-up refuses it by name
    (project/doctor.py), so that no key is ever made up behind an operator's back.
    """
    given = os.environ.get("CASHWRIGHT_SECRET_KEY", "")
    if given:
        return given
    if production:
        return ""
    return _kept(home / "secret.key")


def _kept(path: Path) -> str:
    """Read the key; the first process writes it whole under another name, then links it."""
    with suppress(FileNotFoundError):
        return path.read_text()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(50))
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
    return path.read_text()


def weakness(value: str) -> str:
    """Why a key is too weak to sign sessions with, or an empty string."""
    if not value:
        return "there is none"
    if len(value) < LENGTH_MIN:
        return f"it has {len(value)} characters, at least {LENGTH_MIN} are needed"
    if len(set(value)) < KINDS_MIN or "insecure" in value:
        return "it can be guessed"
    return ""
