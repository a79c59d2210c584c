"""Opening a case from an invoice, or from a customer by choosing one of theirs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cashwright.areas.access.queries import found, scoped
from cashwright.areas.disputes.policies import Origin, Reason
from cashwright.areas.disputes.queries import disputed_by_invoice, disputed_minor
from cashwright.areas.disputes.services import open_dispute
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.invoicing.queries import invoices
from cashwright.areas.invoicing.states import InvoiceState
from cashwright.kernel.actors import Actor
from cashwright.kernel.currencies import format_minor
from cashwright.kernel.ids import parse_public_id
from cashwright.kernel.refusals import Refusal
from cashwright.surfaces.console.forms.disputes import OpenForm
from cashwright.surfaces.console.forms.fields import minor
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import done, page
from cashwright.surfaces.console.scoping import customer_of
from cashwright.surfaces.console.screens.disputes.listing import url
from cashwright.surfaces.console.words import say


@page(permission="disputes.edit", section="disputes", methods=("GET", "POST"))
def invoice_dispute(request: HttpRequest, public: str) -> HttpResponse:
    """Open a case on part of an invoice."""
    pk = parse_public_id(Invoice.PREFIX, public)
    shown = found(invoices(), request.user, "disputes.edit", pk, document="invoice")
    posted = request.POST if request.method == "POST" else None
    left = max(0, shown.balance_minor - disputed_minor(shown.pk))
    form = OpenForm(posted, initial={"amount": format_minor(left, shown.currency)})
    back, status = reverse("console:invoice", args=[public]), 200
    if posted is not None and form.is_valid():
        given, amount = form.cleaned_data, minor(form, "amount", shown.currency)
        facts = {"description": given["told"]} if given["told"] else {}
        try:
            if amount is not None:
                made = open_dispute(
                    invoice_id=pk, reason=Reason(given["reason"]), amount_minor=amount,
                    on=frame_of(request).today, origin=Origin.CONSOLE, facts=facts,
                    is_shown=given["is_shown"], by=Actor.human(request.user.pk),
                )  # fmt: skip
                return done(request, url(made), f"{made.dispute_no} is open. The rest stays due.")
        except Refusal as refusal:
            status, sentence = say(refusal)
            form.add_error(None, sentence)
    context = {
        "form": form, "title": f"Dispute {shown.document_no}", "button": "Open the case",
        "back": back, "note": "Reminders stop for the disputed part alone, until it is decided.",
        "crumbs": [
            ("Invoices", frame_of(request).link("console:invoices")),
            (shown.document_no or "", back), ("Dispute", ""),
        ],
    }  # fmt: skip
    return render(request, "console/form.html", context, status=status)


@page(permission="disputes.edit", section="disputes")
def customer_dispute(request: HttpRequest, public: str) -> HttpResponse:
    """Which invoice of a customer is disputed: the open ones, with what of each is not disputed yet."""
    shown = customer_of(request, public, "disputes.edit")
    rows = scoped(invoices().filter(customer=shown), request.user, "disputes.edit")
    still_open = list(rows.filter(state=InvoiceState.POSTED).order_by("due_on", "pk")[:_MOST])
    held = disputed_by_invoice([one.pk for one in still_open])
    back = reverse("console:customer", args=[public])
    context = {
        "customer": shown, "title": f"Dispute an invoice of {shown.name}", "back": back,
        "rows": [(one, one.balance_minor - held.get(one.pk, 0)) for one in still_open],
        "crumbs": [
            ("Customers", frame_of(request).link("console:customers")), (shown.name, back),
            ("Dispute", ""),
        ],
    }  # fmt: skip
    return render(request, "console/disputes/choose.html", context)


_MOST = 100
