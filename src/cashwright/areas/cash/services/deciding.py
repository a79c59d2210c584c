"""What people decide about bank lines: accept a proposal, answer themselves, reject.

A decision teaches: whose account and name it was is remembered by the line itself, and forgotten
when the decision is taken back (queries.memory reads it from the lines).
"""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from cashwright.areas.cash.events import LineApplied, MatchProposed
from cashwright.areas.cash.models import BankLine, Match, SourceKind
from cashwright.areas.cash.policies import MATCH_LINE, MatchingPolicy
from cashwright.areas.cash.queries import matching_policy, standing, standing_match
from cashwright.areas.cash.refusals import NoProposal
from cashwright.areas.cash.rules.matching import Shortfall
from cashwright.areas.cash.services.applying import Part
from cashwright.areas.cash.services.lines import (
    SOURCE,
    Answer,
    carry_out,
    check_shortfall,
    locked_line,
)
from cashwright.areas.cash.services.proposals import answer_of, decide, own_match
from cashwright.areas.cash.services.short_payments import note_short
from cashwright.areas.cash.states import BANK_LINE, BankLineState
from cashwright.areas.controls.limits import approved
from cashwright.areas.controls.refusals import ApprovalNeeded
from cashwright.areas.controls.services import announce, command
from cashwright.areas.payments.models import Payment
from cashwright.areas.payments.services import locked_payment
from cashwright.areas.payments.states import PaymentState
from cashwright.kernel.actors import Actor


@command
def confirm_match(
    *,
    line_id: UUID,
    on: date,
    by: Actor,
    hypothesis_no: int = 0,
    approval_id: UUID | None = None,
) -> Match:
    """Accept the standing proposal for a line (0), or the n-th of its alternatives.

    raises  NotFound, NotAllowedNow, NoProposal, ApprovalNeeded, those of `apply`
    """
    line = locked_line(line_id)
    match = _proposal(line)
    answer = answer_of(match, hypothesis_no)
    _check_four_eyes(line, answer, on, approval_id)
    return _applied(line, answer, match, hypothesis_no, on, by)


@command
def apply_line(
    *,
    line_id: UUID,
    customer_id: UUID,
    parts: Sequence[Part],
    on: date,
    by: Actor,
    credit_notes: Sequence[Part] = (),
    shortfall: Shortfall | None = None,
    on_account: bool = False,
    approval_id: UUID | None = None,
) -> Match:
    """A person's own answer: whose money it is, and what of it settles which documents.

    raises  NotFound, NotAllowedNow, DifferenceTooLarge, ApprovalNeeded, those of `apply`
    """
    line = locked_line(line_id)
    answer = Answer(
        customer_id=customer_id, parts=tuple(parts), credits=tuple(credit_notes), shortfall=shortfall,
        is_on_account=on_account,
    )  # fmt: skip
    check_shortfall(line, shortfall, _policy(line, on))
    _check_four_eyes(line, answer, on, approval_id)
    return _applied(line, answer, standing_match(line.pk), None, on, by)


@command
def reject_match(*, line_id: UUID, by: Actor, reason: str) -> BankLine:
    """Say that the proposal is wrong; the line stays in the queue without it.

    raises  NotFound, NoProposal
    """
    line = locked_line(line_id)
    match = _proposal(line)
    decide(match, "reject", by)
    announce(_proposed(line, match), by=by, why=reason)
    return line


@command
def take_up_answered(*, entity_id: UUID, on: date, by: Actor) -> int:
    """Close the lines whose payment was applied, or kept on account, on its own page; returns how many."""
    answered = Payment.objects.filter(
        Q(unapplied_minor=0) | Q(is_on_account=True), entity_id=entity_id, customer__isnull=False,
        source=SOURCE, state=PaymentState.RECEIVED,
    )  # fmt: skip
    lines = BankLine.objects.filter(
        entity_id=entity_id, state=BankLineState.QUEUED, payment_id__in=answered.values("pk")
    )
    ids = list(lines.order_by("pk").values_list("pk", flat=True))
    for line_id in ids:
        _take_up(locked_line(line_id), on, by)
    return len(ids)


def _take_up(line: BankLine, on: date, by: Actor) -> None:
    assert line.payment_id is not None, "asked for"
    payment = locked_payment(line.payment_id)
    customer_id = payment.customer_id
    assert customer_id is not None, "asked for"
    parts = standing(SourceKind.PAYMENT, payment.pk).values_list("invoice_id", "amount_minor")
    answer = Answer(
        customer_id=customer_id, parts=tuple(Part(*part) for part in parts.order_by("pk")),
        is_on_account=payment.is_on_account,
    )  # fmt: skip
    line.state = BANK_LINE.after(BankLineState(line.state), "apply")
    line.customer_id = customer_id
    _noted(line, answer, standing_match(line.pk), None, payment.pk, on, by)


def match_payload(line_id: UUID, answer: Answer) -> dict[str, Any]:
    """What a second person approves: whose money, and where it goes."""
    short = answer.shortfall
    return {
        "line_id": str(line_id),
        "customer_id": str(answer.customer_id),
        "parts": [[str(part.invoice_id), part.amount_minor] for part in answer.parts],
        "credits": [[str(part.invoice_id), part.amount_minor] for part in answer.credits],
        "shortfall": [str(short.kind), short.invoice_id, short.amount_minor] if short else None,
        "on_account": answer.is_on_account,
    }


def _applied(
    line: BankLine, answer: Answer, match: Match | None, number: int | None, on: date, by: Actor
) -> Match:
    """Carry an answer out and note whose it was: the proposal's, or a person's own."""
    payment = carry_out(line, answer, on=on, by=by)
    return _noted(line, answer, match, number, payment.pk, on, by)


def _noted(
    line: BankLine, answer: Answer, match: Match | None, number: int | None, payment_id: UUID,
    on: date, by: Actor,
) -> Match:  # fmt: skip
    if match is None or number != 0:
        if match is not None:
            decide(match, "reject", by)
        match = own_match(line, answer, match, number)
    decide(match, "apply", by)
    line.teaches = True
    line.save(update_fields=["state", "customer_id", "payment_id", "teaches"])
    event = LineApplied(
        entity_id=line.entity_id, line_id=line.pk, match_id=match.pk, payment_id=payment_id,
        customer_id=answer.customer_id, lane=match.lane, confidence_ppm=match.confidence_ppm,
    )  # fmt: skip
    announce(event, by=by, customer_id=answer.customer_id)
    if match.short_minor:
        note_short(line, match, _policy(line, on).short_payment, on=on, by=by)
    return match


def _policy(line: BankLine, on: date) -> MatchingPolicy:
    return matching_policy(entity_id=line.entity_id, on=on, account=line.bank_account.code)


def _proposal(line: BankLine) -> Match:
    match = standing_match(line.pk)
    if match is None:
        raise NoProposal(line_id=str(line.pk), number=0)
    return match


def _check_four_eyes(line: BankLine, answer: Answer, on: date, approval_id: UUID | None) -> None:
    """Above the account's threshold a second person agrees to exactly this answer first."""
    policy = _policy(line, on)
    if policy.four_eyes_minor is None or line.amount_minor < policy.four_eyes_minor:
        return
    if approval_id is None:
        raise ApprovalNeeded(
            kind=MATCH_LINE, amount_minor=line.amount_minor, recent_minor=0,
            limit_minor=policy.four_eyes_minor, currency=line.currency,
        )  # fmt: skip
    approved(approval_id, kind=MATCH_LINE, payload=match_payload(line.pk, answer))


def _proposed(line: BankLine, match: Match) -> MatchProposed:
    return MatchProposed(
        entity_id=line.entity_id, line_id=line.pk, match_id=match.pk, customer_id=match.customer_id,
        lane=match.lane, confidence_ppm=match.confidence_ppm, state=match.state,
    )  # fmt: skip
