"""Settings: what the environment means, what every answer carries, what the logs never say."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from cashwright.project import database, logs, mail, secret
from tests.project.cluster import environment

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "object-src": "'none'",
}


@pytest.mark.django_db
def test_every_answer_carries_the_headers_that_keep_others_out(client: Client) -> None:
    headers = client.get("/account/login/").headers
    parts = (part.strip().partition(" ") for part in headers["Content-Security-Policy"].split(";"))
    assert {name: value for name, _, value in parts} == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.django_db
def test_nobody_signs_up_by_themselves(client: Client) -> None:
    page = client.post(
        "/account/signup/",
        {"email": "new@example.com", "password1": "long enough 12", "password2": "long enough 12"},
    )
    assert page.status_code == 200
    assert "_auth_user_id" not in client.session


def test_short_and_common_passwords_are_refused() -> None:
    for weak in ("elevenchars", "1qaz2wsx3edc"):
        with pytest.raises(ValidationError):
            validate_password(weak)
    validate_password("a sentence nobody else wrote")


def test_in_production_cookies_and_pages_are_for_https_only(tmp_path: Path) -> None:
    code = (
        "import json; from django.conf import settings as s;"
        "print(json.dumps([s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT,"
        " s.SECURE_HSTS_SECONDS > 0, s.SESSION_COOKIE_NAME.startswith('__Host-'), s.DEBUG]))"
    )
    more = {"CASHWRIGHT_PRODUCTION": "1", "CASHWRIGHT_SECRET_KEY": "k" * 60}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(tmp_path, **more),
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == [True, True, True, True, True, False]
    assert not (tmp_path / "secret.key").exists(), "no key is made up in production"


def test_a_session_ends_after_half_a_day_and_no_script_reads_its_cookie() -> None:
    assert settings.SESSION_COOKIE_AGE == 12 * 60 * 60
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.CSRF_COOKIE_HTTPONLY


def test_the_secret_key_is_made_once_and_is_for_the_owner_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CASHWRIGHT_SECRET_KEY", raising=False)
    first = secret.key(tmp_path / "home", production=False)
    assert secret.key(tmp_path / "home", production=False) == first
    assert secret.weakness(first) == ""
    assert (tmp_path / "home" / "secret.key").stat().st_mode & 0o777 == 0o600
    assert secret.key(tmp_path / "other", production=True) == ""


def test_a_database_url_is_read_to_the_letter() -> None:
    found = database.from_url("postgresql://ar%40co:p%2Fw@db.example:6432/books?sslmode=require")
    assert (found["USER"], found["PASSWORD"], found["NAME"]) == ("ar@co", "p/w", "books")
    assert (found["HOST"], found["PORT"]) == ("db.example", "6432")
    assert found["OPTIONS"] == {"sslmode": "require"}
    socket = database.from_url("postgres:///books?host=/run/postgresql&port=5433")
    assert (socket["HOST"], socket["PORT"]) == ("/run/postgresql", "5433")


@pytest.mark.parametrize("url", ["mysql://localhost/books", "postgresql://localhost", "books"])
def test_a_database_url_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="must look like"):
        database.from_url(url)


def test_mail_goes_where_its_url_says(tmp_path: Path) -> None:
    assert mail.from_url("", folder=tmp_path).backend == mail.FILES
    plain = mail.from_url("smtp://ar:s%40cret@mail.example:587?tls=starttls", folder=tmp_path)
    assert (plain.host, plain.port, plain.user, plain.password) == (
        "mail.example", 587, "ar", "s@cret",
    )  # fmt: skip
    assert plain.starttls
    assert not plain.implicit_tls
    assert mail.from_url("smtps://mail.example", folder=tmp_path).port == 465
    with pytest.raises(ValueError, match="must look like"):
        mail.from_url("mail.example:25", folder=tmp_path)


SECRETS = {
    "password": "hunter2-hunter2",
    "api_key": "cw_live_8aF3",
    "cookie": "cashwright_session=abc",
    "payer_iban": "DE89370400440532013000",
}


def test_secrets_and_personal_data_are_not_in_the_logs() -> None:
    event = {
        "event": "refused postgresql://ar:s3cr3t@db/books for jo@example.com",
        "note": ["card 4111 1111 1111 1111", {"token": "t0k3n-deep"}],
        "iban in words": "DE89 3704 0044 0532 0130 00",
        "authorization": "Bearer abc.def",
        "invoice_no": "INV-2026-000123",
        "amount_minor": 123456,
        **SECRETS,
    }
    told = json.dumps(logs.redact(None, "info", event))
    hidden = [*SECRETS.values(), "s3cr3t", "jo@example.com", "4111", "t0k3n", "3704", "abc.def"]
    assert [word for word in hidden if word in told] == []
    assert "INV-2026-000123" in told
    assert "123456" in told


def test_the_logs_of_libraries_are_json_and_redacted_too(tmp_path: Path) -> None:
    code = (
        "import logging; import django; django.setup();"
        "logging.getLogger('some.library').error('login of %s failed', 'jo@example.com')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(tmp_path, CASHWRIGHT_LOG="json"),
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(done.stderr)
    assert told["level"] == "error"
    assert told["event"] == f"login of {logs.REDACTED} failed"
