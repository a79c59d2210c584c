"""One bank line: what was told, what was thought of it, where the money went, and taking it back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from cashwright.areas.cash.models import Application, BankLine, Difference, Match
from cashwright.areas.cash.queries import other_side, source_applications, transfers_of
from cashwright.areas.cash.services import undo_line
from cashwright.areas.controls.models import Approval, Task
from cashwright.areas.controls.states import ApprovalState, TaskState
from cashwright.areas.ledger.models import JournalEntry
from cashwright.areas.payments.models import Payment
from cashwright.kernel.actors import Actor
from cashwright.kernel.ids import parse_public_id
from cashwright.kernel.refusals import NotFound
from cashwright.surfaces.console.acting import Step, carry_out, show
from cashwright.surfaces.console.forms.cash import UndoForm
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import may, page
from cashwright.surfaces.console.screens.cash.evidence import evidence_of
from cashwright.surfaces.console.screens.cash.proposals import lane_words
from cashwright.surfaces.console.screens.cash.scope import (
    is_waiting,
    line_url,
    money_of,
    one_line,
    queue_url,
    state_of,
    words_of,
)
from cashwright.surfaces.console.timeline import story


@page(permission="payments.read", section="bank")
def bank_line(request: HttpRequest, public: str) -> HttpResponse:
    """One line, whole."""
    line = one_line(request, public, "payments.read")
    payment = Payment.objects.filter(pk=line.payment_id).first() if line.payment_id else None
    applied = list(source_applications(payment.pk)) if payment else []
    cleared = (
        list(Difference.objects.filter(payment_id=payment.pk).select_related("invoice"))
        if payment
        else []
    )
    context: dict[str, Any] = {
        "title": money_of(line), "line": line, "public": public, "state": state_of(line.state),
        "payment": payment, "applications": applied, "cleared": cleared,
        "undone": {each.reverses_id for each in applied if each.reverses_id},
        "matches": _thoughts(line), "evidence": evidence_of(line),
        "entries": _entries(line, payment, applied, cleared),
        "facts": story(line.pk, [payment.pk] if payment else []),
        "waits": Approval.objects.filter(document_id=line.pk, state=ApprovalState.REQUESTED),
        "tasks": Task.objects.filter(document_id=line.pk, state=TaskState.OPEN),
        "other_side": other_side(line),
        "may_transfer": is_waiting(line) and may(request, "cash.apply") and bool(transfers_of(line)),
        "is_waiting": is_waiting(line), "review_url": queue_url(request, line),
        "may_undo": line.state in ("applied", "set_aside") and may(request, "cash.apply")
        and line.settles_id is None and line.amount_minor != 0,
        "crumbs": [
            ("Bank", frame_of(request).link("console:bank")),
            ("Lines", frame_of(request).link("console:bank_lines")), (money_of(line), ""),
        ],
    }  # fmt: skip
    return render(request, "console/bank/line.html", context)


@page(permission="payments.read", section="bank")
def bank_line_of(request: HttpRequest, public: str) -> HttpResponse:
    """The line a payment came with: invoices and lists know only the payment."""
    pk = parse_public_id(Payment.PREFIX, public)
    line = BankLine.objects.filter(payment_id=pk).first()
    if line is None:
        raise NotFound(document="bank line", id=public[:60])
    return HttpResponseRedirect(line_url(line))


def _thoughts(line: BankLine) -> list[tuple[Match, str]]:
    """What was proposed and done, the latest first."""
    rows = (
        Match.objects.filter(line_id=line.pk).select_related("customer").order_by("-made_at", "-pk")
    )
    return [(row, lane_words(row.lane)) for row in rows]


def _entries(
    line: BankLine, payment: Payment | None, applied: list[Application], cleared: list[Difference]
) -> Any:
    """What it wrote to the ledger."""
    documents = [line.pk, *([payment.pk] if payment else []), *(each.pk for each in cleared)]
    keys = [each.entry_id for each in applied]
    rows = JournalEntry.objects.filter(pk__in=keys) | JournalEntry.objects.filter(
        document_id__in=documents
    )
    return rows.prefetch_related("postings__account").order_by("effective_on", "pk")


@page(permission="cash.apply", section="bank", methods=("GET", "POST"))
def line_take_back(request: HttpRequest, public: str) -> HttpResponse:
    """Take back what was done with a line, with the entries that undo it shown first."""
    line = one_line(request, public, "cash.apply")
    on = max(frame_of(request).today, line.booked_on)
    form = UndoForm(request.POST if request.method == "POST" else None)
    step = Step(
        "Take this back", "Take back", line_url(line), "It is taken back and waits again.",
        "What it settled is open again from today, what it taught is forgotten, and the line waits for"
        " another answer.", words_of(line),
        [("Bank", frame_of(request).link("console:bank")), (money_of(line), line_url(line)), ("Take back", "")],
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        reason, by = form.cleaned_data["reason"], Actor.human(request.user.pk)
        return carry_out(
            request, step, form,
            lambda: undo_line(line_id=line.pk, on=on, by=by, reason=reason), by,
        )  # fmt: skip
    return show(request, step, form)
