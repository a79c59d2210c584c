"""Doing about notes: what colleagues should know of a customer, and whom it calls."""

from collections.abc import Sequence
from uuid import UUID

from cashwright.areas.access.models import User
from cashwright.areas.collections.events import NotePinned, NoteWritten
from cashwright.areas.collections.models import Note
from cashwright.areas.controls.queries import books_today
from cashwright.areas.controls.services import announce, command, open_task
from cashwright.areas.parties.models import Customer
from cashwright.areas.parties.rules import words
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.refusals import BadInput, NotFound

MENTION = "collections.mention"
TEXT_MAX = 2000


@command
def write_note(
    *,
    customer_id: UUID,
    text: str,
    by: Actor,
    document_id: UUID | None = None,
    mentions: Sequence[UUID] = (),
    pinned: bool = False,
) -> Note:
    """Write a note on a customer; everybody mentioned finds it among their tasks.

    document_id  the invoice, promise or dispute it is about, if one
    mentions     ids of colleagues; oneself is passed over
    raises       NotFound (customer, a colleague), BadInput (nothing written)
    """
    customer = Customer.objects.filter(pk=customer_id).select_related("entity").first()
    if customer is None:
        raise NotFound(document="customer", id=str(customer_id))
    told = words.some_lines("text", text, length_max=TEXT_MAX)
    if not told:
        raise BadInput(field="text", value="", expected="what colleagues should know")
    called = [pk for pk in dict.fromkeys(mentions) if str(pk) != by.name]
    known = set(User.objects.filter(pk__in=called, is_active=True).values_list("pk", flat=True))
    for pk in called:
        if pk not in known:
            raise NotFound(document="person", id=str(pk))

    note = Note.objects.create(
        entity_id=customer.entity_id, customer=customer, document_id=document_id, text=told,
        mentions=[str(pk) for pk in called], is_pinned=pinned, written_at=now(), written_by=by.name,
    )  # fmt: skip
    on = books_today(customer.entity.zone)
    for pk in called:
        open_task(
            entity_id=customer.entity_id, kind=MENTION, key=f"mention/{note.pk}/{pk}",
            title="A colleague mentioned you in a note", on=on, by=by,
            customer_id=customer.pk, document_id=note.pk, facts={"for": str(pk)},
        )  # fmt: skip

    event = NoteWritten(
        entity_id=customer.entity_id, note_id=note.pk, customer_id=customer.pk,
        document_id=document_id, is_pinned=pinned, mentions=tuple(called),
    )  # fmt: skip
    announce(event, by=by)
    return note


@command
def pin_note(*, note_id: UUID, pinned: bool, by: Actor) -> Note:
    """Pin a note to the head of the customer's page, or take it down. Raises NotFound."""
    note = Note.objects.select_for_update().filter(pk=note_id).first()
    if note is None:
        raise NotFound(document="note", id=str(note_id))
    if note.is_pinned != pinned:
        note.is_pinned = pinned
        note.save(update_fields=["is_pinned"])
        event = NotePinned(
            entity_id=note.entity_id, note_id=note.pk, customer_id=note.customer_id,
            is_pinned=pinned,
        )  # fmt: skip
        announce(event, by=by)
    return note
