"""Which documents are parked, and why: the bounds of bounds.py asked of a whole plan at once."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import polars as pl

from cashwright.areas.catalog.rules import plain
from cashwright.columns.dtypes import CODE, COUNT, ID, MINOR, TEXT
from cashwright.kernel.currencies import minor_units
from cashwright.runs.bill.bounds import (
    CODES,
    CUSTOMER_INCOMPLETE,
    PRICE_JUMPED,
    PRICE_NOT_AGREED,
    PURCHASE_ORDER_MISSING,
    TOTAL_JUMPED,
    price_jumped,
    total_jumped,
)
from cashwright.runs.bill.known import Known

HISTORY = {"customer_id": ID, "currency": CODE, "largest_minor": MINOR, "invoices": COUNT}
"""What a payer's invoices of the last twelve months came to, one row a currency."""
PARKED = {"ref": TEXT, "parked_code": CODE, "parked_facts": TEXT}
_NUMBERS = ("unit_price_e9", "flat_minor", "package_minor", "rate_e9")

Found = tuple[str, str, dict[str, Any]]
"""ref, code, facts"""


def asks_history(headers: pl.DataFrame, known: Known) -> list[str]:
    """The customers whose past tells whether a total jumped: those with a total above the floor."""
    if headers.is_empty():
        return []
    floors = {
        c: known.bounds.total_floor * 10 ** minor_units(c) for c in headers["currency"].unique()
    }
    above = headers.filter(
        pl.col("total_minor") > pl.col("currency").replace_strict(floors, return_dtype=pl.Int64)
    )
    return above["customer_id"].unique().to_list()


def parked(
    headers: pl.DataFrame, lines: pl.DataFrame, history: pl.DataFrame, known: Known
) -> pl.DataFrame:
    """PARKED: one row a document that is not posted, with the first reason in the order of CODES.

    What comes to less than zero is given to the customer, and is not held back.
    """
    headers = headers.filter(pl.col("total_minor") >= 0)
    lines = lines.join(headers.select("ref"), on="ref", how="semi")
    found = [
        *_price_not_agreed(lines, known), *_prices_jumped(lines, known),
        *_totals_jumped(headers, history, known), *_orders_missing(headers),
        *_incomplete(headers, known),
    ]  # fmt: skip
    first: dict[str, tuple[str, str]] = {}
    for ref, code, facts in sorted(found, key=lambda one: CODES.index(one[1])):
        first.setdefault(ref, (code, json.dumps(facts, ensure_ascii=False)))
    rows = [(ref, code, facts) for ref, (code, facts) in first.items()]
    return pl.DataFrame(rows, schema=PARKED, orient="row")


def _price_not_agreed(lines: pl.DataFrame, known: Known) -> list[Found]:
    """Lines at a version another contract negotiated, or in another currency."""
    met = lines.select("ref", "contract_id", "currency", "price_version_id").join(
        known.owners, on="price_version_id", suffix="_agreed"
    )
    wrong = met.filter(
        (pl.col("owner_id").is_not_null() & (pl.col("owner_id") != pl.col("contract_id")))
        | (pl.col("currency") != pl.col("currency_agreed"))
    )
    return [
        (row["ref"], PRICE_NOT_AGREED, {"price_version_id": row["price_version_id"]})
        for row in wrong.iter_rows(named=True)
    ]


def new_prices_out_of_proportion(known: Known) -> dict[str, dict[str, Any]]:
    """Versions of the book that are new and unlike the one before them: id -> facts."""
    numbers = known.terms.select("price_version_id", *_NUMBERS)
    rows = known.versions.join(numbers, on="price_version_id").sort(
        "price_id", "currency", "valid_from"
    )
    since = known.on - timedelta(days=known.bounds.price_days)
    found: dict[str, dict[str, Any]] = {}
    before: Mapping[str, Any] = {}
    for row in rows.iter_rows(named=True):
        same = before and (before["price_id"], before["currency"]) == (
            row["price_id"],
            row["currency"],
        )
        if same and since < row["valid_from"] <= known.on:
            for name in _NUMBERS:
                if price_jumped(row[name], before[name], known.bounds):
                    found[row["price_version_id"]] = _price_facts(row, before, name)
        before = row
    return found


def _price_facts(row: Mapping[str, Any], before: Mapping[str, Any], name: str) -> dict[str, Any]:
    exponent = 9 if name.endswith("_e9") else minor_units(row["currency"])
    return {
        "price": plain(row[name], exponent), "before": plain(before[name], exponent),
        "currency": row["currency"], "valid_from": row["valid_from"].isoformat(),
    }  # fmt: skip


def _prices_jumped(lines: pl.DataFrame, known: Known) -> list[Found]:
    wrong = new_prices_out_of_proportion(known)
    if not wrong:
        return []
    met = lines.filter(pl.col("price_version_id").is_in(list(wrong)))
    return [
        (ref, PRICE_JUMPED, wrong[version])
        for ref, version in met.select("ref", "price_version_id").iter_rows()
    ]


def _totals_jumped(headers: pl.DataFrame, history: pl.DataFrame, known: Known) -> list[Found]:
    met = headers.join(history, on=["customer_id", "currency"])
    return [
        (
            row["ref"], TOTAL_JUMPED,
            {
                "total_minor": row["total_minor"], "largest_minor": row["largest_minor"],
                "currency": row["currency"], "factor": known.bounds.total_factor,
            },
        )
        for row in met.iter_rows(named=True)
        if total_jumped(
            row["total_minor"], row["largest_minor"], row["invoices"], known.bounds,
            minor_units(row["currency"]),
        )
    ]  # fmt: skip


def _orders_missing(headers: pl.DataFrame) -> list[Found]:
    lacking = headers.filter(pl.col("needs_purchase_order") & (pl.col("purchase_order_no") == ""))
    return [(ref, PURCHASE_ORDER_MISSING, {}) for ref in lacking["ref"]]


def _incomplete(headers: pl.DataFrame, known: Known) -> list[Found]:
    """Documents to customers whose card lacks what an invoice in their country names."""
    home = known.entity
    if not (home.legal_name and home.postal_address and home.tax_no):
        return []
    found: list[Found] = []
    for country in headers["country"].unique():
        for name in known.bounds.required_in(country):
            column = {"postal_address": "payer_address", "name": "payer_name"}[name]
            lacking = headers.filter((pl.col("country") == country) & (pl.col(column) == ""))
            facts = {"field": name, "country": country}
            found += [(ref, CUSTOMER_INCOMPLETE, facts) for ref in lacking["ref"]]
    return found
