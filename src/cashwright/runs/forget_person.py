"""What later areas know of a person goes when the person is erased. A reaction (project/reactions.py)."""

from cashwright.areas.collections.services.forgetting import forget_contact
from cashwright.areas.parties.events import ContactErased
from cashwright.kernel.actors import Actor
from cashwright.runs.deliver import Told

BY = Actor.rule("runs.forget_person")


def forget_person(told: Told) -> None:
    """React to ContactErased: nothing they said on the phone is kept."""
    assert told.name == ContactErased.name
    forget_contact(contact_id=told.document_id, by=BY)
