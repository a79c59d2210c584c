"""Second factors: their secrets are sealed, and open only for the person who is logging in."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, format_hotp_value, hotp_value
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.db import connection
from django.test import Client

from cashwright.areas.access.services import add_person
from cashwright.areas.controls.sealing import Unreadable
from tests.areas.parties.makers import HOUSE_RULE

pytestmark = pytest.mark.django_db
GOOD = "nine green kettles sing"


@pytest.fixture(autouse=True)
def _patient(settings: Any) -> None:
    """Nobody guessed before; a code of half a minute ago still counts, so that a slow test passes."""
    cache.clear()
    settings.MFA_TOTP_TOLERANCE = 1


def code(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def logged_in(name: str) -> Client:
    client = Client()
    client.post("/account/login/", {"login": f"{name}@example.com", "password": GOOD})
    return client


def with_factor(name: str) -> str:
    """Somebody who set up codes by an app; returns the secret the app keeps."""
    add_person(email=f"{name}@example.com", password=GOOD, by=HOUSE_RULE)
    client = logged_in(name)
    client.post("/account/reauthenticate/", {"password": GOOD})
    assert client.get("/account/2fa/totp/activate/").status_code == 200
    secret = str(client.session[SECRET_SESSION_KEY])
    answer = client.post("/account/2fa/totp/activate/", {"code": code(secret)})
    assert answer.status_code == 302
    assert client.get("/account/2fa/recovery-codes/").status_code == 200
    return secret


def test_a_second_factor_lets_in_and_its_secret_stands_nowhere_in_clear() -> None:
    secret = with_factor("ann")
    client = logged_in("ann")
    assert SESSION_KEY not in client.session
    client.post("/account/2fa/authenticate/", {"code": code(secret)})
    assert SESSION_KEY in client.session
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(data::text, ' ') FROM mfa_authenticator")
        (stored,) = cursor.fetchone()
    assert secret not in stored
    assert "secret" in stored


def test_a_secret_copied_to_another_person_does_not_let_in_as_them() -> None:
    """Whoever can write to the table, but has no key, cannot plant a factor of their own."""
    secret = with_factor("eve")
    with_factor("ann")
    mine, theirs = (
        Authenticator.objects.get(user__email=f"{name}@example.com", type="totp")
        for name in ("eve", "ann")
    )
    theirs.data = mine.data
    theirs.save()
    client = logged_in("ann")
    with pytest.raises(Unreadable):
        client.post("/account/2fa/authenticate/", {"code": code(secret)})
    assert SESSION_KEY not in client.session
