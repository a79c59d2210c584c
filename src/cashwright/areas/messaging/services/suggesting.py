"""Doing, about suggestions: only a person says whether the machine read a mail rightly."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from cashwright.areas.controls.services import announce, command
from cashwright.areas.messaging.events import SuggestionDecided
from cashwright.areas.messaging.models import Suggestion
from cashwright.areas.messaging.policies.inbox import Intent
from cashwright.areas.messaging.refusals import OnlyAPerson
from cashwright.areas.messaging.services.threads import locked_thread, move_thread
from cashwright.areas.messaging.states import SUGGESTION, SuggestionState, ThreadState
from cashwright.kernel.actors import Actor, Touch
from cashwright.kernel.clock import now
from cashwright.kernel.refusals import NotFound


@command
def confirm_suggestion(
    *,
    suggestion_id: UUID,
    by: Actor,
    facts: Mapping[str, Any] | None = None,
    intent: Intent | None = None,
    is_answer: bool = True,
) -> Suggestion:
    """Agree to a suggestion, with other facts or as something else where it was misread.

    facts      what is said otherwise; None or "" takes a fact away
    is_answer  its conversation counts as answered then, once nothing else in it waits
    raises     NotFound, OnlyAPerson, NotAllowedNow (it was decided before)
    """
    suggestion = _locked(suggestion_id, by)
    both = {**suggestion.facts, **(facts or {})}
    told = {name: value for name, value in both.items() if value not in (None, "")}
    meant = str(intent or suggestion.intent)
    is_edited = told != suggestion.facts or meant != suggestion.intent
    suggestion.facts = told
    _decide(suggestion, "edit" if is_edited else "confirm", meant, by)
    thread = locked_thread(suggestion.inbound.thread_id)
    waits = Suggestion.objects.filter(inbound__thread=thread, state=SuggestionState.OPEN)
    if is_answer and thread.state == ThreadState.WAITING and not waits.exists():
        move_thread(thread, "answer", by=by)
    return suggestion


@command
def reject_suggestion(*, suggestion_id: UUID, by: Actor) -> Suggestion:
    """Say that a mail was misread; its conversation goes on waiting for an answer.

    raises  NotFound, OnlyAPerson, NotAllowedNow (it was decided before)
    """
    suggestion = _locked(suggestion_id, by)
    _decide(suggestion, "reject", "", by)
    return suggestion


def _locked(suggestion_id: UUID, by: Actor) -> Suggestion:
    if by.touch is not Touch.HUMAN:
        raise OnlyAPerson(message_id=str(suggestion_id))
    rows = Suggestion.objects.select_for_update(of=("self",)).select_related("inbound")
    suggestion = rows.filter(pk=suggestion_id).first()
    if suggestion is None:
        raise NotFound(document="suggestion", id=str(suggestion_id))
    return suggestion


def _decide(suggestion: Suggestion, move: str, meant: str, by: Actor) -> None:
    suggestion.state = SUGGESTION.after(SuggestionState(suggestion.state), move)
    suggestion.decided_by, suggestion.decided_at = by.name, now()
    suggestion.decided_intent = meant
    suggestion.save(update_fields=["state", "facts", "decided_by", "decided_at", "decided_intent"])
    inbound = suggestion.inbound
    event = SuggestionDecided(
        entity_id=inbound.entity_id, customer_id=inbound.customer_id, suggestion_id=suggestion.pk,
        inbound_id=inbound.pk, state=str(suggestion.state), intent=suggestion.intent,
        decided_intent=meant,
    )  # fmt: skip
    announce(event, by=by)
