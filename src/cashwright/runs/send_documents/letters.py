"""The mail that brings one document to one person."""

from email.utils import parseaddr

from django.conf import settings

from cashwright.areas.invoicing.models import CreditNote, Invoice
from cashwright.areas.messaging.policies import TemplateKey
from cashwright.areas.messaging.queries import text_in_force
from cashwright.areas.messaging.rules import DocumentFacts, Draft, document_values, render
from cashwright.areas.parties.models import Contact
from cashwright.areas.parties.policies import Purpose
from cashwright.kernel.money import Money

SENT = "sent"
"""The key under which a message mentions the document it brings; after a bounce `sent:2` and so on."""


def letter(document: Invoice | CreditNote, to: Contact, key: str = SENT) -> Draft:
    """The draft that brings a document (with customer and entity at hand) to a person."""
    is_invoice = isinstance(document, Invoice)
    customer, language = document.customer, to.language or document.customer.language
    text = text_in_force(TemplateKey.INVOICE if is_invoice else TemplateKey.CREDIT_NOTE, language)
    facts = DocumentFacts(
        customer_name=customer.name, account_no=customer.account_no, contact_name=to.name,
        entity_name=document.entity.name, sender_email=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        document_no=str(document.document_no), issued_on=document.issued_on,
        due_on=document.due_on if isinstance(document, Invoice) else None,
        total=Money(document.total_minor, document.currency),
    )  # fmt: skip
    return Draft(
        entity_id=document.entity_id, customer_id=customer.pk, contact_id=to.pk,
        to_address=to.email, purpose=Purpose.INVOICES, language=text.language,
        said=render(text.text, document_values(facts, text.language)), template=text.label,
        dedupe_key=f"document:{document.pk}:{key}", mentions=((document.pk, key),),
    )  # fmt: skip
