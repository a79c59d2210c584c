"""Contracts of one legal entity whose payment terms are not those of the catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cashwright.areas.contracts.queries import off_catalog
from cashwright.kernel.ids import public_id
from cashwright.surfaces.cli.reports.sheet import Column, Sheet

if TYPE_CHECKING:
    from datetime import date

    from cashwright.areas.contracts.models import Contract
    from cashwright.areas.parties.models import LegalEntity

_COLUMNS = [
    Column("entity"), Column("contract"), Column("account_no"), Column("customer"), Column("state"),
    Column("terms"), Column("instead_of"), Column("approval"),
]  # fmt: skip


def terms_drift(entity: LegalEntity, as_of: date) -> Sheet:
    """One row a contract: what it agreed, what the catalog has for its customer, who was asked."""
    rows = [_row(entity, one) for one in off_catalog(entity.pk, as_of)]
    value = [dict(zip((c.name for c in _COLUMNS), row, strict=True)) for row in rows]
    title = f"Payment terms outside the catalog, {entity.name}, {as_of}"
    return Sheet(title, _COLUMNS, rows, value)


def _row(entity: LegalEntity, one: Contract) -> list[str]:
    usual = one.customer.terms
    agreed = one.terms.code if one.terms and one.custom_term_days is None else ""
    return [
        entity.code, one.contract_no, one.customer.account_no, one.customer.name, one.state,
        f"{agreed} (retired)" if agreed else f"{one.custom_term_days} days",
        usual.code if usual else "the house's",
        public_id("apr", one.approval_id) if one.approval_id else "none yet",
    ]  # fmt: skip
