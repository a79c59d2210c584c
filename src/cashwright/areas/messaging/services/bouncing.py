"""Doing, about messages that came back: noted once, for whoever sends what follows."""

from uuid import UUID

from cashwright.areas.controls.services import command
from cashwright.areas.messaging.models import Message
from cashwright.areas.messaging.policies import BlockReason
from cashwright.areas.messaging.services.blocking import block_address
from cashwright.areas.messaging.services.moving import move
from cashwright.areas.messaging.states import MessageState
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import NotFound


@command
def note_bounce(
    *, message_id: UUID, status: str, by: Actor, is_dead: bool = False
) -> Message | None:
    """Note that a sent message came back; None when that was known.

    is_dead  its address is of no use: nothing is sent there any more
    status   the enhanced status code alone: what servers say in words repeats the address
    raises   NotFound, NotAllowedNow (it was never sent)
    """
    message = Message.objects.select_for_update().filter(pk=message_id).first()
    if message is None:
        raise NotFound(document="message", id=str(message_id))
    if message.state == MessageState.BOUNCED:
        return None
    move([(message, "bounce", status)], by=by)
    if is_dead:
        block_address(
            entity_id=message.entity_id, channel=message.channel, address=message.to_address,
            reason=BlockReason.BOUNCE, message_id=message.pk, by=by,
        )  # fmt: skip
    return message
