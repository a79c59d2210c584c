"""Keeping what documents printed of a party before it changes."""

from cashwright.areas.parties.models import Customer, FormerParticulars, LegalEntity
from cashwright.areas.parties.queries import particulars
from cashwright.areas.parties.rules import Particulars
from cashwright.kernel.clock import now


def keep_former(party: Customer | LegalEntity, before: Particulars) -> None:
    """Called after a change was saved: keep what was printed `before`, if that is different now."""
    if particulars(party) == before:
        return
    entity_id = party.pk if isinstance(party, LegalEntity) else party.entity_id
    FormerParticulars.objects.create(
        entity_id=entity_id, party_id=party.pk, until_at=now(), particulars=before.as_json()
    )
