"""What was approved is done: the frozen request, as it was asked for, by the service that knows how.

The first reaction of the house (project/reactions.py). What the books refuse by then is noted with
its code; nothing is done in part.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from cashwright.areas.access.granting import grant_role
from cashwright.areas.access.policies import GRANT_ROLE
from cashwright.areas.access.rules import RoleAsked
from cashwright.areas.cash.models import BankLine
from cashwright.areas.cash.policies import MATCH_LINE, TRANSFER_LINES, DifferenceKind
from cashwright.areas.cash.queries import standing_match
from cashwright.areas.cash.rules.matching import Shortfall
from cashwright.areas.cash.services import (
    Part,
    apply_line,
    confirm_match,
    credit_invoice,
    mark_transfer,
    match_payload,
    proposed_answers,
)
from cashwright.areas.collections.models import PaymentPlan
from cashwright.areas.collections.policies.placing import PLACEMENT
from cashwright.areas.collections.services import agree_plan, place_with_agency
from cashwright.areas.contracts.policies import CUSTOM_TERMS
from cashwright.areas.contracts.services import activate_contract
from cashwright.areas.controls.events import ApprovalDecided
from cashwright.areas.controls.models import Approval
from cashwright.areas.controls.policies import (
    CREDIT_NOTE,
    PAYMENT_PLAN,
    REFUND,
    SET_POLICY,
    WRITE_OFF,
)
from cashwright.areas.controls.proposing import PolicyAsked, set_agreed_policy
from cashwright.areas.controls.queries import books_today
from cashwright.areas.controls.services import command, finish_approval
from cashwright.areas.controls.states import ApprovalState
from cashwright.areas.credit.services import write_off
from cashwright.areas.disputes.queries import waiting_decision
from cashwright.areas.disputes.services import carry_out_decision
from cashwright.areas.invoicing.rules import LineDraft
from cashwright.areas.invoicing.services import post_credit_note
from cashwright.areas.ledger.periods import REOPEN, reopen_period
from cashwright.areas.messaging.policies import ERASE_PERSON, PUBLISH_TEXT
from cashwright.areas.messaging.rules.proposals import TextProposal
from cashwright.areas.messaging.services import erase_person, publish_template
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.areas.payments.services import refund
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import BadInput, Refusal
from cashwright.runs.deliver import Told

BY = Actor.rule("runs.carry_out")


def carry_out_approved(told: Told) -> None:
    """React to ApprovalDecided: when it was approved, do it once, and say how it went."""
    assert told.name == ApprovalDecided.name
    if told.data["decision"] != ApprovalState.APPROVED:
        return
    approval = Approval.objects.select_for_update().get(pk=told.document_id)
    if approval.state != ApprovalState.APPROVED:
        return  # carried out before
    try:
        _do(approval)
    except Refusal as refusal:
        finish_approval(approval_id=approval.pk, ok=False, outcome=str(refusal)[:400], by=BY)
    else:
        finish_approval(approval_id=approval.pk, ok=True, outcome="carried out", by=BY)


@command
def _do(approval: Approval) -> None:
    act = _ACTS.get(approval.kind)
    if act is None:
        raise BadInput(field="kind", value=approval.kind, expected=", ".join(_ACTS))
    act(approval, approval.payload)


def _write_off(approval: Approval, asked: Mapping[str, Any]) -> None:
    write_off(
        invoice_id=UUID(asked["invoice_id"]), amount_minor=asked["amount_minor"],
        on=date.fromisoformat(asked["on"]), reason=asked["reason"], by=BY, approval_id=approval.pk,
    )  # fmt: skip


def _credit(approval: Approval, asked: Mapping[str, Any]) -> None:
    dispute_id = waiting_decision(approval.pk)
    if dispute_id is not None:
        _decide(dispute_id, approval, asked)
        return
    if asked["invoice_id"] is None:
        _credit_on_account(approval, asked)
        return
    credit_invoice(
        invoice_id=UUID(asked["invoice_id"]), on=date.fromisoformat(asked["issued_on"]),
        reason=approval.reason, by=BY, approval_id=approval.pk,
        net_by_line={int(line_no): net for line_no, net in asked["net_by_line"].items()} or None,
    )  # fmt: skip


def _decide(dispute_id: UUID, approval: Approval, asked: Mapping[str, Any]) -> None:
    """The credit decides a dispute: credited as of the day it was asked, held until today."""
    zone = LegalEntity.objects.values_list("zone", flat=True).get(pk=approval.entity_id)
    credited_on = date.fromisoformat(asked["issued_on"])
    carry_out_decision(
        dispute_id=dispute_id, approval_id=approval.pk, credited_on=credited_on,
        on=max(books_today(zone), credited_on), by=BY,
    )  # fmt: skip


def _credit_on_account(approval: Approval, asked: Mapping[str, Any]) -> None:
    post_credit_note(
        customer_id=UUID(asked["customer_id"]), issued_on=date.fromisoformat(asked["issued_on"]),
        currency=asked["currency"], lines=[LineDraft(**line) for line in asked["lines"]],
        reason=approval.reason, by=BY, approval_id=approval.pk,
    )  # fmt: skip


def _refund(approval: Approval, asked: Mapping[str, Any]) -> None:
    refund(
        source_kind=asked["source_kind"], source_id=UUID(asked["source_id"]),
        amount_minor=asked["amount_minor"], on=date.fromisoformat(asked["on"]),
        reason=asked["reason"], by=BY, approval_id=approval.pk,
    )  # fmt: skip


def _reopen(approval: Approval, asked: Mapping[str, Any]) -> None:
    reopen_period(period_id=UUID(asked["period_id"]), approval_id=approval.pk, by=BY)


def _activate(approval: Approval, asked: Mapping[str, Any]) -> None:
    activate_contract(contract_id=UUID(asked["contract_id"]), approval_id=approval.pk, by=BY)


def _grant_role(approval: Approval, asked: Mapping[str, Any]) -> None:
    grant_role(**asdict(RoleAsked.of_payload(asked)), approval_id=approval.pk, by=BY)


def _erase(approval: Approval, asked: Mapping[str, Any]) -> None:
    erase_person(
        contact_id=UUID(asked["contact_id"]), on=date.fromisoformat(asked["on"]), why=asked["why"],
        approval_id=approval.pk, by=BY,
    )  # fmt: skip


def _publish(approval: Approval, asked: Mapping[str, Any]) -> None:
    publish_template(TextProposal.of_payload(asked), by=BY, approval_id=approval.pk)


def _place(approval: Approval, asked: Mapping[str, Any]) -> None:
    """The day is that of carrying it out: the claims leave now, whenever it was asked."""
    customer = Customer.objects.select_related("entity").get(pk=UUID(asked["customer_id"]))
    place_with_agency(
        customer_id=customer.pk, agency_id=UUID(asked["agency_id"]), currency=asked["currency"],
        reason=asked["reason"], on=books_today(customer.entity.zone), by=BY,
        invoice_ids=[UUID(pk) for pk in asked["invoice_ids"]], approval_id=approval.pk,
    )  # fmt: skip


def _agree_plan(approval: Approval, asked: Mapping[str, Any]) -> None:
    """The plan begins when it is carried out; one whose first day is over by then is refused."""
    plan = PaymentPlan.objects.select_related("entity").get(pk=UUID(asked["plan_id"]))
    agree_plan(plan_id=plan.pk, on=books_today(plan.entity.zone), by=BY, approval_id=approval.pk)


def _set_policy(approval: Approval, asked: Mapping[str, Any]) -> None:
    """Set by who proposed it; the approval names who agreed."""
    told = PolicyAsked.of_payload(asked)
    zones = LegalEntity.objects.filter(pk=told.entity_id).values_list("zone", flat=True)
    set_agreed_policy(
        told, approval_id=approval.pk, on=books_today(zones.first() or "UTC"),
        by=Actor.human(approval.requested_by),
    )  # fmt: skip


def _match_line(approval: Approval, asked: Mapping[str, Any]) -> None:
    """The proposal that was agreed to, while it stands; else the same answer as a person's own.

    The one who asked decided, so the match is theirs; the approval names who agreed.
    """
    line_id, by = UUID(asked["line_id"]), Actor.human(approval.requested_by)
    line = BankLine.objects.select_related("entity").get(pk=line_id)
    on = max(books_today(line.entity.zone), line.booked_on)
    match = standing_match(line_id)
    for number, answer in enumerate(proposed_answers(match) if match else []):
        if match_payload(line_id, answer) == dict(asked):
            confirm_match(
                line_id=line_id, hypothesis_no=number, on=on, by=by, approval_id=approval.pk
            )
            return
    apply_line(
        line_id=line_id, customer_id=UUID(asked["customer_id"]), parts=_parts(asked["parts"]),
        credit_notes=_parts(asked["credits"]), shortfall=_shortfall(asked["shortfall"]),
        on_account=asked["on_account"], on=on, by=by, approval_id=approval.pk,
    )  # fmt: skip


def _transfer(approval: Approval, asked: Mapping[str, Any]) -> None:
    """As of today, in the name of who asked."""
    out = BankLine.objects.select_related("entity").get(pk=UUID(asked["out_line_id"]))
    mark_transfer(
        line_id=out.pk, other_id=UUID(asked["in_line_id"]), on=books_today(out.entity.zone),
        by=Actor.human(approval.requested_by), approval_id=approval.pk,
    )  # fmt: skip


def _parts(told: Sequence[Sequence[Any]]) -> list[Part]:
    return [Part(UUID(document_id), minor) for document_id, minor in told]


def _shortfall(told: Sequence[Any] | None) -> Shortfall | None:
    if told is None:
        return None
    kind, invoice_id, minor = told
    return Shortfall(kind=DifferenceKind(kind), invoice_id=invoice_id, amount_minor=minor)


_ACTS: dict[str, Callable[[Approval, Mapping[str, Any]], None]] = {
    WRITE_OFF: _write_off,
    PAYMENT_PLAN: _agree_plan,
    CREDIT_NOTE: _credit,
    REFUND: _refund,
    REOPEN: _reopen,
    CUSTOM_TERMS: _activate,
    GRANT_ROLE: _grant_role,
    ERASE_PERSON: _erase,
    PUBLISH_TEXT: _publish,
    MATCH_LINE: _match_line,
    TRANSFER_LINES: _transfer,
    PLACEMENT: _place,
    SET_POLICY: _set_policy,
}
