"""SMS by Twilio's HTTP interface; without an account, every message becomes a line in a file.

source  Twilio's REST API, Messages resource, 2010-04-01
"""

import base64
import http.client
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from django.conf import settings
from django.urls import reverse

from cashwright.areas.messaging.ports import (
    Attachment,
    Later,
    Outgoing,
    Receipt,
    Refused,
    Unknown,
    Unreachable,
)

_SECONDS = 15
_SLOWER, _OURS_TO_MEND = 429, frozenset({401, 403})
_TEXT_MAX = 1_600  # what Twilio takes as one message
_OPTED_OUT, _NO_SUCH_NUMBER = 21610, frozenset({21211, 21614})
_MAGIC = {"+15005550001": 21211, "+15005550009": 21614, "+15005550004": _OPTED_OUT}


class SmsSender:
    """Sends by the account that CASHWRIGHT_SMS_URL names, else into a file."""

    @property
    def reaches_people(self) -> bool:
        return bool(settings.CASHWRIGHT_SMS_URL)

    @contextmanager
    def open(self) -> Iterator[None]:
        """Nothing is kept open: each message is a request of its own."""
        yield

    def send(self, message: Outgoing, attached: Sequence[Attachment]) -> Receipt:
        """Hand one message over. Raises Unreachable, Later, Refused, Unknown."""
        text = message.body_text.strip()[:_TEXT_MAX]
        if settings.CASHWRIGHT_SMS_URL:
            return _by_twilio(settings.CASHWRIGHT_SMS_URL, message, text)
        return _into_file(message, text)


def _into_file(message: Outgoing, text: str) -> Receipt:
    """The simulator: Twilio's magic numbers are refused as Twilio refuses them."""
    if message.to_address in _MAGIC:
        raise _declined(_MAGIC[message.to_address])
    folder = settings.EMAIL_FILE_PATH
    folder.mkdir(parents=True, exist_ok=True)
    line = json.dumps({"id": message.public_id, "to": message.to_address, "text": text})
    with (folder / "sms.jsonl").open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    return Receipt("simulator", message.public_id)


def _by_twilio(url: str, message: Outgoing, text: str) -> Receipt:
    """twilio://SID:TOKEN@api.twilio.com?from=+15551234567&timeout=15, in seconds (twilio+http for a
    server of one's own). Where CASHWRIGHT_URL is set, Twilio reports what became of each message."""
    parts = urlsplit(url)
    account = unquote(parts.username or "")
    query = parse_qs(parts.query)
    seconds = float(query.get("timeout", [str(_SECONDS)])[0])
    form = {"To": message.to_address, "From": query["from"][0].replace(" ", "+"), "Body": text}
    if settings.CASHWRIGHT_URL:
        form["StatusCallback"] = settings.CASHWRIGHT_URL + reverse("hooks:reports", args=["twilio"])
    secret = f"{account}:{unquote(parts.password or '')}".encode()
    kind = (
        http.client.HTTPConnection if parts.scheme == "twilio+http" else http.client.HTTPSConnection
    )
    line = kind(parts.hostname or "api.twilio.com", parts.port, timeout=seconds)
    try:
        try:
            line.connect()
        except OSError as error:
            raise Unreachable(type(error).__name__) from error
        return _asked(line, f"/2010-04-01/Accounts/{account}/Messages.json", form, secret)
    finally:
        line.close()


def _asked(
    line: http.client.HTTPConnection, path: str, form: dict[str, str], secret: bytes
) -> Receipt:
    head = {
        "Authorization": "Basic " + base64.b64encode(secret).decode(),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    try:
        line.request("POST", path, urlencode(form), head)
        with line.getresponse() as answer:
            told = _object(answer.read(100_000))
    except (OSError, http.client.HTTPException) as error:
        raise Unknown(type(error).__name__) from error
    if answer.status in (200, 201):
        return Receipt("twilio", str(told.get("sid", ""))[:120])
    if answer.status in _OURS_TO_MEND:
        raise Unreachable(f"HTTP {answer.status}")
    if answer.status == _SLOWER:
        raise Later(f"HTTP {answer.status}")
    if 400 <= answer.status < 500:
        code = told.get("code")
        raise _declined(code if isinstance(code, int) else answer.status)
    raise Unknown(f"HTTP {answer.status}")


def _object(text: bytes) -> dict[str, object]:
    """The members of an answer; none where it is no JSON object, whose status then says all."""
    try:
        told = json.loads(text or b"{}")
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _declined(code: int) -> Refused:
    return Refused(f"sms {code}", is_final=code == _OPTED_OUT or code in _NO_SUCH_NUMBER)
