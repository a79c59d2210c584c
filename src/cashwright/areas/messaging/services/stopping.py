"""Doing, about who answers with nothing but STOP: no more such messages, at once, and told so once."""

from html import escape

from cashwright.areas.controls.services import command
from cashwright.areas.messaging.models import Inbound, Message
from cashwright.areas.messaging.policies import BlockReason
from cashwright.areas.messaging.queries import consents
from cashwright.areas.messaging.rules import Draft, Rendered
from cashwright.areas.messaging.rules.inbox.stopping import heard_text, says_stop
from cashwright.areas.messaging.services.blocking import block_address
from cashwright.areas.messaging.services.queueing import queue_message
from cashwright.areas.parties.policies import Channel, Purpose
from cashwright.areas.parties.services import state_consent
from cashwright.kernel.actors import Actor

BY = Actor.rule("inbox.stop")
_ENDED = (Purpose.REMINDERS, Purpose.MARKETING)


@command
def heed_stop(*, inbound: Inbound) -> bool:
    """Withdraw consent of who wrote STOP and nothing else; whether that is what was written.

    A person who is known wants no more reminders and advertising on this channel: dated facts, stated
    by a rule, with the mail as their proof. A phone number is blocked besides. Of a person nobody knows
    nothing follows; a person reads on. What was withdrawn before is not withdrawn again.

    An answer goes out by mail, once. To a text message none does: the phone companies answer it.
    """
    channel = Channel(inbound.channel)
    if inbound.is_auto or inbound.contact is None or inbound.customer_id is None:
        return False
    if not says_stop(inbound.reply_text or inbound.subject, channel=channel):
        return False
    said = consents([inbound.contact.pk])
    ended = [one for one in _ENDED if said.get((inbound.contact.pk, channel, one)) is not False]
    for purpose in ended:
        state_consent(
            contact_id=inbound.contact.pk, channel=channel, purpose=purpose, is_given=False,
            stated_at=inbound.sent_at or inbound.received_at, proof=f"wrote stop: {inbound.public_id}",
            by=BY,
        )  # fmt: skip
    if channel == Channel.SMS:
        block_address(
            entity_id=inbound.entity_id, channel=channel, address=inbound.from_address,
            reason=BlockReason.OPT_OUT, by=BY,
        )  # fmt: skip
    elif ended:
        _tell(inbound)
    return True


def _tell(inbound: Inbound) -> None:
    assert inbound.customer_id is not None, "asked before"
    said = heard_text(inbound.language)
    message = queue_message(
        Draft(
            entity_id=inbound.entity_id, customer_id=inbound.customer_id,
            contact_id=inbound.contact_id, to_address=inbound.from_address,
            purpose=Purpose.CONFIRMATIONS, language=inbound.language or "en", template="",
            said=Rendered(f"Re: {inbound.subject or inbound.thread.subject}"[:400], said, f"<p>{escape(said)}</p>"),
            dedupe_key=f"stop:{inbound.pk}",
        ),
        by=BY,
    )  # fmt: skip
    assert message is not None, "the key is the mail's own"
    Message.objects.filter(pk=message.pk).update(thread=inbound.thread)
