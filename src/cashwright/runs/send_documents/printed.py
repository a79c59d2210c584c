"""What goes with a message that brings a document: its PDF, in the language the mail is in."""

from collections.abc import Sequence

from cashwright.areas.invoicing.models import CreditNote, Invoice
from cashwright.areas.invoicing.printing.rendering import rendering
from cashwright.areas.messaging.models import Message
from cashwright.areas.messaging.ports import Attachment, Waiting
from cashwright.areas.parties.policies import Purpose


def printed_documents(message: Waiting) -> Sequence[Attachment]:
    """The PDFs of the documents a message brings; nothing for messages of another purpose.

    raises  DocumentNotPrinted
    """
    if message.purpose != Purpose.INVOICES:
        return ()
    language = Message.objects.values_list("language", flat=True).get(pk=message.message_id)
    found: list[Invoice | CreditNote] = [
        *Invoice.objects.select_related("customer", "entity").filter(pk__in=message.document_ids),
        *CreditNote.objects.select_related("customer", "entity", "invoice").filter(
            pk__in=message.document_ids
        ),
    ]
    return [
        Attachment(
            f"{document.document_no}.pdf",
            "application/pdf",
            _pdf(document, language),
        )
        for document in found
    ]


def _pdf(document: Invoice | CreditNote, language: str) -> bytes:
    """The kept PDF; set now where nobody asked before."""
    return bytes(rendering(document, language=language).pdf)
