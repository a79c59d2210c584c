"""Proposals as they are stored and as they are carried out: from a hypothesis to JSON and back."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from cashwright.areas.cash.models import BankLine, Match
from cashwright.areas.cash.policies import DifferenceKind
from cashwright.areas.cash.refusals import NoProposal
from cashwright.areas.cash.rules.matching import Hypothesis, Shortfall
from cashwright.areas.cash.services.applying import Part
from cashwright.areas.cash.services.lines import Answer
from cashwright.areas.cash.states import MATCH, MatchState
from cashwright.kernel.actors import Actor, Touch
from cashwright.kernel.clock import now

BY_HAND = "by_hand"
SURE_PPM = 1_000_000  # what a person says is taken as certain


def stored(one: Hypothesis) -> dict[str, Any]:
    """A hypothesis as JSON: the shape of one of Match.alternatives."""
    return {
        "customer_id": one.customer_id,
        "parts": [list(part) for part in one.parts],
        "credits": [list(part) for part in one.credits],
        "difference": _cleared(one.shortfall),
        "short_minor": one.short_minor,
        "over_minor": one.over_minor,
        "lane": one.lane,
        "confidence_ppm": one.confidence_ppm,
        "reasons": list(one.reasons),
    }


def answer_of(match: Match, number: int) -> Answer:
    """What accepting a proposal (0) or its n-th alternative means. Raises NoProposal."""
    if number == 0:
        told: dict[str, Any] = {
            "customer_id": match.customer_id, "parts": match.parts, "credits": match.credits,
            "difference": match.difference, "over_minor": match.over_minor,
        }  # fmt: skip
    elif 1 <= number <= len(match.alternatives):
        told = match.alternatives[number - 1]
    else:
        raise NoProposal(line_id=str(match.line_id), number=number)
    if not told["customer_id"]:
        raise NoProposal(line_id=str(match.line_id), number=number)
    return _answer(told)


def proposed_answers(match: Match) -> list[Answer]:
    """What accepting a match and each of its alternatives means, in their order.

    raises  NoProposal
    """
    return [answer_of(match, number) for number in range(len(match.alternatives) + 1)]


def _answer(told: Mapping[str, Any]) -> Answer:
    short = told["difference"]
    return Answer(
        customer_id=UUID(str(told["customer_id"])),
        parts=_parts(told["parts"]),
        credits=_parts(told["credits"]),
        shortfall=_shortfall(short) if short else None,
        is_on_account=told["over_minor"] > 0,
    )


def _shortfall(told: Mapping[str, Any]) -> Shortfall:
    return Shortfall(
        kind=DifferenceKind(told["kind"]), invoice_id=told["invoice_id"],
        amount_minor=told["amount_minor"],
    )  # fmt: skip


def _cleared(short: Shortfall | None) -> dict[str, Any]:
    if short is None:
        return {}
    return {
        "kind": str(short.kind),
        "invoice_id": short.invoice_id,
        "amount_minor": short.amount_minor,
    }


def _parts(told: Sequence[Sequence[Any]]) -> tuple[Part, ...]:
    return tuple(Part(UUID(document_id), minor) for document_id, _, minor in told)


def own_match(line: BankLine, answer: Answer, proposed: Match | None, number: int | None) -> Match:
    """A standing match that says what a person chose instead of what was proposed first.

    number  of the alternative that was chosen; None when it was none of them
    """
    lane, confidence, reasons = BY_HAND, SURE_PPM, ["said by hand"]
    if proposed is not None and number:
        told = proposed.alternatives[number - 1]
        lane, confidence, reasons = told["lane"], told["confidence_ppm"], told["reasons"]
    return Match.objects.create(
        entity_id=line.entity_id, line_id=line.pk, customer_id=answer.customer_id, lane=lane,
        confidence_ppm=confidence, reasons=reasons, parts=_told(answer.parts),
        credits=_told(answer.credits), touch=str(Touch.HUMAN), made_on=line.booked_on, made_at=now(),
        difference=_cleared(answer.shortfall),
        over_minor=line.amount_minor
        - sum(part.amount_minor for part in answer.parts)
        + sum(part.amount_minor for part in answer.credits),
    )  # fmt: skip


def _told(parts: Sequence[Part]) -> list[list[Any]]:
    return [[str(part.invoice_id), "", part.amount_minor] for part in parts]


def decide(match: Match, move: str, by: Actor) -> None:
    """Move a match along its table, and note who moved it."""
    match.state = MATCH.after(MatchState(match.state), move)
    match.decided_at, match.decided_by = now(), by.name
    if move in ("apply", "reject"):
        match.touch = str(by.touch)
    match.save(update_fields=["state", "decided_at", "decided_by", "touch"])
