"""One payment: what came, where it went, what it wrote, what happened."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cashwright.areas.cash.models import BankLine
from cashwright.areas.cash.queries import source_applications
from cashwright.areas.controls.models import Approval, Task
from cashwright.areas.controls.states import ApprovalState, TaskState
from cashwright.areas.credit.models import Recovery, WriteOff
from cashwright.areas.ledger.models import JournalEntry
from cashwright.areas.payments.models import Payment, Refund
from cashwright.areas.payments.queries import account_of
from cashwright.areas.payments.states import PaymentState
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import may, page
from cashwright.surfaces.console.screens.payments.listing import one
from cashwright.surfaces.console.timeline import story


@page(permission="payments.read", section="cash")
def payment(request: HttpRequest, public: str) -> HttpResponse:
    """One payment with its applications, entries and facts."""
    shown = one(request, public, "payments.read")
    applied = list(source_applications(shown.pk))
    refunds = list(Refund.objects.filter(source_id=shown.pk).order_by("refunded_on", "pk"))
    recoveries = list(Recovery.objects.filter(payment_id=shown.pk).order_by("recovered_on", "pk"))
    entry_ids = [
        *(each.entry_id for each in applied),
        *(each.entry_id for each in refunds),
        *(each.entry_id for each in recoveries),
    ]
    entries = JournalEntry.objects.filter(pk__in=entry_ids) | JournalEntry.objects.filter(
        document_id=shown.pk
    )
    title = "Payment" if shown.customer_id else "Unidentified payment"
    context = {
        "payment": shown, "public": public, "applications": applied,
        "undone": {each.reverses_id for each in applied if each.reverses_id},
        "refunds": refunds, "recoveries": recoveries,
        "entries": entries.prefetch_related("postings__account").order_by("effective_on", "pk"),
        "facts": story(shown.pk, [each.pk for each in (*applied, *refunds, *recoveries)]),
        "waiting": Approval.objects.filter(document_id=shown.pk, state=ApprovalState.REQUESTED),
        "tasks": Task.objects.filter(document_id=shown.pk, state=TaskState.OPEN),
        "account": account_of(shown) if may(request, "refunds.request") else "",
        "bank_line": BankLine.objects.select_related("bank_account")
        .filter(payment_id=shown.pk)
        .first(),
        "title": title, **_allowed(request, shown),
        "crumbs": [("Cash & payments", frame_of(request).link("console:cash")), (title, "")],
    }  # fmt: skip
    return render(request, "console/payments/detail.html", context)


def _allowed(request: HttpRequest, shown: Payment) -> dict[str, bool]:
    """What the reader may do with the payment as it stands today."""
    is_here = shown.state == PaymentState.RECEIVED
    is_left = is_here and shown.unapplied_minor > 0 and shown.customer_id is not None
    written = WriteOff.objects.filter(Q(customer_id=shown.customer_id), currency=shown.currency)
    return {
        "may_identify": is_here and shown.customer_id is None and may(request, "cash.apply"),
        "may_apply": is_left and may(request, "cash.apply"),
        "may_keep": is_left and may(request, "cash.apply"),
        "may_refund": is_left and may(request, "refunds.request"),
        "may_return": is_here and may(request, "cash.apply"),
        "may_unapply": may(request, "cash.apply"),
        "may_recover": is_left and may(request, "writeoffs.request") and written.exists(),
    }
