"""What counts as right when Matching is measured, in one place.

A hypothesis is right when it names exactly the documents the line paid, with the amounts: what is paid
of each invoice and cleared of it together, the same credit notes, the same on account. What it clears
must be owed by nobody; to leave open what could have been cleared is not wrong (a person or a policy
still decides), to clear what is owed is. A duplicate or a stranger's money pays no document: applying
it is wrong, and so it can never be straight through.
"""

from __future__ import annotations

from collections.abc import Mapping

from cashwright.areas.cash.rules.matching import Hypothesis
from cashwright.areas.cash.rules.matching.documents import Documents
from cashwright.areas.cash.rules.matching.drafts import Draft
from cashwright.connectors.simulator.bank_world.lines import Truth


def is_right(one: Hypothesis | None, truth: Truth) -> bool:
    """Whether a hypothesis is the truth of its line."""
    if one is None:
        return not truth.is_matchable and not truth.customer_id
    paid = {document_id: minor for document_id, _, minor in one.parts}
    cleared = {one.shortfall.invoice_id: one.shortfall.amount_minor} if one.shortfall else {}
    notes = {document_id: minor for document_id, _, minor in one.credits}
    return _same(one.customer_id, paid, cleared, notes, one.over_minor, truth)


def draft_is_right(draft: Draft, truth: Truth, known: Documents) -> bool:
    """The same of a draft, whose documents are places."""
    paid = {known.items[p].document_id: minor for p, minor in draft.parts.items()}
    bearer = known.items[draft.shortfall_of].document_id
    notes = {known.items[p].document_id: minor for p, minor in draft.credits.items()}
    cleared = {bearer: draft.cleared} if draft.cleared else {}
    return _same(draft.customer_id, paid, cleared, notes, draft.over, truth)


def _same(
    customer_id: str, paid: Mapping[str, int], cleared: Mapping[str, int],
    notes: Mapping[str, int], over: int, truth: Truth,
) -> bool:  # fmt: skip
    if not paid and customer_id != truth.customer_id:
        return False
    if notes != truth.credits or over != truth.over or paid.keys() != truth.paid.keys():
        return False
    if cleared:  # of several invoices any may bear the difference: together they are settled
        return _sum_of(paid, cleared) == _sum_of(truth.paid, truth.cleared)
    return paid == truth.paid


def _sum_of(left: Mapping[str, int], right: Mapping[str, int]) -> dict[str, int]:
    return {key: left[key] + right.get(key, 0) for key in left}
