"""What happened since yesterday, counted from the facts of the companies the reader sees whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Q
from django.http import HttpRequest

from cashwright.areas.controls.models import Chain, Fact
from cashwright.surfaces.console.books.reach import whole_entities
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.pages import may

LOOKED_AT = 20_000  # the latest facts of each journal; a day with more is told of these
NEWS_MAX = 8
_WORDS = {
    "invoicing.posted": "invoices posted",
    "invoicing.drafted": "drafts written",
    "invoicing.discarded": "drafts thrown away",
    "invoicing.credit_note_posted": "credit notes posted",
    "payments.received": "payments received",
    "payments.identified": "payments identified",
    "payments.unidentified": "payments nobody's again",
    "payments.kept_on_account": "payments kept on account",
    "payments.returned": "payments returned by the bank",
    "payments.refunded": "refunds sent",
    "cash.applied": "applications to invoices",
    "cash.unapplied": "applications taken back",
    "messaging.message_queued": "messages written",
    "messaging.message_moved": "messages sent or held",
    "messaging.message_reported": "reports of mail providers",
    "collections.customer_reminded": "customers reminded",
    "controls.task_opened": "questions to a person",
    "controls.task_closed": "questions answered",
    "controls.approval_requested": "requests made",
    "controls.approval_decided": "requests decided",
    "controls.approval_carried_out": "approved requests carried out",
    "credit.written_off": "balances written off",
    "credit.recovered": "written-off amounts recovered",
    "runs.ended": "days run",
    "insight.kpis_noted": "sets of figures noted",
    "exchange.import_started": "imports begun",
    "exchange.import_ended": "imports ended",
    "parties.customer_added": "customers added",
    "parties.customer_changed": "customers changed",
    "ledger.period_moved": "months closed or opened",
    "ledger.entry_posted": "entries written by hand",
}


@dataclass(frozen=True, slots=True)
class Item:
    """How many of what, and where to read them."""

    count: int
    words: str
    url: str


def news(request: HttpRequest) -> list[Item]:
    """The facts from the start of yesterday to the end of the frame's day, by what they say."""
    frame = frame_of(request)
    ids = [entity.pk for entity in whole_entities(request, "customers.read")]
    heads = Chain.objects.filter(pk__in=ids).values_list("pk", "seq")
    recent = Q(pk__in=[])
    for chain_id, seq in heads:
        recent |= Q(chain_id=chain_id, seq__gt=seq - LOOKED_AT)
    if not ids or not heads:
        return []
    counted = (
        Fact.objects.filter(
            recent, at__gte=_start(frame, -1), at__lt=_start(frame, 1)
        )
        .order_by()
        .values_list("name")
        .annotate(count=Count("seq"))
    )  # fmt: skip
    found = sorted(counted, key=lambda each: (-each[1], each[0]))[:NEWS_MAX]
    return [Item(count, words_of(name), _url(request, frame, name)) for name, count in found]


def words_of(name: str) -> str:
    """An event in the plural, as people say it."""
    return _WORDS.get(name) or name.partition(".")[2].replace("_", " ")


def _start(frame: Frame, days: int) -> datetime:
    on = frame.as_of + timedelta(days=days)
    return datetime(on.year, on.month, on.day, tzinfo=ZoneInfo(frame.zone)).astimezone(UTC)


def _url(request: HttpRequest, frame: Frame, name: str) -> str:
    if not may(request, "audit.read"):
        return ""
    since = (frame.as_of - timedelta(days=1)).isoformat()
    params = {"event": name, "from": since, "to": frame.as_of.isoformat()}
    if frame.entity:
        params["of"] = frame.entity.code
    return frame.link("console:audit", **params)
