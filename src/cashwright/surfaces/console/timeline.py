"""The timeline of a customer: every fact, newest first, in pages that no new fact shifts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse

from cashwright.areas.controls.models import Approval, Fact
from cashwright.areas.controls.queries import customer_facts
from cashwright.kernel.ids import public_id

SIZE = 40

# What a fact is about, by the beginning of its name: the prefix of its id and the page that shows it.
_PAGES = (
    ("invoicing.credit_note", "cn", "console:credit_note"),
    ("invoicing.", "inv", "console:invoice"),
    ("payments.refunded", "", ""),
    ("payments.", "pay", "console:payment"),
    ("contracts.created", "ctr", "console:contract"),
    ("contracts.moved", "ctr", "console:contract"),
    ("contracts.changed", "ctr", "console:contract"),
    ("contracts.renewed", "ctr", "console:contract"),
    ("collections.promise_", "prm", "console:promise"),
    ("collections.plan_", "ppl", "console:plan"),
    ("collections.late_charge_", "lch", "console:charge"),
    ("disputes.opened", "dsp", "console:dispute"),
    ("disputes.moved", "dsp", "console:dispute"),
    ("disputes.noted", "dsp", "console:dispute"),
    ("disputes.decision_asked", "dsp", "console:dispute"),
    ("disputes.closed", "dsp", "console:dispute"),
    ("disputes.outcome_proposed", "dsp", "console:dispute"),
    ("disputes.evidence_added", "evd", "console:dispute_paper"),
    ("controls.task", "task", "console:task"),
    ("controls.approval", "apr", "console:approval"),
    ("messaging.message", "msg", "console:message"),
)


def fact_url(fact: Fact) -> str:
    """The page of the document a fact is about; "" when there is none."""
    for beginning, prefix, name in _PAGES:
        if fact.name.startswith(beginning):
            return reverse(name, args=[public_id(prefix, fact.document_id)]) if name else ""
    return ""


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """Some facts, newest first, and the place after them ("" when nothing is older)."""

    facts: list[Fact]
    older: str


def timeline_page(customer_id: UUID, before: str, beginnings: Collection[str] = ()) -> TimelinePage:
    """The facts before a place (`older` of the page before it); the newest without one.

    beginnings  only facts whose names begin so; empty: all
    """
    rows = customer_facts(customer_id)
    if beginnings:
        rows = rows.filter(reduce(or_, (Q(name__startswith=each) for each in beginnings)))
    at, _, seq = before.partition("~")
    try:
        if before:
            moment = datetime.fromisoformat(at)
            rows = rows.filter(Q(at__lt=moment) | Q(at=moment, seq__lt=int(seq)))
    except ValueError:
        rows = rows.none()
    found = list(rows[: SIZE + 1])
    last = found[SIZE - 1] if len(found) > SIZE else None
    older = f"{last.at.isoformat()}~{last.seq}" if last else ""
    return TimelinePage(found[:SIZE], older)


def story(document_id: UUID, parts: Collection[UUID] = ()) -> QuerySet[Fact]:
    """What happened to a document, to its parts (applications, refunds) and to requests about it."""
    asked = Approval.objects.filter(document_id=document_id).values_list("pk", flat=True)
    about = [document_id, *parts, *asked]
    return Fact.objects.filter(document_id__in=about).order_by("at", "seq")
