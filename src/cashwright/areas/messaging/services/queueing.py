"""Doing, about messages that are to be said: each once, to exactly one address."""

from collections.abc import Sequence
from uuid import UUID

from cashwright.areas.access.rules import one_address
from cashwright.areas.controls.services import announce, command
from cashwright.areas.messaging.events import MessageQueued
from cashwright.areas.messaging.models import Mention, Message
from cashwright.areas.messaging.rules import Draft
from cashwright.areas.messaging.states import MESSAGE, MessageState
from cashwright.areas.parties.models import Customer
from cashwright.areas.parties.policies import Channel
from cashwright.areas.parties.rules import words
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.refusals import NotFound


def queue_message(draft: Draft, *, by: Actor) -> Message | None:
    """Queue one message; None when it, or anything it mentions, was said before."""
    return queue_messages([draft], by=by)[0]


@command
def queue_messages(drafts: Sequence[Draft], *, by: Actor) -> list[Message | None]:
    """Queue messages; in the place of each its row, or None when it was said before.

    raises  BadAddress, BadInput (a subject of two lines), NotFound (a customer); then none is
    locks   the customers in id order
    repeat  a second call queues nothing
    """
    # Read.
    asked = {draft.customer_id for draft in drafts}
    locked = Customer.objects.select_for_update().filter(pk__in=asked).order_by("pk")
    missing = asked - set(locked.values_list("pk", flat=True))
    if missing:
        raise NotFound(document="customer", id=str(min(missing)))
    taken = _said_before(drafts)

    # Decide.
    made: list[Message | None] = []
    for draft in drafts:
        marks: set[object] = {(draft.entity_id, draft.dedupe_key.strip()), *draft.mentions}
        made.append(None if marks & taken else _message(draft, by))
        taken |= marks

    # Write.
    pairs = [(m, d) for m, d in zip(made, drafts, strict=True) if m is not None]
    Message.objects.bulk_create([message for message, _ in pairs])
    Mention.objects.bulk_create(
        [
            Mention(message=message, document_id=document_id, key=key)
            for message, draft in pairs
            for document_id, key in draft.mentions
        ]
    )

    # Tell.
    for message, _ in pairs:
        announce(_queued(message), by=by)
    return made


def _said_before(drafts: Sequence[Draft]) -> set[object]:
    keys = [words.one_line("dedupe_key", draft.dedupe_key, length_max=160) for draft in drafts]
    documents = {document_id for draft in drafts for document_id, _ in draft.mentions}
    messages = Message.objects.filter(dedupe_key__in=keys)
    mentions = Mention.objects.filter(document_id__in=documents)
    return {
        *messages.values_list("entity_id", "dedupe_key"),
        *mentions.values_list("document_id", "key"),
    }


def _message(draft: Draft, by: Actor) -> Message:
    documents: dict[UUID, None] = dict.fromkeys(document for document, _ in draft.mentions)
    return Message(
        entity_id=draft.entity_id,
        customer_id=draft.customer_id,
        contact_id=draft.contact_id,
        channel=draft.channel,
        purpose=draft.purpose,
        to_address=_address(draft),
        language=draft.language,
        subject=words.one_line("subject", draft.said.subject, length_max=400),
        body_text=words.some_lines("body", draft.said.body_text, length_max=200_000) + "\n",
        body_html=draft.said.body_html,
        template=draft.template,
        document_ids=list(documents),
        dedupe_key=draft.dedupe_key.strip(),
        not_before_at=draft.not_before_at,
        choice=dict(draft.choice),
        figures=dict(draft.figures),
        state=MessageState.HELD if draft.is_held else MESSAGE.start,
        queued_at=now(),
        queued_by=by.name,
    )


def _address(draft: Draft) -> str:
    return one_address(draft.to_address) if draft.channel is Channel.EMAIL else draft.to_address


def _queued(message: Message) -> MessageQueued:
    return MessageQueued(
        entity_id=message.entity_id, customer_id=message.customer_id, message_id=message.pk,
        contact_id=message.contact_id, channel=str(message.channel),
        purpose=str(message.purpose), template=message.template,
        document_ids=tuple(message.document_ids),
    )  # fmt: skip
