"""Whether the bounds hold back the right invoices: what became of those that were parked, by reason.

One that a person released was held back for nothing; one that was discarded was held back rightly.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Count

from cashwright.areas.invoicing.models import Invoice


@dataclass(frozen=True, slots=True)
class Held:
    """How many invoices were parked for a reason, and what became of them."""

    code: str
    released: int
    discarded: int
    waiting: int

    @property
    def false_share(self) -> float | None:
        """The share of those decided that were released; None while none is."""
        decided = self.released + self.discarded
        return self.released / decided if decided else None


_RELEASED = """
SELECT convert_from(body, 'UTF8')::jsonb -> 'data' ->> 'parked_code', count(*)
FROM controls_fact WHERE chain_id = %s AND name = 'invoicing.released' GROUP BY 1
"""


def held_back(entity_id: UUID) -> list[Held]:
    """Every reason of a legal entity that ever held something back, by code."""
    with connection.cursor() as cursor:
        cursor.execute(_RELEASED, [entity_id])
        released = {str(code): int(count) for code, count in cursor.fetchall()}
    rows = Invoice.objects.filter(entity_id=entity_id).exclude(parked_code="")
    counts = rows.values_list("parked_code", "state").annotate(count=Count("pk"))
    by_state = {(code, state): count for code, state, count in counts}
    codes = sorted({*released, *(code for code, _ in by_state)})
    return [
        Held(
            code, released.get(code, 0), by_state.get((code, "discarded"), 0),
            by_state.get((code, "draft"), 0),
        )
        for code in codes
    ]  # fmt: skip
