"""Doing, before delivery: which of the waiting messages go out now, which later, which never.

All of it is decided at the moment of sending, with the customers locked, so that two senders at
once cannot both spend the last of a customer's budget.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from cashwright.areas.controls.services import announce, command
from cashwright.areas.messaging.events import MessageDeferred
from cashwright.areas.messaging.models import Message
from cashwright.areas.messaging.policies import OFF_BUDGET, ContactPolicy, Stop
from cashwright.areas.messaging.ports import Guard, Kept, Waiting
from cashwright.areas.messaging.queries import contact_policy, objections, recipients_of
from cashwright.areas.messaging.rules.windows import (
    Contacted,
    Recipient,
    Verdict,
    may_contact,
)
from cashwright.areas.messaging.services.moving import move
from cashwright.areas.messaging.services.numbering import number_letters
from cashwright.areas.messaging.services.rewording import REWORDED, reword
from cashwright.areas.messaging.states import MessageState
from cashwright.areas.parties.models import Customer
from cashwright.areas.parties.policies import Channel, Purpose
from cashwright.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Batch:
    """What came of a look at the queue.

    messages  all that were looked at: sending, suppressed, held, or still queued (deferred)
    deferred  those that wait for their window
    letter_nos  the number of each letter that is to be printed
    policies  what each legal entity keeps to
    """

    messages: Sequence[Message]
    deferred: frozenset[UUID]
    letter_nos: Mapping[UUID, str]
    policies: Mapping[UUID, ContactPolicy]

    @property
    def going(self) -> list[Message]:
        return [one for one in self.messages if one.state == MessageState.SENDING]


def due_messages(
    rows: QuerySet[Message], entity_id: UUID | None, channels: Sequence[str], at: datetime
) -> QuerySet[Message]:
    """The messages that wait and may be looked at by now."""
    waiting = rows.filter(
        Q(not_before_at__isnull=True) | Q(not_before_at__lte=at),
        state=MessageState.QUEUED, channel__in=channels,
    )  # fmt: skip
    return waiting if entity_id is None else waiting.filter(entity_id=entity_id)


def waiting_channels(entity_id: UUID | None) -> set[str]:
    """The channels on which anything waits, due or not."""
    rows = Message.objects.filter(state=MessageState.QUEUED).order_by()
    if entity_id is not None:
        rows = rows.filter(entity_id=entity_id)
    return set(rows.values_list("channel", flat=True).distinct())


@command
def hand_over(
    limit: int,
    entity_id: UUID | None,
    channels: Sequence[str],
    *,
    on: date,
    at: datetime,
    by: Actor,
    guard: Guard,
) -> Batch:
    """Lock the next messages and note each: handed over, suppressed with its rule, or later.

    locks  messages in id order (those another sender holds are passed over), then their customers
    """
    # Read.
    rows = Message.objects.select_for_update(skip_locked=True, of=("self",))
    due = due_messages(rows, entity_id, channels, at).select_related("entity", "customer")
    batch = list(due.order_by("pk")[:limit])
    if not batch:
        return Batch((), frozenset(), {}, {})
    _lock_customers(batch)
    seen = [waiting_of(message) for message in batch]
    policies = {one: contact_policy(one, on) for one in {m.entity_id for m in batch}}

    # Decide.
    said = guard(seen)
    stopped = {pk: word for pk, word in said.items() if isinstance(word, str)} | objections(
        seen, on=on, policies=policies,
        addresses={message.pk: message.to_address for message in batch},
    )  # fmt: skip
    kept = {pk: word.reason for pk, word in said.items() if isinstance(word, Kept)}
    kept = {pk: reason for pk, reason in kept.items() if pk not in stopped}
    open_ = [message for message in batch if message.pk not in stopped and message.pk not in kept]
    verdicts = _verdicts(open_, policies, at)
    never = {pk: Stop.NO_WINDOW for pk, told in verdicts.items() if told.stop and not told.next_at}
    stopped |= never
    later = {pk: told for pk, told in verdicts.items() if told.stop and told.next_at}
    going = [one for one in open_ if one.pk not in later and one.pk not in never]

    # Write and tell.
    reworded = reword(going, said, by=by)
    move(
        [(one, "suppress", stopped[one.pk]) for one in batch if one.pk in stopped]
        + [(one, "hold", kept[one.pk]) for one in batch if one.pk in kept]
        + [(one, "hand_over", REWORDED if one.pk in reworded else "") for one in going],
        by=by,
        at=at,
    )
    for message in batch:
        if message.pk in later:
            _defer(message, later[message.pk], by)
    return Batch(batch, frozenset(later), number_letters(going, on=on), policies)


def waiting_of(message: Message) -> Waiting:
    """A message as guards and attachers see it."""
    return Waiting(
        message_id=message.pk, entity_id=message.entity_id, customer_id=message.customer_id,
        contact_id=message.contact_id, purpose=message.purpose,
        document_ids=tuple(message.document_ids), channel=message.channel,
        language=message.language, template=message.template, subject=message.subject,
        body_text=message.body_text, figures=message.figures,
    )  # fmt: skip


def _lock_customers(batch: Sequence[Message]) -> None:
    """Of those whose budget is about to be spent; documents and confirmations spend none."""
    spending = {one.customer_id for one in batch if one.purpose not in OFF_BUDGET}
    if spending:
        rows = Customer.objects.select_for_update(no_key=True).filter(pk__in=spending)
        list(rows.order_by("pk").values_list("pk", flat=True))


def _verdicts(
    messages: Sequence[Message], policies: Mapping[UUID, ContactPolicy], at: datetime
) -> dict[UUID, Verdict]:
    """Whether each may go out now; what goes out counts for what comes after it in the batch."""
    known = recipients_of(messages, at=at)
    sent: dict[UUID, list[Contacted]] = {}
    verdicts: dict[UUID, Verdict] = {}
    for message in messages:
        policy = policies[message.entity_id]
        if _is_free(message, policy):
            continue
        recipient = _with(known[message.pk], sent.get(message.customer_id, ()))
        if message.purpose in OFF_BUDGET:  # it has its hours to keep to, however much was said
            recipient = replace(recipient, history=())
        verdicts[message.pk] = may_contact(recipient, policy, message.channel, at)
        if verdicts[message.pk].stop is None and message.purpose not in OFF_BUDGET:
            sent.setdefault(message.customer_id, []).append(Contacted(at, message.channel))
    return verdicts


def _is_free(message: Message, policy: ContactPolicy) -> bool:
    """What goes out at any hour: documents where the policy says so, answers, and what a person
    posts or what waits in the portal until somebody looks."""
    if message.purpose == Purpose.INVOICES and policy.documents_any_time:
        return True
    return message.thread_id is not None


def _with(recipient: Recipient, sent: Sequence[Contacted]) -> Recipient:
    return replace(recipient, history=[*recipient.history, *sent]) if sent else recipient


def _defer(message: Message, verdict: Verdict, by: Actor) -> None:
    assert verdict.stop is not None
    assert verdict.next_at is not None
    message.not_before_at, message.reason = verdict.next_at, str(verdict.stop)
    message.save(update_fields=["not_before_at", "reason"])
    event = MessageDeferred(
        entity_id=message.entity_id, customer_id=message.customer_id, message_id=message.pk,
        rule=str(verdict.stop), not_before_at=verdict.next_at,
    )  # fmt: skip
    announce(event, by=by)


CHANNELS = (Channel.EMAIL, Channel.SMS, Channel.POST, Channel.PORTAL)
