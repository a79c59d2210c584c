"""What the books made of the bank lines whose truth is kept beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Case, Q, Value, When

from cashwright.areas.cash.models import BankLine, Match
from cashwright.areas.cash.states import MatchState
from cashwright.connectors.simulator import Truth
from cashwright.surfaces.cli.evaluation.scores import Judged

_OWN = Q(touch="rule", state__in=[MatchState.APPLIED, MatchState.UNDONE])


def judged_lines(truths: Iterable[Truth]) -> Iterator[Judged]:
    """Each line of money in that the books have, held against its truth."""
    rows = BankLine.objects.filter(amount_minor__gt=0).values_list(
        "entity__code", "bank_account__code", "bank_ref", "pk"
    )
    ids = {(entity, account, ref): pk for entity, account, ref, pk in rows}
    thought: dict[UUID, Mapping[str, Any]] = {one["line_id"]: one for one in _matches()}
    for truth in truths:
        line_id = ids.get((truth.entity, truth.account, truth.bank_ref))
        if truth.amount_minor > 0 and line_id is not None:
            yield _judged(truth, thought.get(line_id))


def _matches() -> Iterable[Mapping[str, Any]]:
    """What was thought of each line last; what was applied by itself goes before."""
    is_own = Case(
        When(_OWN, then=Value(value=True)), default=Value(value=False), output_field=BooleanField()
    )
    found: Iterable[Mapping[str, Any]] = (
        Match.objects.exclude(lane="by_hand")
        .annotate(is_own=is_own)
        .order_by("is_own", "made_at", "pk")
        .values(
            "line_id", "is_own", "lane", "confidence_ppm", "parts", "credits", "over_minor",
            "customer__account_no",
        )
    )  # fmt: skip
    return found


def _judged(truth: Truth, match: Mapping[str, Any] | None) -> Judged:
    is_own = bool(match and match["is_own"])
    return Judged(
        kind=truth.kind, lane=match["lane"] if match else "", is_own=is_own,
        is_right=match is not None and is_right(truth, match),
        confidence_ppm=match["confidence_ppm"] if match else None, parts=len(truth.covers),
        own_parts=len(match["parts"]) if match and is_own else 0,
    )  # fmt: skip


def is_right(truth: Truth, match: Mapping[str, Any]) -> bool:
    """Whether a match names exactly the documents a line pays, and leaves the same on account.

    Where it pays none, it has to be kept for the right customer.
    """
    numbers = {number for _, number, _ in [*match["parts"], *match["credits"]]}
    if match["over_minor"] != truth.over_minor or numbers != truth.documents:
        return False
    return bool(numbers) or match["customer__account_no"] == truth.customer
