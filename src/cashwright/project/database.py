"""The database: the one at DATABASE_URL, or the embedded PostgreSQL of the home folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import platformdirs

from cashwright.project.embedded.layout import DATABASE, PORT, ROLE, layout_of

_SCHEMES = ("postgresql", "postgres")
_CONNECTION_SECONDS = 60


def home() -> Path:
    """Where Cashwright keeps everything: CASHWRIGHT_HOME, else the user's data folder."""
    given = os.environ.get("CASHWRIGHT_HOME")
    return Path(given) if given else Path(platformdirs.user_data_dir("cashwright"))


def settings_dict() -> dict[str, Any]:
    """Django's DATABASES["default"]. Nothing is started or opened before the first query."""
    url = os.environ.get("DATABASE_URL")
    return from_url(url) if url else embedded(home())


def is_embedded() -> bool:
    """Whether the database is ours to start and stop."""
    return not os.environ.get("DATABASE_URL")


def from_url(url: str) -> dict[str, Any]:
    """Django's settings for `postgresql://user:password@host:port/name?sslmode=require`.

    A socket folder is given as `?host=/folder`; other options go to libpq as they stand.
    raises   ValueError for another scheme or without a database name
    """
    parts = urlsplit(url)
    if parts.scheme not in _SCHEMES or parts.path in ("", "/"):
        raise ValueError("DATABASE_URL must look like postgresql://user:password@host:5432/name")
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    host = options.pop("host", unquote(parts.hostname or ""))
    port = options.pop("port", str(parts.port or ""))
    return _common() | {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": port,
        "OPTIONS": options,
    }


def embedded(folder: Path) -> dict[str, Any]:
    """Django's settings for the embedded server of a home."""
    places = layout_of(folder)
    return _common() | {
        "ENGINE": "cashwright.project.postgresql",
        "NAME": DATABASE,
        "USER": ROLE,
        "PASSWORD": "",
        "HOST": str(places.socket_folder),
        "PORT": str(PORT),
        "OPTIONS": {},
        "CASHWRIGHT_HOME": str(places.home),
    }


def _common() -> dict[str, Any]:
    return {"CONN_MAX_AGE": _CONNECTION_SECONDS, "CONN_HEALTH_CHECKS": True}
