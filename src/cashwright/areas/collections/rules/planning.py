"""What one customer hears or what a person does about them today, or the reason why there is none.

Words: a *standing* is what we know of a customer that may stop or turn a step; the *carrier* is the
oldest invoice that still has steps to climb: it speaks for all that are late; a *contact* is one message
or one person's work; a *detour* is why a person does what a message would have.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from cashwright.areas.collections.policies import (
    WRITTEN,
    Act,
    Entry,
    Ladder,
    Step,
    Track,
    Trigger,
)
from cashwright.areas.collections.rules.ladder import (
    UNCLIMBED,
    Climb,
    Day,
    DueStep,
    due_step,
    next_step,
    steps_for,
)
from cashwright.areas.collections.rules.stops import Suppression
from cashwright.kernel.autonomy import Autonomy


class Group(StrEnum):
    """The two messages a customer gets at most."""

    UPCOMING = "upcoming"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True, kw_only=True)
class DunningItem:
    """A posted invoice as the ladder sees it.

    held_minor      the part in dispute; the rest is still reminded of
    pending_minor   what is on its way: a debit the bank has not settled
    promised_until  the last day an open promise may be kept
    """

    invoice_id: str
    currency: str
    issued_on: date
    due_on: date
    balance_minor: int
    held_minor: int = 0
    pending_minor: int = 0
    promised_until: date | None = None
    in_plan: bool = False
    is_placed: bool = False
    due: Climb = UNCLIMBED
    issue: Climb = UNCLIMBED

    @property
    def asked_minor(self) -> int:
        """What may be asked for."""
        return self.balance_minor - self.held_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """Something a step of the event track may follow, about one invoice."""

    trigger: Trigger
    event_id: str
    invoice_id: str
    happened_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What may stop or turn a step for this customer.

    has_contact     somebody can be written to by e-mail
    may_sms         somebody agreed to text messages and has a number
    last_sent_on    the last message of any kind, and sent_7: messages in the last seven days
    sent_7_max      how many there may be
    """

    customer_id: str
    has_contact: bool = True
    has_consent: bool = True
    is_opted_out: bool = False
    is_on_hold: bool = False
    may_sms: bool = False
    is_vip: bool = False
    has_replied: bool = False
    last_sent_on: date | None = None
    sent_7: int = 0
    sent_7_max: int = 3
    segment: str = ""
    risk: str = ""
    language: str = ""
    autonomy: Autonomy = Autonomy.AUTO


@dataclass(frozen=True, slots=True)
class Taken:
    """One step of one invoice that a contact takes."""

    invoice_id: str
    track: Track
    days: int
    skipped: tuple[int, ...] = ()
    event_id: str | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """One message to a customer, or one person's work about them.

    act     what is done; where it is not the lead's own, `detour` tells why
    taken   the steps it takes, the carrier's first; listed are all invoices it names
    """

    group: Group
    lead: Step
    act: Act
    detour: str
    taken: tuple[Taken, ...]
    listed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A step that was due and is not taken today; `group` None: the invoice itself is stopped."""

    invoice_id: str
    track: Track
    days: int
    code: Suppression
    group: Group | None = None
    event_id: str | None = None


@dataclass(frozen=True, slots=True)
class ContactPlan:
    """Every item with a due step is taken by a contact or among the suppressed, never both."""

    contacts: tuple[Contact, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()


VIP = "vip"


def stop_of(item: DunningItem, on: date) -> Suppression | None:
    """The first thing that stops an invoice."""
    stops = {
        Suppression.PAID: item.balance_minor <= 0,
        Suppression.PLACED: item.is_placed,
        Suppression.DISPUTED: item.asked_minor <= 0,
        Suppression.PROMISED: item.promised_until is not None and item.promised_until >= on,
        Suppression.IN_PLAN: item.in_plan,
        Suppression.PENDING: item.pending_minor >= item.asked_minor,
    }
    return next((code for code, holds in stops.items() if holds), None)


def act_of(step: Step, standing: Standing) -> tuple[Act, str]:
    """What is really done for a step, and why when it is something else."""
    if step.act not in WRITTEN:
        return step.act, ""
    if standing.is_vip:
        return Act.PERSON, VIP
    if step.act is Act.SMS and standing.may_sms:
        return Act.SMS, ""
    if step.act in (Act.LETTER, Act.PORTAL):
        return step.act, ""
    unreached = _unreached(standing)
    return (Act.PERSON, str(unreached)) if unreached else (Act.EMAIL, "")


def _unreached(standing: Standing) -> Suppression | None:
    if standing.is_opted_out:
        return Suppression.OPTED_OUT
    if not standing.has_contact:
        return Suppression.NO_CONTACT
    return None if standing.has_consent else Suppression.NO_CONSENT


def plan_contacts(
    ladder: Ladder,
    standing: Standing,
    items: Collection[DunningItem],
    day: Day,
    happened: Sequence[Happened] = (),
) -> ContactPlan:
    """What is said to one customer on a day, or done about them.

    items     of this customer, any order and currency
    happened  what steps of the event track may follow and none has yet
    overdue   the oldest late invoice with steps left carries the others: its step is the lead, what
              else is due goes with it, what is late is listed. What happened leads before any days
    source    I-33, I-34
    """
    on = day.on
    ordered = sorted(items, key=lambda item: (item.due_on, item.invoice_id))
    stops = {item.invoice_id: stop_of(item, on) for item in ordered}
    free = [item for item in ordered if stops[item.invoice_id] is None]
    owed = owed_minor(free, on)
    steps = {
        track: steps_for(
            ladder, track, segment=standing.segment, risk=standing.risk,
            language=standing.language, owed_minor=owed,
        )
        for track in Track
    }  # fmt: skip
    suppressed = [
        Suppressed(item.invoice_id, taken.track, taken.days, code)
        for item in ordered
        if (code := stops[item.invoice_id]) is not None
        for taken in _due(ladder, steps, item, day)
    ]
    contacts = []
    for group in Group:
        contact, put_off = _of_group(group, ladder, steps, standing, free, day, happened)
        suppressed += put_off
        if contact:
            contacts.append(contact)
    return ContactPlan(tuple(contacts), tuple(suppressed))


def owed_minor(free: Sequence[DunningItem], on: date) -> int:
    """The largest overdue sum, one a currency."""
    sums: dict[str, int] = {}
    for item in free:
        if item.due_on < on:
            sums[item.currency] = sums.get(item.currency, 0) + item.asked_minor
    return max(sums.values(), default=0)


def _due(
    ladder: Ladder, steps: Mapping[Track, Sequence[Step]], item: DunningItem, day: Day
) -> list[Taken]:
    """The due steps of an item: of the issue track only while it is not late."""
    found: list[tuple[Track, DueStep | None]] = [
        (
            Track.DUE,
            due_step(steps[Track.DUE], item.due, from_on=item.due_on, day=day, entry=ladder.entry),
        )
    ]
    if item.due_on >= day.on:
        step = due_step(
            steps[Track.ISSUE], item.issue, from_on=item.issued_on, day=day,
            entry=Entry.CONTEXTUAL,
        )  # fmt: skip
        found.append((Track.ISSUE, step))
    return [
        Taken(item.invoice_id, track, due.step.days, due.skipped)
        for track, due in found
        if due is not None
    ]


def _of_group(
    group: Group,
    ladder: Ladder,
    steps: Mapping[Track, Sequence[Step]],
    standing: Standing,
    free: Sequence[DunningItem],
    day: Day,
    happened: Sequence[Happened],
) -> tuple[Contact | None, list[Suppressed]]:
    mine = [item for item in free if (item.due_on < day.on) == (group is Group.OVERDUE)]
    due = [taken for item in mine for taken in _due(ladder, steps, item, day)]
    events = _events(steps[Track.EVENT], mine, day, happened) if group is Group.OVERDUE else []
    if not due and not events:
        return None, []
    if group is Group.OVERDUE and not events:
        carrier = next(item for item in mine if has_left(steps[Track.DUE], item))
        if due[0].invoice_id != carrier.invoice_id:
            return None, [_put_off(taken, Suppression.CARRIED, group) for taken in due]
    lead = _lead_step(steps, events[0] if events else due[0], happened)
    act, detour = act_of(lead, standing)
    code = _code(ladder, standing, mine, day, act=act, detour=detour, group=group)
    if code is not None:
        return None, [_put_off(taken, code, group) for taken in (*events, *due)]
    listed = tuple(item.invoice_id for item in mine)
    if group is Group.UPCOMING:
        listed = tuple(dict.fromkeys(taken.invoice_id for taken in due))
    return Contact(group, lead, act, detour, (*events, *due), listed), []


def _put_off(taken: Taken, code: Suppression, group: Group) -> Suppressed:
    return Suppressed(taken.invoice_id, taken.track, taken.days, code, group, taken.event_id)


def has_left(steps: Sequence[Step], item: DunningItem) -> bool:
    """Whether a late item has a step to climb yet."""
    return next_step(steps, item.due, is_late=True) is not None


def _events(
    steps: Sequence[Step], mine: Sequence[DunningItem], day: Day, happened: Sequence[Happened]
) -> list[Taken]:
    known = {item.invoice_id for item in mine}
    ordered = sorted(happened, key=lambda one: (one.happened_on, one.event_id, one.invoice_id))
    return [
        Taken(one.invoice_id, Track.EVENT, step.days, event_id=one.event_id)
        for one in ordered
        if one.invoice_id in known
        for step in steps
        if step.trigger is one.trigger
        and one.happened_on + timedelta(days=step.days) <= day.horizon
    ]


def _lead_step(
    steps: Mapping[Track, Sequence[Step]], taken: Taken, happened: Sequence[Happened]
) -> Step:
    triggers = {one.trigger for one in happened if one.event_id == taken.event_id}
    return next(
        step
        for step in steps[taken.track]
        if step.days == taken.days and (step.track is not Track.EVENT or step.trigger in triggers)
    )


def _code(
    ladder: Ladder, standing: Standing, mine: Sequence[DunningItem], day: Day, *, act: Act,
    detour: str, group: Group,
) -> Suppression | None:  # fmt: skip
    """The first rule that stops or puts off a contact."""
    reaches_out = act in WRITTEN or act is Act.CALL
    last = max((standing.last_sent_on or date.min, *(item.issued_on for item in mine)))
    stops = {
        Suppression.OFF: standing.autonomy is Autonomy.OFF,
        Suppression.ON_HOLD: standing.is_on_hold,
        Suppression.REPLIED: standing.has_replied,
        **{
            code: group is Group.UPCOMING and detour == str(code)
            for code in (Suppression.OPTED_OUT, Suppression.NO_CONTACT, Suppression.NO_CONSENT)
        },
        Suppression.NO_BUSINESS_DAY: not day.is_open,
        Suppression.MIN_GAP: reaches_out and (day.on - last).days < ladder.gap_days,
        Suppression.OVER_BUDGET: act in WRITTEN and standing.sent_7 >= standing.sent_7_max,
    }
    return next((code for code, holds in stops.items() if holds), None)
