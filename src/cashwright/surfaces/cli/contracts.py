"""Contracts: write one, change or cancel its subscription, see what that comes to first."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from cashwright.areas.catalog.queries import price_by_code
from cashwright.areas.contracts.models import Charge, Contract, Subscription
from cashwright.areas.contracts.policies import Grouping, Proration
from cashwright.areas.contracts.rules.changing import (
    AddCharge,
    Cancelling,
    Change,
    ChangePrice,
    ChangeQuantity,
    RemoveCharge,
)
from cashwright.areas.contracts.services import (
    ChargeDraft,
    activate_contract,
    add_subscription,
    amend,
    create_contract,
    preview_amendment,
)
from cashwright.areas.controls.queries import books_today
from cashwright.areas.controls.services import command
from cashwright.areas.invoicing.queries import billed_lines
from cashwright.areas.parties.queries import customer_by_account
from cashwright.kernel.currencies import format_minor
from cashwright.kernel.refusals import NotFound
from cashwright.surfaces.cli.acting import me, pair, quantity_e6
from cashwright.surfaces.cli.choosing import Entity, one_entity
from cashwright.surfaces.cli.reports.sheet import console

if TYPE_CHECKING:
    from cashwright.areas.contracts.models import BillItem
    from cashwright.areas.parties.models import LegalEntity

app = typer.Typer(no_args_is_help=True, add_completion=False)

_DAY = ["%Y-%m-%d"]
Reference = Annotated[str, typer.Argument(help="The reference of a subscription.")]
On = Annotated[datetime, typer.Option("--on", formats=_DAY, help="From this day on.")]
Preview = Annotated[
    bool, typer.Option("--preview", help="Show what it comes to, with nothing done.")
]
Prorated = Annotated[
    Proration | None, typer.Option(help="What happens to the billed rest; as the contract says.")
]


@app.command()
def add(
    customer: Annotated[str, typer.Argument(help="The account number of the customer.")],
    line: Annotated[
        list[str], typer.Option(help="PRICE=QUANTITY, such as SEATS=5; several times.")
    ],
    starts: Annotated[datetime, typer.Option("--from", formats=_DAY, help="Its first day.")],
    ends: Annotated[
        datetime | None, typer.Option("--until", formats=_DAY, help="The first day without it.")
    ] = None,
    renewal_months: Annotated[
        int, typer.Option("--renews", help="After its end it goes on for so many months.")
    ] = 0,
    reference: Annotated[str, typer.Option(help="What usage events call it.")] = "",
    name: Annotated[str, typer.Option(help="What the subscription is called.")] = "Subscription",
    number: Annotated[str, typer.Option(help="Of the contract; the next free one.")] = "",
    currency: Annotated[str | None, typer.Option(help="The customer's if not said.")] = None,
    trial: Annotated[
        datetime | None, typer.Option("--trial-until", formats=_DAY, help="Free before this day.")
    ] = None,
    anchor: Annotated[
        datetime | None, typer.Option("--anchor", formats=_DAY, help="A day a full period starts.")
    ] = None,
    order: Annotated[str, typer.Option("--order", help="The purchase order of the customer.")] = "",
    needs_order: Annotated[
        bool, typer.Option("--needs-order", help="No invoice goes out without one.")
    ] = False,
    grouping: Annotated[
        Grouping, typer.Option(help="How it comes to invoices.")
    ] = Grouping.CONTRACT,
    entity: Entity = "",
) -> None:
    """Write a contract with one subscription; it is billed from its first day."""
    whose = one_entity(entity)

    @command
    def written() -> tuple[Contract, Subscription]:
        """All of it or nothing."""
        contract = create_contract(
            customer_id=customer_by_account(whose.pk, customer).pk, starts_on=starts.date(),
            ends_on=ends.date() if ends else None, renewal_months=renewal_months,
            contract_no=number, currency=currency, grouping=grouping,
            needs_purchase_order=needs_order, purchase_order_no=order, by=me(), source="cli",
        )  # fmt: skip
        made = add_subscription(
            contract_id=contract.pk, name=name, charges=[_draft(text) for text in line],
            on=books_today(whose.zone), by=me(), reference=reference,
            trial_until=trial.date() if trial else None,
            anchor_on=anchor.date() if anchor else None,
        )  # fmt: skip
        return activate_contract(contract_id=contract.pk, by=me()), made

    contract, made = written()
    typer.echo(f"Contract {contract.contract_no} with subscription {made.reference} is active.")


@app.command()
def change(
    reference: Reference,
    on: On,
    quantity: Annotated[str, typer.Option(help="PRICE=QUANTITY: so many from now on.")] = "",
    price: Annotated[str, typer.Option(help="OLD=NEW: one price is followed by another.")] = "",
    one_more: Annotated[str, typer.Option("--add", help="PRICE[=QUANTITY]: one more.")] = "",
    remove: Annotated[str, typer.Option(help="PRICE: not any more.")] = "",
    preview: Preview = False,
    proration: Prorated = None,
    entity: Entity = "",
) -> None:
    """Change a subscription; what is billed already is credited and charged anew, by the day."""
    if sum(map(bool, (quantity, price, one_more, remove))) != 1:
        raise typer.BadParameter("one of --quantity, --price, --add, --remove")
    whose = one_entity(entity)
    found = _subscription(whose, reference)
    wanted = _change(found, quantity, price, one_more, remove)
    _amend(whose, found, wanted, on, preview, proration)


@app.command()
def cancel(
    reference: Reference,
    on: On,
    at_period_end: Annotated[
        bool, typer.Option("--at-period-end", help="With its period.")
    ] = False,
    no_credit: Annotated[bool, typer.Option("--no-credit", help="What is billed stays.")] = False,
    preview: Preview = False,
    entity: Entity = "",
) -> None:
    """End a subscription; what is billed ahead is given back."""
    whose = one_entity(entity)
    wanted = Cancelling(at_period_end=at_period_end, with_credit=not no_credit)
    _amend(whose, _subscription(whose, reference), wanted, on, preview, None)


@app.command(name="list")
def list_(entity: Entity = "") -> None:
    """Show contracts with their subscriptions."""
    table = Table(
        "Contract", "State", "Customer", "Subscription", "From", "Until", "Pays", box=None
    )
    rows = Subscription.objects.filter(entity=one_entity(entity))
    for row in rows.select_related("contract__customer").order_by("contract__contract_no"):
        pays = row.charges.order_by("position").values_list("price__code", flat=True)
        table.add_row(
            row.contract.contract_no, row.contract.state, row.contract.customer.account_no,
            row.reference, str(row.starts_on), str(row.ends_on or ""), ", ".join(pays),
        )  # fmt: skip
    console().print(table)


def _draft(text: str) -> ChargeDraft:
    code, count = pair(text)
    return ChargeDraft(price_id=price_by_code(code).pk, quantity_e6=quantity_e6(count))


def _change(of: Subscription, quantity: str, price: str, one_more: str, remove: str) -> Change:
    if quantity:
        code, count = pair(quantity)
        return ChangeQuantity(charge_id=_charge(of, code).pk, quantity_e6=quantity_e6(count))
    if price:
        old, new = pair(price)
        return ChangePrice(charge_id=_charge(of, old).pk, price_id=price_by_code(new).pk)
    if one_more:
        code, count = pair(one_more, "1")
        return AddCharge(price_id=price_by_code(code).pk, quantity_e6=quantity_e6(count))
    return RemoveCharge(charge_id=_charge(of, remove.upper()).pk)


def _charge(of: Subscription, code: str) -> Charge:
    """The latest charge of a price. Raises NotFound."""
    found = of.charges.filter(price__code=code).order_by("-position").first()
    if found is None:
        raise NotFound(document="charge", id=f"{of.reference} {code}"[:64])
    return found


def _subscription(whose: LegalEntity, reference: str) -> Subscription:
    rows = Subscription.objects.filter(entity=whose, reference=reference)
    found = rows.select_related("contract").first()
    if found is None:
        raise NotFound(document="subscription", id=reference[:64])
    return found


def _amend(
    whose: LegalEntity, of: Subscription, wanted: Change, on: datetime, preview: bool,
    proration: Proration | None,
) -> None:  # fmt: skip
    today = books_today(whose.zone)
    if preview:
        plan = preview_amendment(
            subscription_id=of.pk, change=wanted, effective_on=on.date(), on=today,
            billed=billed_lines, by=me(), proration=proration,
        )  # fmt: skip
        _print(plan.items, of.contract.currency)
        return
    done = amend(
        subscription_id=of.pk, change=wanted, effective_on=on.date(), on=today,
        billed=billed_lines, by=me(), proration=proration,
    )  # fmt: skip
    _print(list(done.bill_items.order_by("revision")), of.contract.currency)
    typer.echo(f"Recorded as of {done.effective_on}.")


def _print(items: list[BillItem], currency: str) -> None:
    """What waits for the next bill."""
    for item in sorted(items, key=lambda each: each.revision):
        typer.echo(f"{format_minor(item.net_minor, currency):>12} {currency}  {item.description}")
    if not items:
        typer.echo("Nothing that is billed changes; it counts from the next bill on.")
        return
    total = sum(item.net_minor for item in items)
    typer.echo(f"{format_minor(total, currency):>12} {currency}  in all, before tax")
