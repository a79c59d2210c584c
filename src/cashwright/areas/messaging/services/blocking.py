"""Doing, about addresses nothing is sent to any more, and people who want no more messages."""

from datetime import datetime
from uuid import UUID

from cashwright.areas.controls.services import announce, command
from cashwright.areas.messaging.events import AddressBlocked, BlockLifted
from cashwright.areas.messaging.models import BlockedAddress, Message
from cashwright.areas.messaging.policies import BlockReason
from cashwright.areas.messaging.queries import address_hash
from cashwright.areas.messaging.refusals import OnlyAPerson
from cashwright.areas.parties.policies import Channel, Purpose
from cashwright.areas.parties.services import state_consent
from cashwright.kernel.actors import Actor, Touch
from cashwright.kernel.clock import now
from cashwright.kernel.refusals import NotAllowedNow, NotFound


@command
def block_address(
    *,
    entity_id: UUID,
    channel: str,
    address: str,
    reason: BlockReason,
    by: Actor,
    message_id: UUID | None = None,
) -> BlockedAddress | None:
    """Send nothing to an address any more; None when that is so already, or there is no address."""
    if not address:
        return None
    block, is_new = BlockedAddress.objects.get_or_create(
        entity_id=entity_id, channel=channel, address_hash=address_hash(channel, address),
        lifted_at__isnull=True,
        defaults={"reason": reason, "message_id": message_id, "blocked_at": now()},
    )  # fmt: skip
    if not is_new:
        return None
    event = AddressBlocked(
        entity_id=entity_id, block_id=block.pk, channel=channel, reason=str(reason),
        message_id=message_id,
    )  # fmt: skip
    announce(event, by=by)
    return block


@command
def lift_block(*, block_id: UUID, by: Actor, why: str) -> BlockedAddress:
    """Let an address be written to again: only a person who found that it may be.

    raises  NotFound, OnlyAPerson, NotAllowedNow (lifted already)
    """
    block = BlockedAddress.objects.select_for_update().filter(pk=block_id).first()
    if block is None:
        raise NotFound(document="blocked address", id=str(block_id))
    if by.touch is not Touch.HUMAN:
        raise OnlyAPerson(message_id=str(block.message_id or block_id))
    if block.lifted_at is not None:
        raise NotAllowedNow(document="blocked address", state="lifted", move="lift")
    block.lifted_at, block.lifted_by = now(), by.name
    block.save(update_fields=["lifted_at", "lifted_by"])
    event = BlockLifted(entity_id=block.entity_id, block_id=block.pk, channel=block.channel)
    announce(event, by=by, why=why)
    return block


@command
def opt_out(*, message: Message, at: datetime, proof: str, by: Actor) -> None:
    """Whoever got a message wants no more of its kind; at once.

    A known person's consent is withdrawn for what the message was for, on its channel. A phone
    number, or an address nobody is known at, is blocked whole. Twice changes nothing more.
    proof   what was said or clicked; kept sealed
    """
    if message.contact_id is not None:
        state_consent(
            contact_id=message.contact_id, channel=Channel(message.channel),
            purpose=Purpose(message.purpose), is_given=False, stated_at=at, proof=proof, by=by,
        )  # fmt: skip
    if message.contact_id is None or message.channel == Channel.SMS:
        block_address(
            entity_id=message.entity_id, channel=message.channel, address=message.to_address,
            reason=BlockReason.OPT_OUT, message_id=message.pk, by=by,
        )  # fmt: skip
