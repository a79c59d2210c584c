"""Small books in which everything happened once: what the verifier is tried on.

January 2026 in two legal entities, two currencies: invoices issued, paid, credited, written off and
recovered; money returned, refunded and found out whose it was; open dollars revalued; January closed,
reopened by two people and closed again; one more invoice in February. A person consented to mail,
another was erased, one payer told a bank account.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from cashwright.areas.cash.models import SourceKind
from cashwright.areas.cash.services import Part, apply, credit_invoice, return_payment, unapply
from cashwright.areas.controls.models import Approval
from cashwright.areas.controls.policies import REFUND
from cashwright.areas.controls.services import (
    decide_approval,
    finish_approval,
    open_task,
    request_approval,
)
from cashwright.areas.credit.services import recover, write_off
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.invoicing.printing.rendering import rendering
from cashwright.areas.invoicing.services import discard_invoice
from cashwright.areas.ledger.models import Period
from cashwright.areas.ledger.periods import REOPEN, close_period, reopen_period
from cashwright.areas.ledger.revaluation import revalue
from cashwright.areas.ledger.rules import Line
from cashwright.areas.ledger.services import post_manual
from cashwright.areas.messaging.services import erase_person
from cashwright.areas.parties.models import Consent, Contact, LegalEntity
from cashwright.areas.parties.policies import Channel, Purpose
from cashwright.areas.parties.services import add_contact, state_consent
from cashwright.areas.payments.models import Payment, Refund
from cashwright.areas.payments.services import (
    identify_payment,
    receive_payment,
    refund,
    refund_payload,
    unidentify_payment,
)
from cashwright.kernel.clock import now
from tests import makers
from tests.makers import ANN, BOB, JAN_5, JAN_20

JAN_1 = date(2026, 1, 1)
JAN_25 = date(2026, 1, 25)
JAN_31 = date(2026, 1, 31)
FEB_3 = date(2026, 2, 3)
ACCOUNT = "DE89370400440532013000"


@dataclass(frozen=True, slots=True)
class Books:
    """The ids of what stands in the books."""

    home: UUID
    abroad: UUID
    buyer: UUID
    other: UUID
    paid: UUID
    dollars: UUID
    credited: UUID
    lost: UUID
    draft: UUID
    discarded: UUID
    february: UUID
    foreign: UUID
    payment: UUID
    application: UUID
    undone: UUID
    undoing: UUID
    bounced: UUID
    unknown: UUID
    claimed: UUID
    mistaken: UUID
    note: UUID
    on_account: UUID
    loss: UUID
    late: UUID
    recovery: UUID
    refund: UUID
    approval: UUID
    manual: UUID
    january: UUID
    revaluation: UUID
    contact: UUID
    consent: UUID
    erased: UUID


def approved(kind: str, document_id: UUID, payload: dict[str, object], entity_id: UUID) -> Approval:
    """What Ann asked for and Bob approved."""
    asked = request_approval(
        entity_id=entity_id, kind=kind, document_id=document_id, payload=payload, by=ANN,
        reason="asked",
    )  # fmt: skip
    makers.bob_decides()
    return decide_approval(approval_id=asked.pk, approve=True, by=BOB)


def approved_refund(payment: Payment, amount_minor: int, on: date) -> Refund:
    """A refund out of a payment, with a second person's word."""
    payload = refund_payload("payment", payment.pk, amount_minor, on, "paid twice")
    approval = approved(REFUND, payment.pk, payload, payment.entity_id)
    made = refund(
        source_kind="payment", source_id=payment.pk, amount_minor=amount_minor, on=on,
        reason="paid twice", by=ANN, approval_id=approval.pk,
    )  # fmt: skip
    finish_approval(approval_id=approval.pk, ok=True, outcome="sent", by=ANN)
    return made


def reopened(period: Period) -> Period:
    """A closed period opened again by two people."""
    payload: dict[str, object] = {"period_id": str(period.pk)}
    approval = approved(REOPEN, period.pk, payload, period.entity_id)
    reopen_period(period_id=period.pk, approval_id=approval.pk, by=ANN)
    finish_approval(approval_id=approval.pk, ok=True, outcome="open", by=ANN)
    return period


def consented(contact: Contact) -> Consent:
    """A person who agreed to be written to."""
    return state_consent(
        contact_id=contact.pk, channel=Channel.EMAIL, purpose=Purpose.MARKETING, is_given=True,
        stated_at=now(), proof="on the telephone", by=ANN,
    )  # fmt: skip


def closed(of: LegalEntity, starts_on: date = JAN_1, today: date = FEB_3) -> Period:
    return close_period(entity_id=of.pk, starts_on=starts_on, today=today, by=BOB)


def whole_books() -> Books:
    """Write the books through the services, and name what stands in them."""
    for on, worth in ((JAN_5, "1.10"), (JAN_20, "1.25"), (JAN_31, "1.15"), (FEB_3, "1.20")):
        makers.rate("USD", on, worth)
    home, abroad = makers.entity("DE"), makers.entity("US", currency="USD", country="US")
    buyer, other = makers.customer(home, "C-1"), makers.customer(home, "C-2")
    paid = makers.invoice(buyer, [makers.line(100_00, 19_00), makers.line(50_00, 9_50, "4100")])
    rendering(Invoice.objects.select_related("entity", "customer").get(pk=paid.pk))
    dollars = makers.invoice(buyer, [makers.line(70_01, 7_00), makers.line(30_00)], currency="USD")
    credited = makers.invoice(other, [makers.line(60_00, 11_40)])
    lost = makers.invoice(other, 80_00)
    foreign = makers.invoice(makers.customer(abroad, "U-1"), 500_00)
    draft = makers.draft(other, 20_00)
    discarded = discard_invoice(invoice_id=makers.draft(other, 30_00).pk, by=ANN)

    contact, gone = (
        add_contact(customer_id=buyer.pk, name=name, by=ANN, card={"email": "kim@buyer.example"})
        for name in ("Kim", "Lee")
    )
    consent = consented(contact)
    consented(gone)
    erase_person(contact_id=gone.pk, on=JAN_20, by=ANN, why="asked to be forgotten")

    payment = makers.payment(buyer, 300_00)
    (application,) = apply(
        source_kind=SourceKind.PAYMENT, source_id=payment.pk, on=JAN_20, by=ANN,
        parts=[Part(paid.pk, 178_50)],
    )  # fmt: skip
    dollar_payment = makers.payment(buyer, 107_01, currency="USD")
    undone, _ = apply(
        source_kind=SourceKind.PAYMENT, source_id=dollar_payment.pk, on=JAN_20, by=ANN,
        parts=[Part(dollars.pk, 33_33), Part(dollars.pk, 44_44)],
    )  # fmt: skip
    undoing = unapply(application_id=undone.pk, on=JAN_25, by=ANN, reason="too early")
    bounced = makers.payment(other, 40_00)
    apply(
        source_kind=SourceKind.PAYMENT, source_id=bounced.pk, on=JAN_20, by=ANN,
        parts=[Part(lost.pk, 40_00)],
    )  # fmt: skip
    return_payment(payment_id=bounced.pk, on=JAN_25, reason="no cover", by=ANN)
    note = credit_invoice(invoice_id=credited.pk, on=JAN_20, reason="duplicate", by=ANN)
    on_account = credit_invoice(
        invoice_id=paid.pk, on=JAN_20, reason="goodwill", by=ANN, net_by_line={1: 10_00}
    )
    unknown, claimed = (
        receive_payment(
            entity_id=home.pk, received_on=JAN_20, currency="EUR", amount_minor=minor, by=ANN,
            payer_text=f"ACME {ACCOUNT}",
        )
        for minor in (15_00, 25_00)
    )  # fmt: skip
    identify_payment(payment_id=claimed.pk, customer_id=buyer.pk, on=JAN_25, by=ANN)
    mistaken = makers.payment(other, 45_00)
    unidentify_payment(payment_id=mistaken.pk, on=JAN_25, by=ANN, reason="not theirs")
    identify_payment(payment_id=mistaken.pk, customer_id=buyer.pk, on=JAN_25, by=ANN)
    loss = write_off(invoice_id=lost.pk, amount_minor=80_00, on=JAN_25, reason="insolvent", by=ANN)
    late = makers.payment(other, 35_00, on=JAN_25)
    recovery = recover(
        write_off_id=loss.pk, payment_id=late.pk, amount_minor=30_00, on=JAN_25, by=ANN
    )
    sent = approved_refund(payment, 100_00, JAN_25)
    manual = post_manual(
        entity_id=home.pk, effective_on=JAN_25, memo="bank charges", by=ANN,
        lines=[Line("6200", "EUR", 5_00, 5_00), Line("1000", "EUR", -5_00, -5_00)],
    )  # fmt: skip

    revalued = revalue(entity_id=home.pk, on=JAN_31, by=ANN)
    assert revalued is not None
    january = closed(home)
    reopened(january)
    closed(home)
    february = makers.invoice(buyer, 10_00, issued_on=FEB_3)
    open_task(entity_id=home.pk, kind="ask", key="k", title="Look", on=FEB_3, by=ANN)
    assert sent.approval_id is not None
    return Books(
        home=home.pk, abroad=abroad.pk, buyer=buyer.pk, other=other.pk, paid=paid.pk,
        dollars=dollars.pk, credited=credited.pk, lost=lost.pk, draft=draft.pk,
        discarded=discarded.pk, february=february.pk, foreign=foreign.pk, payment=payment.pk,
        application=application.pk, undone=undone.pk, undoing=undoing.pk, bounced=bounced.pk,
        unknown=unknown.pk, claimed=claimed.pk, mistaken=mistaken.pk, note=note.pk, on_account=on_account.pk,
        loss=loss.pk, late=late.pk, recovery=recovery.pk, refund=sent.pk, approval=sent.approval_id,
        manual=manual.pk, january=january.pk, revaluation=revalued.pk, contact=contact.pk,
        consent=consent.pk, erased=gone.pk,
    )  # fmt: skip
