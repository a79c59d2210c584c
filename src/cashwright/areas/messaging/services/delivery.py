"""Doing, about delivery: note, commit, send, note.

Nothing is sent inside a transaction. A batch is first noted as handed over and committed; then
each message is given to its channel; then the outcomes are noted. A crash in between leaves them
handed over, the sweep makes them unknown, and a person decides: no message goes out twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from cashwright.areas.controls import journal
from cashwright.areas.controls.services import command
from cashwright.areas.messaging.models import Letter, Message
from cashwright.areas.messaging.policies import BlockReason
from cashwright.areas.messaging.ports import (
    Attacher,
    Guard,
    Later,
    Receipt,
    Refused,
    Sender,
    SendError,
    Unreachable,
    nothing_attached,
    nothing_changed,
)
from cashwright.areas.messaging.refusals import MailUnreachable
from cashwright.areas.messaging.rules.retrying import next_try
from cashwright.areas.messaging.services.blocking import block_address
from cashwright.areas.messaging.services.handing import (
    CHANNELS,
    Batch,
    due_messages,
    hand_over,
    waiting_channels,
    waiting_of,
)
from cashwright.areas.messaging.services.moving import move
from cashwright.areas.messaging.services.outgoing import outgoing
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import SystemClock, now
from cashwright.kernel.refusals import Refusal

_BATCH = 50  # so many are in doubt at most when a sender dies; more at once save little

_GONE = ("lose", "take_back")
"""The moves of a message that tell of a channel that went away."""

_PUT_OFF = "put_off"


@dataclass(slots=True)
class DeliveryReport:
    """How many messages came to which end.

    queued    taken back: the channel went away before it was asked
    deferred  wait for their window, or are tried again later; held: letters that are printed and wait
              to be posted, and what a person has to see first
    """

    sent: int = 0
    failed: int = 0
    unknown: int = 0
    suppressed: int = 0
    queued: int = 0
    deferred: int = 0
    held: int = 0

    def count(self, state: str) -> None:
        assert state in {one.name for one in fields(self)}
        setattr(self, state, getattr(self, state) + 1)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of one message: its move, why, and what the channel gave for it."""

    message: Message
    move: str
    reason: str = ""
    receipt: Receipt = field(default_factory=lambda: Receipt(""))
    is_final: bool = False
    later_at: datetime | None = None


def deliver_queued(
    *,
    limit: int,
    on: date,
    by: Actor,
    guard: Guard = nothing_changed,
    attach: Attacher = nothing_attached,
    entity_id: UUID | None = None,
    at: datetime | None = None,
) -> DeliveryReport:
    """Send up to `limit` queued messages, oldest first; not to be called inside a command.

    on         the business day by which holds are judged
    at         the instant by which windows and budgets are judged; without it now, by the clock of
               the books where messages become files, by the machine's own where they reach people
    guard      asked last, as the books stand then: what was paid since is not reminded of, and what
               changed is said as it stands
    attach     asked for what goes with each message; what it refuses fails, and a person sends it
               again once the cause is mended
    entity_id  only messages of this legal entity; of all when None
    raises     MailUnreachable; then nothing was handed over on that channel
    repeat     each message is handed over once; several workers share the queue
    """
    assert journal.unit.get() is None, "nothing external happens inside a command"
    report = DeliveryReport()
    unreachable: MailUnreachable | None = None
    queued = waiting_channels(entity_id)
    for channel in CHANNELS if queued else ():
        sender = sender_of(channel)
        job = _Job(
            channel=channel, sender=sender, entity_id=entity_id, on=on, by=by, guard=guard,
            attach=attach, at=at or (SystemClock().now() if sender.reaches_people else now()),
        )  # fmt: skip
        if limit <= 0 or channel not in queued or not job.is_waited_for():
            continue
        try:
            with sender.open():
                limit -= _drain(job, limit, report)
        except Unreachable as error:
            unreachable = MailUnreachable(reason=str(error))
    if unreachable is not None:
        raise unreachable
    return report


def sender_of(channel: str) -> Sender:
    """What sends on a channel, anew for each delivery: it holds a connection.

    The settings name it, because connectors may not be imported here.
    """
    made: Sender = import_string(settings.CASHWRIGHT_SENDERS[channel])()
    return made


def sends_by_the_machines_clock() -> bool:
    """Whether a channel reaches people, and windows are those of the machine's own day."""
    return any(sender_of(channel).reaches_people for channel in CHANNELS)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """One channel's part of a delivery."""

    channel: str
    sender: Sender
    entity_id: UUID | None
    on: date
    at: datetime
    by: Actor
    guard: Guard
    attach: Attacher

    def is_waited_for(self) -> bool:
        rows = due_messages(Message.objects.all(), self.entity_id, [self.channel], self.at)
        return rows.exists()

    def hand_over(self, size: int) -> Batch:
        return hand_over(
            size, self.entity_id, [self.channel],
            on=self.on, at=self.at, by=self.by, guard=self.guard,
        )  # fmt: skip


def _drain(job: _Job, limit: int, report: DeliveryReport) -> int:
    """Send batch after batch until nothing waits, the limit is reached, or the channel went away."""
    looked_at = 0
    while looked_at < limit:
        batch = job.hand_over(min(limit - looked_at, _BATCH))
        if not batch.messages:
            break
        outcomes = _send_all(job, batch)
        _note(outcomes, job=job, letter_nos=batch.letter_nos)
        waits = batch.deferred | {one.message.pk for one in outcomes if one.move == _PUT_OFF}
        for message in batch.messages:
            report.count("deferred" if message.pk in waits else message.state)
        looked_at += len(batch.messages)
        if any(one.move in _GONE for one in outcomes):
            break  # what waits stays queued for the next call
    return looked_at


def _send_all(job: _Job, batch: Batch) -> list[_Outcome]:
    """Send one by one; once the channel is gone the rest is taken back, it was never asked."""
    outcomes: list[_Outcome] = []
    is_gone = False
    for message in batch.going:
        if is_gone:
            outcomes.append(_Outcome(message, "take_back", "the channel went away"))
            continue
        outcome = _send(job, message, batch)
        is_gone = outcome.move in _GONE
        outcomes.append(outcome)
    return outcomes


def _send(job: _Job, message: Message, batch: Batch) -> _Outcome:
    try:
        attached = job.attach(waiting_of(message))
        letter = outgoing(
            message, letter_no=batch.letter_nos.get(message.pk, ""), on=job.on,
            policy=batch.policies[message.entity_id],
        )  # fmt: skip
        receipt = job.sender.send(letter, attached)
    except Refusal as refusal:
        return _Outcome(message, "fail", refusal.code)
    except Unreachable as error:
        return _Outcome(message, "take_back", str(error))
    except Later as error:
        return _put_off(job, message, str(error))
    except Refused as error:
        return _Outcome(message, "fail", str(error), is_final=error.is_final)
    except SendError as error:
        return _Outcome(message, "lose", str(error))
    return _Outcome(message, "print" if receipt.paper else "deliver", receipt=receipt)


def _put_off(job: _Job, message: Message, told: str) -> _Outcome:
    """The server asked to come again: later, and in the end not at all."""
    message.tries += 1
    later = next_try(job.at, message.tries)
    return _Outcome(message, _PUT_OFF if later else "fail", told, later_at=later)


@command
def _note(outcomes: Sequence[_Outcome], *, job: _Job, letter_nos: Mapping[UUID, str]) -> None:
    """Write down what became of a batch."""
    for one in outcomes:
        if one.receipt.paper:
            _keep_paper(one, letter_nos[one.message.pk], job)
    _note_ids(outcomes)
    move(
        [(one.message, one.move, one.reason or _WAITS.get(one.move, "")) for one in outcomes],
        by=job.by, at=job.at,
    )  # fmt: skip
    for one in outcomes:
        if one.later_at is not None:
            Message.objects.filter(pk=one.message.pk).update(
                tries=one.message.tries, not_before_at=one.later_at
            )
        if one.is_final:
            Message.objects.filter(pk=one.message.pk).update(bounced_at=job.at)
            block_address(
                entity_id=one.message.entity_id, channel=one.message.channel,
                address=one.message.to_address, reason=BlockReason.BOUNCE,
                message_id=one.message.pk, by=job.by,
            )  # fmt: skip


_WAITS = {"print": "to_post"}


def _keep_paper(one: _Outcome, letter_no: str, job: _Job) -> None:
    Letter.objects.update_or_create(
        message=one.message,
        defaults={
            "entity_id": one.message.entity_id, "letter_no": letter_no, "dated_on": job.on,
            "pdf": one.receipt.paper, "made_at": job.at,
        },
    )  # fmt: skip


def _note_ids(outcomes: Sequence[_Outcome]) -> None:
    """Keep the ids by which the providers know what they took."""
    for one in outcomes:
        if one.receipt.provider_id:
            one.message.provider = one.receipt.provider
            one.message.provider_id = one.receipt.provider_id
    named = [one.message for one in outcomes if one.receipt.provider_id]
    if named:
        Message.objects.bulk_update(named, ["provider", "provider_id"])
