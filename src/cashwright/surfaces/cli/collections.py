"""What customers agreed to and what paying late costs: note a promise, make a plan, accrue and bill charges."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import typer
from django.db.models import QuerySet

from cashwright.areas.collections.models import LateCharge
from cashwright.areas.collections.rules.plans import Even, Interval
from cashwright.areas.collections.rules.promises import Origin
from cashwright.areas.collections.services import (
    accrue_late_charges,
    agree_plan,
    bill_charges,
    note_promise,
    propose_plan,
)
from cashwright.areas.controls.services import command
from cashwright.areas.disputes.queries import held_minor
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.invoicing.states import InvoiceState
from cashwright.areas.parties.models import Customer
from cashwright.areas.parties.queries import customer_by_account
from cashwright.kernel.currencies import format_minor, minor_of
from cashwright.kernel.refusals import NotFound
from cashwright.surfaces.cli.acting import me
from cashwright.surfaces.cli.choosing import AsJson, AsOf, Entity, day, one_entity, some_entities

app = typer.Typer(no_args_is_help=True, add_completion=False)

_DAY = ["%Y-%m-%d"]
Account = Annotated[str, typer.Argument(help="The account number of the customer.")]
Currency = Annotated[str, typer.Option(help="The customer's own if not said.")]
Numbers = Annotated[list[str] | None, typer.Option("--invoice", help="A number; several times.")]
Note = Annotated[str, typer.Option(help="What else was said.")]


@app.command()
def promise(
    account: Account,
    amount: Annotated[str, typer.Argument(help="In major units, such as 1250.00.")],
    by: Annotated[datetime, typer.Option("--by", formats=_DAY, help="The day it is promised for.")],
    currency: Currency = "",
    invoice: Numbers = None,
    origin: Annotated[Origin, typer.Option(help="How it was said.")] = Origin.CALL,
    note: Note = "",
    entity: Entity = "",
    as_of: AsOf = None,
) -> None:
    """Note that a customer will pay; it is for the named invoices, else for the oldest."""
    home = one_entity(entity)
    customer = customer_by_account(home.pk, account)
    code = currency.upper() or customer.currency
    made = note_promise(
        customer_id=customer.pk, currency=code, amount_minor=minor_of(amount, code),
        due_on=by.date(), on=day(as_of, [home]), origin=origin, note=note, by=me(),
        invoice_ids=_numbered(customer, invoice or []),
    )  # fmt: skip
    typer.echo(f"{made.public_id}: reminders stop until {made.kept_until}.")


@app.command()
def plan(
    account: Account,
    count: Annotated[int, typer.Option(help="How many instalments.")],
    first: Annotated[datetime, typer.Option(formats=_DAY, help="The day of the first.")],
    every: Annotated[Interval, typer.Option(help="How far apart they are.")] = Interval.MONTH,
    currency: Currency = "",
    invoice: Numbers = None,
    agree: Annotated[bool, typer.Option("--agree", help="Both sides have said yes.")] = False,
    note: Note = "",
    entity: Entity = "",
    as_of: AsOf = None,
) -> None:
    """Propose equal instalments for the named invoices, else for all that is past due."""
    home = one_entity(entity)
    customer = customer_by_account(home.pk, account)
    on, code = day(as_of, [home]), currency.upper() or customer.currency
    ids = _numbered(customer, invoice) if invoice else _late(customer, code, on)

    @command
    def act() -> Any:
        made = propose_plan(
            customer_id=customer.pk, currency=code, invoice_ids=ids, on=on, by=me(), note=note,
            instalments=Even(count, first.date(), every),
        )  # fmt: skip
        return agree_plan(plan_id=made.pk, on=on, by=me()) if agree else made

    made = act()
    for part in made.instalments.order_by("number"):
        typer.echo(f"{part.number:>3}  {part.due_on}  {format_minor(part.amount_minor, code):>14}")
    typer.echo(
        f"{made.public_id} over {format_minor(made.total_minor, code)} {code}: {made.state}."
    )


@app.command()
def charges(
    accrue: Annotated[bool, typer.Option("--accrue", help="Reckon what is owed by now.")] = False,
    bill: Annotated[str, typer.Option(help="Bill what waits of this account number.")] = "",
    entity: Entity = "",
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Show what waits to be billed for paying late; accrue it first, or bill a customer's."""
    entities = [one_entity(entity)] if bill else some_entities(entity)
    on = day(as_of, entities)
    if accrue:
        for each in entities:
            accrue_late_charges(entity_id=each.pk, on=on, by=me(), held=held_minor)
    if bill:
        customer = customer_by_account(entities[0].pk, bill)
        for made in bill_charges(customer_id=customer.pk, on=on, by=me()):
            total = format_minor(made.total_minor, made.currency)
            typer.echo(f"{made.document_no}: {total} {made.currency}")
        return
    rows = LateCharge.objects.filter(entity__in=entities, state="accrued")
    _tell(
        rows.select_related("customer", "invoice").order_by("customer__name", "until_on"), as_json
    )


def _tell(rows: QuerySet[LateCharge], as_json: bool) -> None:
    told = [
        {
            "charge": one.public_id, "account_no": one.customer.account_no,
            "invoice_no": str(one.invoice.document_no), "kind": one.kind,
            "from": one.from_on.isoformat(), "until": one.until_on.isoformat(),
            "currency": one.currency, "amount": format_minor(one.amount_minor, one.currency),
        }
        for one in rows
    ]  # fmt: skip
    if as_json:
        typer.echo(json.dumps(told, indent=1))
    elif not told:
        typer.echo("No late charge waits to be billed.")
    for each in [] if as_json else told:
        typer.echo(
            f"{each['account_no']:<12} {each['invoice_no']:<18} {each['kind']:<9}"
            f"{each['from']} to {each['until']}  {each['amount']:>14} {each['currency']}"
        )


def _numbered(customer: Customer, numbers: list[str]) -> list[UUID]:
    """The customer's invoices with these numbers. Raises NotFound."""
    rows = Invoice.objects.filter(customer=customer, document_no__in=numbers)
    found = dict(rows.values_list("document_no", "pk"))
    for number in numbers:
        if number not in found:
            raise NotFound(document="invoice", id=number[:40])
    return [found[number] for number in numbers]


def _late(customer: Customer, currency: str, on: date) -> list[UUID]:
    rows = Invoice.objects.filter(
        customer=customer, currency=currency, state=InvoiceState.POSTED, due_on__lt=on
    )
    return list(rows.order_by("due_on", "pk").values_list("pk", flat=True))
