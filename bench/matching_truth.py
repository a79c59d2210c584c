"""What counts as right when Matching is measured, in one place.

A hypothesis is right when it names exactly the documents the line paid, with the amounts: of each
invoice the same is paid and cleared together, the same credit notes are netted by the same amounts,
and the same stays on account. Whether the kind of a difference is right (a fee, an exchange) is
counted apart. A duplicate or a stranger's money pays no document: applying it is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping

from cashwright.areas.cash.rules.matching import Hypothesis
from cashwright.areas.cash.rules.matching.documents import Documents
from cashwright.areas.cash.rules.matching.drafts import Draft
from cashwright.connectors.simulator.bank_world import Truth


def is_right(one: Hypothesis | None, truth: Truth) -> bool:
    """Whether a hypothesis is the truth of its line."""
    if one is None:
        return not truth.is_matchable and not truth.customer_id
    settled = {document_id: minor for document_id, _, minor in one.parts}
    if one.shortfall is not None:
        settled[one.shortfall.invoice_id] += one.shortfall.amount_minor
    notes = {document_id: minor for document_id, _, minor in one.credits}
    return _same(one.customer_id, settled, notes, one.over_minor, truth)


def draft_is_right(draft: Draft, truth: Truth, known: Documents) -> bool:
    """The same of a draft, whose documents are places."""
    settled = {known.items[p].document_id: minor for p, minor in draft.parts.items()}
    if draft.cleared:
        settled[known.items[draft.shortfall_of].document_id] += draft.cleared
    notes = {known.items[p].document_id: minor for p, minor in draft.credits.items()}
    return _same(draft.customer_id, settled, notes, draft.over, truth)


def _same(
    customer_id: str, settled: Mapping[str, int], notes: Mapping[str, int], over: int, truth: Truth
) -> bool:  # fmt: skip
    wanted = {
        document_id: minor + truth.cleared.get(document_id, 0)
        for document_id, minor in truth.paid.items()
    }
    if not settled and customer_id != truth.customer_id:
        return False
    return settled == wanted and notes == truth.credits and over == truth.over
