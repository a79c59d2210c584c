"""Reports of providers: what became of messages, taken once each."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse

from cashwright.areas.access.reach import ALL, Reach, reaching
from cashwright.areas.messaging.ports import ProviderReport
from cashwright.areas.messaging.refusals import ReportUnreadable
from cashwright.connectors.providers.reports import mail_reports
from cashwright.connectors.providers.twilio import sms_reports
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import Refusal
from cashwright.runs.take_reports import take_provider_reports
from cashwright.surfaces.api import problems
from cashwright.surfaces.api.bodies import body_of

REPORT_BYTES_MAX = 1_000_000
_SMS = "twilio"


def reports(request: HttpRequest, provider: str) -> HttpResponse:
    """Take what a provider reports. Whatever is not signed, not ours or not readable changes nothing."""
    if request.method == "HEAD":  # some look whether the address is there when it is set up
        return HttpResponse()
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        found = _read(request, provider)
        if not found:
            return JsonResponse({"taken": 0, "known": 0, "unknown": 0})
        with reaching(Reach(ALL, is_limited=True)):
            done = take_provider_reports(found, by=Actor.rule(f"hook:{provider}"))
    except Refusal as refusal:
        return problems.of_refusal(request, refusal)
    return JsonResponse({"taken": done.taken, "known": done.known, "unknown": done.unknown})


def _read(request: HttpRequest, provider: str) -> list[ProviderReport]:
    told = request.META.get("CONTENT_LENGTH") or "0"
    if (told.isdigit() and int(told) > REPORT_BYTES_MAX) or len(
        body_of(request)
    ) > REPORT_BYTES_MAX:
        raise ReportUnreadable(reason=f"it is larger than {REPORT_BYTES_MAX:,} bytes")
    return sms_reports(request) if provider == _SMS else mail_reports(provider, request)
