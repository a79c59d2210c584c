"""Drafts the bill run left to a person: looked at, released with one press, or discarded and billed anew."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from cashwright.areas.access.queries import scoped
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.invoicing.queries import invoices
from cashwright.areas.invoicing.services import release_invoice
from cashwright.areas.invoicing.states import InvoiceState
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import Refusal
from cashwright.runs.bill.bounds import CODES
from cashwright.surfaces.console.books.parked import facts_text, reason
from cashwright.surfaces.console.formats import plural
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.lists import Bulk, Choice, Column, Empty, Kind, Listing, Search
from cashwright.surfaces.console.pages import done, page
from cashwright.surfaces.console.screens.invoices.listing import href, one, url
from cashwright.surfaces.console.words import say

PRESSED = "looked at and found right"

PARKED = Listing(
    key="parked",
    one="draft",
    many="drafts",
    columns=(
        Column(key="customer", label="Customer", kind=Kind.LINK, path="customer__name", href=href,
               needs=("pk",), sort="customer__name"),
        Column(key="why", label="Why", needs=("parked_code",),
               value=lambda row, _: reason(row["parked_code"])),
        Column(key="facts", label="What to look at", needs=("parked_code", "parked_facts"),
               value=lambda row, _: facts_text(row["parked_code"], row["parked_facts"])),
        Column(key="issued", label="Dated", kind=Kind.DATE, path="issued_on", sort="issued_on"),
        Column(key="total", label="Total", kind=Kind.MONEY, path="total_minor", sort="total_minor",
               total=True),
    ),
    filters=(
        Search("customer__name", "customer__account_no"),
        Choice("why", "Why", "parked_code", tuple((code, reason(code)) for code in CODES)),
    ),
    sort="issued",
    prefix=Invoice.PREFIX,
    bulk=(
        Bulk("release", "Release", "console:billing_release", "invoices.post", "check",
             "Post {n} drafts as of today? Each gets its number."),
    ),
    empty=Empty(
        "Nothing waits for a look", "The bill run leaves an invoice a draft when something about it"
        " is unusual: its total, a price, a missing order.", "Bill run", "console:billing", "checks",
    ),
)  # fmt: skip


def parked_rows(request: HttpRequest, permission: str = "invoices.read") -> QuerySet[Invoice]:
    """The parked drafts in the reader's scope."""
    rows = scoped(invoices(), request.user, permission).filter(~Q(parked_code=""))
    return rows.filter(state=InvoiceState.DRAFT, entity_id__in=frame_of(request).entity_ids)


@page(permission="invoices.read", section="billing")
def parked_list(request: HttpRequest) -> HttpResponseBase:
    """Everything the bill run left to a person."""
    rows = parked_rows(request).annotate(balance_on_minor=F("balance_minor"))
    crumbs = [("Bill run", frame_of(request).link("console:billing")), ("Left for a person", "")]
    return PARKED.render(request, rows, title="Left for a person", crumbs=crumbs)


@page(permission="invoices.post", methods=("POST",))
def invoice_release(request: HttpRequest, public: str) -> HttpResponse:
    """Release one: it is posted as of today."""
    shown = one(request, public, "invoices.post")
    why = request.POST.get("why", "").strip()[:200] or PRESSED
    posted = release_invoice(
        invoice_id=shown.pk, on=frame_of(request).today, by=Actor.human(request.user.pk), why=why
    )
    return done(request, url(shown), f"{posted.document_no} is posted.")


@page(permission="invoices.post", methods=("POST",))
def parked_release(request: HttpRequest) -> HttpResponse:
    """Release the selected ones, in the order of their dates; what is refused stays a draft."""
    chosen = PARKED.selected(request, parked_rows(request, "invoices.post"))
    by, on = Actor.human(request.user.pk), frame_of(request).today
    posted, refused = 0, []
    for pk in chosen.order_by("issued_on", "pk").values_list("pk", flat=True):
        try:
            release_invoice(invoice_id=pk, on=on, by=by, why=PRESSED)
            posted += 1
        except Refusal as refusal:
            refused.append(say(refusal)[1])
    text = f"{plural(posted, 'invoice is', 'invoices are')} posted."
    if refused:
        text += f" {len(refused)} stayed drafts: {refused[0]}"
    return done(request, reverse("console:billing_parked"), text)
