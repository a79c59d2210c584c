"""What was thought and done of many bank lines, noted: their states, their matches, one fact each."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import polars as pl
from django.db import connection

from cashwright.areas.cash.events import LineApplied, MatchProposed
from cashwright.areas.cash.models import Match
from cashwright.areas.cash.rules.matching import Decision, Hypothesis, Verdict
from cashwright.areas.cash.services.proposals import stored
from cashwright.areas.cash.services.short_payments import ShortLine, ask_about_many, tell_short
from cashwright.areas.cash.services.waiting import APPLIED, PROPOSED, WATCHED, Waiting
from cashwright.areas.cash.states import BankLineState, MatchState
from cashwright.areas.controls.services import announce_frame
from cashwright.columns.copy import write_frame
from cashwright.columns.dtypes import ID, INSTANT
from cashwright.kernel.actors import Actor, Touch
from cashwright.kernel.clock import now
from cashwright.kernel.ids import new_id_texts

TEACHING = frozenset({"cited", "several", "credit", "range"})
"""Lanes whose matches teach a payer's habits: the payer named the documents."""

_STATES = {
    APPLIED: MatchState.PROPOSED,  # certain, but its documents changed under it
    PROPOSED: MatchState.PROPOSED,
    WATCHED: MatchState.SHADOW,
}
_MOVE = """
UPDATE cash_bankline l SET state = n.state, payment_id = n.payment_id, customer_id = n.customer_id,
       teaches = n.teaches
FROM unnest(%s::uuid[], %s::text[], %s::uuid[], %s::uuid[], %s::boolean[])
     AS n (id, state, payment_id, customer_id, teaches)
WHERE l.id = n.id
"""
_SAME = """
SELECT line_id, state, customer_id, parts::text, credits::text, difference::text, is_certain, confidence_ppm
FROM cash_match WHERE line_id = ANY(%s::uuid[]) AND state IN ('proposed', 'shadow')
"""
_GONE = """
DELETE FROM cash_match WHERE line_id = ANY(%s::uuid[]) AND state IN ('proposed', 'shadow')
"""
_CLOSE_PPM = 20_000  # a confidence that moved less says nothing new


@dataclass(frozen=True, slots=True)
class Noted:
    """A line, its payment, and whether its decision was applied."""

    waiting: Waiting
    payment_id: str | None
    is_applied: bool


def note_lines(noted: Sequence[Noted], *, entity_id: UUID, on: date, by: Actor) -> None:
    """Write what became of lines. What was proposed before and is thought again is not said twice."""
    _move(noted)
    said = [one for one in noted if one.waiting.outcome in _STATES]
    before = _before([one.waiting.line_id for one in said])
    news = [one for one in said if one.is_applied or _key(one) != before.get(one.waiting.line_id)]
    if not news:
        return
    ids = new_id_texts(len(news))
    with connection.cursor() as cursor:
        cursor.execute(_GONE, [[one.waiting.line_id for one in news]])
    write_frame(_matches(news, ids, entity_id, on), Match)
    _tell(news, ids, entity_id, by)
    shorts = [
        _short(one.waiting) for one in news if one.is_applied and one.waiting.asks_about_short
    ]
    ask_about_many(shorts, entity_id=entity_id, on=on, by=by)
    for one, match_id in zip(news, ids, strict=True):
        if one.is_applied and one.waiting.disputes_short:
            _tell_short(one.waiting, match_id, entity_id, on, by)


def _move(noted: Sequence[Noted]) -> None:
    applied = [one for one in noted if one.is_applied]
    best = [one.waiting.decision.best for one in applied]
    rest = [one for one in noted if not one.is_applied]
    rows: list[Any] = [
        [one.waiting.line_id for one in [*applied, *rest]],
        [str(BankLineState.APPLIED)] * len(applied) + [str(BankLineState.QUEUED)] * len(rest),
        [one.payment_id for one in [*applied, *rest]],
        [each.customer_id for each in best if each] + [None] * len(rest),
        [bool(each and each.lane in TEACHING) for each in best] + [False] * len(rest),
    ]
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, rows)


def _state(one: Noted) -> MatchState:
    if one.is_applied:
        return MatchState.APPLIED
    return _STATES[one.waiting.outcome]


def _key(one: Noted) -> tuple[object, ...]:
    told = _told(one.waiting.decision.best)
    return (
        str(_state(one)), told["customer_id"], told["parts"], told["credits"], told["difference"],
        one.waiting.decision.verdict is Verdict.CERTAIN, told["confidence_ppm"] // _CLOSE_PPM,
    )  # fmt: skip


def _before(line_ids: list[str]) -> dict[str, tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_SAME, [line_ids])
        rows = cursor.fetchall()
    return {
        str(line_id): (
            state, str(customer) if customer else None, json.loads(parts), json.loads(credit),
            json.loads(difference), is_certain, confidence // _CLOSE_PPM,
        )
        for line_id, state, customer, parts, credit, difference, is_certain, confidence in rows
    }  # fmt: skip


_NOTHING: dict[str, Any] = {
    "customer_id": None, "parts": [], "credits": [], "difference": {}, "short_minor": 0,
    "over_minor": 0, "lane": "none", "confidence_ppm": 0, "reasons": [],
}  # fmt: skip


def _told(best: Hypothesis | None) -> dict[str, Any]:
    return stored(best) if best else _NOTHING


def _reasons(decision: Decision) -> list[str]:
    own = decision.best.reasons if decision.best else ()
    return [*decision.reasons, *(reason for reason in own if reason not in decision.reasons)]


def _matches(news: Sequence[Noted], ids: Sequence[str], entity_id: UUID, on: date) -> pl.DataFrame:
    at, rows = now(), []
    for one, match_id in zip(news, ids, strict=True):
        decision, told = one.waiting.decision, _told(one.waiting.decision.best)
        rows.append({
            "id": match_id, "line_id": one.waiting.line_id, "state": str(_state(one)),
            "customer_id": told["customer_id"], "lane": told["lane"],
            "confidence_ppm": told["confidence_ppm"], "parts": json.dumps(told["parts"]),
            "credits": json.dumps(told["credits"]), "difference": json.dumps(told["difference"]),
            "over_minor": told["over_minor"], "short_minor": told["short_minor"],
            "reasons": json.dumps(_reasons(decision)),
            "weights": json.dumps(dict(decision.best.weights) if decision.best else {}),
            "guards": json.dumps(list(decision.guards)),
            "alternatives": json.dumps([stored(each) for each in decision.alternatives]),
            "is_certain": decision.verdict is Verdict.CERTAIN,
            "decided_at": at if one.is_applied else None,
        })  # fmt: skip
    schema: dict[str, Any] = {"customer_id": ID, "decided_at": INSTANT}
    return pl.DataFrame(rows, schema_overrides=schema, infer_schema_length=None).with_columns(
        entity_id=pl.lit(str(entity_id)), touch=pl.lit(str(Touch.RULE)), made_on=pl.lit(on),
        made_at=pl.lit(at), decided_by=pl.lit(""),
    )  # fmt: skip


def _tell(news: Sequence[Noted], ids: Sequence[str], entity_id: UUID, by: Actor) -> None:
    facts = pl.DataFrame(
        [
            (
                one.waiting.line_id, match_id, one.payment_id, told["customer_id"], told["lane"],
                told["confidence_ppm"], str(_state(one)),
            )
            for one, match_id in zip(news, ids, strict=True)
            for told in [_told(one.waiting.decision.best)]
        ],
        schema={
            "line_id": pl.String, "match_id": pl.String, "payment_id": pl.String,
            "customer_id": pl.String, "lane": pl.String, "confidence_ppm": pl.Int64,
            "state": pl.String,
        },
        orient="row",
    ).with_columns(document_id="line_id", why=pl.lit(""))  # fmt: skip
    applied = pl.col("state") == str(MatchState.APPLIED)
    announce_frame(LineApplied, facts.filter(applied), entity_id=entity_id, by=by)
    announce_frame(MatchProposed, facts.filter(~applied), entity_id=entity_id, by=by)


def _short(one: Waiting) -> ShortLine:
    best = one.best
    return ShortLine(
        line_id=one.line_id, currency=one.row["currency"], customer_id=best.customer_id,
        short_minor=best.short_minor, parts=best.parts, reasons=_reasons(one.decision),
    )  # fmt: skip


def _tell_short(one: Waiting, match_id: str, entity_id: UUID, on: date, by: Actor) -> None:
    tell_short(
        entity_id=entity_id, match_id=UUID(match_id), line_id=UUID(one.line_id),
        customer_id=UUID(str(one.best.customer_id)), currency=one.row["currency"],
        short_minor=one.best.short_minor, on=on, by=by,
    )  # fmt: skip
