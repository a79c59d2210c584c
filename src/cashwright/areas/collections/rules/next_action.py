"""What comes next for every overdue invoice: exactly one thing, or the reason why there is none."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from cashwright.areas.collections.policies import (
    Act,
    Entry,
    Ladder,
    Step,
    Track,
)
from cashwright.areas.collections.rules.ladder import Day, next_step, paced_on, steps_for
from cashwright.areas.collections.rules.planning import (
    DunningItem,
    Standing,
    act_of,
    has_left,
    owed_minor,
    stop_of,
)
from cashwright.areas.collections.rules.stops import Suppression
from cashwright.kernel.autonomy import Autonomy


class NextKind(StrEnum):
    """What comes next: a step of the ladder, nothing until something happens, a person's work."""

    STEP = "step"
    STOP = "stop"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class NextAction:
    """The one next thing of an overdue invoice.

    step   days, act, on: the step, whoever does it, the earliest day; carried_by: the invoice whose
           step it is, when another speaks for this one
    stop   code, and `on`, the day after which it is looked at again, where that is known
    person the ladder is at its end
    """

    invoice_id: str
    kind: NextKind
    days: int | None = None
    act: Act | None = None
    on: date | None = None
    code: Suppression | None = None
    carried_by: str | None = None


def next_actions(
    ladder: Ladder, standing: Standing, items: Collection[DunningItem], day: Day
) -> tuple[NextAction, ...]:
    """One for each overdue item of a customer, oldest due first.

    source  S1.4.4: overdue with neither = 0
    """
    ordered = sorted(items, key=lambda item: (item.due_on, item.invoice_id))
    late = [item for item in ordered if item.due_on < day.on and item.balance_minor > 0]
    stops = {item.invoice_id: stop_of(item, day.on) for item in late}
    free = [item for item in late if stops[item.invoice_id] is None]
    steps = steps_for(
        ladder, Track.DUE, segment=standing.segment, risk=standing.risk,
        language=standing.language, owed_minor=owed_minor(free, day.on),
    )  # fmt: skip
    carrier = next((item for item in free if has_left(steps, item)), None)
    return tuple(_next(ladder, steps, standing, item, carrier, stops, day) for item in late)


def _next(
    ladder: Ladder, steps: Sequence[Step], standing: Standing, item: DunningItem,
    carrier: DunningItem | None, stops: Mapping[str, Suppression | None], day: Day,
) -> NextAction:  # fmt: skip
    code = stops[item.invoice_id] or _of_customer(standing)
    if code is not None:
        until = item.promised_until if code is Suppression.PROMISED else None
        return NextAction(item.invoice_id, NextKind.STOP, code=code, on=until)
    if carrier is None:
        return NextAction(item.invoice_id, NextKind.PERSON, act=Act.PERSON)
    step = _coming(ladder, steps, carrier, day)
    act, _ = act_of(step, standing)
    nominal = carrier.due_on + timedelta(days=step.days)
    if ladder.entry is Entry.STANDARD:
        nominal = paced_on(step, carrier.due, carrier.due_on)
    free_on = day.on
    if standing.last_sent_on is not None and act is not Act.PERSON:
        free_on = max(free_on, standing.last_sent_on + timedelta(days=ladder.gap_days))
    by = carrier.invoice_id if carrier.invoice_id != item.invoice_id else None
    return NextAction(
        item.invoice_id, NextKind.STEP, days=step.days, act=act, on=max(nominal, free_on),
        carried_by=by,
    )  # fmt: skip


def _coming(ladder: Ladder, steps: Sequence[Step], carrier: DunningItem, day: Day) -> Step:
    """The carrier's next step: the latest reached, where that was not taken, else the one after."""
    following = next_step(steps, carrier.due, is_late=True)
    assert following is not None, "a carrier has steps left"
    if ladder.entry is Entry.STANDARD:
        return following
    reached = [s for s in steps if carrier.due_on + timedelta(days=s.days) <= day.horizon]
    latest = reached[-1] if reached else following
    return latest if latest.days > following.days else following


def _of_customer(standing: Standing) -> Suppression | None:
    stops = {
        Suppression.OFF: standing.autonomy is Autonomy.OFF,
        Suppression.ON_HOLD: standing.is_on_hold,
        Suppression.REPLIED: standing.has_replied,
    }
    return next((code for code, holds in stops.items() if holds), None)
