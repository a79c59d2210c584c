"""Opening a case from an invoice."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cashwright.areas.access.queries import found
from cashwright.areas.disputes.policies import Origin, Reason
from cashwright.areas.disputes.queries import disputed_minor
from cashwright.areas.disputes.services import open_dispute
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.invoicing.queries import invoices
from cashwright.kernel.actors import Actor
from cashwright.kernel.currencies import format_minor
from cashwright.kernel.ids import parse_public_id
from cashwright.kernel.refusals import Refusal
from cashwright.surfaces.console.forms.disputes import OpenForm
from cashwright.surfaces.console.forms.fields import minor
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import done, page
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
