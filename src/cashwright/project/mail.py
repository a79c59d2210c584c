"""Where outgoing mail goes: an SMTP server, a provider's interface, or files when nothing is named."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from cashwright.connectors.providers.known import PROVIDERS

SMTP = "django.core.mail.backends.smtp.EmailBackend"
FILES = "django.core.mail.backends.filebased.EmailBackend"
TIMEOUT_SECONDS = 20
_PORTS = {"smtp": 25, "smtps": 465}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One way to send mail, as Django's and anymail's settings want it.

    hooks  what proves a provider's calls, by its name: arguments of anymail's hook
    """

    backend: str
    folder: Path
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    starttls: bool = False
    implicit_tls: bool = False
    timeout: int = TIMEOUT_SECONDS
    anymail: Mapping[str, str] = field(default_factory=dict)
    hooks: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def from_environment(home: Path) -> Mail:
    """The mail of CASHWRIGHT_EMAIL_URL; without it every message becomes a file in `home`/mail."""
    return from_url(os.environ.get("CASHWRIGHT_EMAIL_URL", ""), folder=home / "mail")


def from_url(url: str, *, folder: Path) -> Mail:
    """Read one address of mail; empty: files in `folder`, one a message.

    smtp://user:password@host:587?tls=starttls, smtps://user:password@host    timeout=20, in seconds
    postmark://TOKEN@postmark, mailgun://KEY@mail.house.example, sendgrid://…, brevo://…
    hook=user:password or hook_key=KEY prove what a provider reports; reports=postmark names it where
    mail goes to it by SMTP. Without either, nobody's reports are listened to.

    raises   ValueError for anything else, so that a typing error is not taken for "files"
    """
    if not url:
        return Mail(backend=FILES, folder=folder)
    parts = urlsplit(url)
    asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    if parts.scheme in PROVIDERS:
        return _of_provider(parts, asked, folder)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError(
            "CASHWRIGHT_EMAIL_URL must look like smtp://user:password@host:587?tls=starttls"
        )
    return Mail(
        backend=SMTP,
        folder=folder,
        host=parts.hostname,
        port=parts.port or _PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=parts.scheme == "smtp" and asked.get("tls") == "starttls",
        implicit_tls=parts.scheme == "smtps",
        timeout=_seconds(asked),
        hooks=_hooks(asked["reports"], asked) if "reports" in asked else {},
    )


def _of_provider(parts: SplitResult, asked: Mapping[str, str], folder: Path) -> Mail:
    provider = PROVIDERS[parts.scheme]
    if not parts.username or not parts.hostname:
        raise ValueError(f"CASHWRIGHT_EMAIL_URL must look like {parts.scheme}://TOKEN@domain")
    told = {provider.access_setting: unquote(parts.username)}
    if provider.domain_setting:
        told[provider.domain_setting] = parts.hostname
    if "api" in asked:
        told[f"{parts.scheme.upper()}_API_URL"] = asked["api"]
    return Mail(
        backend=provider.backend, folder=folder, anymail=told, timeout=_seconds(asked),
        hooks=_hooks(parts.scheme, asked),
    )  # fmt: skip


def _hooks(name: str, asked: Mapping[str, str]) -> Mapping[str, Mapping[str, str]]:
    if name not in PROVIDERS:
        raise ValueError(f"CASHWRIGHT_EMAIL_URL: reports must be one of {', '.join(PROVIDERS)}")
    secrets = {"webhook_secret": asked["hook"]} if asked.get("hook") else {}
    if asked.get("hook_key"):
        if not PROVIDERS[name].key_name:
            raise ValueError(f"CASHWRIGHT_EMAIL_URL: {name} signs nothing; give it a hook=")
        secrets[PROVIDERS[name].key_name] = asked["hook_key"]
    return {name: secrets} if secrets else {}


def _seconds(asked: Mapping[str, str]) -> int:
    told = asked.get("timeout", str(TIMEOUT_SECONDS))
    if not told.isdigit() or not 1 <= int(told) <= 600:
        raise ValueError("CASHWRIGHT_EMAIL_URL: timeout must be 1 to 600 seconds")
    return int(told)
