"""Doing about people who are forgotten: what they said on the phone is no longer kept."""

from uuid import UUID

from cashwright.areas.collections.events import CallErased
from cashwright.areas.collections.models import Call
from cashwright.areas.controls.services import announce, command
from cashwright.kernel.actors import Actor


@command
def forget_contact(*, contact_id: UUID, by: Actor) -> int:
    """Empty the notes of the calls with a person; that there was a call stays. Returns how many.

    repeat  a second time finds nothing
    """
    calls = Call.objects.select_for_update().filter(contact_id=contact_id).exclude(note="")
    found = list(calls.order_by("pk"))
    for call in found:
        call.note = ""
        call.save(update_fields=["note"])
        event = CallErased(entity_id=call.entity_id, call_id=call.pk, customer_id=call.customer_id)
        announce(event, by=by)
    return len(found)
