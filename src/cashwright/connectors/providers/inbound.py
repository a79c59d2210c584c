"""Mail and texts of customers that a provider hands on: as they came, once it has proved itself.

Only the raw mail (RFC 5322) is taken, so that what a provider made of it plays no part: Mailgun's route
to an address that ends in "mime", Postmark's "include raw email", SendGrid's "POST the raw message". A
program of one's own (behind SES, or a mail server's pipe) posts the mail itself and signs it:

    X-Cashwright-Signature: t=<seconds>,v1=<hex HMAC-SHA256 of "<seconds>." and the body>

with CASHWRIGHT_INBOUND_KEY. Nobody is listened to who is not set up with a secret.
"""

import hmac
import re

from django.conf import settings
from django.http import HttpRequest

from cashwright.areas.messaging.refusals import (
    ProviderNotKnown,
    ReportNotSigned,
    ReportUnreadable,
)
from cashwright.areas.messaging.rules.inbox.headers import plain
from cashwright.areas.messaging.rules.inbox.language import language_of
from cashwright.areas.messaging.rules.inbox.mail import InboundMail
from cashwright.areas.parties.policies import Channel
from cashwright.connectors.providers.known import PROVIDERS
from cashwright.connectors.providers.proof import prove
from cashwright.connectors.providers.twilio import prove_twilio
from cashwright.kernel.clock import SystemClock
from cashwright.kernel.exact_json import read_exactly
from cashwright.kernel.refusals import BadInput

OWN = "raw"
"""The name of a program of one's own that signs with CASHWRIGHT_INBOUND_KEY."""

KEY_LENGTH_MIN = 16
OLDEST_SECONDS = 300
_SIGNATURE = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")
_TEXT_MAX = 5_000


def raw_mail(name: str, request: HttpRequest) -> bytes:
    """The mail in one call, as it came.

    name    the provider, or OWN, from the address that was called
    raises  ProviderNotKnown, ReportNotSigned, ReportUnreadable (it is not the raw mail)
    """
    if name == OWN:
        return _signed(request)
    if name not in PROVIDERS or not PROVIDERS[name].raw_field:
        raise ProviderNotKnown(provider=name[:40])
    prove(name, request, inbound=True)
    told = _field(request, PROVIDERS[name].raw_field)
    if not told:
        raise ReportUnreadable(reason=f"{name} has to send the raw mail")
    return told.encode("utf-8", "surrogateescape")


def own_signature(key: str, seconds: int, body: bytes) -> str:
    """What X-Cashwright-Signature has to say."""
    told = hmac.digest(key.encode(), f"{seconds}.".encode() + body, "sha256").hex()
    return f"t={seconds},v1={told}"


def text_message(request: HttpRequest) -> InboundMail:
    """The text message in one call of Twilio. Raises ProviderNotKnown, ReportNotSigned, ReportUnreadable."""
    form = prove_twilio(request)
    sid, sender = form.get("MessageSid", ""), form.get("From", "")
    if not sid or not sender:
        raise ReportUnreadable(reason="no MessageSid or no From")
    text = plain(form.get("Body", ""))[:_TEXT_MAX].strip()
    return InboundMail(
        message_id=f"twilio:{sid}"[:250], from_address=sender[:40], subject="Text message",
        body_text=text, reply_text=text, language=language_of(text), channel=Channel.SMS,
        sent_at=SystemClock().now(),
    )  # fmt: skip


def _signed(request: HttpRequest) -> bytes:
    key = str(settings.CASHWRIGHT_INBOUND_KEY)
    if len(key) < KEY_LENGTH_MIN:
        raise ProviderNotKnown(provider=OWN)
    given = request.headers.get("X-Cashwright-Signature", "")
    told = _SIGNATURE.fullmatch(given)
    if told is None:
        raise ReportNotSigned(provider=OWN)
    seconds, body = int(told[1]), request.body
    is_late = abs(SystemClock().now().timestamp() - seconds) > OLDEST_SECONDS
    if is_late or not hmac.compare_digest(given, own_signature(key, seconds, body)):
        raise ReportNotSigned(provider=OWN)
    return body


def _field(request: HttpRequest, name: str) -> str:
    """A field of a form, or a member of a JSON body."""
    if request.content_type != "application/json":
        return request.POST.get(name, "")
    try:
        told = read_exactly(request.body.decode())
    except (BadInput, UnicodeDecodeError, RecursionError) as error:
        raise ReportUnreadable(reason=type(error).__name__) from error
    found = told.get(name, "") if isinstance(told, dict) else ""
    return found if isinstance(found, str) else ""
