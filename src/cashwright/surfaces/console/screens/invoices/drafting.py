"""Writing, rewriting, posting and discarding one invoice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cashwright.areas.invoicing import services
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.invoicing.rules import LineDraft
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import Refusal
from cashwright.surfaces.console.acting import Step, carry_out, show
from cashwright.surfaces.console.forms.fields import NoForm
from cashwright.surfaces.console.forms.invoices import InvoiceForm, LineFormSet, line_start
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import done, page
from cashwright.surfaces.console.scoping import customer_by_number
from cashwright.surfaces.console.screens.invoices.listing import one, url
from cashwright.surfaces.console.words import say

SAVED = "The draft is saved. Post it to give it its number."


@page(permission="invoices.draft", section="invoices", methods=("GET", "POST"))
def invoice_new(request: HttpRequest) -> HttpResponse:
    """Write a draft."""
    frame = frame_of(request)
    posted = request.POST if request.method == "POST" else None
    start = {"issued_on": frame.today, "account_no": request.GET.get("account_no", "")}
    form, lines = InvoiceForm(posted, initial=start), LineFormSet(posted)
    status = 200
    if posted is not None and form.is_valid() and lines.is_valid():
        number = form.cleaned_data["account_no"]
        buyer, problem = customer_by_number(request, frame, number, "invoices.draft")
        if buyer is None:
            form.add_error("account_no", problem)
        elif (drafts := _drafts(lines, buyer.currency)) is not None:
            try:
                made = services.draft_invoice(
                    customer_id=buyer.pk, lines=drafts, by=Actor.human(request.user.pk),
                    **_head(form),
                )  # fmt: skip
                return done(request, url(made), SAVED)
            except Refusal as refusal:
                status, sentence = say(refusal)
                form.add_error(None, sentence)
    crumbs = [("Invoices", frame.link("console:invoices")), ("New", "")]
    return _form_page(request, form, lines, "New invoice", crumbs, status)


@page(permission="invoices.draft", section="invoices", methods=("GET", "POST"))
def invoice_edit(request: HttpRequest, public: str) -> HttpResponse:
    """Rewrite a draft; its customer stays."""
    shown = one(request, public, "invoices.draft")
    posted = request.POST if request.method == "POST" else None
    start = {
        "account_no": shown.customer.account_no, "issued_on": shown.issued_on,
        "due_on": shown.due_on, "purchase_order_no": shown.purchase_order_no, "memo": shown.memo,
    }  # fmt: skip
    form = InvoiceForm(posted, initial=start)
    form.fields["account_no"].disabled = True
    form.fields["due_on"].required = True
    lines = LineFormSet(
        posted,
        initial=[line_start(line, shown.currency) for line in shown.lines.order_by("line_no")],
    )
    status = 200
    if posted is not None and form.is_valid() and lines.is_valid():
        drafts = _drafts(lines, shown.currency)
        if drafts is not None:
            try:
                services.redraft_invoice(
                    invoice_id=shown.pk, lines=drafts, by=Actor.human(request.user.pk),
                    **_head(form),
                )  # fmt: skip
                return done(request, url(shown), SAVED)
            except Refusal as refusal:
                status, sentence = say(refusal)
                form.add_error(None, sentence)
    return _form_page(request, form, lines, "Edit draft", _crumbs(request, shown, "Edit"), status)


@page(permission="invoices.post", section="invoices", methods=("GET", "POST"))
def invoice_post(request: HttpRequest, public: str) -> HttpResponse:
    """Post a draft: the page shows what it writes, then does it."""
    shown = one(request, public, "invoices.post")
    by = Actor.human(request.user.pk)
    step = Step(
        "Post this invoice", "Post", url(shown), "The invoice is posted.",
        "It gets its number and cannot be changed afterwards, only credited.",
        f"{shown.customer.name}, dated {shown.issued_on:%-d %b %Y}.",
        _crumbs(request, shown, "Post"),
    )  # fmt: skip
    form = NoForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return carry_out(
            request, step, form, lambda: services.post_invoice(invoice_id=shown.pk, by=by), by
        )
    return show(request, step, form)


@page(permission="invoices.draft", methods=("POST",))
def invoice_discard(request: HttpRequest, public: str) -> HttpResponse:
    """Throw a draft away."""
    shown = one(request, public, "invoices.draft")
    services.discard_invoice(invoice_id=shown.pk, by=Actor.human(request.user.pk))
    return done(request, reverse("console:invoices"), "The draft is discarded.")


def _head(form: InvoiceForm) -> dict[str, Any]:
    return {
        name: form.cleaned_data[name]
        for name in ("issued_on", "due_on", "purchase_order_no", "memo")
    }


def _drafts(lines: Any, currency: str) -> list[LineDraft] | None:
    """The lines that are not empty; None when one of them could not be read."""
    drafts = [each.draft(currency) for each in lines]
    if not all(each.is_valid() for each in lines):
        return None
    return [each for each in drafts if each]


def _crumbs(request: HttpRequest, shown: Invoice, last: str) -> list[tuple[str, str]]:
    title = shown.document_no or "Draft"
    return [
        ("Invoices", frame_of(request).link("console:invoices")), (title, url(shown)), (last, ""),
    ]  # fmt: skip


def _form_page(
    request: HttpRequest,
    form: InvoiceForm,
    lines: Any,
    title: str,
    crumbs: Sequence[tuple[str, str]],
    status: int,
) -> HttpResponse:
    context = {"form": form, "lines": lines, "title": title, "crumbs": crumbs}
    return render(request, "console/invoices/form.html", context, status=status)
