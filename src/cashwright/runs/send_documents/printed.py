"""What goes with a message that brings a document: its PDF, in the language the mail is in."""

from collections.abc import Sequence

from cashwright.areas.insight.printing.statement import Period, statement_pdf
from cashwright.areas.insight.statements import period_of
from cashwright.areas.invoicing.models import CreditNote, Invoice
from cashwright.areas.invoicing.printing.rendering import rendering
from cashwright.areas.messaging.models import Message
from cashwright.areas.messaging.ports import Attachment, Waiting
from cashwright.areas.parties.models import Customer
from cashwright.areas.parties.policies import Purpose


def printed_documents(message: Waiting) -> Sequence[Attachment]:
    """The PDFs of the documents a message brings; nothing for messages of another purpose.

    raises  DocumentNotPrinted
    """
    if message.purpose != Purpose.INVOICES:
        return ()
    period = period_of(message.template)
    if period is not None:
        return [_statement(message, period)]
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


def _statement(message: Waiting, period: Period) -> Attachment:
    """The statement of account, set as the books stand when it goes out."""
    customer = Customer.objects.select_related("entity").get(pk=message.customer_id)
    pdf = statement_pdf(customer, period, language=message.language)
    return Attachment(f"{period.name}.pdf", "application/pdf", pdf)


def _pdf(document: Invoice | CreditNote, language: str) -> bytes:
    """The kept PDF; set now where nobody asked before."""
    return bytes(rendering(document, language=language).pdf)
