"""Prepaid credit used up by what is billed: a negative line a grant, taxed like what it covers.

Grants are used in the order of their priority, then the one that expires first, then the older.
Few customers have any, so this goes document by document.
"""

from collections.abc import Iterator
from typing import Any

import polars as pl

from cashwright.columns.dtypes import ID, MINOR, TEXT
from cashwright.runs.bill.known import Known

DRAWS = {"ref": TEXT, "grant_id": ID, "amount_minor": MINOR}
_LAST_POSITION = 32_000


def drawn(
    lines: pl.DataFrame, grants: pl.DataFrame, known: Known
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`lines` with the negative lines of the credit they use, and DRAWS.

    lines    ref, bill_to_id, currency, contract_id, product_id, category, rate_ppm, gross_minor ...
    grants   facts.GRANTS
    """
    none = pl.DataFrame(schema=DRAWS)
    if grants.is_empty():
        return lines, none
    payers = lines.join(grants, on=["bill_to_id", "currency"], how="semi")
    if payers.is_empty():
        return lines, none
    ordered = grants.sort(
        "priority", "expires_on", "granted_on", "grant_id", nulls_last=True
    ).to_dicts()
    made: list[dict[str, Any]] = []
    draws: list[tuple[str, str, int]] = []
    for (ref,), document in payers.group_by("ref", maintain_order=True):
        rows = document.to_dicts()
        for grant, taken in _of_document(rows, ordered):
            draws.append((str(ref), grant["grant_id"], sum(minor for _, minor in taken)))
            made += [_line(row, minor, known) for row, minor in taken]
    if not made:
        return lines, none
    credit = pl.DataFrame(made, schema=lines.schema)
    return pl.concat([lines, credit]), pl.DataFrame(draws, schema=DRAWS, orient="row")


def _of_document(
    rows: list[dict[str, Any]], grants: list[dict[str, Any]]
) -> Iterator[tuple[dict[str, Any], list[tuple[dict[str, Any], int]]]]:
    """Each grant that is used, with how much of it goes to which kind of line."""
    amounts = [row["gross_minor"] - row["discount_minor"] for row in rows]
    left, budget = [max(0, minor) for minor in amounts], max(0, sum(amounts))
    for grant in grants:
        kinds: dict[tuple[Any, ...], tuple[dict[str, Any], int]] = {}
        for n, row in enumerate(rows):
            part = min(left[n], grant["left_minor"], budget)
            if part and _covers(grant, row):
                left[n] -= part
                budget -= part
                grant["left_minor"] -= part
                kind = row["category"], row["rate_ppm"], row["is_tax_inclusive"]
                kinds[kind] = row, kinds.get(kind, (row, 0))[1] + part
        if kinds:
            yield grant, list(kinds.values())


def _covers(grant: dict[str, Any], row: dict[str, Any]) -> bool:
    return (
        grant["bill_to_id"] == row["bill_to_id"]
        and grant["currency"] == row["currency"]
        and grant["contract_id"] in (None, row["contract_id"])
        and grant["product_id"] in (None, row["product_id"])
    )


def _line(row: dict[str, Any], minor: int, known: Known) -> dict[str, Any]:
    return {
        **row,
        "charge_id": None, "item_id": None, "price_version_id": None, "known_at": None,
        "description": "Prepaid credit used", "account_code": known.roles["deferred_revenue"],
        "position": _LAST_POSITION, "revision": 0, "quantity_e6": 1_000_000, "unit_price_e9": None,
        "gross_minor": -minor, "discount_minor": 0,
    }  # fmt: skip
