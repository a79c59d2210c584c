"""Whose turn it is in focus mode: the customers of one view of the worklist, one after another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import HttpRequest

from cashwright.areas.collections.models import (
    Call,
    Escalation,
    Note,
    Promise,
    Snooze,
    WorklistEntry,
)
from cashwright.areas.messaging.models import Message
from cashwright.areas.parties.models import Customer
from cashwright.kernel.ids import public_id
from cashwright.surfaces.console.formats import count_text, money_short
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.screens.collections.worklist import WORKLIST, entries


@dataclass(frozen=True, slots=True)
class Queue:
    """The customers of a view in the order of the list, and what was done of them today.

    touched  customers this person did something about today; `touched_minor` what those of them
             who still owe are past due, in the currency of `frame`
    """

    tab: str
    order: list[UUID]
    touched: frozenset[UUID]
    touched_minor: int

    def after(self, customer_id: UUID) -> UUID | None:
        """Who comes next; after the last, the first who is not this one."""
        return self._beside(customer_id, 1)

    def before(self, customer_id: UUID) -> UUID | None:
        return self._beside(customer_id, -1)

    def _beside(self, customer_id: UUID, step: int) -> UUID | None:
        others = [pk for pk in self.order if pk != customer_id]
        if not others:
            return None
        if customer_id not in self.order:
            return others[0]
        at = self.order.index(customer_id) + step
        return self.order[at] if 0 <= at < len(self.order) else (others[0] if step > 0 else None)

    def words(self, currency: str) -> str:
        """How far it is: 7 of 24, EUR 86 k touched."""
        left = [pk for pk in self.order if pk not in self.touched]
        whole = len(self.touched) + len(left)
        told = f"{count_text(len(self.touched))} of {count_text(whole)}"
        money = money_short(self.touched_minor, currency)
        return f"{told}, {currency} {money} touched" if self.touched else told

    @property
    def done_percent(self) -> int:
        whole = len(self.touched | set(self.order))
        return 100 * len(self.touched) // whole if whole else 100


def queue_of(request: HttpRequest, tab: str) -> Queue:
    """The queue of a view, in the reader's scope."""
    frame = frame_of(request)
    rows = entries(request, frame)
    chosen = next((one for one in WORKLIST.tabs if one.key == tab), WORKLIST.tabs[0])
    inside = rows.filter(chosen.q(frame)).order_by("-expected_functional_minor", "-pk")
    order = list(dict.fromkeys(inside.values_list("customer_id", flat=True)))
    touched = _touched(frame, str(request.user.pk), frame.today)
    owed = WorklistEntry.objects.filter(customer_id__in=touched, entity_id__in=frame.entity_ids)
    minor = sum(owed.values_list("overdue_functional_minor", flat=True))
    return Queue(chosen.key, order, frozenset(touched), minor)


def _touched(frame: Frame, me: str, on: date) -> set[UUID]:
    """The customers a person did something about today."""
    ours = {"entity_id__in": frame.entity_ids}
    done = (
        Call.objects.filter(called_by=me, called_on=on, **ours),
        Snooze.objects.filter(snoozed_by=me, from_on=on, **ours),
        Escalation.objects.filter(escalated_by=me, escalated_on=on, **ours),
        Promise.objects.filter(noted_by=me, promised_on=on, **ours),
        Note.objects.filter(written_by=me, written_at__date=on, **ours),
        Message.objects.filter(queued_by=me, queued_at__date=on, **ours),
    )
    return {pk for rows in done for pk in rows.order_by().values_list("customer_id", flat=True)}


def focus_url(frame: Frame, customer_id: UUID | None, tab: str) -> str:
    """Focus mode on a customer; the view's list when there is nobody any more."""
    kept = {} if tab == "today" else {"tab": tab}
    if customer_id is None:
        return frame.link("console:focus_done", **kept)
    return frame.link("console:focus", public_id(Customer.PREFIX, customer_id), **kept)
