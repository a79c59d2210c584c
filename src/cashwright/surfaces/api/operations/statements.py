"""The statement of account of a customer, to read: what is open as of a day, or what moved between two."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router

from cashwright.areas.controls.queries import books_today
from cashwright.areas.insight.printing.statement import Period, document_numbers, statement_of
from cashwright.areas.insight.queries.statement import OpenStatement, Statement
from cashwright.areas.parties.models import Customer
from cashwright.surfaces.api.bodies import Strict
from cashwright.surfaces.api.calling import needs
from cashwright.surfaces.api.paging import Id, of_caller, one_of


class StatementLineOut(Strict):
    """An open invoice, or an entry. `amount_minor`: its total, or how much more is owed by it."""

    on: str
    kind: str
    document: str | None
    due_on: str | None
    amount_minor: int
    balance_minor: int


class StatementCurrency(Strict):
    """One currency. What is open: the lines and `credit_minor` (0 or below) sum to `closing_minor`.

    What moved: `opening_minor` and the amounts of the lines sum to it.
    """

    currency: str
    opening_minor: int | None
    credit_minor: int | None
    closing_minor: int
    lines: list[StatementLineOut]


class StatementOut(Strict):
    """A statement: without `from_on` what is open as of the evening of `until_on`, else what moved."""

    customer_id: str
    from_on: str | None
    until_on: str
    currencies: list[StatementCurrency]


def add_to(router: Router, problems: dict[int, Any]) -> None:
    """Add the operation."""
    router.get(
        "/customers/{customer_id}/statement", response={200: StatementOut, **problems},
        operation_id="getStatement", summary="The statement of account of a customer",
    )(needs("invoices.read")(statement))  # fmt: skip


def statement(
    request: HttpRequest,
    customer_id: Id,
    until_on: Annotated[date | None, Query(description="Today, when not given.")] = None,
    from_on: Annotated[date | None, Query(description="For what moved; else what is open.")] = None,
) -> StatementOut:
    """What a customer owes, to the cent of the ledger, by currency."""
    rows = Customer.objects.filter(of_caller(request)).select_related("entity")
    found = one_of(rows, Customer.PREFIX, customer_id, "customer")
    period = Period(until_on or books_today(found.entity.zone), from_on)
    return StatementOut(
        customer_id=customer_id, until_on=period.until_on.isoformat(),
        from_on=from_on.isoformat() if from_on else None,
        currencies=[_currency(each) for each in statement_of(found, period)],
    )  # fmt: skip


def _currency(each: Statement | OpenStatement) -> StatementCurrency:
    if isinstance(each, OpenStatement):
        lines = [
            StatementLineOut(
                on=line.issued_on.isoformat(), kind="invoice", document=line.document_no,
                due_on=line.due_on.isoformat(), amount_minor=line.total_minor,
                balance_minor=line.balance_minor,
            )
            for line in each.lines
        ]  # fmt: skip
        return StatementCurrency(
            currency=each.currency, opening_minor=None, credit_minor=each.credit_minor,
            closing_minor=each.closing_minor, lines=lines,
        )  # fmt: skip
    numbers = document_numbers({line.document_id for line in each.lines})
    moved = [
        StatementLineOut(
            on=line.moved_on.isoformat(), kind=line.kind, document=numbers.get(line.document_id),
            due_on=None, amount_minor=line.amount_minor, balance_minor=line.balance_minor,
        )
        for line in each.lines
    ]  # fmt: skip
    return StatementCurrency(
        currency=each.currency, opening_minor=each.opening_minor, credit_minor=None,
        closing_minor=each.closing_minor, lines=moved,
    )  # fmt: skip
