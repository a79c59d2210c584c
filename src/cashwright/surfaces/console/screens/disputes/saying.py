"""How a case is told in a line: who has it, by when, and the last word that was said."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import CharField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast, Left

from cashwright.areas.access.models import User
from cashwright.areas.disputes.models import Dispute, DisputeWord
from cashwright.areas.disputes.states import CLOSED
from cashwright.kernel.clock import now
from cashwright.surfaces.console.formats import day_text
from cashwright.surfaces.console.frame import Frame
from cashwright.surfaces.console.lists import Row

SAID = {"to_customer": "We", "from_customer": "Customer", "internal": "Note"}
_LETTERS = 48


def with_last_word(rows: QuerySet[Dispute]) -> QuerySet[Dispute]:
    """Cases with the last word (`last_said`, `last_on`, `last_text`) and the address of their owner."""
    words = DisputeWord.objects.filter(dispute=OuterRef("pk")).order_by("-said_at", "-pk")
    people = User.objects.annotate(as_owner=Cast("pk", CharField())).filter(
        as_owner=OuterRef("owner")
    )
    return rows.annotate(
        last_said=Subquery(words.values("said")[:1]),
        last_on=Subquery(words.values("said_on")[:1]),
        last_text=Subquery(words.annotate(begins=Left("text", _LETTERS)).values("begins")[:1]),
        owner_email=Subquery(people.values("email")[:1]),
    )


def last_word(row: Row, frame: Frame) -> str:
    """ "Customer, 2 Mar 2026: Here it is." """
    if row["last_on"] is None:
        return ""
    text = " ".join(str(row["last_text"]).split())
    text = f"{text}…" if len(str(row["last_text"])) == _LETTERS else text
    return f"{SAID[row['last_said']]}, {day_text(row['last_on'], frame.language)}: {text}"


def owner(row: Row, _: Frame) -> str:
    """The person who has a case: their address, else the name a rule gave."""
    return str(row["owner_email"] or row["owner"] or "")


def clock(row: Row, frame: Frame) -> str:
    """By when the present step should be done: "late since …", "by …", or whom we wait for."""
    return told_clock(row["state"], row["due_at"], frame)


def told_clock(state: str, due_at: datetime | None, frame: Frame) -> str:
    """The same of a case that is at hand."""
    if state in CLOSED:
        return ""
    if due_at is None:
        return "waits for the customer"
    local = due_at.astimezone(ZoneInfo(frame.zone))
    text = f"{day_text(local.date(), frame.language)}, {local:%H:%M}"
    return f"late since {text}" if due_at < now() else f"by {text}"


def names_of(owners: Iterable[str]) -> dict[str, str]:
    """The addresses of people by their id as a case keeps it; a rule's own name is left as it is."""
    ids = {}
    for each in owners:
        try:
            ids[UUID(each)] = each
        except ValueError:
            continue
    found = User.objects.filter(pk__in=ids).values_list("pk", "email")
    return {ids[pk]: email for pk, email in found}
