"""How much of a risk customers are on a day: a person's word while it holds, else what the rule told."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import polars as pl
from django.db import connection

from cashwright.areas.credit.models import RiskRating
from cashwright.areas.credit.policies import Tier
from cashwright.columns.copy import read_frame

# A person's word holds from its day to `until_on`, unless a later one takes its place.
_RISKS = """
SELECT customer_id, tier FROM (
    SELECT DISTINCT ON (customer_id) customer_id, tier FROM (
        SELECT customer_id, tier, rated_on, id, 1 AS weight FROM (
            SELECT DISTINCT ON (customer_id) customer_id, tier, rated_on, until_on, id
            FROM credit_riskrating
            WHERE until_on IS NOT NULL AND rated_on <= %(on)s AND {whose}
            ORDER BY customer_id, rated_on DESC, id DESC) AS word
        WHERE tier <> '' AND until_on >= %(on)s
        UNION ALL
        SELECT * FROM (
            SELECT DISTINCT ON (customer_id) customer_id, tier, rated_on, id, 0 AS weight
            FROM credit_riskrating
            WHERE until_on IS NULL AND rated_on <= %(on)s AND {whose}
            ORDER BY customer_id, rated_on DESC, id DESC) AS rule
    ) AS told ORDER BY customer_id, weight DESC) AS latest
"""


def risk_of(customer_ids: Collection[UUID], on: date) -> dict[UUID, str]:
    """The tier of each of some customers: low, medium or high; low where nobody was rated yet."""
    found: dict[UUID, str] = dict.fromkeys(customer_ids, str(Tier.LOW))
    with connection.cursor() as cursor:
        asked: dict[str, Any] = {"on": on, "ids": list(customer_ids)}
        cursor.execute(_RISKS.format(whose="customer_id = ANY(%(ids)s::uuid[])"), asked)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return found | dict(rows)


def risks(entity_id: UUID, on: date) -> pl.DataFrame:
    """customer_id | risk of every customer of an entity that was rated by a day."""
    sql = (
        f"SELECT customer_id, tier AS risk FROM ({_RISKS.format(whose='entity_id = %(entity)s')}) r"  # noqa: S608 - constant
    )
    schema = {"customer_id": pl.String, "risk": pl.String}
    return read_frame(sql, {"entity": entity_id, "on": on}, schema=schema)


@dataclass(frozen=True, slots=True)
class Risk:
    """What holds of one customer, with why. `until_on` where a person said it."""

    tier: str
    reasons: tuple[str, ...]
    until_on: date | None = None


def risk(customer_id: UUID, on: date) -> Risk:
    """One customer's risk and its reasons, as of a day."""
    rows = RiskRating.objects.filter(customer_id=customer_id, rated_on__lte=on)
    latest = rows.order_by("-rated_on", "-pk")
    word = latest.filter(until_on__isnull=False).first()
    if word is not None and word.tier and word.until_on is not None and word.until_on >= on:
        return Risk(word.tier, tuple(word.reasons), word.until_on)
    told = latest.filter(until_on__isnull=True).first()
    return Risk(told.tier, tuple(told.reasons)) if told else Risk(Tier.LOW, ())
