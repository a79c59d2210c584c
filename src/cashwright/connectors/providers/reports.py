"""What a mail provider reports, in the words of messaging."""

import hashlib
import re
from typing import Any

from django.http import HttpRequest

from cashwright.areas.messaging.ports import ProviderReport, ReportKind
from cashwright.connectors.providers.proof import proven_events
from cashwright.kernel.clock import SystemClock

_KINDS = {
    "delivered": ReportKind.DELIVERED,
    "deferred": ReportKind.DEFERRED,
    "bounced": ReportKind.BOUNCED,
    "rejected": ReportKind.BOUNCED,  # the provider would not even try
    "failed": ReportKind.BOUNCED,
    "complained": ReportKind.COMPLAINED,
    "unsubscribed": ReportKind.UNSUBSCRIBED,
    "opened": ReportKind.OPENED,
    "clicked": ReportKind.CLICKED,
}
_SOFT = frozenset({"softbounce", "soft_bounce", "transient", "temporary", "blocked", "dnserror"})
_DEAD = frozenset({"invalid", "bounced"})
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_OURS = re.compile(r"<?(msg_[0-9A-Za-z]{1,40})(?:@[^<>\s]*>?)?")


def mail_reports(name: str, request: HttpRequest) -> list[ProviderReport]:
    """The reports in one call of a provider; what says nothing about a message's fate is left out.

    raises  ProviderNotKnown, ReportNotSigned, ReportUnreadable
    """
    events = proven_events(name, request)
    return [_report(name, one) for one in events if one.event_type in _KINDS]


def _report(name: str, event: Any) -> ProviderReport:
    kind = _KINDS[event.event_type]
    provider_id = str(event.message_id or "")[:120]
    at = event.timestamp or SystemClock().now()
    told = event.event_id or _hash(provider_id, kind, event.timestamp, event.recipient)
    return ProviderReport(
        provider=name, provider_id=provider_id, message_id=_our_id(event, provider_id),
        key=f"{kind}/{told}"[:160], kind=kind, is_permanent=_is_permanent(event, kind),
        code=_code(event), reported_at=at,
    )  # fmt: skip


def _our_id(event: Any, provider_id: str) -> str:
    """Our own id, which goes along as metadata; behind a plain SMTP server as the Message-ID."""
    data = event.metadata if isinstance(event.metadata, dict) else {}
    found = _OURS.fullmatch(str(data.get("message", ""))) or _OURS.fullmatch(provider_id)
    return found[1] if found else ""


def _hash(*parts: object) -> str:
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()


def _is_permanent(event: Any, kind: ReportKind) -> bool:
    """Whether the same address is of no use; what the provider calls soft, or says in 4.x, is not."""
    if kind is not ReportKind.BOUNCED:
        return False
    raw = event.esp_event if isinstance(event.esp_event, dict) else {}
    names = {str(raw.get(key, "")).lower() for key in ("Type", "type", "event", "severity")}
    status = _STATUS.search(str(event.mta_response or ""))
    if names & _SOFT or (status is not None and status[1] == "4"):
        return False
    return (status is not None and status[1] == "5") or event.reject_reason in (None, *_DEAD)


def _code(event: Any) -> str:
    """The status code or the reason's name: what servers say in words repeats the address."""
    status = _STATUS.search(str(event.mta_response or ""))
    return status[0] if status else str(event.reject_reason or "")[:60]
