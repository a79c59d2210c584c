"""Doing, about late charges that were reckoned: letting a customer off, or billing them."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from cashwright.areas.collections.events import LateChargeBilled, LateChargeWaived
from cashwright.areas.collections.models import LateCharge
from cashwright.areas.collections.policies import LateChargeKind
from cashwright.areas.collections.policies.charging import Charging
from cashwright.areas.collections.queries.charges import (
    SOURCE,
    charging_in_force,
    read_spans,
    waiting_charges,
)
from cashwright.areas.collections.refusals import NothingToBill
from cashwright.areas.collections.services.promising import locked_customer
from cashwright.areas.collections.states import LATE_CHARGE, ChargeState
from cashwright.areas.controls.services import announce, command
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.invoicing.rules import LineDraft
from cashwright.areas.invoicing.services import draft_invoice, post_invoice
from cashwright.areas.ledger import queries as ledger
from cashwright.areas.messaging.rules import day_text
from cashwright.areas.parties.models import Customer
from cashwright.areas.parties.rules import words
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import NotFound
from cashwright.kernel.rounding import round_half_up

REASON_MAX = 400


@command
def waive_charge(*, charge_id: UUID, on: date, reason: str, by: Actor) -> LateCharge:
    """Let a customer off a charge that is not billed; its days are not charged again.

    raises  NotFound, NotAllowedNow, BadInput (no reason)
    """
    charge = LateCharge.objects.select_for_update(of=("self",)).filter(pk=charge_id).first()
    if charge is None:
        raise NotFound(document="late charge", id=str(charge_id))
    charge.state = LATE_CHARGE.after(ChargeState(charge.state), "waive")
    charge.reason = words.one_line("reason", reason, length_max=REASON_MAX)
    charge.decided_on, charge.decided_by = on, by.name
    charge.save(update_fields=["state", "reason", "decided_on", "decided_by"])
    event = LateChargeWaived(
        entity_id=charge.entity_id, charge_id=charge.pk, customer_id=charge.customer_id,
        waived_on=on, currency=charge.currency, amount_minor=charge.amount_minor,
    )  # fmt: skip
    announce(event, by=by, why=charge.reason)
    return charge


@command
def bill_charges(
    *, customer_id: UUID, on: date, by: Actor, charge_ids: Collection[UUID] | None = None,
    due_on: date | None = None,
) -> list[Invoice]:  # fmt: skip
    """Bill what a customer owes for paying late: an invoice of its own for each currency.

    charge_ids  only these; all that wait when not given
    due_on      by the customer's terms when not given
    raises      NotFound, NothingToBill, and those of posting an invoice
    locks       the customer, the charges
    """
    customer = locked_customer(customer_id)
    rows = waiting_charges(customer_id).select_for_update(of=("self",)).select_related("invoice")
    if charge_ids is not None:
        rows = rows.filter(pk__in=charge_ids)
    charges = list(rows)
    if not charges:
        raise NothingToBill(customer_id=str(customer_id))
    charging = charging_in_force(customer.entity_id, on)
    invoices = []
    for code in sorted({charge.currency for charge in charges}):
        theirs = [charge for charge in charges if charge.currency == code]
        invoice = _bill(customer, theirs, charging, on, due_on, by)
        _mark(theirs, invoice, on, by)
        invoices.append(invoice)
    return invoices


def line_of(charge: LateCharge, charging: Charging, account_code: str, language: str) -> LineDraft:
    """The line that bills a charge, taxed as the policy says."""
    tax_minor = round_half_up(charge.amount_minor * charging.tax_rate_ppm, 1_000_000)
    return LineDraft(
        net_minor=charge.amount_minor, account_code=account_code, tax_minor=tax_minor,
        tax_code="S" if charging.tax_rate_ppm else charging.tax_code,
        tax_rate_ppm=charging.tax_rate_ppm, description=described(charge, language),
    )  # fmt: skip


def described(charge: LateCharge, language: str) -> str:
    """A charge in one line, in German or English."""
    tongue = "de" if language.startswith("de") else "en"
    number = charge.invoice.document_no
    if charge.kind == LateChargeKind.FEE:
        told = {
            "en": f"Fee for late payment of invoice {number}",
            "de": f"Pauschale für den Verzug der Rechnung {number}",
        }
        return told[tongue]
    rates = sorted({one.rate_bp for one in read_spans(charge.spans)})
    texts = [f"{rate // 100}.{rate % 100:02}" for rate in rates]
    percent = " / ".join(text.replace(".", ",") if tongue == "de" else text for text in texts)
    first, last = day_text(charge.from_on, tongue), day_text(charge.until_on, tongue)
    told = {
        "en": f"Interest for late payment of invoice {number}, {first} to {last}, {percent} % a year",
        "de": f"Verzugszinsen zur Rechnung {number}, {first} bis {last}, {percent} % im Jahr",
    }
    return told[tongue]


def _bill(
    customer: Customer, charges: list[LateCharge], charging: Charging, on: date,
    due_on: date | None, by: Actor,
) -> Invoice:  # fmt: skip
    account = ledger.account("late_charge")
    draft = draft_invoice(
        customer_id=customer.pk, issued_on=on, due_on=due_on, currency=charges[0].currency, by=by,
        lines=[line_of(one, charging, account, customer.language) for one in charges],
        source=SOURCE, source_ref=str(charges[0].pk),
    )  # fmt: skip
    return post_invoice(invoice_id=draft.pk, by=by)


def _mark(charges: list[LateCharge], invoice: Invoice, on: date, by: Actor) -> None:
    for charge in charges:
        charge.state = LATE_CHARGE.after(ChargeState(charge.state), "bill")
        charge.invoice_billed, charge.decided_on, charge.decided_by = invoice, on, by.name
        charge.save(update_fields=["state", "invoice_billed", "decided_on", "decided_by"])
        event = LateChargeBilled(
            entity_id=charge.entity_id, charge_id=charge.pk, customer_id=charge.customer_id,
            billed_on=on, currency=charge.currency, amount_minor=charge.amount_minor,
            invoice_id=invoice.pk,
        )  # fmt: skip
        announce(event, by=by)
