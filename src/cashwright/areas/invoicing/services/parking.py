"""Drafts the bill run parked: released by a person, or thrown away so that they are billed again."""

from datetime import date
from uuid import UUID

from cashwright.areas.controls.services import announce, command
from cashwright.areas.invoicing.events import InvoiceReleased
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.invoicing.services.drafts import locked_invoice
from cashwright.areas.invoicing.services.posting import post_invoice
from cashwright.areas.parties.queries import terms_value
from cashwright.areas.parties.rules import discount_until
from cashwright.areas.parties.rules import due_on as due_by_terms
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import NotAllowedNow


@command
def release_invoice(*, invoice_id: UUID, on: date, by: Actor, why: str) -> Invoice:
    """Post a parked draft as of `on`: a person has looked at why it was parked and says it is right.

    on      its day of issue; the days until it is due stay as many as they were, or as agreed
    raises  NotFound, NotAllowedNow (it is not parked), PeriodClosed, IssueDateBeforeLast, NoRate
    """
    invoice = locked_invoice(invoice_id)
    if not invoice.parked_code or invoice.state != "draft":
        raise NotAllowedNow(document="invoice", state=invoice.state, move="release")
    code = invoice.parked_code
    _issue_on(invoice, on)
    invoice.parked_code = ""
    invoice.save(update_fields=["issued_on", "due_on", "discount_until_on", "parked_code"])
    event = InvoiceReleased(
        entity_id=invoice.entity_id, invoice_id=invoice.pk, customer_id=invoice.customer_id,
        parked_code=code, total_minor=invoice.total_minor,
    )  # fmt: skip
    announce(event, by=by, why=why)
    return post_invoice(invoice_id=invoice_id, by=by)


def _issue_on(invoice: Invoice, on: date) -> None:
    if invoice.terms is not None:
        agreed = terms_value(invoice.terms)
        invoice.due_on, invoice.discount_until_on = (
            due_by_terms(agreed, on),
            discount_until(agreed, on),
        )
    else:
        invoice.due_on = on + (invoice.due_on - invoice.issued_on)
    invoice.issued_on = on
