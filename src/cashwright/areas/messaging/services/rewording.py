"""Doing, at the moment of sending: a message says what the books say by now, and what it said before is kept."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from cashwright.areas.controls.services import announce
from cashwright.areas.messaging.events import MessageReworded
from cashwright.areas.messaging.models import Message
from cashwright.areas.messaging.ports import Reworded
from cashwright.areas.parties.rules import words
from cashwright.kernel.actors import Actor

REWORDED = "reworded"
"""Why a message says something else than when it was queued: the books changed since."""


def reword(going: Sequence[Message], said: Mapping[UUID, object], *, by: Actor) -> set[UUID]:
    """Give messages the words the guard has for them, inside the command in progress.

    returns  those whose figures changed; of the others only days moved on
    """
    changed = set()
    for message in going:
        fresh = said.get(message.pk)
        if not isinstance(fresh, Reworded):
            continue
        before, after = _asked(message.figures), _asked(fresh.figures)
        message.subject = words.one_line("subject", fresh.said.subject, length_max=400)
        message.body_text = (
            words.some_lines("body", fresh.said.body_text, length_max=200_000) + "\n"
        )
        message.body_html = fresh.said.body_html
        message.figures = dict(fresh.figures)
        message.document_ids = _still_named(message, before, after)
        message.save(update_fields=["subject", "body_text", "body_html", "figures", "document_ids"])
        if before == after and before:
            continue
        changed.add(message.pk)
        event = MessageReworded(
            entity_id=message.entity_id, customer_id=message.customer_id, message_id=message.pk,
            reason="the books changed", template=message.template, before=before, after=after,
        )  # fmt: skip
        announce(event, by=by)
    return changed


def _asked(figures: Mapping[str, object]) -> dict[str, int]:
    asked = figures.get("asked", {})
    return dict(asked) if isinstance(asked, Mapping) else {}


def _still_named(
    message: Message, before: Mapping[str, int], after: Mapping[str, int]
) -> list[UUID]:
    """The documents it is about, without those it no longer names."""
    gone = before.keys() - after.keys()
    return [one for one in message.document_ids if str(one) not in gone]
