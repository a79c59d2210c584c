"""Money that does not stay: refunds, and taking a payment as recovery of what was written off."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from cashwright.areas.controls.policies import REFUND
from cashwright.areas.credit.models import WriteOff
from cashwright.areas.credit.services import recover
from cashwright.areas.invoicing.models import CreditNote
from cashwright.areas.payments import services
from cashwright.areas.payments.models import Payment
from cashwright.areas.payments.services import refund_payload
from cashwright.kernel.actors import Actor
from cashwright.kernel.currencies import format_minor
from cashwright.surfaces.console.acting import carry_out, show
from cashwright.surfaces.console.approving import Asking
from cashwright.surfaces.console.formats import money_text
from cashwright.surfaces.console.forms.fields import minor
from cashwright.surfaces.console.forms.payments import RecoverForm, RefundForm
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import page
from cashwright.surfaces.console.screens.payments.listing import one
from cashwright.surfaces.console.screens.payments.steps import step_of


@page(permission="refunds.request", section="cash", methods=("GET", "POST"))
def payment_refund(request: HttpRequest, public: str) -> HttpResponse:
    """Ask for money to be sent back out of a payment."""
    return refund_page(request, one(request, public, "refunds.request"), "payment")


def refund_page(request: HttpRequest, source: Payment | CreditNote, kind: str) -> HttpResponse:
    """The page of refunding what is unapplied of `source`."""
    code = source.currency
    start = {"on": frame_of(request).today, "amount": format_minor(source.unapplied_minor, code)}
    form = RefundForm(request.POST if request.method == "POST" else None, initial=start)
    step = step_of(
        request, source, "Send money back", "Refund", "The refund is booked.",
        "The transfer itself is made in your bank; this books it.",
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        amount = minor(form, "amount", code)
        if amount is not None:
            on, reason, by = (
                form.cleaned_data["on"], form.cleaned_data["reason"], Actor.human(request.user.pk),
            )  # fmt: skip
            asking = Asking(
                REFUND, source.entity_id, source.pk, source.customer_id, code, amount,
                refund_payload(kind, source.pk, amount, on, reason), reason,
            )  # fmt: skip

            def act() -> object:
                return services.refund(
                    source_kind=kind, source_id=source.pk, amount_minor=amount, on=on,
                    reason=reason, by=by,
                )  # fmt: skip

            return carry_out(request, step, form, act, by, asking)
    return show(request, step, form)


@page(permission="writeoffs.request", section="cash", methods=("GET", "POST"))
def payment_recover(request: HttpRequest, public: str) -> HttpResponse:
    """Take the payment as income for what was written off."""
    shown = one(request, public, "writeoffs.request")
    code = shown.currency
    written = WriteOff.objects.filter(Q(customer_id=shown.customer_id), currency=code)
    written = written.select_related("invoice").order_by("written_off_on", "pk")
    choices = [
        (str(w.pk), f"{w.invoice.document_no}: {money_text(w.amount_minor - w.recovered_minor, code)} {code}")
        for w in written
        if w.amount_minor > w.recovered_minor
    ]  # fmt: skip
    start = {"on": frame_of(request).today, "amount": format_minor(shown.unapplied_minor, code)}
    form = RecoverForm(
        request.POST if request.method == "POST" else None, initial=start, written=choices
    )
    step = step_of(
        request, shown, "Paid after it was written off", "Record recovery",
        "The recovery is booked.", "It becomes income; the invoice stays written off.",
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        amount = minor(form, "amount", code)
        if amount is not None:
            given, by = form.cleaned_data, Actor.human(request.user.pk)

            def act() -> object:
                return recover(
                    write_off_id=UUID(given["write_off"]), payment_id=shown.pk,
                    amount_minor=amount, on=given["on"], by=by,
                )  # fmt: skip

            return carry_out(request, step, form, act, by)
    return show(request, step, form)
