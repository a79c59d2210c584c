"""Cases that come from money: a payer who paid less, and one who took a payment back."""

from datetime import date
from uuid import UUID

from cashwright.areas.cash.models import Application, BankLine, Match, RemittanceItem, SourceKind
from cashwright.areas.controls.services import command
from cashwright.areas.disputes.models import Dispute
from cashwright.areas.disputes.policies import Origin, Reason
from cashwright.areas.disputes.queries import disputed_minor
from cashwright.areas.disputes.rules import DISPUTED_RETURNS, guess_reason
from cashwright.areas.disputes.services.opening import open_dispute
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.invoicing.states import InvoiceState
from cashwright.kernel.actors import Actor

EARLIER = "earlier_case"
"""The name in a case's facts under which the number of a closed case on the same invoice stands."""


@command
def dispute_short_payment(*, line_id: UUID, match_id: UUID, on: date, by: Actor) -> list[Dispute]:
    """Open cases on what a line left open of the invoices it was matched to, with a guessed reason.

    What is left is put on the invoices in the order they were matched, at most what is open of each.
    repeat  one line opens one case an invoice
    """
    line = BankLine.objects.get(pk=line_id)
    match = Match.objects.get(pk=match_id)
    left, opened = match.short_minor, []
    for invoice_id, _, _ in match.parts:
        minor = _take(UUID(str(invoice_id)), line_id, left)
        if minor:
            opened.append(_open(UUID(str(invoice_id)), line, minor, Origin.SHORT_PAYMENT, on, by))
            left -= minor
    return opened


@command
def dispute_return(*, line_id: UUID, on: date, by: Actor) -> list[Dispute]:
    """Open cases on invoices that a payment had settled, when the payer took it back with a reason.

    A return for want of money or of an account is no dispute. Repeat: one line opens one case an invoice.
    """
    line = BankLine.objects.get(pk=line_id)
    if line.return_reason.upper() not in DISPUTED_RETURNS or line.settles_id is None:
        return []
    undone = Application.objects.filter(
        source_kind=SourceKind.PAYMENT, source_id=line.settles_id, amount_minor__lt=0
    )
    opened = []
    for invoice_id, minor in undone.order_by("pk").values_list("invoice_id", "amount_minor"):
        part = _take(invoice_id, line_id, -minor)
        if part:
            opened.append(_open(invoice_id, line, part, Origin.CHARGEBACK, on, by))
    return opened


def _take(invoice_id: UUID, line_id: UUID, minor: int) -> int:
    """How much of `minor` can be disputed of an invoice; 0 where this line did before."""
    if Dispute.objects.filter(invoice_id=invoice_id, source_id=line_id).exists():
        return 0
    invoice = Invoice.objects.get(pk=invoice_id)
    if invoice.state != InvoiceState.POSTED:
        return 0
    return max(0, min(minor, invoice.balance_minor - disputed_minor(invoice_id)))


def _open(
    invoice_id: UUID, line: BankLine, minor: int, origin: Origin, on: date, by: Actor
) -> Dispute:
    number = Invoice.objects.values_list("document_no", flat=True).get(pk=invoice_id)
    code = _told_code(line, str(number))
    text = f"{line.text} {line.return_reason}".strip()
    facts = {"payer_said": f"{code} {text}".strip()[:1000]} if code or text else {}
    reason, earlier = guess_reason(text, code), _earlier(invoice_id)
    if earlier is not None:
        facts[EARLIER] = earlier.dispute_no
        reason = Reason(earlier.reason) if reason is Reason.OTHER else reason
    return open_dispute(
        invoice_id=invoice_id, reason=reason, amount_minor=minor, on=on,
        origin=origin, by=by, facts=facts, source_id=line.pk,
    )  # fmt: skip


def _earlier(invoice_id: UUID) -> Dispute | None:
    """The last case on an invoice that is closed: what is disputed again is mostly the same thing."""
    rows = Dispute.objects.filter(invoice_id=invoice_id, closed_on__isnull=False)
    return rows.order_by("-pk").first()


def _told_code(line: BankLine, document_no: str) -> str:
    """The reason code of the payer's advice for this invoice, when there is one."""
    items = RemittanceItem.objects.filter(remittance__line_id=line.pk, document_no=document_no)
    found = items.exclude(reason_code="").values_list("reason_code", flat=True).first()
    return found or ""
