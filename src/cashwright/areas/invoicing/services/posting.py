"""Posting one invoice: number, journal entry, seal, fact."""

from collections.abc import Sequence
from uuid import UUID

from cashwright.areas.controls.services import announce, command
from cashwright.areas.invoicing import rules
from cashwright.areas.invoicing.events import InvoicePosted
from cashwright.areas.invoicing.models import Billed, Document, Invoice
from cashwright.areas.invoicing.refusals import Parked
from cashwright.areas.invoicing.services.drafts import locked_invoice
from cashwright.areas.invoicing.services.numbers import once_only, series_year, take_numbers
from cashwright.areas.invoicing.states import INVOICE, InvoiceState
from cashwright.areas.ledger import queries as ledger
from cashwright.areas.ledger import rules as ledger_rules
from cashwright.areas.ledger.services import hold_open, post_entry
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.ids import new_id


@command
def post_invoice(*, invoice_id: UUID, by: Actor, document_no: str | None = None) -> Invoice:
    """Post a draft: it gets the next number of its series, unless it brings its own.

    raises  NotFound, NotAllowedNow, Parked, PeriodClosed, IssueDateBeforeLast, NoRate, NumberTaken
    """
    invoice = locked_invoice(invoice_id)
    state = INVOICE.after(InvoiceState(invoice.state), "post")
    if invoice.parked_code:
        raise Parked(parked_code=invoice.parked_code)
    hold_open(invoice.entity_id, invoice.issued_on)
    price_in_functional(invoice)
    if document_no is None:
        number(invoice, invoice.entity.invoice_prefix)
    else:
        invoice.document_no = document_no
    invoice.state = state if invoice.total_minor else INVOICE.after(state, "settle")
    invoice.balance_minor = invoice.total_minor
    invoice.balance_functional_minor = invoice.functional_minor
    invoice.posted_at, invoice.entry_id = now(), new_id()
    lines = list(invoice.lines.order_by("line_no"))
    invoice.content_hash = rules.content_hash(rules.content(header(invoice), map(record, lines)))
    entry = document_lines(invoice, lines, debit="receivable", sign=1)
    if entry:
        post_entry(
            entity_id=invoice.entity_id, effective_on=invoice.issued_on, kind="invoice",
            document_id=invoice.pk, lines=entry, by=by, memo=str(invoice.document_no),
            entry_id=invoice.entry_id,
        )  # fmt: skip
    with once_only(invoice):
        invoice.save()
    event = InvoicePosted(
        entity_id=invoice.entity_id, invoice_id=invoice.pk, customer_id=invoice.customer_id,
        document_no=str(invoice.document_no), issued_on=invoice.issued_on, due_on=invoice.due_on,
        currency=invoice.currency, total_minor=invoice.total_minor, entry_id=invoice.entry_id,
        content_hash=invoice.content_hash.hex(),
    )  # fmt: skip
    announce(event, by=by)
    return invoice


def number(document: Document, prefix: str) -> None:
    """Give `document` the next number of its series and year."""
    year = series_year(document.entity, document.issued_on)
    on = document.issued_on
    taken = take_numbers(document.entity, prefix, year, count=1, first_on=on, last_on=on)
    document.series, document.series_year, document.series_no = prefix, year, taken
    document.document_no = rules.document_no(prefix, year, taken)


def price_in_functional(document: Document) -> None:
    """Fill rate and functional amount from the last rate published by the issue date."""
    home = document.entity.currency
    rate = ledger.rate(document.currency, home, document.issued_on)
    document.rate_numerator, document.rate_denominator = rate.numerator, rate.denominator
    document.functional_minor = ledger_rules.functional(
        document.total_minor, document.currency, home, rate
    )


def document_lines(
    document: Document, lines: Sequence[Billed], *, debit: str, sign: int
) -> list[ledger_rules.Line]:
    """The entry of an invoice (sign 1) or a credit note (sign -1): the customer's side, income by account, tax."""
    roles = ledger.accounts_by_role()
    income: dict[str, int] = {}
    for line in lines:
        income[line.account_code] = income.get(line.account_code, 0) + line.net_minor
    parts = [*sorted(income.items()), (roles["tax_payable"], document.tax_minor)]
    parts = [(code, minor) for code, minor in parts if minor]
    shares = ledger_rules.functional_parts([m for _, m in parts], document.functional_minor)
    currency, customer_id = document.currency, document.customer_id
    whole = ledger_rules.Line(
        roles[debit], currency, sign * document.total_minor, sign * document.functional_minor,
        customer_id, document.pk,
    )  # fmt: skip
    rest = [
        ledger_rules.Line(code, currency, -sign * minor, -sign * share, customer_id)
        for (code, minor), share in zip(parts, shares, strict=True)
    ]
    return [line for line in (whole, *rest) if line.minor or line.functional_minor]


def header(document: Document) -> tuple[object, ...]:
    """What of the header is sealed."""
    due_on = document.due_on if isinstance(document, Invoice) else None
    return (
        document.document_no, document.customer_id, document.issued_on, due_on, document.currency,
        document.net_minor, document.tax_minor, document.total_minor,
    )  # fmt: skip


def record(line: Billed) -> tuple[object, ...]:
    """What of a line is sealed."""
    return (
        line.line_no, line.description, line.account_code, line.quantity_scaled,
        line.quantity_exponent, line.unit_price_scaled, line.unit_price_exponent, line.net_minor,
        line.tax_code, line.tax_rate_ppm, line.tax_minor, line.from_on, line.until_on,
    )  # fmt: skip
