"""Credit notes: one of them, where it went, and using what is left of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from cashwright.areas.access.queries import found
from cashwright.areas.cash.models import SourceKind
from cashwright.areas.cash.queries import source_applications
from cashwright.areas.invoicing.models import CreditNote, CreditNoteLine
from cashwright.areas.invoicing.printing.explaining import explanations
from cashwright.areas.invoicing.queries import credit_notes
from cashwright.areas.ledger.models import JournalEntry
from cashwright.areas.payments.models import Refund
from cashwright.kernel.ids import parse_public_id
from cashwright.surfaces.console.books.delivered import deliveries
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import may, page
from cashwright.surfaces.console.screens.invoices.printed import languages, pdf_of
from cashwright.surfaces.console.screens.payments.applying import apply_page
from cashwright.surfaces.console.screens.payments.giving_back import refund_page
from cashwright.surfaces.console.timeline import story


def one(request: HttpRequest, public: str, permission: str) -> CreditNote:
    """The credit note with this public id. Raises NotFound outside the scope of `permission`."""
    pk = parse_public_id(CreditNote.PREFIX, public)
    return found(credit_notes(), request.user, permission, pk, document="credit note")


def _lines(shown: CreditNote, language: str) -> list[tuple[CreditNoteLine, str]]:
    """Each line with how its amount came about."""
    told = explanations(shown, language=language)
    return [(line, told.get(line.line_no, "")) for line in shown.lines.order_by("line_no")]


@page(permission="invoices.read", section="invoices")
def credit_note(request: HttpRequest, public: str) -> HttpResponse:
    """One credit note."""
    shown = one(request, public, "invoices.read")
    applied = list(source_applications(shown.pk))
    refunds = list(Refund.objects.filter(source_id=shown.pk).order_by("refunded_on", "pk"))
    ids = [
        shown.entry_id,
        *(each.entry_id for each in applied),
        *(each.entry_id for each in refunds),
    ]
    entries = JournalEntry.objects.filter(pk__in=[each for each in ids if each])
    is_left = shown.unapplied_minor > 0
    context = {
        "note": shown, "public": public, "lines": _lines(shown, frame_of(request).language),
        "languages": languages(shown), "sent": deliveries(request, shown.pk, shown.customer_id),
        "applications": applied, "refunds": refunds,
        "undone": {each.reverses_id for each in applied if each.reverses_id},
        "entries": entries.prefetch_related("postings__account").order_by("effective_on", "pk"),
        "facts": story(shown.pk, [each.pk for each in (*applied, *refunds)]),
        "title": f"Credit note {shown.document_no}",
        "may_apply": is_left and may(request, "cash.apply"),
        "may_unapply": may(request, "cash.apply"),
        "may_refund": is_left and may(request, "refunds.request"),
        "crumbs": [
            ("Invoices", frame_of(request).link("console:invoices")), (str(shown.document_no), ""),
        ],
    }  # fmt: skip
    return render(request, "console/credit_notes/detail.html", context)


@page(permission="invoices.read", section="invoices")
def credit_note_pdf(request: HttpRequest, public: str) -> HttpResponse:
    """A credit note as it was sent."""
    return pdf_of(request, one(request, public, "invoices.read"))


@page(permission="cash.apply", section="invoices", methods=("GET", "POST"))
def credit_note_apply(request: HttpRequest, public: str) -> HttpResponse:
    """Apply what is left of a credit note to other invoices."""
    return apply_page(request, one(request, public, "cash.apply"), SourceKind.CREDIT_NOTE)


@page(permission="refunds.request", section="invoices", methods=("GET", "POST"))
def credit_note_refund(request: HttpRequest, public: str) -> HttpResponse:
    """Ask for what is left of a credit note to be sent back."""
    return refund_page(request, one(request, public, "refunds.request"), "credit_note")


urlpatterns = [
    path("credit-notes/<str:public>/", credit_note, name="credit_note"),
    path("credit-notes/<str:public>/pdf/", credit_note_pdf, name="credit_note_pdf"),
    path("credit-notes/<str:public>/apply/", credit_note_apply, name="credit_note_apply"),
    path("credit-notes/<str:public>/refund/", credit_note_refund, name="credit_note_refund"),
]
