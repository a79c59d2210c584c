"""A filter of the list by what its invoices have: the cases behind a bar of the root causes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.http import QueryDict

from cashwright.areas.disputes.queries import cases_behind
from cashwright.areas.disputes.rules import FACTORS
from cashwright.surfaces.console.formats import day_text
from cashwright.surfaces.console.frame import Frame
from cashwright.surfaces.console.lists import Reading

FACTOR_NAMES = {
    "product": "Product", "plan": "Plan", "price_version": "Price", "charge": "Charged by",
    "clause": "Clause", "terms": "Terms", "purchase_order": "Order number",
    "sales_owner": "Account owner", "segment": "Segment", "region": "Country",
}  # fmt: skip
assert FACTOR_NAMES.keys() == set(FACTORS), "each factor has its name"


def behind(factor: str, value: str, since: date, until_on: date) -> str:
    """A finding as one word of an address, `Behind` reads it: factor, days of issue, value."""
    return f"{factor}~{since.isoformat()}~{until_on.isoformat()}~{value}"


@dataclass(frozen=True)
class Behind:
    """?behind=product~2025-03-03~2026-03-03~…: reached by links, shown as a chip."""

    key: str = "behind"
    label: str = "Cause"
    shape: str = "kept"

    def names(self) -> tuple[str, ...]:
        return (self.key,)

    def read(self, asked: QueryDict, frame: Frame) -> Reading:
        text = asked.get(self.key, "")
        if not text:
            return Reading()
        factor, _, rest = text.replace("\x00", "").partition("~")
        since, until_on, value = _days_and_value(rest)
        if factor not in FACTORS or since is None or until_on is None:
            return Reading(problem=f"Cause: “{text[:40]}” cannot be read.")
        label, ids = cases_behind(factor, value, frame.entity_ids, since, until_on)
        if not label:
            return Reading(problem=f"{FACTOR_NAMES[factor]}: no invoice of these days has it.")
        days = f"{day_text(since, frame.language)} to {day_text(until_on, frame.language)}"
        words = f"{FACTOR_NAMES[factor]}: {label}, invoices of {days}"
        return Reading(Q(pk__in=ids), ((words, ((self.key, text),)),))


def _days_and_value(text: str) -> tuple[date | None, date | None, str]:
    since, _, rest = text.partition("~")
    until_on, _, value = rest.partition("~")
    try:
        return date.fromisoformat(since), date.fromisoformat(until_on), value[:80]
    except ValueError:
        return None, None, ""
