"""One invoice as it was issued, and everything that happened to it since."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cashwright.areas.cash.models import Application, BankLine
from cashwright.areas.cash.queries import invoice_applications
from cashwright.areas.contracts.models import BillItem, Contract
from cashwright.areas.controls.models import Approval
from cashwright.areas.controls.states import ApprovalState
from cashwright.areas.disputes.models import Dispute
from cashwright.areas.disputes.queries import disputes
from cashwright.areas.invoicing.models import Invoice, InvoiceLine
from cashwright.areas.invoicing.printing.explaining import explanations
from cashwright.areas.invoicing.states import INVOICE, InvoiceState
from cashwright.areas.ledger.models import JournalEntry
from cashwright.surfaces.console.books.delivered import deliveries
from cashwright.surfaces.console.books.parked import shown_parked
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.pages import may, page
from cashwright.surfaces.console.screens.invoices.listing import days_late, one, state_of
from cashwright.surfaces.console.screens.invoices.printed import languages
from cashwright.surfaces.console.timeline import story

_UNPOSTED = (InvoiceState.DRAFT, InvoiceState.DISCARDED)


@page(permission="invoices.read", section="invoices")
def invoice(request: HttpRequest, public: str) -> HttpResponse:
    """One invoice: the document left, what became of it right."""
    frame = frame_of(request)
    shown = one(request, public, "invoices.read")
    applied = list(invoice_applications(shown.pk))
    settled_on = sum(a.amount_minor for a in applied if a.applied_on <= frame.as_of)
    balance_on = 0 if shown.state in _UNPOSTED else shown.total_minor - settled_on
    disputed = list(disputes().filter(invoice_id=shown.pk).order_by("opened_on", "pk"))
    row: dict[str, Any] = {
        "state": shown.state, "due_on": shown.due_on, "total_minor": shown.total_minor,
        "balance_on_minor": balance_on,
    }  # fmt: skip
    title = shown.document_no or "Draft invoice"
    context = {
        "invoice": shown, "public": public, "lines": _lines(shown, frame),
        "applications": applied, "bank_lines": _from_bank(applied), "entries": _entries(shown, applied),
        "facts": story(shown.pk, [*(each.pk for each in applied), *(one.pk for one in disputed)]),
        "disputes": disputed if may(request, "disputes.read") else [],
        "held": min(balance_on, sum(_held(one, frame) for one in disputed)),
        "settled_on": settled_on, "balance_on": balance_on,
        "credit_notes": shown.credit_notes.order_by("issued_on"), "waiting": _waiting(shown),
        "undone": {a.reverses_id for a in applied if a.reverses_id},
        "state": state_of(row, frame), "days_late": days_late(row, frame), "title": title,
        "crumbs": [("Invoices", frame.link("console:invoices")), (title, "")],
        **_allowed(request, shown), **_billing(request, shown), "is_ahead": _is_ahead(shown, frame),
    }  # fmt: skip
    return render(request, "console/invoices/detail.html", context)


def _held(one: Dispute, frame: Frame) -> int:
    """How much of the invoice a case holds back on the day the page is told for."""
    is_open = one.closed_on is None or one.closed_on > frame.as_of
    return one.amount_minor if one.opened_on <= frame.as_of and is_open else 0


def _from_bank(applied: Sequence[Application]) -> set[UUID]:
    """The payments among what settled it that came with a bank line."""
    paid = [each.source_id for each in applied if each.source_kind == "payment"]
    found = BankLine.objects.filter(payment_id__in=paid).values_list("payment_id", flat=True)
    return {payment_id for payment_id in found if payment_id}


def _allowed(request: HttpRequest, shown: Invoice) -> dict[str, bool]:
    """What the reader may do with the invoice as it stands today."""
    state = InvoiceState(shown.state)
    is_open = state == InvoiceState.POSTED
    return {
        "may_post": INVOICE.allows(state, "post")
        and not shown.parked_code
        and may(request, "invoices.post"),
        "may_release": bool(shown.parked_code) and may(request, "invoices.post"),
        "may_print": shown.posted_at is not None,
        "may_draft": INVOICE.allows(state, "discard") and may(request, "invoices.draft"),
        "may_credit": (is_open or state == InvoiceState.SETTLED)
        and may(request, "credit_notes.issue"),
        "may_write_off": is_open and may(request, "writeoffs.request"),
        "may_dispute": is_open and may(request, "disputes.edit"),
        "may_apply": is_open and may(request, "cash.apply"),
        "may_unapply": may(request, "cash.apply"),
    }


def _lines(shown: Invoice, frame: Frame) -> list[tuple[InvoiceLine, str]]:
    """Each line with how its amount came about."""
    told = explanations(shown, language=frame.language)
    return [(line, told.get(line.line_no, "")) for line in shown.lines.order_by("line_no")]


def _billing(request: HttpRequest, shown: Invoice) -> dict[str, Any]:
    """Where it comes from, why it was parked, and that it was sent."""
    is_parked = bool(shown.parked_code) and shown.state == InvoiceState.DRAFT
    return {
        "parked": shown_parked([shown])[0] if is_parked else None,
        "contracts": _contracts(shown) if may(request, "contracts.read") else [],
        "languages": languages(shown),
        "sent": deliveries(request, shown.pk, shown.customer_id),
    }


def _contracts(shown: Invoice) -> list[Contract]:
    """The contracts it bills."""
    charges = InvoiceLine.objects.filter(invoice_id=shown.pk, charge_id__isnull=False)
    by_charge = Q(subscriptions__charges__in=charges.values("charge_id"))
    items = BillItem.objects.filter(invoice_id=shown.pk).values("contract_id")
    return list(Contract.objects.filter(by_charge | Q(pk__in=items)).distinct()[:10])


def _entries(shown: Invoice, applied: list[Application]) -> list[JournalEntry]:
    """The entry of the invoice and of everything applied to it, oldest first."""
    ids = [each.entry_id for each in applied]
    if shown.entry_id:
        ids.append(shown.entry_id)
    rows = JournalEntry.objects.filter(pk__in=ids).prefetch_related("postings__account")
    return list(rows.order_by("effective_on", "pk"))


def _waiting(shown: Invoice) -> list[Approval]:
    """The requests about this invoice that nobody decided yet."""
    return list(Approval.objects.filter(document_id=shown.pk, state=ApprovalState.REQUESTED))


def _is_ahead(shown: Invoice, frame: Frame) -> bool:
    """Whether the invoice was issued after the day the page is told for."""
    return shown.issued_on > frame.as_of
