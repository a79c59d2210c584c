"""What people did in the demo year: credits, write-offs, refunds, claims given to an agency.

Each act happens once however often the demo is built: it is kept under a key of its own.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from cashwright.areas.access.policies import Role
from cashwright.areas.cash.services import credit_invoice
from cashwright.areas.collections.policies.placing import PLACEMENT
from cashwright.areas.collections.services import claims_of, placement_payload, set_agency
from cashwright.areas.contracts.models import Contract
from cashwright.areas.controls.policies import CREDIT_NOTE, REFUND, WRITE_OFF
from cashwright.areas.controls.services import decide_approval, request_approval
from cashwright.areas.credit.services import write_off_payload
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.invoicing.queries import creditable
from cashwright.areas.invoicing.rules import Creditable, LineDraft
from cashwright.areas.invoicing.services import draft_invoice, post_invoice, release_invoice
from cashwright.areas.invoicing.services.credit_notes import credit_payload
from cashwright.areas.ledger.periods import close_period
from cashwright.areas.ledger.revaluation import revalue
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.areas.payments.models import Payment
from cashwright.areas.payments.services import refund_payload
from cashwright.kernel.periods import add_months, last_day_of_month
from cashwright.project.demo.once import only_once
from cashwright.project.demo.people import actor
from cashwright.runs.deliver import deliver_reactions

OPEN_MONTHS = 2  # how many months before today are left open for the reader
MONTHS_LOOKED_AT = 12  # what the last month parked is left to the reader


def act(on: date, months: int) -> None:
    """What happened at the end of the `months`-th month of the story."""
    planned = {
        3: (_small_credits,), 8: (_written_off,), 9: (_given_to_agency,), 12: (_drafts, _waiting),
    }  # fmt: skip
    for what in planned.get(months, ()):
        only_once(f"{on}-{what.__name__}", lambda what=what: what(on))  # type: ignore[misc]
    if months < MONTHS_LOOKED_AT:
        only_once(f"{on}-released", lambda: _released(on))
    deliver_reactions()
    _close_books(on)


def _open(on: date, currency: str = "EUR") -> list[Invoice]:
    found = Invoice.objects.filter(state="posted", issued_on__lte=on, currency=currency)
    return list(found.order_by("due_on", "document_no"))


def _largest_line(invoice: Invoice) -> Creditable:
    """The line most can be given back of; others may be credits themselves, or free of charge."""
    return max(creditable(invoice.pk), key=lambda line: line.net_left_minor)


def _small_credits(on: date) -> None:
    for invoice in _open(on)[3:9:2]:
        line = _largest_line(invoice)
        credit_invoice(
            invoice_id=invoice.pk, on=on, reason="Seats counted twice", by=actor(Role.CREDIT_MANAGER),
            net_by_line={line.line_no: min(line.net_left_minor, 90_00)},
        )  # fmt: skip


def _released(on: date) -> None:
    """Look at what the bill run parked: what has its purchase order by now, or is right as it is."""
    for invoice in Invoice.objects.filter(state="draft").exclude(parked_code=""):
        lacking = Contract.objects.filter(
            pk__in=invoice.lines.values("charge__subscription__contract_id"),
            needs_purchase_order=True, purchase_order_no="",
        )  # fmt: skip
        if not lacking.exists():
            release_invoice(
                invoice_id=invoice.pk, on=on, by=actor(Role.CREDIT_MANAGER),
                why="Looked at: it is right",
            )  # fmt: skip


def _written_off(on: date) -> None:
    oldest = _open(on)[0]
    approval_id = _ask_write_off(oldest, on, "The customer is insolvent")
    decide_approval(approval_id=approval_id, approve=True, by=actor(Role.CFO), note="Agreed")


def _ask_write_off(invoice: Invoice, on: date, reason: str) -> Any:
    payload = write_off_payload(invoice.pk, invoice.balance_minor, on, reason)
    return request_approval(
        entity_id=invoice.entity_id, kind=WRITE_OFF, document_id=invoice.pk,
        customer_id=invoice.customer_id, currency=invoice.currency,
        amount_minor=invoice.balance_minor, payload=payload, reason=reason,
        by=actor(Role.CREDIT_MANAGER),
    ).pk  # fmt: skip


def _given_to_agency(on: date) -> None:
    """Who owes longest in dollars and pays nothing any more; a second person agrees."""
    by, debtor = actor(Role.CREDIT_MANAGER), _open(on, "USD")[0].customer
    agency = set_agency(
        entity_id=debtor.entity_id, name="Harbor Recovery LLC", fee_bp=1_800,
        email="claims@harbor-recovery.example", by=by,
    )  # fmt: skip
    claims = claims_of(debtor.pk, "USD", on)
    reason = "No payment and no answer for months"
    asked = request_approval(
        entity_id=debtor.entity_id, kind=PLACEMENT, document_id=debtor.pk, customer_id=debtor.pk,
        currency="USD", amount_minor=sum(claim.balance_minor for claim in claims), by=by,
        payload=placement_payload(
            debtor.pk, agency.pk, "USD", reason, [claim.pk for claim in claims]
        ),
        reason=reason,
    )  # fmt: skip
    decide_approval(approval_id=asked.pk, approve=True, by=actor(Role.CFO), note="Agreed")


def _drafts(on: date) -> None:
    for n, buyer in enumerate(
        Customer.objects.filter(entity__code="NWDE").order_by("account_no")[:4]
    ):
        draft = draft_invoice(
            customer_id=buyer.pk, issued_on=on, by=actor(Role.CLERK), memo="Workshop as agreed",
            lines=[LineDraft(1_200_00 + n * 100_00, "4200", "Onboarding workshop", 228_00 + n * 19_00)],
        )  # fmt: skip
        if n == 0:
            post_invoice(invoice_id=draft.pk, by=actor(Role.CLERK))


def _waiting(on: date) -> None:
    oldest, *others = _open(on)
    _ask_write_off(oldest, on, "No answer for half a year")
    large = max(others, key=lambda invoice: invoice.balance_minor)
    line = _largest_line(large)
    wanted = {line.line_no: line.net_left_minor}
    total = line.net_left_minor + line.tax_left_minor
    request_approval(
        entity_id=large.entity_id, kind=CREDIT_NOTE, document_id=large.pk,
        customer_id=large.customer_id, currency=large.currency, amount_minor=total,
        payload=credit_payload(large.pk, wanted, large.customer_id, total, on),
        reason="Seats were cancelled in time", by=actor(Role.CREDIT_MANAGER),
    )  # fmt: skip
    spare = Payment.objects.filter(
        entity__code="NWUS", customer__isnull=False, reference__startswith="Prepayment",
        unapplied_minor__gt=0,
    ).first()  # fmt: skip
    if spare is not None:
        reason = "The customer asks for it back"
        request_approval(
            entity_id=spare.entity_id, kind=REFUND, document_id=spare.pk,
            customer_id=spare.customer_id, currency=spare.currency,
            amount_minor=spare.unapplied_minor, reason=reason, by=actor(Role.CREDIT_MANAGER),
            payload=refund_payload("payment", spare.pk, spare.unapplied_minor, on, reason),
        )  # fmt: skip


def _close_books(on: date) -> None:
    """Close the month that ended OPEN_MONTHS ago, in every entity."""
    starts_on = add_months(on.replace(day=1), -OPEN_MONTHS)
    first = Invoice.objects.order_by("issued_on").values_list("issued_on", flat=True).first()
    if first is None or starts_on < first.replace(day=1):
        return
    for entity in LegalEntity.objects.order_by("code"):
        only_once(
            f"close-{entity.code}-{starts_on}",
            lambda entity=entity: _close(entity, starts_on, on),  # type: ignore[misc]
        )


def _close(entity: LegalEntity, starts_on: date, today: date) -> None:
    by = actor(Role.CONTROLLER)
    revalue(entity_id=entity.pk, on=last_day_of_month(starts_on), by=by)
    close_period(entity_id=entity.pk, starts_on=starts_on, today=today, by=by)
