"""Doing, about a message's state: the moves a person makes, and what all moves share."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from cashwright.areas.controls.services import announce, command
from cashwright.areas.messaging.events import MessageMoved
from cashwright.areas.messaging.models import Letter, Message
from cashwright.areas.messaging.policies import FIGURES_CHANGED
from cashwright.areas.messaging.refusals import OnlyAPerson
from cashwright.areas.messaging.states import MESSAGE, MessageState
from cashwright.kernel.actors import Actor, Touch
from cashwright.kernel.clock import SystemClock, now
from cashwright.kernel.refusals import NotAllowedNow, NotFound

_SILENT_FOR = timedelta(minutes=15)


def move(
    messages: Sequence[tuple[Message, str, str]], *, by: Actor, at: datetime | None = None
) -> None:
    """Move locked messages, inside the command in progress: (message, move, reason) each.

    at      when, by the clock messages go by; now when not given
    raises  NotAllowedNow when the state of one does not allow its move
    """
    alike: dict[tuple[str, str], list[UUID]] = {}
    at, handed_over_at = at or now(), SystemClock().now()
    for message, name, reason in messages:
        message.state = MESSAGE.after(MessageState(message.state), name)
        message.reason = reason[:400]
        if message.state == MessageState.SENT:
            message.sent_at = at
        if message.state == MessageState.SENDING:
            message.tried_at, message.handed_over_at = at, handed_over_at
        if name == "bounce":
            message.bounced_at = at
        alike.setdefault((message.state, message.reason), []).append(message.pk)
        event = MessageMoved(
            entity_id=message.entity_id, customer_id=message.customer_id, message_id=message.pk,
            move=name, state=str(message.state), reason=message.reason,
        )  # fmt: skip
        announce(event, by=by)
    # One UPDATE for all that end alike: bulk_update takes half the time of a delivery.
    for (state, reason), ids in alike.items():
        changes: dict[str, object] = {"state": state, "reason": reason}
        if state == MessageState.SENT:
            changes["sent_at"] = at
        if state == MessageState.SENDING:
            changes |= {"tried_at": at, "handed_over_at": handed_over_at}
        if state == MessageState.BOUNCED:
            changes["bounced_at"] = at
        if state == MessageState.DELIVERED:  # it arrived after all
            changes["bounced_at"] = None
        Message.objects.filter(pk__in=ids).update(**changes)


@command
def hold_message(*, message_id: UUID, reason: str, by: Actor) -> Message:
    """Keep a queued message until a person lets it go. Raises NotFound, NotAllowedNow."""
    message = _locked(message_id)
    move([(message, "hold", reason)], by=by)
    return message


@command
def release_message(*, message_id: UUID, by: Actor) -> Message:
    """Let a held message go, into its window. Raises NotFound, OnlyAPerson, NotAllowedNow.

    A letter that is printed already is posted, not let go: see post_letter.
    """
    message = _locked(message_id)
    if by.touch is not Touch.HUMAN:
        raise OnlyAPerson(message_id=str(message_id))
    if Letter.objects.filter(message_id=message_id).exists():
        raise NotAllowedNow(document="message", state="printed", move="release")
    if message.reason == FIGURES_CHANGED:
        # Who typed it has seen how things stand, and lets it go as it is.
        Message.objects.filter(pk=message_id).update(figures={})
    move([(message, "release", "")], by=by)
    return message


@command
def post_letter(*, message_id: UUID, at: datetime, by: Actor) -> Message:
    """Note that a person posted a printed letter. Raises NotFound, OnlyAPerson, NotAllowedNow."""
    message = _locked(message_id)
    if by.touch is not Touch.HUMAN:
        raise OnlyAPerson(message_id=str(message_id))
    if not Letter.objects.filter(message_id=message_id).exists():
        raise NotAllowedNow(document="message", state=str(message.state), move="post")
    move([(message, "post", "")], by=by, at=at)
    return message


@command
def suppress_message(*, message_id: UUID, reason: str, by: Actor) -> Message:
    """Keep a queued message from going out. Raises NotFound, NotAllowedNow."""
    message = _locked(message_id)
    move([(message, "suppress", reason)], by=by)
    return message


@command
def send_again(*, message_id: UUID, reason: str, by: Actor) -> Message:
    """Queue a failed or unknown message again: only a person who looked may do that.

    raises  NotFound, OnlyAPerson, NotAllowedNow
    """
    message = _locked(message_id)
    if by.touch is not Touch.HUMAN:
        raise OnlyAPerson(message_id=str(message_id))
    move([(message, "send_again", reason)], by=by)
    return message


@command
def confirm_sent(*, message_id: UUID, reason: str, by: Actor) -> Message:
    """Note that an unknown message did go out. Raises NotFound, OnlyAPerson, NotAllowedNow."""
    message = _locked(message_id)
    if by.touch is not Touch.HUMAN:
        raise OnlyAPerson(message_id=str(message_id))
    move([(message, "confirm", reason)], by=by)
    return message


@command
def sweep_lost(*, by: Actor, at: datetime | None = None) -> int:
    """Mark as unknown what was handed over and never heard of for 15 minutes; returns how many.

    at  by the machine's own clock, whatever day the books believe it is
    """
    before = (at or SystemClock().now()) - _SILENT_FOR
    silent = Message.objects.select_for_update(skip_locked=True).filter(
        state=MessageState.SENDING, handed_over_at__lte=before
    )
    lost = list(silent.order_by("pk"))
    move([(message, "lose", "the sender stopped while sending") for message in lost], by=by)
    return len(lost)


def _locked(message_id: UUID) -> Message:
    message = Message.objects.select_for_update().filter(pk=message_id).first()
    if message is None:
        raise NotFound(document="message", id=str(message_id))
    return message
