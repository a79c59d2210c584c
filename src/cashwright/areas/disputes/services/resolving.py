"""Deciding a case: credited, credited in part, billed again, rejected; or given up by the customer.

What an outcome credits goes through the same service and the same limits as any credit note. Above
the limit the decision waits for a second person (`ask_decision`), who carries out exactly that.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from cashwright.areas.cash.services import credit_invoice
from cashwright.areas.controls.models import Approval
from cashwright.areas.controls.policies import CREDIT_NOTE
from cashwright.areas.controls.services import announce, command, request_approval
from cashwright.areas.controls.states import ApprovalState
from cashwright.areas.disputes.events import DecisionAsked, DisputeClosed
from cashwright.areas.disputes.models import Dispute
from cashwright.areas.disputes.policies import CREDITING, Cause, Outcome, Reason
from cashwright.areas.disputes.queries import checklist_of
from cashwright.areas.disputes.refusals import BadOutcome, CaseIncomplete, DecisionWaits
from cashwright.areas.disputes.rules import Credit, credit_of
from cashwright.areas.disputes.rules.letters import Occasion
from cashwright.areas.disputes.services.locking import locked_dispute
from cashwright.areas.disputes.services.stepping import note_step
from cashwright.areas.disputes.services.telling import tell
from cashwright.areas.disputes.states import DISPUTE, DisputeState
from cashwright.areas.invoicing.models import CreditNote, Invoice
from cashwright.areas.invoicing.queries import creditable
from cashwright.areas.invoicing.rules import LineDraft
from cashwright.areas.invoicing.services import draft_invoice
from cashwright.areas.invoicing.services.credit_notes import credit_payload
from cashwright.areas.parties.rules import words
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What somebody decided: how it ends, why it came up, in words the customer reads too.

    credit_minor  what is credited, tax included: all that is disputed when None; for `partial` a
                  part of it
    """

    outcome: Outcome
    cause: Cause
    note: str
    credit_minor: int | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "outcome": str(self.outcome), "cause": str(self.cause), "note": self.note,
            "credit_minor": self.credit_minor,
        }  # fmt: skip

    @classmethod
    def of_json(cls, told: Mapping[str, Any]) -> "Decision":
        return cls(
            outcome=Outcome(told["outcome"]), cause=Cause(told["cause"]), note=told["note"],
            credit_minor=told["credit_minor"],
        )  # fmt: skip


@command
def resolve_dispute(
    *,
    dispute_id: UUID,
    decision: Decision,
    on: date,
    by: Actor,
    approval_id: UUID | None = None,
    credited_on: date | None = None,
) -> Dispute:
    """Decide a case: credit what is due, end the hold on `on`, tell the customer.

    credited_on  the day of the credit note; `on` when not given
    raises       NotFound, NotAllowedNow, DecisionWaits, CaseIncomplete, BadOutcome, NothingToCredit,
                 ApprovalNeeded, and those of cash.services.credit_invoice and draft_invoice
    """
    # Read.
    dispute = locked_dispute(dispute_id)
    state = DISPUTE.after(DisputeState(dispute.state), "resolve")
    check_not_waiting(dispute, approval_id)
    credit = check_decision(dispute, decision)

    # Write.
    note = new = None
    if credit is not None:
        note = credit_invoice(
            invoice_id=dispute.invoice_id, on=credited_on or on, reason=reason_of(dispute), by=by,
            net_by_line=dict(credit.net_by_line), approval_id=approval_id,
        )  # fmt: skip
        if decision.outcome is Outcome.REBILL:
            new = _draft_again(dispute, note, max(on, credited_on or on), by)
    dispute.state, dispute.outcome, dispute.cause = state, decision.outcome, decision.cause
    dispute.decision_note = words.some_lines("note", decision.note, length_max=1000)
    dispute.credited_minor = note.total_minor if note else 0
    dispute.credit_note, dispute.new_invoice = note, new
    _close(dispute, "resolve", on, by)
    return dispute


@command
def withdraw_dispute(*, dispute_id: UUID, note: str, on: date, by: Actor) -> Dispute:
    """The customer gave it up, or it was none; nothing is credited. Raises NotFound, NotAllowedNow."""
    dispute = locked_dispute(dispute_id)
    dispute.state = DISPUTE.after(DisputeState(dispute.state), "withdraw")
    check_not_waiting(dispute, None)
    dispute.outcome = Outcome.WITHDRAWN
    dispute.decision_note = words.some_lines("note", note, length_max=1000)
    _close(dispute, "withdraw", on, by)
    return dispute


@command
def ask_decision(*, dispute_id: UUID, decision: Decision, on: date, by: Actor) -> Approval:
    """Send an outcome that credits more than one person may to a second person.

    raises  NotFound, NotAllowedNow, DecisionWaits, CaseIncomplete, BadOutcome, NothingToCredit,
            AlreadyAsked
    """
    dispute = locked_dispute(dispute_id)
    DISPUTE.after(DisputeState(dispute.state), "resolve")
    check_not_waiting(dispute, None)
    credit = check_decision(dispute, decision)
    if credit is None:
        raise BadOutcome(outcome=str(decision.outcome), reason="nothing is credited")
    approval = request_approval(
        entity_id=dispute.entity_id, kind=CREDIT_NOTE, document_id=dispute.invoice_id,
        customer_id=dispute.customer_id, currency=dispute.currency,
        amount_minor=credit.total_minor, by=by, reason=reason_of(dispute),
        payload=credit_payload(
            dispute.invoice_id, credit.net_by_line, dispute.customer_id, credit.total_minor, on
        ),
    )  # fmt: skip
    dispute.decision, dispute.approval_id = decision.to_json(), approval.pk
    dispute.save(update_fields=["decision", "approval_id"])
    event = DecisionAsked(
        entity_id=dispute.entity_id, dispute_id=dispute.pk, customer_id=dispute.customer_id,
        outcome=str(decision.outcome), approval_id=approval.pk,
    )  # fmt: skip
    announce(event, by=by, why=decision.note)
    return approval


@command
def carry_out_decision(
    *, dispute_id: UUID, approval_id: UUID, on: date, credited_on: date, by: Actor
) -> Dispute:
    """What a second person agreed to: the decision as it was asked. Raises those of resolve_dispute."""
    dispute = locked_dispute(dispute_id)
    assert dispute.approval_id == approval_id, "found by it"
    assert dispute.decision is not None, "asked with it"
    return resolve_dispute(
        dispute_id=dispute_id, decision=Decision.of_json(dispute.decision), on=on, by=by,
        approval_id=approval_id, credited_on=credited_on,
    )  # fmt: skip


def check_decision(dispute: Dispute, decision: Decision) -> Credit | None:
    """What a decision credits; None for a rejection. Raises CaseIncomplete, BadOutcome, NothingToCredit."""
    missing = checklist_of(dispute).missing
    if missing:
        labels = ", ".join(part.label for part in missing)
        raise CaseIncomplete(dispute_id=str(dispute.pk), missing=labels)
    return credit_by(dispute, decision)


def credit_by(dispute: Dispute, decision: Decision) -> Credit | None:
    """What an outcome would credit, however complete the case is. Raises BadOutcome, NothingToCredit."""
    outcome = decision.outcome
    if outcome is Outcome.WITHDRAWN:
        raise BadOutcome(outcome=str(outcome), reason="the customer withdraws")
    if not decision.note.strip():
        raise BadOutcome(outcome=str(outcome), reason="a reason is needed")
    if outcome not in CREDITING:
        if decision.credit_minor:
            raise BadOutcome(outcome=str(outcome), reason="nothing is credited")
        return None
    minor = dispute.amount_minor if decision.credit_minor is None else decision.credit_minor
    is_part = 0 < minor < dispute.amount_minor
    if is_part is not (outcome is Outcome.PARTIAL) or minor > dispute.amount_minor or minor <= 0:
        expected = "a part" if outcome is Outcome.PARTIAL else "all that is disputed"
        raise BadOutcome(outcome=str(outcome), reason=f"{expected} is credited")
    shares = dict(dispute.lines.values_list("line_no", "amount_minor"))
    return credit_of(minor, creditable(dispute.invoice_id), shares)


def check_not_waiting(dispute: Dispute, approval_id: UUID | None) -> None:
    """Raises DecisionWaits while somebody else is asked about an outcome of this case."""
    if dispute.approval_id in (None, approval_id):
        return
    waits = Approval.objects.filter(
        pk=dispute.approval_id, state__in=[ApprovalState.REQUESTED, ApprovalState.APPROVED]
    )
    if waits.exists():
        raise DecisionWaits(dispute_id=str(dispute.pk), approval_id=str(dispute.approval_id))


def reason_of(dispute: Dispute) -> str:
    """Why there is a credit note: what stands on it."""
    return f"dispute {dispute.dispute_no}"


def _draft_again(dispute: Dispute, note: CreditNote, on: date, by: Actor) -> Invoice:
    """The credited lines as a new draft, for a person to put right; with the right order number."""
    invoice = dispute.invoice
    lines = [
        LineDraft(
            net_minor=one.net_minor, tax_minor=one.tax_minor, account_code=one.account_code,
            description=one.description, tax_code=one.tax_code, tax_rate_ppm=one.tax_rate_ppm,
        )
        for one in note.lines.order_by("line_no")
    ]  # fmt: skip
    order_no = dispute.facts.get("purchase_order_no") if _is_about_order(dispute) else None
    return draft_invoice(
        customer_id=dispute.customer_id, issued_on=on, lines=lines, by=by,
        currency=dispute.currency, terms_id=invoice.terms_id,
        purchase_order_no=str(order_no or invoice.purchase_order_no)[:80],
        memo=f"Replaces part of {invoice.document_no}, {reason_of(dispute)}"[:400],
        source="dispute", source_ref=str(dispute.pk),
    )  # fmt: skip


def _is_about_order(dispute: Dispute) -> bool:
    return dispute.reason == Reason.PURCHASE_ORDER


def _close(dispute: Dispute, move: str, on: date, by: Actor) -> None:
    dispute.due_at, dispute.closed_on, dispute.closed_at = None, max(on, dispute.opened_on), now()
    dispute.decided_by, dispute.decision = by.name, None
    dispute.save()
    note_step(dispute, move, on=dispute.closed_on, by=by, note=dispute.decision_note)
    event = DisputeClosed(
        entity_id=dispute.entity_id, dispute_id=dispute.pk, customer_id=dispute.customer_id,
        invoice_id=dispute.invoice_id, outcome=str(dispute.outcome), cause=str(dispute.cause),
        closed_on=dispute.closed_on, currency=dispute.currency, amount_minor=dispute.amount_minor,
        credited_minor=dispute.credited_minor, credit_note_id=dispute.credit_note_id,
        new_invoice_id=dispute.new_invoice_id,
    )  # fmt: skip
    announce(event, by=by, why=dispute.decision_note)
    if dispute.is_shown:
        dispute.invoice.refresh_from_db(fields=["balance_minor"])
        tell(dispute, Occasion.DECISION, on=dispute.closed_on, by=by, text=dispute.decision_note)
