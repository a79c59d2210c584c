"""A small company's half year, made by the services everyone uses; sums a reader can check."""

from datetime import date

from cashwright.areas.cash.models import Application, SourceKind
from cashwright.areas.cash.services import Part, apply, unapply
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.invoicing.services import post_invoice
from cashwright.areas.parties.models import Customer
from tests import makers
from tests.makers import ANN

JUL_1, JUL_31 = date(2026, 7, 1), date(2026, 7, 31)
AUG_1, AUG_31 = date(2026, 8, 1), date(2026, 8, 31)
SEP_1, SEP_10, SEP_30 = date(2026, 9, 1), date(2026, 9, 10), date(2026, 9, 30)
OCT_5 = date(2026, 10, 5)


def owed(of: Customer, euros: int, issued_on: date, due_on: date) -> Invoice:
    """A posted invoice over whole euros, under a number of its own: days may come in any order."""
    draft = makers.draft(of, euros * 100, issued_on=issued_on, due_on=due_on)
    return post_invoice(invoice_id=draft.pk, by=ANN, document_no=f"OLD-{draft.pk}")


def pay(invoice: Invoice, euros: int, on: date) -> Application:
    """Money for one invoice, received and applied on one day."""
    payment = makers.payment(invoice.customer, euros * 100, on=on, currency=invoice.currency)
    (made,) = apply(
        source_kind=SourceKind.PAYMENT, source_id=payment.pk, on=on, by=ANN,
        parts=[Part(invoice.pk, euros * 100)],
    )  # fmt: skip
    return made


def take_back(application: Application, on: date) -> None:
    """The payment turns out to belong elsewhere."""
    unapply(application_id=application.pk, on=on, by=ANN, reason="belongs elsewhere")
