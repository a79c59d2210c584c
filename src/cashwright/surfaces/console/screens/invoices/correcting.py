"""Correcting a posted invoice: crediting it, whole or by line, and writing off what will not come."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from cashwright.areas.cash import services as cash
from cashwright.areas.controls.policies import CREDIT_NOTE, WRITE_OFF
from cashwright.areas.credit import services as credit
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.invoicing.queries import creditable
from cashwright.areas.invoicing.rules import Creditable, credit_tax
from cashwright.areas.invoicing.services.credit_notes import credit_payload
from cashwright.kernel.actors import Actor
from cashwright.kernel.currencies import format_minor
from cashwright.surfaces.console.acting import Step, carry_out, show
from cashwright.surfaces.console.approving import Asking
from cashwright.surfaces.console.formats import money_text
from cashwright.surfaces.console.forms.fields import minor
from cashwright.surfaces.console.forms.invoices import CreditForm, WriteOffForm
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import page
from cashwright.surfaces.console.screens.invoices.listing import one, url


@page(permission="credit_notes.issue", section="invoices", methods=("GET", "POST"))
def invoice_credit(request: HttpRequest, public: str) -> HttpResponse:
    """Credit an invoice, whole or by line."""
    shown = one(request, public, "credit_notes.issue")
    left = creditable(shown.pk)
    posted = request.POST if request.method == "POST" else None
    start = {"on": frame_of(request).today}
    form = CreditForm(posted, initial=start, lines=left, currency=shown.currency)
    step = step_of(
        request, shown, "Credit this invoice", "Credit", "The credit note is posted.",
        "What is credited leaves the balance; what was paid already stays the customer's credit.",
    )  # fmt: skip
    if posted is not None and form.is_valid():
        wanted = form.net_by_line()
        if wanted is not None:
            return _credit(request, step, shown, left, wanted, form)
    return show(request, step, form)


def _credit(
    request: HttpRequest,
    step: Step,
    shown: Invoice,
    left: list[Creditable],
    wanted: dict[int, int],
    form: CreditForm,
) -> HttpResponse:
    by, on, reason = (
        Actor.human(request.user.pk), form.cleaned_data["on"], form.cleaned_data["reason"],
    )  # fmt: skip
    total = sum(net + credit_tax(line, net) for line in left if (net := wanted.get(line.line_no)))
    asking = Asking(
        CREDIT_NOTE, shown.entity_id, shown.pk, shown.customer_id, shown.currency, total,
        credit_payload(shown.pk, wanted, shown.customer_id, total, on), reason,
    )  # fmt: skip

    def act() -> object:
        return cash.credit_invoice(
            invoice_id=shown.pk, on=on, reason=reason, by=by, net_by_line=wanted
        )

    return carry_out(request, step, form, act, by, asking)


@page(permission="writeoffs.request", section="invoices", methods=("GET", "POST"))
def invoice_write_off(request: HttpRequest, public: str) -> HttpResponse:
    """Write off what will not come."""
    shown = one(request, public, "writeoffs.request")
    posted = request.POST if request.method == "POST" else None
    start = {
        "on": frame_of(request).today,
        "amount": format_minor(shown.balance_minor, shown.currency),
    }
    form = WriteOffForm(posted, initial=start)
    step = step_of(
        request, shown, "Write off this balance", "Write off", "The balance is written off.",
        "It becomes bad debt expense. If it is paid after all, record a recovery.",
    )  # fmt: skip
    if posted is not None and form.is_valid():
        amount = minor(form, "amount", shown.currency)
        if amount is not None:
            given, by = form.cleaned_data, Actor.human(request.user.pk)
            asking = Asking(
                WRITE_OFF, shown.entity_id, shown.pk, shown.customer_id, shown.currency, amount,
                credit.write_off_payload(shown.pk, amount, given["on"], given["reason"]),
                given["reason"],
            )  # fmt: skip

            def act() -> object:
                return credit.write_off(
                    invoice_id=shown.pk, amount_minor=amount, on=given["on"],
                    reason=given["reason"], by=by,
                )  # fmt: skip

            return carry_out(request, step, form, act, by, asking)
    return show(request, step, form)


def step_of(
    request: HttpRequest, shown: Invoice, title: str, button: str, said: str, note: str
) -> Step:
    """A step of an invoice, with its balance in words."""
    code = shown.currency
    about = (
        f"{shown.customer.name}, {shown.document_no}: {money_text(shown.balance_minor, code)} {code}"
        f" open of {money_text(shown.total_minor, code)}."
    )
    crumbs = [
        ("Invoices", frame_of(request).link("console:invoices")),
        (shown.document_no or "Draft", url(shown)),
        (button, ""),
    ]
    return Step(title, button, url(shown), said, note, about, crumbs)
