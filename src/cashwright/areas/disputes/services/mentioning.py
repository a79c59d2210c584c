"""Mentions: a colleague named in a note inside a case is asked, by a task of their own."""

import re
from datetime import date

from cashwright.areas.access.models import User
from cashwright.areas.controls.services import open_task
from cashwright.areas.disputes.models import Dispute, DisputeWord
from cashwright.kernel.actors import Actor

TASK = "disputes.mention"
_NAMED = re.compile(r"(?<![\w.+-])@([\w.+-]+(?:@[\w.-]+)?)")
_MOST = 10


def ask_mentioned(dispute: Dispute, word: DisputeWord, *, on: date, by: Actor) -> int:
    """Open a task for each person a note names, "@kim" or "@kim@example.com"; how many were named.

    A name before the at sign that two people have is nobody's: the whole address tells them apart.
    repeat  one task for each person and note
    """
    asked = 0
    for person in mentioned(word.text):
        open_task(
            entity_id=dispute.entity_id, kind=TASK, key=f"{TASK}:{word.pk}:{person.pk}",
            title=f"{dispute.dispute_no}: {person.email} is asked in a note"[:200], on=on, by=by,
            customer_id=dispute.customer_id, document_id=dispute.pk,
            facts={"owner": str(person.pk), "department": dispute.department},
        )  # fmt: skip
        asked += 1
    return asked


def mentioned(text: str) -> list[User]:
    """The people a text names, by e-mail address; at most ten."""
    names = {name.rstrip(".").casefold() for name in _NAMED.findall(text)}
    if not names:
        return []
    found: dict[str, list[User]] = {}
    for person in User.objects.filter(is_active=True).order_by("email"):
        address = person.email.casefold()
        for name in names & {address, address.partition("@")[0]}:
            found.setdefault(name, []).append(person)
    people = {each[0].pk: each[0] for each in found.values() if len(each) == 1}
    return sorted(people.values(), key=lambda one: one.email)[:_MOST]
