"""Why the bill run left an invoice a draft, in words, with what to look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from cashwright.areas.invoicing.models import Invoice
from cashwright.runs.bill import bounds
from cashwright.surfaces.console.formats import day_text, money_text

REASONS = {
    bounds.TOTAL_JUMPED: "Far above what this customer was ever billed",
    bounds.PRICE_JUMPED: "A new price is far from the one before it",
    bounds.PURCHASE_ORDER_MISSING: "It must name a purchase order, and none is given",
    bounds.PRICE_NOT_AGREED: "A price in it was not agreed for this contract",
    bounds.CUSTOMER_INCOMPLETE: "The customer's card lacks what an invoice must say",
}
REMEDIES = {
    bounds.TOTAL_JUMPED: "Release it when usage and prices are right.",
    bounds.PRICE_JUMPED: "Release it when the new price is meant; else set the right one and discard"
    " this, so that it is billed anew.",
    bounds.PURCHASE_ORDER_MISSING: "Give the contract its purchase order and discard this, so that"
    " it is billed anew with it; or release it without.",
    bounds.PRICE_NOT_AGREED: "Set the subscription to the price that was agreed, and discard this.",
    bounds.CUSTOMER_INCOMPLETE: "Complete the customer's card, then release it.",
}


def reason(code: str) -> str:
    """Why, in a few words."""
    return REASONS.get(code) or code.rpartition(".")[2].replace("_", " ").capitalize()


def facts_text(code: str, facts: Mapping[str, Any] | None) -> str:
    """The figures behind the reason."""
    told = facts or {}
    if code == bounds.TOTAL_JUMPED and "total_minor" in told:
        currency = str(told["currency"])
        total, largest = (money_text(told[n], currency) for n in ("total_minor", "largest_minor"))
        return (
            f"{total} {currency}, the largest of the last twelve months was {largest};"
            f" more than {told['factor']} times that is looked at."
        )
    if code == bounds.PRICE_JUMPED and "price" in told:
        since = day_text(date.fromisoformat(told["valid_from"]))
        return f"{told['price']} {told['currency']} since {since}, before it {told['before']}."
    if code == bounds.CUSTOMER_INCOMPLETE and "field" in told:
        name = str(told["field"]).replace("_", " ")
        return f"The {name} is empty; invoices in {told['country']} name it."
    return ""


def shown_parked(rows: Iterable[Invoice]) -> list[dict[str, Any]]:
    """Each with its reason, what to look at and what helps."""
    return [
        {
            "row": row, "why": reason(row.parked_code), "remedy": REMEDIES.get(row.parked_code, ""),
            "facts": facts_text(row.parked_code, row.parked_facts),
        }
        for row in rows
    ]  # fmt: skip
