"""Customer 360: everything about one customer, in parts of one page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from cashwright.areas.access.queries import scoped
from cashwright.areas.credit.queries import alert_of, risk
from cashwright.areas.insight.queries.statement import customer_statement
from cashwright.areas.invoicing.models import CreditNote, Invoice
from cashwright.areas.messaging.queries import mailbox
from cashwright.areas.parties.models import Customer
from cashwright.areas.parties.queries import customers_for, standing_holds
from cashwright.areas.payments.models import Payment
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.pages import may, page
from cashwright.surfaces.console.scoping import customer_of
from cashwright.surfaces.console.screens.contracts.detail import customer_contracts
from cashwright.surfaces.console.screens.customers import behaviour, overview
from cashwright.surfaces.console.screens.customers.people import contacts_shown
from cashwright.surfaces.console.timeline import timeline_page

ROWS_MAX = 50


def _overview(request: HttpRequest, customer: Customer, frame: Frame) -> dict[str, Any]:
    told = overview.owed(customer, frame.as_of)
    paid = behaviour.strip(customer.pk, frame.as_of)
    return {
        "owed": told, "aging": overview.aging(customer, told, frame), "strip": paid,
        "habit": behaviour.sentence(paid),
    }  # fmt: skip


def _invoices(request: HttpRequest, customer: Customer, frame: Frame) -> dict[str, Any]:
    mine = scoped(Invoice.objects.filter(customer_id=customer.pk), request.user, "invoices.read")
    return {
        "invoices": mine.filter(state="posted").order_by("due_on", "pk")[:ROWS_MAX],
        "drafts": mine.filter(state="draft").order_by("issued_on", "pk")[:ROWS_MAX],
    }


def _payments(request: HttpRequest, customer: Customer, frame: Frame) -> dict[str, Any]:
    mine = scoped(Payment.objects.filter(customer_id=customer.pk), request.user, "payments.read")
    notes = scoped(
        CreditNote.objects.filter(customer_id=customer.pk), request.user, "invoices.read"
    )
    return {
        "payments": mine.order_by("-received_on", "-pk")[:ROWS_MAX],
        "credit_notes": notes.order_by("-issued_on", "-pk")[:ROWS_MAX],
    }


def _contacts(request: HttpRequest, customer: Customer, frame: Frame) -> dict[str, Any]:
    return {"contacts": contacts_shown(request, customer)}


def _contracts(request: HttpRequest, customer: Customer, frame: Frame) -> dict[str, Any]:
    return customer_contracts(request, customer.pk, frame)


def _timeline(request: HttpRequest, customer: Customer, frame: Frame) -> dict[str, Any]:
    return {"timeline": timeline_page(customer.pk, request.GET.get("before", ""))}


def _day(text: str, fallback: date) -> date:
    try:
        return date.fromisoformat(text) if text else fallback
    except ValueError:
        return fallback


def _statement(request: HttpRequest, customer: Customer, frame: Frame) -> dict[str, Any]:
    until = _day(request.GET.get("until", ""), frame.as_of)
    since = min(_day(request.GET.get("from", ""), until - timedelta(days=90)), until)
    told = customer_statement(customer.entity_id, customer.pk, since, until)
    return {"statements": told, "since": since, "until": until}


def _messages(request: HttpRequest, customer: Customer, frame: Frame) -> dict[str, Any]:
    return {"sent": mailbox(request.user).filter(customer_id=customer.pk)[:ROWS_MAX]}


# key: (label, permission, what it shows)
PARTS: dict[str, tuple[str, str, Callable[[HttpRequest, Customer, Frame], dict[str, Any]]]] = {
    "overview": ("Overview", "customers.read", _overview),
    "invoices": ("Open invoices", "invoices.read", _invoices),
    "contracts": ("Contracts", "contracts.read", _contracts),
    "payments": ("Payments & credits", "payments.read", _payments),
    "contacts": ("Contacts", "contacts.read", _contacts),
    "timeline": ("Timeline", "customers.read", _timeline),
    "statement": ("Statement", "invoices.read", _statement),
    "messages": ("Messages", "mailbox.read", _messages),
}


@page(permission="customers.read", section="customers")
def customer(request: HttpRequest, public: str) -> HttpResponse:
    """One customer; `?part=` chooses what is shown below the head."""
    frame = frame_of(request)
    shown = customer_of(request, public)
    offered = {key: label for key, (label, needs, _) in PARTS.items() if may(request, needs)}
    part = request.GET.get("part", "overview")
    if part not in offered:
        raise Http404
    context = {
        "customer": shown, "public": public, "part": part, "title": shown.name,
        "parts": [
            (key, label, frame.link("console:customer", public, part=key))
            for key, label in offered.items()
        ],
        "children": customers_for(request.user).filter(parent_id=shown.pk).order_by("name")[:20],
        "risk": risk(shown.pk, frame.as_of), "alert": alert_of(shown.pk, frame.as_of),
        "holds": standing_holds(frame.today).filter(customer_id=shown.pk).order_by("from_on"),
        "tax_ids": shown.tax_ids.order_by("country", "kind"),
        "may_edit": may(request, "customers.edit"), "may_hold": may(request, "customers.hold"),
        "may_draft": may(request, "invoices.draft"),
        "may_receive": may(request, "payments.receive"),
        "may_add_contact": may(request, "contacts.edit"),
        "may_erase": may(request, "contacts.erase"),
        "crumbs": [("Customers", frame.link("console:customers")), (shown.name, "")],
        **PARTS[part][2](request, shown, frame),
    }  # fmt: skip
    return render(request, f"console/customers/{part}.html", context)
