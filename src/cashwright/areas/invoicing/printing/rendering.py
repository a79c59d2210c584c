"""Documents as PDF: set when somebody first asks, kept with their hash, the same bytes ever after."""

import hashlib
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from cashwright.areas.invoicing.models import CreditNote, Invoice, Rendering
from cashwright.areas.invoicing.ports import Press
from cashwright.areas.invoicing.printing.page import page_of
from cashwright.kernel.clock import now
from cashwright.kernel.refusals import NotAllowedNow


def press() -> Press:
    """The press the settings name."""
    made: Press = import_string(settings.CASHWRIGHT_PRESS)()
    return made


def rendering(
    document: Invoice | CreditNote,
    *,
    language: str = "",
) -> Rendering:
    """The kept PDF of a posted document, set now if nobody asked before.

    language  that of the customer when not given
    Mail, console, API and command line print this one page: with how each line came about, and the
    usage behind it.
    raises    NotAllowedNow for a draft, DocumentNotPrinted
    repeat    two at once set the same bytes; one of them is kept
    """
    if document.posted_at is None:
        raise NotAllowedNow(document="invoice", state="draft", move="print")
    spoken = (language or document.customer.language).split("-")[0]
    kept = _kept(document.pk, spoken)
    if kept is not None:
        return kept
    setter = press()
    page = page_of(document, language=spoken)
    pdf = setter.printed(page)
    row = Rendering(
        entity_id=document.entity_id, document_id=document.pk, language=spoken,
        edition=setter.edition, pdf=pdf, sha256=hashlib.sha256(pdf).digest(), rendered_at=now(),
    )  # fmt: skip
    Rendering.objects.bulk_create([row], ignore_conflicts=True)
    found = _kept(document.pk, spoken)
    assert found is not None, "it was written or was there"
    return found


def _kept(document_id: UUID, language: str) -> Rendering | None:
    return Rendering.objects.filter(document_id=document_id, language=language).first()
