"""One request: what it would change, and the second person's word."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cashwright.areas.access.models import User
from cashwright.areas.access.policies import GRANT_ROLE
from cashwright.areas.controls.models import Approval
from cashwright.areas.controls.queries import document_facts
from cashwright.areas.controls.services import decide_approval, withdraw_approval
from cashwright.areas.controls.states import ApprovalState
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import Refusal
from cashwright.runs.deliver import deliver_reactions
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import done, may, page
from cashwright.surfaces.console.previewing import trial
from cashwright.surfaces.console.screens.approvals.changes import told
from cashwright.surfaces.console.screens.approvals.listing import one, requests_for
from cashwright.surfaces.console.templatetags.documents import kind_words
from cashwright.surfaces.console.words import say


@page(permission="approvals.read", section="approvals")
def approval(request: HttpRequest, public: str) -> HttpResponse:
    """One request with what it would change and write."""
    return _shown(request, public)


def _shown(request: HttpRequest, public: str, problem: str = "", status: int = 200) -> HttpResponse:
    shown = one(request, public, "approvals.read")
    is_own = shown.requested_by == str(request.user.pk)
    is_about = str(shown.document_id) == str(request.user.pk)
    waits = shown.state == ApprovalState.REQUESTED
    title = kind_words(shown.kind)
    context = {
        "approval": shown, "public": public, "told": told(shown), "problem": problem,
        "asker": _name(shown.requested_by), "decider": _name(shown.decided_by), "title": title,
        "facts": document_facts(shown.pk), "is_own": is_own, "waits": waits,
        "is_about": is_about, "may_see_document": shown.kind != GRANT_ROLE or may(request, "people.read"),
        "may_decide": waits and not is_own and not is_about and _may_decide(request, shown),
        "crumbs": [("Approvals", frame_of(request).link("console:approvals")), (title, "")],
        **(_trial(shown) if waits else {}),
    }  # fmt: skip
    return render(request, "console/approvals/detail.html", context, status=status)


def _may_decide(request: HttpRequest, shown: Approval) -> bool:
    """Whether the request is within what the reader decides; some read more than they decide."""
    return requests_for(request, "approvals.decide").filter(pk=shown.pk).exists()


def _trial(shown: Approval) -> dict[str, Any]:
    """The entries agreeing would write, or why it could not be done now."""
    try:
        entries, refused = trial(shown)
    except Refusal as refusal:
        return {"entries": [], "would_refuse": say(refusal)[1]}
    return {"entries": entries, "would_refuse": refused}


def _name(actor: str) -> str:
    """A person's name; a rule's own."""
    people = {str(pk): str(person) for pk, person in User.objects.in_bulk().items()}
    return people.get(actor, actor)


@page(permission="approvals.decide", methods=("POST",))
def approval_decide(request: HttpRequest, public: str) -> HttpResponse:
    """Approve or reject; what is approved is carried out at once."""
    shown = one(request, public, "approvals.decide")
    approve = request.POST.get("decision") == "approve"
    note = request.POST.get("note", "").strip()[:400]
    if not approve and not note:
        return _shown(request, public, "Say why you reject it; the asker reads this.", 422)
    decide_approval(
        approval_id=shown.pk, approve=approve, by=Actor.human(request.user.pk), note=note
    )
    if not approve:
        return done(request, reverse("console:approvals"), "The request is rejected.")
    deliver_reactions()
    shown.refresh_from_db()
    text = {
        ApprovalState.DONE: "Approved and carried out.",
        ApprovalState.FAILED: f"Approved, but the books refused it: {shown.outcome}",
    }.get(ApprovalState(shown.state), "Approved. It will be carried out shortly.")
    return done(request, reverse("console:approval", args=[public]), text)


@page(permission="approvals.read", methods=("POST",))
def approval_withdraw(request: HttpRequest, public: str) -> HttpResponse:
    """Take one's own request back."""
    shown = one(request, public, "approvals.read")
    if shown.requested_by != str(request.user.pk):
        return _shown(request, public, "Only the person who asked can take a request back.", 403)
    withdraw_approval(approval_id=shown.pk, by=Actor.human(request.user.pk))
    return done(request, reverse("console:approvals"), "The request is withdrawn.")
