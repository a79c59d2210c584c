"""A page for an act that cannot be undone: a form, then what it would write, then the act.

    step = Step("Write off this balance", "Write off", back=..., said="The balance is written off.")
    if form.is_valid():
        return carry_out(request, step, form, act, by, asking)
    return show(request, step, form)

The first press of the button shows the ledger entries; the second, with the same answers, does it.
What the books decline is said above the form, with everything that was typed still there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cashwright.areas.controls.refusals import ApprovalNeeded
from cashwright.areas.ledger.models import JournalEntry
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import Refusal
from cashwright.surfaces.console.approving import Asking, ask, or_ask
from cashwright.surfaces.console.pages import done
from cashwright.surfaces.console.previewing import entries_if_approved, entries_of
from cashwright.surfaces.console.words import say

_NOT_ANSWERS = {"csrfmiddlewaretoken", "seen"}
ASKED = "It needs a second person and was sent for approval."


@dataclass(frozen=True, slots=True)
class Step:
    """One act: `button` does it, `note` explains it, `said` is the toast, `about` the page's subtitle."""

    title: str
    button: str
    back: str
    said: str = ""
    note: str = ""
    about: str = ""
    crumbs: Sequence[tuple[str, str]] = field(default=())
    to: str = ""  # where a finished act leads, when not back


@dataclass(frozen=True, slots=True)
class Preview:
    """What the second press does. `waits` says why it will wait for a second person, if it will."""

    entries: list[JournalEntry]
    seen: str
    waits: str = ""


def answers(request: HttpRequest) -> str:
    """A fingerprint of what was answered, to tell whether it was changed after the preview."""
    given = sorted((n, v) for n, vs in request.POST.lists() if n not in _NOT_ANSWERS for v in vs)
    return hashlib.sha256(repr(given).encode()).hexdigest()[:32]


def carry_out(
    request: HttpRequest,
    step: Step,
    form: forms.Form,
    act: Callable[[], object],
    by: Actor,
    asking: Asking | None = None,
) -> HttpResponse:
    """Preview the act, or do it when exactly this was previewed."""
    try:
        if request.POST.get("seen") != answers(request):
            return show(request, step, form, _preview(request, act, by, asking))
        asked = or_ask(act, asking, by) if asking else act() and None
    except Refusal as refusal:
        status, sentence = say(refusal)
        form.add_error(None, sentence)
        return show(request, step, form, status=status)
    return done(request, step.to or step.back, ASKED if asked else step.said)


def _preview(
    request: HttpRequest, act: Callable[[], object], by: Actor, asking: Asking | None
) -> Preview:
    try:
        return Preview(entries_of(act), answers(request))
    except ApprovalNeeded as refusal:
        if asking is None:
            raise
        entries = entries_if_approved(lambda: ask(asking, by))
        return Preview(entries, answers(request), say(refusal)[1])


def show(
    request: HttpRequest,
    step: Step,
    form: forms.Form,
    preview: Preview | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """The page of an act."""
    context = {
        "step": step, "form": form, "preview": preview, "title": step.title, "crumbs": step.crumbs,
        "entries": preview.entries if preview else [],
    }  # fmt: skip
    return render(request, "console/act.html", context, status=status)
