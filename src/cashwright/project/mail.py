"""Where outgoing mail goes: an SMTP server, or files in the home folder when none is named."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

SMTP = "django.core.mail.backends.smtp.EmailBackend"
FILES = "django.core.mail.backends.filebased.EmailBackend"
_PORTS = {"smtp": 25, "smtps": 465}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One way to send mail, as Django's mail settings want it."""

    backend: str
    folder: Path
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    starttls: bool = False
    implicit_tls: bool = False


def from_environment(home: Path) -> Mail:
    """The mail of CASHWRIGHT_EMAIL_URL; without it every message becomes a file in `home`/mail."""
    return from_url(os.environ.get("CASHWRIGHT_EMAIL_URL", ""), folder=home / "mail")


def from_url(url: str, *, folder: Path) -> Mail:
    """`smtp://user:password@host:587?tls=starttls`, `smtps://user:password@host`, or empty.

    empty    files in `folder`, one a message
    raises   ValueError for any other scheme, so that a typing error is not taken for "files"
    """
    if not url:
        return Mail(backend=FILES, folder=folder)
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError(
            "CASHWRIGHT_EMAIL_URL must look like smtp://user:password@host:587?tls=starttls"
        )
    tls = parse_qs(parts.query).get("tls", [""])[-1]
    return Mail(
        backend=SMTP,
        folder=folder,
        host=parts.hostname,
        port=parts.port or _PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=parts.scheme == "smtp" and tls == "starttls",
        implicit_tls=parts.scheme == "smtps",
    )
