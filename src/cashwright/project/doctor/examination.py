"""The whole examination, in the order a person would go."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, OperationalError

from cashwright.areas.controls.keys import ring_keys_in_use
from cashwright.project.doctor import body, safety
from cashwright.project.doctor.finding import Finding, Verdict


def examine() -> list[Finding]:
    """Look at everything. What depends on the database is left out when there is none."""
    findings = body.versions()
    findings += safety.keys(
        secret_key=safety.secret_key(), debug=settings.DEBUG, hosts=settings.ALLOWED_HOSTS
    )
    findings.append(body.disk(settings.HOME))
    findings.append(body.mail(settings.MAIL))
    try:
        findings.append(body.server())
    except OperationalError as error:
        remedy = "Start it, or correct DATABASE_URL."
        return [*findings, Finding("database", "server", str(error), Verdict.WRONG, remedy)]
    findings += safety.durability(safety.server_settings())
    findings.append(body.tables())
    try:
        seal = safety.key_ring(
            held=safety.keys_held(), used=ring_keys_in_use(), production=settings.PRODUCTION
        )
        return [*findings, seal, body.row_security(), *body.jobs(), body.clock()]
    except DatabaseError:
        return findings  # no tables yet, which is said above
