"""The parts of a customer's page: what each shows below the head."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Sum
from django.http import HttpRequest

from cashwright.areas.access.queries import scoped
from cashwright.areas.credit.queries import alert_of, drift_policy, habit_of
from cashwright.areas.invoicing.models import CreditNote, Invoice
from cashwright.areas.messaging.queries import mailbox
from cashwright.areas.parties.models import Customer
from cashwright.areas.payments.models import Payment
from cashwright.surfaces.console.agreements import agreements_of
from cashwright.surfaces.console.frame import Frame
from cashwright.surfaces.console.screens.contracts.detail import customer_contracts
from cashwright.surfaces.console.screens.customers import behaviour, overview
from cashwright.surfaces.console.screens.customers.files import files
from cashwright.surfaces.console.screens.customers.people import contacts_shown
from cashwright.surfaces.console.screens.customers.timeline import timeline

ROWS_MAX = 50
Shows = Callable[[HttpRequest, Customer, Frame], dict[str, Any]]


def _overview(request: HttpRequest, customer: Customer, frame: Frame) -> dict[str, Any]:
    told = overview.owed(customer, frame)
    last = behaviour.last_invoices(customer.pk, frame.as_of)
    habit = habit_of(customer.pk, frame.as_of, drift_policy(customer.entity_id, frame.as_of))
    said = behaviour.sentence(last, habit, alert_of(customer.pk, frame.as_of))
    return {
        "owed": told, "aging": overview.aging(customer, told, frame), "habit": said,
        "strip": behaviour.strip(last, said, frame),
    }  # fmt: skip


def _invoices(request: HttpRequest, customer: Customer, frame: Frame) -> dict[str, Any]:
    mine = scoped(Invoice.objects.filter(customer_id=customer.pk), request.user, "invoices.read")
    standing = mine.filter(balance_minor__gt=0).order_by()
    sums = list(
        standing.values_list("currency").annotate(Sum("balance_minor")).order_by("currency")
    )
    return {
        "invoices": standing.order_by("due_on", "pk")[:ROWS_MAX], "sums": sums,
        "drafts": mine.filter(state="draft").order_by("issued_on", "pk")[:ROWS_MAX],
    }  # fmt: skip


def _payments(request: HttpRequest, customer: Customer, frame: Frame) -> dict[str, Any]:
    mine = scoped(Payment.objects.filter(customer_id=customer.pk), request.user, "payments.read")
    notes = scoped(
        CreditNote.objects.filter(customer_id=customer.pk), request.user, "invoices.read"
    )
    return {
        "payments": mine.order_by("-received_on", "-pk")[:ROWS_MAX],
        "credit_notes": notes.order_by("-issued_on", "-pk")[:ROWS_MAX],
        "unapplied": sorted(overview.unapplied(customer).items()),
    }


def _contacts(request: HttpRequest, customer: Customer, frame: Frame) -> dict[str, Any]:
    return {"contacts": contacts_shown(request, customer)}


def _contracts(request: HttpRequest, customer: Customer, frame: Frame) -> dict[str, Any]:
    return customer_contracts(request, customer.pk, frame)


def _agreements(request: HttpRequest, customer: Customer, frame: Frame) -> dict[str, Any]:
    return agreements_of(request, customer)


def _disputes(request: HttpRequest, customer: Customer, frame: Frame) -> dict[str, Any]:
    rows = scoped(customer.disputes.select_related("invoice"), request.user, "disputes.read")
    return {"cases": rows.order_by("-opened_on", "-pk")[:ROWS_MAX]}


def _messages(request: HttpRequest, customer: Customer, frame: Frame) -> dict[str, Any]:
    return {"sent": mailbox(request.user).filter(customer_id=customer.pk)[:ROWS_MAX]}


# key: (label, permission, what it shows); the keys 1 to 9 open the first nine
PARTS: dict[str, tuple[str, str, Shows]] = {
    "overview": ("Overview", "customers.read", _overview),
    "timeline": ("Timeline", "customers.read", timeline),
    "invoices": ("Invoices", "invoices.read", _invoices),
    "payments": ("Payments & unapplied", "payments.read", _payments),
    "agreements": ("Promises & plans", "collections.read", _agreements),
    "disputes": ("Disputes", "disputes.read", _disputes),
    "contacts": ("Contacts", "contacts.read", _contacts),
    "contracts": ("Contracts", "contracts.read", _contracts),
    "files": ("Files", "customers.read", files),
    "messages": ("Messages", "mailbox.read", _messages),
}
