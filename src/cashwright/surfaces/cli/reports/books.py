"""The trial balance of one legal entity, and the statement of one customer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from cashwright.areas.insight.queries.statement import Statement, customer_statement
from cashwright.areas.ledger import queries as ledger
from cashwright.areas.parties.queries import customer_by_account
from cashwright.kernel.currencies import format_minor
from cashwright.kernel.refusals import NotFound
from cashwright.surfaces.cli.reports.sheet import Column, Sheet

if TYPE_CHECKING:
    from cashwright.areas.parties.models import Customer, LegalEntity

_KINDS = {
    "invoice": "Invoice",
    "credit_note": "Credit note",
    "payment": "Payment",
    "payment_return": "Payment returned",
    "identification": "Payment",
    "identification_undone": "Payment of somebody else",
    "application": "Applied for another customer",
    "refund": "Refund",
    "write_off": "Written off",
    "recovery": "Recovered",
    "unapplication": "Unapplied",
    "manual": "Journal entry",
}


def trial_balance(entity: LegalEntity, as_of: date) -> Sheet:
    """One row an account and currency; debit above zero, credit below."""
    names = ledger.account_names()
    balances = ledger.trial_balance(entity.pk, as_of)
    rows = [
        [
            entity.code, row.account, names[row.account], row.currency,
            format_minor(row.minor, row.currency),
            format_minor(row.functional_minor, entity.currency), entity.currency,
        ]
        for row in balances
    ]  # fmt: skip
    columns = [
        Column("entity"), Column("account"), Column("name"), Column("currency"),
        Column("balance", is_number=True), Column("functional_balance", is_number=True),
        Column("functional_currency"),
    ]  # fmt: skip
    value = {
        "as_of": as_of.isoformat(),
        "entity": entity.code,
        "accounts": [dict(zip((c.name for c in columns), row, strict=True)) for row in rows],
    }
    return Sheet(f"Trial balance of {entity.name} as of {as_of}", columns, rows, [value])


def statement(entities: list[LegalEntity], account_no: str, first: date, until: date) -> Sheet:
    """The statement of the customer with that account number, a currency after the other."""
    customer = _customer(entities, account_no)
    found = customer_statement(customer.entity_id, customer.pk, first, until)
    rows = [row for one in found for row in _rows(one)]
    columns = [
        Column("on"), Column("what"), Column("text"), Column("currency"),
        Column("amount", is_number=True), Column("balance", is_number=True),
    ]  # fmt: skip
    value = [
        {
            "customer": customer.account_no,
            "name": customer.name,
            "currency": one.currency,
            "from": first.isoformat(),
            "to": until.isoformat(),
            "opening": format_minor(one.opening_minor, one.currency),
            "lines": [
                {
                    "on": line.moved_on.isoformat(),
                    "kind": line.kind,
                    "document_id": str(line.document_id),
                    "text": line.text,
                    "amount": format_minor(line.amount_minor, one.currency),
                    "balance": format_minor(line.balance_minor, one.currency),
                }
                for line in one.lines
            ],
            "closing": format_minor(one.closing_minor, one.currency),
        }
        for one in found
    ]
    title = f"Statement of {customer.name} ({customer.account_no}), {first} to {until}"
    return Sheet(title, columns, rows, value)


def _customer(entities: list[LegalEntity], account_no: str) -> Customer:
    """The customer of one of these entities. Raises NotFound."""
    for entity in entities:
        try:
            return customer_by_account(entity.pk, account_no)
        except NotFound:
            continue
    raise NotFound(document="customer", id=account_no[:64])


def _rows(of: Statement) -> list[list[str]]:
    def money(minor: int) -> str:
        return format_minor(minor, of.currency)

    return [
        [str(of.from_on), "Opening balance", "", of.currency, "", money(of.opening_minor)],
        *(
            [
                str(line.moved_on), _KINDS.get(line.kind, line.kind), line.text, of.currency,
                money(line.amount_minor), money(line.balance_minor),
            ]
            for line in of.lines
        ),
        [str(of.until_on), "Closing balance", "", of.currency, "", money(of.closing_minor)],
    ]  # fmt: skip
