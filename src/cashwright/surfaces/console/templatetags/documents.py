"""What pages say of documents and facts: quantities, prices, kinds, who did what and why.

{% load documents %}
{{ line|quantity }} {{ line|unit_price }}       2.5, 19.90, or a dash
{{ application.source_kind|words }}            Credit note
{{ application.source_id|as_public:"pay" }}    pay_…
{{ fact|fact_words }} {{ fact|fact_why }}
{% actor fact.touch fact.actor %}               a person by name, or the rule
"""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django import template
from django.template.context import Context

from cashwright.areas.access.models import User
from cashwright.areas.access.policies import GRANT_ROLE
from cashwright.areas.cash.policies import MATCH_LINE, TRANSFER_LINES
from cashwright.areas.catalog.rules import plain
from cashwright.areas.collections.policies.placing import PLACEMENT
from cashwright.areas.controls.models import Fact
from cashwright.areas.controls.policies import (
    CREDIT_NOTE,
    PAYMENT_PLAN,
    REFUND,
    SET_POLICY,
    WRITE_OFF,
)
from cashwright.areas.invoicing.models import Line
from cashwright.areas.ledger.periods import REOPEN
from cashwright.areas.messaging.policies import ERASE_PERSON, PUBLISH_TEXT
from cashwright.areas.payments.models import Payment
from cashwright.areas.payments.states import PaymentState
from cashwright.kernel.actors import Touch
from cashwright.kernel.ids import public_id
from cashwright.surfaces.console.books.pricing import grouped, quantity_text
from cashwright.surfaces.console.formats import money_text

register = template.Library()


def _plain(scaled: int | None, exponent: int, decimals_min: int = 0) -> str:
    """A scaled number with the decimals it needs: 12, 2.5, 0.0045, 19.90."""
    if scaled is None:
        return "–"
    return grouped(plain(scaled, exponent, min(decimals_min, exponent)))


@register.filter
def quantity(line: Line) -> str:
    """The quantity of a line as it was written."""
    return _plain(line.quantity_scaled, line.quantity_exponent)


@register.filter
def unit_price(line: Line) -> str:
    """The unit price of a line in major units, with all its decimals."""
    return _plain(line.unit_price_scaled, line.unit_price_exponent, 2)


@register.filter
def words(kind: str) -> str:
    """credit_note as people write it: Credit note."""
    return kind.replace("_", " ").replace(".", ": ").capitalize()


_KINDS = {
    WRITE_OFF: "Write-off", CREDIT_NOTE: "Credit note", REFUND: "Refund", REOPEN: "Reopening a month",
    GRANT_ROLE: "Giving a role", ERASE_PERSON: "Erasing a person", MATCH_LINE: "Matching a bank line",
    TRANSFER_LINES: "Transfer between our accounts",
    PLACEMENT: "Giving claims to an agency", PUBLISH_TEXT: "A text for customers",
    PAYMENT_PLAN: "Payment plan", SET_POLICY: "How customers are reminded",
}  # fmt: skip


@register.filter
def kind_words(kind: str) -> str:
    """What an approval is about: credit.write_off reads Write-off."""
    return _KINDS.get(kind) or words(kind)


_OUTCOMES = {
    "exact": "One invoice fits exactly", "exact_sum": "One set of invoices fits exactly",
    "oldest_first": "Oldest due first", "ambiguous": "More than one answer fits",
    "unmatched": "Nothing fits by itself", "no_open_items": "Nothing is open",
}  # fmt: skip


@register.filter
def outcome_words(outcome: str) -> str:
    """How a plan for a payment came about."""
    return _OUTCOMES.get(outcome) or words(outcome)


@register.filter
def hold_words(kind: str) -> str:
    """What a hold stops."""
    return {"dunning": "Reminders", "delivery": "Sending of invoices", "credit": "New credit"}[kind]


@register.filter
def payment_state(payment: Payment) -> str:
    """What a person calls the state of a payment."""
    if payment.state == PaymentState.RETURNED:
        return "returned"
    if payment.customer_id is None:
        return "unidentified"
    if payment.unapplied_minor == 0:
        return "applied"
    if payment.is_on_account:
        return "on_account"
    whole = payment.unapplied_minor == payment.amount_minor
    return "unapplied" if whole else "partly_applied"


@register.filter
def millionths(value_e6: int) -> str:
    """A scaled quantity as people write it: 2,500.5."""
    return quantity_text(value_e6)


@register.filter
def minor_words(minor: int, currency: str) -> str:
    """An amount as plain text: 1,234.50 EUR."""
    return f"{money_text(minor, currency)} {currency}"


@register.filter
def negated(minor: int) -> int:
    """The amount with its sign turned."""
    return -minor


@register.filter
def as_public(pk: UUID, prefix: str) -> str:
    """An id as addresses show it."""
    return public_id(prefix, pk)


def _told(fact: Fact) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(bytes(fact.body))
    return told


# Facts by name, as people say them; others read as their name.
_FACTS = {
    "cash.match_proposed": "A match was proposed", "cash.line_applied": "Bank line applied",
    "cash.line_set_aside": "Set aside", "cash.line_undone": "Taken back, it waits again",
    "cash.line_returned": "The bank took it back", "cash.line_queued": "Waits for a person",
    "cash.difference_cleared": "Difference cleared", "cash.payer_alias_said": "Payer remembered",
    "cash.bank_file_imported": "Bank file taken", "cash.bank_account_opened": "Bank account set up",
    "cash.bank_columns_saved": "Columns of the bank's tables kept",
    "cash.remittance_told": "Payer's advice came",
    "cash.applied": "Money applied", "cash.unapplied": "Application taken back",
    "parties.customer_added": "Customer added", "parties.customer_changed": "Card changed",
    "parties.credit_limit_set": "Credit limit set",
    "parties.contact_added": "Contact added", "parties.contact_changed": "Contact changed",
    "parties.contact_erased": "Personal data erased", "messaging.message_erased": "Message erased",
    "parties.consent_stated": "Consent recorded", "parties.hold_placed": "Put on hold",
    "parties.hold_released": "Hold released", "invoicing.drafted": "Draft written",
    "invoicing.discarded": "Draft discarded", "invoicing.posted": "Invoice posted",
    "invoicing.credit_note_posted": "Credit note posted",
    "controls.approval_requested": "Approval asked for",
    "controls.approval_decided": "Request decided",
    "controls.approval_carried_out": "Request carried out", "controls.task_opened": "Question asked",
    "controls.task_closed": "Question closed", "credit.written_off": "Written off",
    "credit.drift_noted": "Pays worse", "credit.risk_rated": "Risk changed",
    "credit.recovered": "Recovered", "messaging.message_queued": "Message written",
    "messaging.message_moved": "Message", "messaging.message_deferred": "Waits for its hour",
    "messaging.message_reported": "The provider reports",
    "messaging.message_reworded": "Said with the figures of the moment",
    "messaging.address_blocked": "Address blocked", "messaging.block_lifted": "Address open again",
    "payments.received": "Payment received",
    "payments.identified": "Payer named", "payments.unidentified": "Not this payer's",
    "payments.kept_on_account": "Kept on account",
    "payments.returned": "Returned by the bank", "payments.refunded": "Refunded",
    "collections.call_logged": "Called", "collections.call_erased": "Words of a call erased",
    "collections.note_written": "Note written",
    "collections.note_pinned": "Note pinned", "collections.customer_snoozed": "Put off",
    "collections.customer_woken": "Back on the list", "collections.customer_escalated": "Passed on",
    "collections.customer_placed": "Given to an agency", "collections.placement_ended": "Back from the agency",
    "collections.placement_exported": "Papers taken out", "collections.agency_recovered": "Recovered by an agency",
    "collections.promise_noted": "Promised", "collections.promise_judged": "Promise judged",
    "collections.promise_superseded": "Promise replaced",
    "collections.promise_withdrawn": "Promise withdrawn",
    "collections.plan_proposed": "Payment plan proposed",
    "collections.plan_agreed": "Payment plan agreed on",
    "collections.plan_ended": "Payment plan ended",
    "collections.late_charge_accrued": "Late charge accrued",
    "collections.late_charge_waived": "Late charge waived",
    "collections.late_charge_billed": "Late charge billed",
    "collections.agency_set": "Agency set", "collections.customer_reminded": "Reminded",
    "disputes.opened": "Disputed", "disputes.moved": "Dispute moved on",
    "disputes.noted": "Noted in the dispute", "disputes.evidence_added": "Paper added",
    "disputes.word_said": "Word in the dispute", "disputes.outcome_proposed": "Outcome proposed",
    "disputes.decision_asked": "Outcome asked for", "disputes.closed": "Dispute closed",
    "contracts.created": "Contract written",
    "contracts.moved": "Contract", "contracts.changed": "Contract changed",
    "contracts.subscription_added": "Subscription added", "contracts.amended": "Subscription changed",
    "contracts.discount_agreed": "Discount agreed", "contracts.item_to_bill": "Charged once",
    "contracts.milestone_set": "Milestone added", "contracts.milestone_reached": "Milestone reached",
    "contracts.credit_granted": "Prepaid credit granted", "contracts.order_taken": "Order taken",
    "contracts.renewed": "Contract renewed", "invoicing.released": "Draft released",
    "catalog.product_added": "Product added", "catalog.product_changed": "Product changed",
    "catalog.price_added": "Price added", "catalog.price_set": "Price set",
    "catalog.meter_added": "Meter added", "catalog.coupon_added": "Coupon offered",
    "catalog.entry_retired": "Taken out of the price book",
    "catalog.tax_rates_added": "Tax rates added", "catalog.tax_registered": "Registered for tax",
    "catalog.tax_registration_ended": "Tax registration ended",
    "catalog.tax_exemption_recorded": "Tax exemption kept", "usage.events_taken": "Usage taken",
}  # fmt: skip


@register.filter
def percent_bp(basis_points: int) -> str:
    """A share in words: 2550 reads "25.5 %"."""
    return f"{plain(basis_points, 2)} %"


@register.filter
def fact_words(fact: Fact) -> str:
    """What happened: `cash.applied` reads "Money applied"."""
    return _FACTS.get(fact.name) or words(fact.name)


@register.filter
def fact_detail(fact: Fact) -> str:
    """The number, amount and new state a fact tells, if it tells any: INV-7, 1,234.50 EUR."""
    data = _told(fact)["data"]
    minor = data.get("amount_minor", data.get("total_minor"))
    told = [data.get("document_no") or ""]
    if isinstance(minor, int) and data.get("currency"):
        told.append(f"{money_text(minor, data['currency'])} {data['currency']}")
    told.append(str(data.get("decision") or data.get("state") or data.get("to_state") or ""))
    return ", ".join(each for each in told if each)


@register.filter
def fact_why(fact: Fact) -> str:
    """The reason given, if any."""
    return str(_told(fact)["why"])


@register.simple_tag(takes_context=True)
def actor(context: Context, touch: str, name: str) -> str:
    """Who did it: a person's name, or the rule's. The people are read once a page."""
    if touch != Touch.HUMAN:
        return name
    people: dict[str, str] | None = context.get("people_names")
    if people is None:
        people = {str(pk): str(person) for pk, person in User.objects.in_bulk().items()}
        context.dicts[0]["people_names"] = people
    return people.get(name, "someone who is gone")
