"""Reading what a ladder is held against before it is put in force: texts, segments, the budget."""

from datetime import date
from uuid import UUID

from cashwright.areas.collections.rules.faults import Surroundings
from cashwright.areas.messaging.queries import contact_policy, text_choices
from cashwright.areas.messaging.rules import LANGUAGES
from cashwright.areas.parties.models import Segment


def surroundings(entity_id: UUID, on: date) -> Surroundings:
    """What there is for a ladder of an entity, or of the house, on a day."""
    return Surroundings(
        texts={choice.key: str(choice.card.kind) for choice in text_choices()},
        segments=set(Segment.objects.values_list("code", flat=True)),
        languages=LANGUAGES,
        budget=contact_policy(entity_id, on).budget,
    )
