"""Whose turn it is in focus mode: the customers of one view of the worklist, one after another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
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

    order    the ids as text: of five thousand customers, three are ever used
    touched  customers this person did something about today; `touched_minor` what those of them
             who still owe are past due, in the currency of `frame`
    """

    tab: str
    order: list[str]
    touched: frozenset[str]
    touched_minor: int

    def after(self, customer_id: UUID) -> UUID | None:
        """Who comes next; after the last, the first who is not this one."""
        return self._beside(customer_id, 1)

    def before(self, customer_id: UUID) -> UUID | None:
        return self._beside(customer_id, -1)

    def _beside(self, customer_id: UUID, step: int) -> UUID | None:
        here = str(customer_id)
        if here not in self.order:
            return self.first
        at = self.order.index(here) + step
        if 0 <= at < len(self.order):
            return UUID(self.order[at])
        return self.first if step > 0 and len(self.order) > 1 else None

    @property
    def first(self) -> UUID | None:
        """Who stands at the head of the view."""
        return UUID(self.order[0]) if self.order else None

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
    order = list(dict.fromkeys(_ids(inside)))
    touched = _touched(frame, str(request.user.pk), frame.today)
    owed = WorklistEntry.objects.filter(customer_id__in=touched, entity_id__in=frame.entity_ids)
    minor = sum(owed.values_list("overdue_functional_minor", flat=True))
    return Queue(chosen.key, order, frozenset(map(str, touched)), minor)


def _ids(rows: QuerySet[WorklistEntry]) -> list[str]:
    """The customers of some entries in their order, as one text of one row."""
    ids = rows.values_list(Cast("customer_id", TextField()), flat=True)
    sql, params = ids.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT string_agg(id, ',') FROM ({sql}) AS rows (id)", params)  # noqa: S608
        (told,) = cursor.fetchone() or (None,)
    return told.split(",") if told else []


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
