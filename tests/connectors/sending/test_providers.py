"""Mail by a provider's interface, as a server on this machine answers for it, set up by one address."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from cashwright.areas.messaging.ports import Outgoing, Receipt, Refused, Unknown, Unreachable
from cashwright.connectors.sending.mail import MailSender
from cashwright.project.mail import FILES, SMTP, from_url

HERE = Path()
INACTIVE = (
    "You tried to send to recipient(s) that have been marked as inactive.\n"
    "Found inactive addresses: ann@example.com.\nInactive recipients have bounced."
)


class Provider(BaseHTTPRequestHandler):
    """Answers with what the test laid ready, and keeps what it was asked."""

    status: int = 200
    body: dict[str, Any] = {}
    asked: list[tuple[str, dict[str, str], bytes]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.asked.append((self.path, dict(self.headers), body))
        self.send_response(self.status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(self.body).encode())

    def log_message(self, *_: Any) -> None:
        """Nothing on the screen."""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def set_up(settings: Any, url: str) -> MailSender:
    mail = from_url(url, folder=HERE)
    settings.EMAIL_BACKEND, settings.ANYMAIL = mail.backend, dict(mail.anymail)
    settings.DEFAULT_FROM_EMAIL = "Cashwright <receivables@house.example>"
    Provider.status, Provider.body, Provider.asked = 200, {}, []
    return MailSender()


def letter() -> Outgoing:
    return Outgoing(
        public_id="msg_1", channel="email", from_name="House", to_address="ann@example.com",
        subject="2 invoices past due", body_text="Hello", body_html="<p>Hello</p>", language="en",
    )  # fmt: skip


def postmark(port: int) -> str:
    return f"postmark://token@postmark?api=http://127.0.0.1:{port}/&hook=a:b"


def test_postmark_takes_one_mail_and_is_told_our_own_id(settings: Any, port: int) -> None:
    sender = set_up(settings, postmark(port))
    Provider.body = {"ErrorCode": 0, "Message": "OK", "MessageID": "pm-1", "To": "ann@example.com"}
    with sender.open():
        assert sender.reaches_people
        assert sender.send(letter(), ()) == Receipt("postmark", "pm-1")
    [(path, headers, body)] = Provider.asked
    told = json.loads(body)
    assert (path, headers["X-Postmark-Server-Token"]) == ("/email", "token")
    assert (told["To"], told.get("Cc"), told.get("Bcc")) == ("ann@example.com", None, None)
    assert told["Metadata"] == {"message": "msg_1"}
    assert (told["TextBody"], told["HtmlBody"]) == ("Hello", "<p>Hello</p>")


def test_mailgun_is_asked_for_our_domain(settings: Any, port: int) -> None:
    url = f"mailgun://key@mg.house.example?api=http://127.0.0.1:{port}/v3&hook_key=k"
    sender = set_up(settings, url)
    Provider.body = {"id": "<mg-1@mg.house.example>", "message": "Queued. Thank you."}
    with sender.open():
        assert sender.send(letter(), ()) == Receipt("mailgun", "<mg-1@mg.house.example>")
    [(path, _, body)] = Provider.asked
    assert path == "/v3/mg.house.example/messages"
    assert b"msg_1" in body


@pytest.mark.parametrize(
    ("status", "told", "outcome"),
    [
        (422, {"ErrorCode": 300, "Message": "no"}, Refused),
        (401, {"ErrorCode": 10, "Message": "bad token"}, Unreachable),
        (500, {}, Unknown),
        (422, {"ErrorCode": 406, "Message": INACTIVE}, Refused),
        (200, {"ErrorCode": 406, "Message": "inactive"}, Unknown),  # it says nothing of our mail
    ],
)
def test_what_a_provider_answers_has_its_outcome(
    settings: Any, port: int, status: int, told: dict[str, Any], outcome: type[Exception]
) -> None:
    sender = set_up(settings, postmark(port))
    Provider.status, Provider.body = status, told
    with sender.open(), pytest.raises(outcome) as raised:
        sender.send(letter(), ())
    assert "ann@" not in str(raised.value)


def test_an_address_of_mail_says_who_sends_and_who_may_report() -> None:
    assert from_url("", folder=HERE).backend == FILES
    plain = from_url("smtp://u:p%40@mail.example:2525?tls=starttls&timeout=5", folder=HERE)
    assert (plain.backend, plain.host, plain.port, plain.password) == (
        SMTP,
        "mail.example",
        2525,
        "p@",
    )
    assert (plain.starttls, plain.timeout, plain.hooks) == (True, 5, {})
    relayed = from_url("smtps://u:p@smtp.example?reports=sendgrid&hook=a:b", folder=HERE)
    assert relayed.hooks == {"sendgrid": {"webhook_secret": "a:b"}}
    assert (
        from_url("brevo://key@brevo", folder=HERE).hooks == {}
    )  # no secret: nobody is listened to
    signed = from_url("mailgun://key@mg.house.example?hook_key=k", folder=HERE)
    assert signed.hooks == {"mailgun": {"webhook_signing_key": "k"}}
    assert signed.anymail["MAILGUN_SENDER_DOMAIN"] == "mg.house.example"


@pytest.mark.parametrize(
    "url",
    [
        "http://mail.example", "smtp://", "postmark://postmark", "postmarc://token@postmark",
        "smtp://mail.example?reports=nobody&hook=a:b", "postmark://t@postmark?hook_key=k",
        "smtp://mail.example?timeout=0", "smtp://mail.example?timeout=long",
    ],
)  # fmt: skip
def test_a_typing_error_in_it_is_not_taken_for_something_else(url: str) -> None:
    with pytest.raises(ValueError, match="CASHWRIGHT_EMAIL_URL"):
        from_url(url, folder=HERE)
