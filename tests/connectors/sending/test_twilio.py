"""Text messages over Twilio's interface, as a server on this machine answers for it."""

import json
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

import pytest

from cashwright.areas.messaging.ports import (
    Later,
    Outgoing,
    Receipt,
    Refused,
    SendError,
    Unknown,
    Unreachable,
)
from cashwright.connectors.sending.sms import SmsSender


class Twilio(BaseHTTPRequestHandler):
    """Answers with what the test laid ready, and keeps what it was asked."""

    status: int = 201
    body: bytes = b'{"sid": "SM1"}'
    pause: float = 0.0
    asked: list[tuple[str, str, dict[str, str]]] = []

    def do_POST(self) -> None:
        form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        self.asked.append((self.path, self.headers["Authorization"], form))
        time.sleep(self.pause)
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_: Any) -> None:
        """Nothing on the screen."""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Twilio)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


@pytest.fixture
def sender(settings: Any, port: int) -> SmsSender:
    settings.CASHWRIGHT_SMS_URL = (
        f"twilio+http://AC1:s%40cret@127.0.0.1:{port}?from=+15551234567&timeout=0.3"
    )
    settings.CASHWRIGHT_URL = "https://pay.house.example"
    Twilio.status, Twilio.body, Twilio.pause, Twilio.asked = 201, b'{"sid": "SM1"}', 0.0, []
    return SmsSender()


def message(text: str = "Please pay & thank you") -> Outgoing:
    return Outgoing(
        public_id="msg_1", channel="sms", from_name="House", to_address="+4915112345678",
        subject="", body_text=text, body_html="", language="en",
    )  # fmt: skip


def test_a_text_is_handed_over_with_where_to_report(sender: SmsSender) -> None:
    assert sender.reaches_people
    with sender.open():
        assert sender.send(message(), ()) == Receipt("twilio", "SM1")
    [(path, authorization, form)] = Twilio.asked
    assert path == "/2010-04-01/Accounts/AC1/Messages.json"
    assert authorization == "Basic " + b64encode(b"AC1:s@cret").decode()
    assert form == {
        "To": "+4915112345678", "From": "+15551234567", "Body": "Please pay & thank you",
        "StatusCallback": "https://pay.house.example/hooks/reports/twilio/",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("status", "told", "outcome", "is_final"),
    [
        (400, {"code": 21211}, Refused, True),  # no such number
        (400, {"code": 21610}, Refused, True),  # it said stop
        (400, {"code": 21408}, Refused, False),
        (404, [], Refused, False),
        (401, {"code": 20003}, Unreachable, False),  # our own key is wrong: nothing is lost
        (429, {"code": 20429}, Later, False),
        (500, {}, Unknown, False),
        (503, "not json", Unknown, False),
    ],
)
def test_each_answer_has_its_outcome(
    sender: SmsSender, status: int, told: object, outcome: type[SendError], is_final: bool
) -> None:
    Twilio.status, Twilio.body = status, json.dumps(told).encode()
    with pytest.raises(outcome) as raised:
        sender.send(message(), ())
    assert getattr(raised.value, "is_final", False) is is_final
    assert "+49" not in str(raised.value)


def test_no_answer_in_time_is_unknown_and_no_server_is_unreachable(
    sender: SmsSender, settings: Any
) -> None:
    Twilio.pause = 0.6
    with pytest.raises(Unknown):
        sender.send(message(), ())
    settings.CASHWRIGHT_SMS_URL = "twilio+http://AC1:x@127.0.0.1:1?from=+15551234567&timeout=0.3"
    with pytest.raises(Unreachable):
        sender.send(message(), ())
