"""One case: what it is about, what it lacks, whose clock runs, what was said and shown."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cashwright.areas.access.models import User
from cashwright.areas.access.queries import found
from cashwright.areas.disputes.models import Dispute, Evidence
from cashwright.areas.disputes.policies import (
    CAUSES,
    DEPARTMENTS,
    EVIDENCE,
    OUTCOMES,
    REASONS,
    Cause,
    Department,
    EvidenceKind,
    Outcome,
    Reason,
)
from cashwright.areas.disputes.queries import (
    checklist_of,
    clock_policy,
    disputed_minor,
    office_of,
    steps_of,
)
from cashwright.areas.disputes.rules import CUSTOMER, Spent, time_by_holder
from cashwright.areas.disputes.states import OPEN
from cashwright.kernel.clock import now
from cashwright.kernel.ids import parse_public_id
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import may, page
from cashwright.surfaces.console.screens.disputes.listing import one
from cashwright.surfaces.console.timeline import story


@page(permission="disputes.read", section="disputes")
def case(request: HttpRequest, public: str) -> HttpResponse:
    """One case."""
    shown = one(request, public, "disputes.read")
    frame, is_open = frame_of(request), shown.state in OPEN
    card = REASONS[Reason(shown.reason)]
    words = list(shown.words.order_by("said_at", "pk"))
    context: dict[str, Any] = {
        "dispute": shown, "public": public, "title": shown.dispute_no, "card": card,
        "list": checklist_of(shown), "needs": [(n.question, shown.facts.get(n.name, "")) for n in card.needs],
        "papers": [(p, EVIDENCE[EvidenceKind(p.kind)]) for p in _papers(shown)],
        "thread": [w for w in words if w.said != "internal"],
        "inside": [w for w in words if w.said == "internal"],
        "spent": [(_holder(s), s.minutes // 60, s.minutes % 60) for s in _spent(shown, frame.today)],
        "rest_minor": max(0, shown.invoice.balance_minor - disputed_minor(shown.invoice_id)),
        "team": DEPARTMENTS[Department(shown.department)], "owner": _name(shown.owner),
        "outcome": OUTCOMES[Outcome(shown.outcome)] if shown.outcome else "",
        "cause": CAUSES[Cause(shown.cause)] if shown.cause else "",
        "is_late": shown.due_at is not None and shown.due_at < now(), "is_open": is_open,
        "may_edit": is_open and may(request, "disputes.edit"),
        "may_decide": is_open and may(request, "disputes.resolve"), "facts": story(shown.pk),
        "crumbs": [("Disputes", frame.link("console:disputes")), (shown.dispute_no, "")],
    }  # fmt: skip
    return render(request, "console/disputes/case.html", context)


@page(permission="disputes.read", section="disputes")
def paper(request: HttpRequest, public: str) -> HttpResponse:
    """The bytes of a paper, to keep; never shown within a page of ours."""
    rows = Evidence.objects.select_related("dispute")
    shown = found(
        rows, request.user, "disputes.read", parse_public_id(Evidence.PREFIX, public),
        document="evidence", entity="dispute__entity_id",
        portfolio="dispute__customer__portfolio_id",
    )  # fmt: skip
    response = HttpResponse(bytes(shown.content), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{_plain(shown.file_name)}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _papers(shown: Dispute) -> list[Evidence]:
    return list(shown.papers.defer("content").order_by("added_at", "pk"))


def _spent(shown: Dispute, on: date) -> tuple[Spent, ...]:
    policy = clock_policy(entity_id=shown.entity_id, on=on)
    return time_by_holder(
        steps_of(shown), shown.closed_at or now(), office_of(shown.entity, policy)
    )


def _holder(spent: Spent) -> str:
    return "The customer" if spent.holder == CUSTOMER else DEPARTMENTS[Department(spent.holder)]


def _name(owner: str) -> str:
    """The e-mail address of a person; a rule's own name, and nothing for nobody."""
    try:
        found_email = User.objects.filter(pk=UUID(owner)).values_list("email", flat=True).first()
    except ValueError:
        return owner
    return found_email or owner


def _plain(name: str) -> str:
    kept = "".join(c if c.isalnum() or c in "._- " else "_" for c in name)
    return kept.encode("ascii", "replace").decode().replace("?", "_")
