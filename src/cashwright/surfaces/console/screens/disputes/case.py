"""One case: what it is about, what it lacks, whose clock runs, what was said and shown."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cashwright.areas.access.queries import found
from cashwright.areas.controls.models import Approval
from cashwright.areas.controls.states import ApprovalState
from cashwright.areas.disputes.models import Dispute, Evidence
from cashwright.areas.disputes.policies import (
    CAUSES,
    CREDITING,
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
from cashwright.areas.disputes.rules import CUSTOMER, WAIVED, Spent, time_by_holder
from cashwright.areas.disputes.services import EARLIER, proposed
from cashwright.areas.disputes.states import OPEN
from cashwright.kernel.clock import now
from cashwright.kernel.ids import parse_public_id, public_id
from cashwright.kernel.refusals import NotFound
from cashwright.runs.dispute_file import as_markdown, dispute_json, dispute_zip
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import may, page
from cashwright.surfaces.console.screens.disputes.listing import one
from cashwright.surfaces.console.screens.disputes.saying import names_of, told_clock
from cashwright.surfaces.console.timeline import story


@page(permission="disputes.read", section="disputes")
def case(request: HttpRequest, public: str) -> HttpResponse:
    """One case."""
    shown = one(request, public, "disputes.read")
    frame, is_open = frame_of(request), shown.state in OPEN
    card = REASONS[Reason(shown.reason)]
    words, papers = list(shown.words.order_by("said_at", "pk")), _papers(shown)
    context: dict[str, Any] = {
        "dispute": shown, "public": public, "title": shown.dispute_no, "card": card,
        "list": checklist_of(shown), "needs": _known(shown),
        "papers": [(p, EVIDENCE[EvidenceKind(p.kind)]) for p in papers],
        "thread": [w for w in words if w.said != "internal"],
        "inside": [w for w in words if w.said == "internal"],
        "spent": [(_holder(s), s.minutes // 60, s.minutes % 60) for s in _spent(shown, frame.today)],
        "rest_minor": max(0, shown.invoice.balance_minor - disputed_minor(shown.invoice_id)),
        "team": DEPARTMENTS[Department(shown.department)], "owner": _name(shown.owner),
        "outcome": OUTCOMES[Outcome(shown.outcome)] if shown.outcome else "",
        "cause": CAUSES[Cause(shown.cause)] if shown.cause else "",
        "clock": told_clock(shown.state, shown.due_at, frame), "is_open": is_open,
        "is_late": shown.due_at is not None and shown.due_at < now(),
        "proposal": _proposal(shown), "earlier": _earlier(shown), "waits": _waits(shown),
        "may_edit": is_open and may(request, "disputes.edit"),
        "may_decide": is_open and may(request, "disputes.resolve"),
        "facts": story(shown.pk, [each.pk for each in (*words, *papers)]),
        "crumbs": [("Disputes", frame.link("console:disputes")), (shown.dispute_no, "")],
    }  # fmt: skip
    return render(request, "console/disputes/case.html", context)


@page(permission="disputes.read", section="disputes")
def file(request: HttpRequest, public: str, kind: str) -> HttpResponse:
    """The case to take along, with our notes: as Markdown, JSON, or a zip with its papers."""
    shown = one(request, public, "disputes.read")
    if kind == "zip":
        content, content_type = dispute_zip(shown, has_inside=True), "application/zip"
    elif kind in ("md", "json"):
        told = dispute_json(shown, has_inside=True)
        text = as_markdown(told) if kind == "md" else json.dumps(told, indent=1, ensure_ascii=False)
        kinds = {"md": "text/markdown; charset=utf-8", "json": "application/json"}
        content, content_type = text.encode(), kinds[kind]
    else:
        raise NotFound(document="file", id=kind[:40])
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{_plain(shown.dispute_no)}.{kind}"'
    return response


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


def _known(shown: Dispute) -> list[tuple[str, str]]:
    """What the reason asks for, and what is known beside it."""
    needs = REASONS[Reason(shown.reason)].needs
    asked = [(need.question, str(shown.facts.get(need.name, ""))) for need in needs]
    left_out = {need.name for need in needs} | {WAIVED, EARLIER}
    beside = [(name, text) for name, text in shown.facts.items() if name not in left_out]
    return [*asked, *((name.replace("_", " ").capitalize(), str(text)) for name, text in beside)]


def _papers(shown: Dispute) -> list[Evidence]:
    return list(shown.papers.defer("content").order_by("added_at", "pk"))


def _spent(shown: Dispute, on: date) -> tuple[Spent, ...]:
    policy = clock_policy(entity_id=shown.entity_id, on=on)
    return time_by_holder(
        steps_of(shown), shown.closed_at or now(), office_of(shown.entity, policy)
    )


def _proposal(shown: Dispute) -> dict[str, Any] | None:
    """How somebody says the case should end."""
    told = proposed(shown)
    if told is None or shown.decision is None:
        return None
    minor = shown.amount_minor if told.credit_minor is None else told.credit_minor
    return {
        "outcome": OUTCOMES[told.outcome], "cause": CAUSES[told.cause], "note": told.note,
        "credit_minor": minor if told.outcome in CREDITING else 0,
        "by": _name(shown.decision["by"]), "on": date.fromisoformat(shown.decision["on"]),
    }  # fmt: skip


def _waits(shown: Dispute) -> str:
    """The public id of the request that decides the case once a second person agrees; "" without."""
    if shown.approval_id is None:
        return ""
    waits = Approval.objects.filter(pk=shown.approval_id, state=ApprovalState.REQUESTED).exists()
    return public_id(Approval.PREFIX, shown.approval_id) if waits else ""


def _earlier(shown: Dispute) -> Dispute | None:
    """The case on the same invoice that this one goes on from."""
    number = shown.facts.get(EARLIER)
    if not number:
        return None
    return Dispute.objects.filter(entity_id=shown.entity_id, dispute_no=number).first()


def _holder(spent: Spent) -> str:
    return "The customer" if spent.holder == CUSTOMER else DEPARTMENTS[Department(spent.holder)]


def _name(owner: str) -> str:
    """The e-mail address of a person; a rule's own name, and nothing for nobody."""
    return names_of([owner]).get(owner, owner)


def _plain(name: str) -> str:
    kept = "".join(c if c.isalnum() or c in "._- " else "_" for c in name)
    return kept.encode("ascii", "replace").decode().replace("?", "_")
