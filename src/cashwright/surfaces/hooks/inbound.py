"""Mail and texts that providers hand on: taken once each, for somebody to look at."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID, uuid5

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse

from cashwright.areas.access.reach import ALL, Reach, reaching
from cashwright.areas.controls.queries import books_today
from cashwright.areas.parties.models import LegalEntity
from cashwright.connectors.providers.inbound import raw_mail, text_message
from cashwright.connectors.providers.twilio import NAME as TWILIO
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import NotFound, Refusal
from cashwright.runs.answer_mail import take_mail, take_read
from cashwright.surfaces.api import problems
from cashwright.surfaces.api.calling import Allowance

INBOUND_BYTES_MAX = 10_000_000
"""What a call may hold; larger mails come by the mailbox."""

_BURST, _A_SECOND = 100, 5
_NAMES = UUID("6f0a5c0e-9d6b-4f0c-8d1c-3f6c2f5f1b7a")


def inbound(request: HttpRequest, provider: str, code: str) -> HttpResponse:
    """Take one mail for the legal entity `code`. What is not proved, or is there already, changes nothing."""
    if request.method == "HEAD":  # some look whether the address is there when it is set up
        return HttpResponse()
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        return JsonResponse({"outcome": _taken(request, provider, code)})
    except Refusal as refusal:
        return problems.of_refusal(request, refusal)


def _taken(request: HttpRequest, provider: str, code: str) -> str:
    read = text_message(request) if provider == TWILIO else None
    raw = b"" if read else raw_mail(provider, request)
    _allowance().take(uuid5(_NAMES, f"{provider}/{code}"))
    by = Actor.rule(f"hook:{provider}")
    with reaching(Reach(ALL, is_limited=True)):
        entity = LegalEntity.objects.filter(code=code).first()
        if entity is None:
            raise NotFound(document="legal entity", id=code[:40])
        if read is not None:
            return "taken" if take_read(read, entity_id=entity.pk, by=by) else "known"
        return take_mail(raw, entity_id=entity.pk, on=books_today(entity.zone), by=by)


@lru_cache(maxsize=1)
def _allowance() -> Allowance:
    """How many mails each provider may still hand on, in each process that serves."""
    return Allowance(burst=_BURST, a_second=_A_SECOND)
