"""What Twilio reports of text messages, signed as it signs every call.

source  Twilio's documentation: request validation, and the status callback of a message
"""

import base64
import hmac
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.http import HttpRequest

from cashwright.areas.messaging.ports import ProviderReport, ReportKind
from cashwright.areas.messaging.refusals import (
    ProviderNotKnown,
    ReportNotSigned,
    ReportUnreadable,
)
from cashwright.kernel.clock import SystemClock

NAME = "twilio"
_KINDS = {
    "delivered": ReportKind.DELIVERED,
    "read": ReportKind.OPENED,
    "undelivered": ReportKind.BOUNCED,
    "failed": ReportKind.BOUNCED,
}
_DEAD = frozenset({"21211", "21610", "21614", "30005", "30006"})
"""No such number, it said stop, it takes no texts, nobody has it, it is a landline."""


def sms_reports(request: HttpRequest) -> list[ProviderReport]:
    """The report in one status callback; none while it is on its way.

    raises  ProviderNotKnown, ReportNotSigned, ReportUnreadable
    """
    form = prove_twilio(request)
    sid, status = form.get("MessageSid", ""), form.get("MessageStatus", "")
    if not sid or not status:
        raise ReportUnreadable(reason="no MessageSid or no MessageStatus")
    kind = _KINDS.get(status)
    if kind is None:
        return []
    code = form.get("ErrorCode", "")[:20]
    report = ProviderReport(
        provider=NAME, provider_id=sid[:120], message_id="", key=f"{sid}/{status}"[:160], kind=kind,
        is_permanent=kind is ReportKind.BOUNCED and code in _DEAD, code=code,
        reported_at=SystemClock().now(),
    )  # fmt: skip
    return [report]


def prove_twilio(request: HttpRequest) -> dict[str, str]:
    """The form Twilio sent, once it has proved that it did. Texts that come in are proved alike.

    raises  ProviderNotKnown (no account, or nobody said where this house is reached), ReportNotSigned
    """
    token = unquote(urlsplit(settings.CASHWRIGHT_SMS_URL).password or "")
    if not token or not settings.CASHWRIGHT_URL:
        raise ProviderNotKnown(provider=NAME)
    form = {key: request.POST.getlist(key)[-1] for key in request.POST}
    expected = signature(token, settings.CASHWRIGHT_URL + request.get_full_path(), form)
    given = request.headers.get("X-Twilio-Signature", "")
    if not hmac.compare_digest(given.encode(errors="replace"), expected.encode()):
        raise ReportNotSigned(provider=NAME)
    return form


def signature(token: str, url: str, form: Mapping[str, str]) -> str:
    """HMAC-SHA1 over the address and the form in the order of its names, in base64."""
    told = url + "".join(name + form[name] for name in sorted(form))
    return base64.b64encode(hmac.digest(token.encode(), told.encode(), "sha1")).decode()
