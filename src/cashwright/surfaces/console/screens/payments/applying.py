"""Applying a payment or credit note by hand, starting from what the machine would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from cashwright.areas.access.queries import found, scoped
from cashwright.areas.cash import services as cash
from cashwright.areas.cash.models import Application, SourceKind
from cashwright.areas.cash.policies import ApplicationPolicy
from cashwright.areas.cash.rules import OpenItem, PaymentPlan, plan_payment
from cashwright.areas.cash.services import Part
from cashwright.areas.credit.services import take_back
from cashwright.areas.invoicing.models import CreditNote, Invoice
from cashwright.areas.parties.queries import family
from cashwright.areas.payments.models import Payment
from cashwright.kernel.actors import Actor
from cashwright.kernel.currencies import format_minor, minor_of, minor_units
from cashwright.kernel.ids import parse_public_id, public_id
from cashwright.kernel.money import Money
from cashwright.kernel.refusals import Refusal
from cashwright.surfaces.console.acting import Step, carry_out, show
from cashwright.surfaces.console.formats import plural
from cashwright.surfaces.console.forms.fields import ReasonForm
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import done, page
from cashwright.surfaces.console.screens.payments.listing import one
from cashwright.surfaces.console.screens.payments.steps import about, crumbs, source_url
from cashwright.surfaces.console.words import say

Source = Payment | CreditNote
ITEMS_MAX = 300
UNDO_MAX = 30


@dataclass(frozen=True, slots=True)
class Item:
    """One open invoice on the page and the amount in its box."""

    invoice: Invoice
    name: str
    amount: str
    error: str = ""


@page(permission="cash.apply", section="cash", methods=("GET", "POST"))
def payment_apply(request: HttpRequest, public: str) -> HttpResponse:
    """Apply a payment to open invoices of its customer and of those below it."""
    return apply_page(request, one(request, public, "cash.apply"), SourceKind.PAYMENT)


def apply_page(request: HttpRequest, source: Source, kind: SourceKind) -> HttpResponse:
    """The page of applying `source`: GET shows the plan, POST carries out what was typed."""
    frame, problem, status = frame_of(request), "", 200
    invoices = open_invoices(request, source)
    plan = plan_of(source, invoices)
    if request.method == "POST":
        items, parts = _typed(request.POST, invoices, source.currency)
        on = _day(request.POST.get("on", ""), frame.today)
        if any(each.error for each in items):
            problem = "Some amounts could not be read."
        elif not parts:
            problem = "Write an amount beside at least one invoice."
        else:
            try:
                made = cash.apply(
                    source_kind=kind, source_id=source.pk, parts=parts, on=on,
                    by=Actor.human(request.user.pk), reason="applied by hand",
                )  # fmt: skip
                return _applied(request, source, made)
            except Refusal as refusal:
                status, problem = say(refusal)
    else:
        items, on = _planned(plan, invoices, request.GET.get("choose", "")), frame.today
    context = {
        "source": source, "items": items, "plan": plan, "problem": problem, "on": on,
        "about": about(source), "back": source_url(source), "title": "Apply this money",
        "candidates": _candidates(plan, invoices), "decimals": minor_units(source.currency),
        "is_cut": len(invoices) >= ITEMS_MAX, "crumbs": crumbs(request, source, "Apply"),
    }  # fmt: skip
    return render(request, "console/payments/apply.html", context, status=status)


def open_invoices(request: HttpRequest, source: Source) -> list[Invoice]:
    """What the source may settle, due first: open invoices of its customer and of those below."""
    if source.customer_id is None:
        return []
    mine = scoped(Invoice.objects.select_related("customer"), request.user, "cash.apply")
    rows = mine.filter(
        customer_id__in=family(source.customer_id), entity_id=source.entity_id,
        currency=source.currency, state="posted",
    )  # fmt: skip
    return list(rows.order_by("due_on", "pk")[:ITEMS_MAX])


def plan_of(source: Source, invoices: Sequence[Invoice]) -> PaymentPlan:
    """What the machine would do with the money, and why in words."""
    items = [OpenItem(str(row.pk), row.due_on, row.balance) for row in invoices]
    return plan_payment(Money(source.unapplied_minor, source.currency), items, ApplicationPolicy())


def _name(invoice: Invoice) -> str:
    return f"amount_{invoice.pk.hex}"


def _planned(plan: PaymentPlan, invoices: Sequence[Invoice], choose: str) -> list[Item]:
    amounts = {key: money.minor for key, money in plan.application.applied}
    if choose.isdecimal() and int(choose) < len(plan.candidates):
        chosen = set(plan.candidates[int(choose)])
        amounts = {str(row.pk): row.balance_minor for row in invoices if str(row.pk) in chosen}
    return [
        Item(row, _name(row), format_minor(minor, row.currency) if minor else "")
        for row in invoices
        for minor in [amounts.get(str(row.pk), 0)]
    ]


def _typed(
    posted: QueryDict, invoices: Sequence[Invoice], currency: str
) -> tuple[list[Item], list[Part]]:
    items, parts = [], []
    for row in invoices:
        text = posted.get(_name(row), "").replace(" ", "").replace(",", "")
        error = ""
        if text:
            try:
                minor = minor_of(text, currency)
                if minor:
                    parts.append(Part(row.pk, minor))
            except Refusal:
                error = "Write an amount, such as 1234.50."
        items.append(Item(row, _name(row), text, error))
    return items, parts


def _candidates(plan: PaymentPlan, invoices: Sequence[Invoice]) -> list[list[Invoice]]:
    """Sets of invoices that fit equally well; the page offers each as a choice."""
    by_key = {str(row.pk): row for row in invoices}
    return [[by_key[key] for key in one_set if key in by_key] for one_set in plan.candidates]


def _day(text: str, fallback: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return fallback


def _applied(request: HttpRequest, source: Source, made: list[Application]) -> HttpResponse:
    ids = [("a", public_id(Application.PREFIX, each.pk)) for each in made]
    undo = (
        f"{reverse('console:applications_undo')}?{urlencode(ids)}" if len(ids) <= UNDO_MAX else ""
    )
    text = f"Applied to {plural(len(made), 'invoice', 'invoices')}."
    return done(request, source_url(source), text, undo_url=undo)


def application_of(request: HttpRequest, public: str) -> Application:
    """One application in the reader's scope. Raises NotFound."""
    pk = parse_public_id(Application.PREFIX, public)
    rows = Application.objects.select_related("invoice", "customer")
    return found(rows, request.user, "cash.apply", pk, document="application")


@page(permission="cash.apply", methods=("POST",))
def applications_undo(request: HttpRequest) -> HttpResponse:
    """Take back what was just applied, dated as it was."""
    taken = [application_of(request, each) for each in request.GET.getlist("a")[:UNDO_MAX]]
    for each in taken:
        take_back(
            application_id=each.pk, on=each.applied_on, by=Actor.human(request.user.pk),
            reason="undone at once",
        )  # fmt: skip
    back = _back(taken[0]) if taken else reverse("console:cash")
    return done(request, back, f"{plural(len(taken), 'application', 'applications')} taken back.")


def _back(application: Application) -> str:
    names = {"payment": ("console:payment", "pay"), "credit_note": ("console:credit_note", "cn")}
    if application.source_kind not in names:
        return reverse("console:invoice", args=[application.invoice.public_id])
    name, prefix = names[application.source_kind]
    return reverse(name, args=[public_id(prefix, UUID(str(application.source_id)))])


@page(permission="cash.apply", section="cash", methods=("GET", "POST"))
def unapply(request: HttpRequest, public: str) -> HttpResponse:
    """Take an application back: the invoice reopens, the money is unapplied again."""
    shown = application_of(request, public)
    form = ReasonForm(
        request.POST if request.method == "POST" else None, initial={"on": frame_of(request).today}
    )
    invoice = shown.invoice
    step = Step(
        "Take this application back", "Take back", _back(shown), "It is taken back.",
        "The invoice is open again and the money unapplied, from the day you choose.",
        f"{invoice.customer.name}, {invoice.document_no}: {format_minor(shown.amount_minor, shown.currency)}"
        f" {shown.currency}.",
        [("Cash & payments", frame_of(request).link("console:cash")), ("Take back", "")],
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        given, by = form.cleaned_data, Actor.human(request.user.pk)
        return carry_out(
            request, step, form,
            lambda: take_back(
                application_id=shown.pk, on=given["on"], by=by, reason=given["reason"]
            ),
            by,
        )  # fmt: skip
    return show(request, step, form)
