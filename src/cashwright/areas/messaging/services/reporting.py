"""Doing, about what providers report: each report taken once, and what follows for message and address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from cashwright.areas.controls.services import announce, command
from cashwright.areas.messaging.events import MessageReported
from cashwright.areas.messaging.models import Message, MessageReport
from cashwright.areas.messaging.policies import BlockReason
from cashwright.areas.messaging.policies.reports import SOFT_BOUNCES_MAX, SOFT_BOUNCES_WITHIN
from cashwright.areas.messaging.ports import ProviderReport, ReportKind
from cashwright.areas.messaging.refusals import MessageNotReported, StillSending
from cashwright.areas.messaging.rules.reports import move_of
from cashwright.areas.messaging.services.blocking import block_address, opt_out
from cashwright.areas.messaging.services.moving import move
from cashwright.areas.messaging.states import MessageState
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.ids import parse_public_id
from cashwright.kernel.refusals import BadInput

_SETTLING = (ReportKind.DELIVERED, ReportKind.BOUNCED)


@dataclass(slots=True)
class Reported:
    """What came of a call: how many reports were new, known, or about no message of ours.

    bounced     messages that came back by it, and whether their address is of no use
    complained  messages that somebody called spam by it
    """

    taken: int = 0
    known: int = 0
    unknown: int = 0
    bounced: list[tuple[Message, bool]] = field(default_factory=list)
    complained: list[Message] = field(default_factory=list)


@command
def take_reports(reports: Sequence[ProviderReport], *, by: Actor) -> Reported:
    """Take what a provider reports, in the order in which it happened.

    raises  MessageNotReported (none is about a message of ours), StillSending; then nothing is taken
    locks   the messages in id order
    repeat  a report that was taken before changes nothing
    """
    # Read.
    ours = _messages(reports)
    done = Reported(unknown=sum(_key(one) not in ours for one in reports))
    if reports and done.unknown == len(reports):
        raise MessageNotReported(provider=reports[0].provider, count=len(reports))
    for message in ours.values():
        if message.state == MessageState.SENDING:
            raise StillSending(message_id=message.public_id)
    keys = [one.key for one in reports]
    known = set(
        MessageReport.objects.filter(report_key__in=keys).values_list("provider", "report_key")
    )

    # Decide, write and tell, one after another: each may depend on the one before.
    for report in sorted(reports, key=lambda one: one.reported_at):
        found = ours.get(_key(report))
        if found is None:
            continue
        if (report.provider, report.key) in known:
            done.known += 1
            continue
        known.add((report.provider, report.key))
        done.taken += 1
        _take(report, found, done, by)
    return done


def _key(report: ProviderReport) -> tuple[str, str, str]:
    return report.provider, report.provider_id, report.message_id


def _messages(reports: Sequence[ProviderReport]) -> Mapping[tuple[str, str, str], Message]:
    """The message of each report, locked: by the id the provider gave, else by our own."""
    named = {one.message_id: pk for one in reports if (pk := _pk(one.message_id))}
    given = Q(pk__in=named.values())
    for provider in {one.provider for one in reports}:
        ids = {one.provider_id for one in reports if one.provider == provider and one.provider_id}
        given |= Q(provider=provider, provider_id__in=ids)
    rows = Message.objects.select_for_update(of=("self",)).filter(given).order_by("pk")
    by_id: dict[object, Message] = {}
    for row in rows:
        by_id[row.pk] = row
        if row.provider_id:
            by_id[row.provider, row.provider_id] = row
    found = {}
    for one in reports:
        message = by_id.get((one.provider, one.provider_id)) or by_id.get(named.get(one.message_id))
        if message is not None:
            found[_key(one)] = message
    return found


def _pk(public_id: str) -> UUID | None:
    try:
        return parse_public_id(Message.PREFIX, public_id) if public_id else None
    except BadInput:
        return None


def _take(report: ProviderReport, message: Message, done: Reported, by: Actor) -> None:
    name = move_of(
        report.kind, report.reported_at, state=MessageState(message.state),
        settled_at=_settled_at(message), handed_over_at=message.handed_over_at,
    )  # fmt: skip
    MessageReport.objects.create(
        entity_id=message.entity_id, message=message, provider=report.provider,
        report_key=report.key, kind=report.kind, is_permanent=report.is_permanent,
        code=report.code[:60], reported_at=report.reported_at, taken_at=now(),
    )  # fmt: skip
    event = MessageReported(
        entity_id=message.entity_id, customer_id=message.customer_id, message_id=message.pk,
        provider=report.provider, kind=str(report.kind), is_permanent=report.is_permanent,
        code=report.code[:60], reported_at=report.reported_at,
    )  # fmt: skip
    announce(event, by=by)
    if name is not None:
        move([(message, name, report.code)], by=by)
    if name == "bounce":
        is_dead = report.is_permanent or _keeps_bouncing(message)
        if is_dead:
            _block(message, BlockReason.BOUNCE, by)
        done.bounced.append((message, is_dead))
    if name == "complain":
        _block(message, BlockReason.COMPLAINT, by)
        done.complained.append(message)
    if report.kind is ReportKind.UNSUBSCRIBED:
        opt_out(message=message, at=report.reported_at, proof="told by the provider", by=by)


def _settled_at(message: Message) -> datetime | None:
    said = message.reports.filter(kind__in=_SETTLING).order_by("-reported_at")
    return said.values_list("reported_at", flat=True).first()


def _keeps_bouncing(message: Message) -> bool:
    """Whether the address failed for now so often of late that it is given up."""
    lately = Message.objects.filter(
        entity_id=message.entity_id, channel=message.channel, to_address=message.to_address,
        bounced_at__gt=now() - SOFT_BOUNCES_WITHIN,
    )  # fmt: skip
    return lately.count() >= SOFT_BOUNCES_MAX


def _block(message: Message, reason: BlockReason, by: Actor) -> None:
    block_address(
        entity_id=message.entity_id, channel=message.channel, address=message.to_address,
        reason=reason, message_id=message.pk, by=by,
    )  # fmt: skip
