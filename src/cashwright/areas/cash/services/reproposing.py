"""A slip is taken back with one key: what was proposed before a person's answer is proposed again."""

from datetime import date, timedelta
from uuid import UUID

from cashwright.areas.cash.events import MatchProposed
from cashwright.areas.cash.models import BankLine, Match
from cashwright.areas.cash.queries import standing_match
from cashwright.areas.cash.services.proposals import BY_HAND
from cashwright.areas.cash.services.setting_aside import undo_line
from cashwright.areas.cash.states import MatchState
from cashwright.areas.controls.services import announce, command
from cashwright.kernel.actors import Actor, Touch
from cashwright.kernel.clock import now
from cashwright.kernel.ids import new_id

_ONE_ACT = timedelta(seconds=10)  # rejecting a proposal for another answer, and giving that answer


@command
def undo_answer(*, line_id: UUID, on: date, by: Actor, reason: str) -> BankLine:
    """Take an answer back as `undo_line` does, and let the proposal it answered stand again.

    raises  NotFound, NotAllowedNow, AppliedTooEarly, PeriodClosed
    """
    before = _proposed_before(line_id)
    line = undo_line(line_id=line_id, on=on, by=by, reason=reason)
    if before is None:
        return line
    again = Match.objects.create(
        id=new_id(), entity_id=line.entity_id, line_id=line.pk, customer_id=before.customer_id,
        lane=before.lane, confidence_ppm=before.confidence_ppm, parts=before.parts,
        credits=before.credits, difference=before.difference, over_minor=before.over_minor,
        short_minor=before.short_minor, reasons=before.reasons, weights=before.weights,
        guards=before.guards, alternatives=before.alternatives, is_certain=before.is_certain,
        touch=str(Touch.RULE), made_on=before.made_on, made_at=now(),
    )  # fmt: skip
    event = MatchProposed(
        entity_id=line.entity_id, line_id=line.pk, match_id=again.pk, customer_id=again.customer_id,
        lane=again.lane, confidence_ppm=again.confidence_ppm, state=again.state,
    )  # fmt: skip
    announce(event, by=by, why=reason)
    return line


def _proposed_before(line_id: UUID) -> Match | None:
    """What was proposed when the standing answer was given; None where nothing was."""
    answer = standing_match(line_id)
    rejected = Match.objects.filter(line_id=line_id, state=MatchState.REJECTED)
    last = rejected.order_by("-decided_at", "-pk").first()
    if answer is None:  # set aside, if anything
        return last
    if last and last.decided_at and abs(answer.made_at - last.decided_at) < _ONE_ACT:
        return last
    return None if answer.lane == BY_HAND else answer
