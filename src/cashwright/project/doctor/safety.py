"""What an installation must not be in production: forgetful, guessable, or open to any name.

The judging functions take plain values, so that a test can hand them any installation.
`refuse_unsafe` is called wherever Cashwright starts to serve or to work, `refuse_broken` where
it starts to serve.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from cashwright.areas.controls.key_ring import ring
from cashwright.project import secret
from cashwright.project.doctor.finding import Finding, Verdict, judged

# Off, each of these can lose or garble acknowledged rows when the power fails.
DURABLE = ("fsync", "full_page_writes", "synchronous_commit", "data_checksums")
_ENOUGH = ("on", "remote_apply", "remote_write", "local")
VERSION_MIN = 15


def durability(found: Mapping[str, str]) -> list[Finding]:
    """Judge the server's settings of DURABLE, by name."""
    return [
        judged(
            "database",
            name,
            found[name],
            fine=found[name] in _ENOUGH,
            remedy="Run initdb with --data-checksums, or pg_checksums --enable on a stopped server."
            if name == "data_checksums"
            else f"Set {name} = on in postgresql.conf: off loses acknowledged rows.",
        )
        for name in DURABLE
    ]


def keys(*, secret_key: str, debug: bool, hosts: Sequence[str]) -> list[Finding]:
    """Judge the secret key, the debug switch and the host names served."""
    weakness = secret.weakness(secret_key)
    open_to = [name for name in hosts if name.startswith(("*", "."))]
    return [
        judged(
            "safety",
            "secret key",
            f"weak: {weakness}" if weakness else "strong",
            fine=not weakness,
            remedy="Set CASHWRIGHT_SECRET_KEY to 50 random characters or more.",
        ),
        judged(
            "safety",
            "debug pages",
            "on" if debug else "off",
            fine=not debug,
            remedy="Debug pages show secrets to strangers: leave DEBUG off.",
        ),
        judged(
            "safety",
            "host names",
            ", ".join(hosts) or "none",
            fine=bool(hosts) and not open_to,
            remedy="Name each host in CASHWRIGHT_HOSTS, without * and without a leading dot.",
        ),
    ]


def key_ring(*, held: Collection[str], used: Collection[str], production: bool) -> Finding:
    """Judge the ring: every key that wraps a data key is on it; in production it is there from the start."""
    missing = sorted(set(used) - set(held))
    if missing:
        remedy = (
            "Put the file at CASHWRIGHT_KEY_RING back: what a lost key sealed stays unreadable."
        )
        return Finding("safety", "key ring", f"lacks {', '.join(missing)}", Verdict.WRONG, remedy)
    return judged(
        "safety",
        "key ring",
        f"{len(held)} keys, {len(set(used))} in use" if held else "none yet",
        fine=bool(held) or not production,
        remedy="Run `cashwright keys add`, and keep a copy of the file apart from the database's.",
    )


def keys_held() -> list[str]:
    """The names of the ring's keys; none when there is no ring yet."""
    return list(ring().keys) if settings.KEY_RING.exists() else []


def server_settings() -> dict[str, str]:
    """The settings of DURABLE as the server has them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select name, setting from pg_settings where name = any(%s)", [list(DURABLE)]
        )
        return dict(cursor.fetchall())


def secret_key() -> str:
    """The key in force; empty when there is none, which Django itself would raise about."""
    try:
        return settings.SECRET_KEY
    except ImproperlyConfigured:
        return ""


def refuse_broken() -> None:
    """Refuse to serve when a check of the house fails, such as a page without a permission.

    raises   ImproperlyConfigured, with what is broken
    """
    broken = [str(message) for message in checks.run_checks() if message.level >= checks.ERROR]
    if broken:
        raise ImproperlyConfigured("Cashwright will not start:\n" + "\n".join(broken))


def refuse_unsafe() -> None:
    """In production, refuse to start with a weak set-up.

    raises   ImproperlyConfigured, with every reason and its remedy
    """
    if not settings.PRODUCTION:
        return
    findings = keys(
        secret_key=secret_key(), debug=settings.DEBUG, hosts=settings.ALLOWED_HOSTS
    ) + durability(server_settings())
    findings.append(key_ring(held=keys_held(), used=(), production=True))
    wrong = [found for found in findings if found.verdict is Verdict.WRONG]
    if wrong:
        reasons = [f"  {each.subject} is {each.value}. {each.remedy}" for each in wrong]
        raise ImproperlyConfigured(
            "Cashwright will not start in production like this:\n" + "\n".join(reasons)
        )
