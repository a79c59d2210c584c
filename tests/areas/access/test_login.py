"""Logging in: the same answer for an unknown person, throttled guessing, sessions that end."""

from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.cache import cache
from django.test import Client

from cashwright.areas.access.services import add_person, end_sessions, set_active, set_password
from tests.areas.parties.makers import HOUSE_RULE

pytestmark = pytest.mark.django_db
LOGIN = "/account/login/"
GOOD = "nine green kettles sing"


@pytest.fixture(autouse=True)
def _ann() -> None:
    cache.clear()
    add_person(email="ann@example.com", password=GOOD, by=HOUSE_RULE)


class Thorough(PBKDF2PasswordHasher):
    iterations = 200_000


def log_in(client: Client, email: str, password: str) -> Any:
    return client.post(LOGIN, {"login": email, "password": password})


def is_in(client: Client) -> bool:
    return SESSION_KEY in client.session


def said(answer: Any) -> str:
    """The page without what differs on every page: the token and the address typed in."""
    form = answer.context["form"]
    return str(form.errors) + str(form.non_field_errors())


def test_the_right_password_lets_in_whatever_the_case_of_the_address() -> None:
    client = Client()
    answer = log_in(client, "Ann@Example.com", GOOD)
    assert answer.status_code == 302
    assert is_in(client)


def test_the_session_gets_a_new_key_at_log_in() -> None:
    client = Client()
    client.get(LOGIN)
    session = client.session
    session["planted"] = "1"
    session.save()
    before = session.session_key
    client.cookies["cashwright_session"] = before or ""
    log_in(client, "ann@example.com", GOOD)
    assert is_in(client)
    assert client.session.session_key != before


def test_an_unknown_person_and_a_wrong_password_get_the_same_answer() -> None:
    wrong = log_in(Client(), "ann@example.com", "not the password")
    unknown = log_in(Client(), "nobody@example.com", "not the password")
    assert wrong.status_code == unknown.status_code == 200
    assert said(wrong) == said(unknown) != ""


def test_they_get_it_in_the_same_time(settings: Any) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.Thorough"]
    settings.ACCOUNT_RATE_LIMITS = False
    person = add_person(email="bob@example.com", password=GOOD, by=HOUSE_RULE)
    assert person.password.startswith("pbkdf2")

    def seconds(email: str) -> float:
        start = perf_counter()
        log_in(Client(), email, "not the password")
        return perf_counter() - start

    pairs = [(seconds("bob@example.com"), seconds("nobody@example.com")) for _ in range(5)]
    known, unknown = (median(side) for side in zip(*pairs, strict=True))
    # The hash is most of the time it takes; skipping it for strangers would show at once.
    assert 0.6 < known / unknown < 1.6


def test_guessing_is_throttled_and_the_right_password_then_waits_too() -> None:
    for _ in range(5):
        log_in(Client(), "ann@example.com", "not the password")
    client = Client()
    answer = log_in(client, "ann@example.com", GOOD)
    assert not is_in(client)
    assert answer.status_code in (200, 429)
    assert "many" in answer.content.decode().lower()


def test_guessing_at_one_person_does_not_lock_out_another() -> None:
    add_person(email="bob@example.com", password=GOOD, by=HOUSE_RULE)
    for _ in range(5):
        log_in(Client(), "ann@example.com", "not the password")
    client = Client(REMOTE_ADDR="127.0.0.9")
    log_in(client, "bob@example.com", GOOD)
    assert is_in(client)


def test_nobody_signs_up_by_themselves() -> None:
    client = Client()
    form = {"email": "eve@example.com", "password1": GOOD, "password2": GOOD}
    client.post("/account/signup/", form)
    assert not is_in(client)
    assert log_in(client, "eve@example.com", GOOD).status_code == 200


def by_ending(user_id: Any) -> None:
    end_sessions(user_id=user_id, by=HOUSE_RULE)


def by_leaving(user_id: Any) -> None:
    set_active(user_id=user_id, is_active=False, by=HOUSE_RULE)


def by_a_new_password(user_id: Any) -> None:
    set_password(user_id=user_id, password="another kettle of fish", by=HOUSE_RULE)


@pytest.mark.parametrize("end", [by_ending, by_leaving, by_a_new_password])
def test_a_session_ends_with_the_very_next_request(end: Callable[[Any], None]) -> None:
    user = add_person(email="bob@example.com", password=GOOD, by=HOUSE_RULE)
    client = Client()
    log_in(client, "bob@example.com", GOOD)
    assert client.get("/account/password/change/").status_code == 200
    end(user.pk)
    assert client.get("/account/password/change/").status_code == 302
    set_active(user_id=user.pk, is_active=True, by=HOUSE_RULE)
    assert client.get("/account/password/change/").status_code == 302, "not even on coming back"


def test_the_cookie_is_for_the_server_alone() -> None:
    client = Client()
    log_in(client, "ann@example.com", GOOD)
    cookie = client.cookies["cashwright_session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
