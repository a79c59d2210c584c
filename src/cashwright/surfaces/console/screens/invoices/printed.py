"""Issued documents as they are printed: the PDF, and the same page as HTML, in any of six languages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cashwright.areas.invoicing.models import CreditNote, Invoice
from cashwright.areas.invoicing.printing.page import page_of
from cashwright.areas.invoicing.printing.rendering import rendering
from cashwright.areas.invoicing.printing.words import LANGUAGES
from cashwright.kernel.refusals import BadInput
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import page
from cashwright.surfaces.console.screens.invoices.listing import one, url

NAMES = {
    "en": "English", "de": "Deutsch", "fr": "Français", "es": "Español", "it": "Italiano",
    "nl": "Nederlands",
}  # fmt: skip


def language_asked(request: HttpRequest, document: Invoice | CreditNote) -> str:
    """The language asked for (`?language=`), else the customer's. Raises BadInput."""
    asked = request.GET.get("language", "")
    if asked and asked not in LANGUAGES:
        raise BadInput(field="language", value=asked[:8], expected=", ".join(LANGUAGES))
    return asked or document.customer.language.split("-")[0]


def languages(document: Invoice | CreditNote) -> list[tuple[str, str]]:
    """(code, name) of what documents are printed in, the customer's own first."""
    own = document.customer.language.split("-")[0]
    return [(code, NAMES[code]) for code in sorted(LANGUAGES, key=lambda code: code != own)]


def pdf_of(request: HttpRequest, document: Invoice | CreditNote) -> HttpResponse:
    """The kept PDF, set now if nobody asked before. Raises NotAllowedNow for a draft."""
    language = language_asked(request, document)
    kept = rendering(document, language=language)
    response = HttpResponse(bytes(kept.pdf), content_type="application/pdf")
    name = "".join(c for c in str(document.document_no) if c.isalnum() or c in "-_.")
    response["Content-Disposition"] = f'attachment; filename="{name}-{language}.pdf"'
    response["ETag"] = f'"{bytes(kept.sha256).hex()}"'
    return response


@page(permission="invoices.read", section="invoices")
def invoice_pdf(request: HttpRequest, public: str) -> HttpResponse:
    """An invoice as it was sent."""
    return pdf_of(request, one(request, public, "invoices.read"))


@page(permission="invoices.read", section="invoices")
def invoice_document(request: HttpRequest, public: str) -> HttpResponse:
    """The page the PDF is set from, as HTML; of a draft too."""
    shown = one(request, public, "invoices.read")
    language = language_asked(request, shown)
    title = shown.document_no or "Draft"
    context = {
        "title": f"{title} as printed", "page": page_of(shown, language=language),
        "public": public, "is_posted": shown.posted_at is not None, "language": language,
        "languages": languages(shown), "has_logo": shown.entity.logo is not None,
        "company": shown.entity.code,
        "crumbs": [
            ("Invoices", frame_of(request).link("console:invoices")), (title, url(shown)),
            ("As printed", ""),
        ],
    }  # fmt: skip
    return render(request, "console/invoices/document.html", context)
