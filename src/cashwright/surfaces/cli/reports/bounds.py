"""What the bounds of the bill run held back in one legal entity, and what people decided about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cashwright.runs.bill.holds import held_back
from cashwright.surfaces.cli.reports.sheet import Column, Sheet

if TYPE_CHECKING:
    from cashwright.areas.parties.models import LegalEntity

_COLUMNS = [
    Column("entity"), Column("reason"), Column("waiting", True), Column("discarded", True),
    Column("released", True), Column("for_nothing_percent", True),
]  # fmt: skip


def held_invoices(entity: LegalEntity) -> Sheet:
    """One row a reason; held back for nothing is the share of those decided that were released."""
    rows = []
    for held in held_back(entity.pk):
        share = "" if held.false_share is None else f"{held.false_share:.0%}".rstrip("%")
        counts = (held.waiting, held.discarded, held.released)
        rows.append([entity.code, held.code, *map(str, counts), share])
    value = [dict(zip((c.name for c in _COLUMNS), row, strict=True)) for row in rows]
    return Sheet(f"Invoices held back, {entity.name}", _COLUMNS, rows, value)
