"""Settling one invoice from its own page: with a payment or credit of the customer or its parents."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from cashwright.areas.access.queries import scoped
from cashwright.areas.cash import services as cash
from cashwright.areas.cash.models import SourceKind
from cashwright.areas.cash.services import Part
from cashwright.areas.invoicing.models import CreditNote, Invoice
from cashwright.areas.parties.models import Customer
from cashwright.areas.payments.models import Payment
from cashwright.kernel.actors import Actor
from cashwright.kernel.currencies import format_minor
from cashwright.surfaces.console.acting import carry_out, show
from cashwright.surfaces.console.formats import day_text, money_text
from cashwright.surfaces.console.forms.fields import minor
from cashwright.surfaces.console.forms.invoices import SettleForm
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import page
from cashwright.surfaces.console.screens.invoices.correcting import step_of
from cashwright.surfaces.console.screens.invoices.listing import one


@page(permission="cash.apply", section="invoices", methods=("GET", "POST"))
def invoice_apply(request: HttpRequest, public: str) -> HttpResponse:
    """Settle an invoice with money that is there."""
    shown = one(request, public, "cash.apply")
    posted = request.POST if request.method == "POST" else None
    sources = _sources(request, shown)
    start = {
        "on": frame_of(request).today,
        "amount": format_minor(min(shown.balance_minor, _first(sources)), shown.currency),
    }
    form = SettleForm(posted, initial=start, sources=[(key, words) for key, words, _ in sources])
    step = step_of(
        request, shown, "Apply money to this invoice", "Apply", "The money is applied.",
        "Only what is unapplied and in the invoice's currency is offered."
        if sources
        else "Nothing of this customer is unapplied in the invoice's currency. Record a payment first.",
    )  # fmt: skip
    if posted is not None and form.is_valid():
        amount = minor(form, "amount", shown.currency)
        if amount is not None:
            kind, _, key = form.cleaned_data["source"].partition(":")
            by, on = Actor.human(request.user.pk), form.cleaned_data["on"]

            def act() -> object:
                return cash.apply(
                    source_kind=SourceKind(kind), source_id=UUID(key), on=on, by=by,
                    parts=[Part(shown.pk, amount)], reason="applied by hand",
                )  # fmt: skip

            return carry_out(request, step, form, act, by)
    return show(request, step, form)


def _first(sources: list[tuple[str, str, int]]) -> int:
    return sources[0][2] if sources else 0


def _payers(shown: Invoice) -> list[UUID]:
    """The customer and those above it: a parent pays for a child."""
    found: list[UUID] = []
    above: Customer | None = shown.customer
    while above is not None and above.pk not in found:
        found.append(above.pk)
        above = above.parent
    return found


def _words(payment: Payment) -> str:
    code = payment.currency
    return (
        f"Payment of {day_text(payment.received_on)}, {payment.reference or 'no reference'}:"
        f" {money_text(payment.unapplied_minor, code)} {code} left"
    )


def _sources(request: HttpRequest, shown: Invoice) -> list[tuple[str, str, int]]:
    """(kind:id, words, unapplied) of the money there is, oldest first."""
    payers, code = _payers(shown), shown.currency
    mine = {"customer_id__in": payers, "currency": code, "unapplied_minor__gt": 0}
    payments = scoped(Payment.objects.filter(**mine), request.user, "cash.apply")
    notes = scoped(CreditNote.objects.filter(**mine), request.user, "cash.apply")
    return [
        *(
            (
                f"payment:{p.pk}",
                _words(p),
                p.unapplied_minor,
            )
            for p in payments.order_by("received_on", "pk")[:100]
        ),
        *(
            (
                f"credit_note:{n.pk}",
                f"Credit note {n.document_no}: {money_text(n.unapplied_minor, code)} {code} left",
                n.unapplied_minor,
            )
            for n in notes.order_by("issued_on", "pk")[:100]
        ),
    ]
