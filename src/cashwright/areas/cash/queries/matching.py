"""Reading what matching goes by: its policy, the queue, what stands, what was learned."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import polars as pl
from django.db.models import QuerySet

from cashwright.areas.cash.models import BankLine, Match
from cashwright.areas.cash.policies import (
    MATCHING,
    MatchingPolicy,
    ShortPayment,
)
from cashwright.areas.cash.states import BankLineState, MatchState
from cashwright.areas.controls.queries import policy_value
from cashwright.columns.copy import read_frame
from cashwright.columns.dtypes import CODE, ID
from cashwright.kernel.autonomy import Autonomy

LOCKED = {"line_id": ID, "state": CODE, "payment_id": ID}
_LOCKED = """
SELECT id AS line_id, state, payment_id FROM cash_bankline WHERE id = ANY(%s::uuid[])
ORDER BY id FOR UPDATE
"""
WAITING = (BankLineState.RECEIVED, BankLineState.QUEUED)


def matching_policy(
    *, entity_id: UUID, on: date, account: str = "", segment: str = ""
) -> MatchingPolicy:
    """How lines of a bank account and a segment of customers are matched on a day.

    stored as  {"default": {...}, "accounts": {code: {...}}, "segments": {code: {...}}}, the fields of
               MatchingPolicy in each; what a segment says goes before what an account says, and that
               before the default
    """
    value = policy_value(MATCHING, on=on, entity_id=entity_id) or {}
    said = {
        **value.get("default", {}),
        **value.get("accounts", {}).get(account, {}),
        **value.get("segments", {}).get(segment, {}),
    }
    return _policy(said)


def _policy(said: dict[str, Any]) -> MatchingPolicy:
    made = dict(said)
    if "autonomy" in made:
        made["autonomy"] = Autonomy(made["autonomy"])
    if "short_payment" in made:
        made["short_payment"] = ShortPayment(made["short_payment"])
    if "withheld_bp" in made:
        made["withheld_bp"] = tuple(made["withheld_bp"])
    return MatchingPolicy(**made)


def queue(entities: Sequence[UUID]) -> QuerySet[BankLine]:
    """Lines that wait for a person, oldest first: booked, and not yet applied or set aside."""
    return (
        BankLine.objects.filter(entity_id__in=list(entities), state__in=WAITING)
        .select_related("bank_account", "entity")
        .order_by("booked_on", "pk")
    )


def locked_lines(line_ids: Sequence[str]) -> pl.DataFrame:
    """LOCKED: the lines of these ids as they are, locked in id order."""
    return read_frame(_LOCKED, [list(line_ids)], schema=LOCKED)


def standing_match(line_id: UUID) -> Match | None:
    """The proposal or decision that stands for a line, if there is one."""
    return Match.objects.filter(
        line_id=line_id, state__in=[MatchState.PROPOSED, MatchState.APPLIED]
    ).first()


def standing_matches(line_ids: Sequence[UUID]) -> dict[UUID, Match]:
    """The same for many lines, by line."""
    found = Match.objects.filter(
        line_id__in=list(line_ids), state__in=[MatchState.PROPOSED, MatchState.APPLIED]
    )
    return {match.line_id: match for match in found}
