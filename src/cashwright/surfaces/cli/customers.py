"""Customers, one at a time: add one, change what its invoices need. Many come by `import customers`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from cashwright.areas.access.queries import person_by_email
from cashwright.areas.controls.services import command
from cashwright.areas.insight.printing.statement import Period, statement_pdf
from cashwright.areas.insight.printing.statement_rows import statement_csv
from cashwright.areas.parties.models import LegalEntity
from cashwright.areas.parties.policies import ContactRole
from cashwright.areas.parties.queries import customer_by_account
from cashwright.areas.parties.services import (
    add_contact,
    change_customer,
    create_customer,
    set_tax_id,
)
from cashwright.kernel.refusals import BadInput
from cashwright.surfaces.cli.acting import me
from cashwright.surfaces.cli.choosing import Entity, day, one_entity

app = typer.Typer(no_args_is_help=True, add_completion=False)

Account = Annotated[str, typer.Argument(help="The account number of the customer.")]
Country = Annotated[str | None, typer.Option(help="Two letters; the company's if not said.")]
Region = Annotated[str | None, typer.Option(help="Of the country, where its tax is: TX.")]
Currency = Annotated[str | None, typer.Option(help="Of its invoices; the company's if not said.")]
Language = Annotated[str | None, typer.Option(help="Of its documents: en, de, fr, es, it, nl.")]
Address = Annotated[list[str] | None, typer.Option(help="A line of it; several times.")]
VatNo = Annotated[str | None, typer.Option(help="Its VAT number, in its own country.")]
Owner = Annotated[str | None, typer.Option(help="The colleague who keeps them, by e-mail address.")]
Email = Annotated[str | None, typer.Option(help="Where its invoices go.")]


@app.command()
def add(
    account: Account,
    name: Annotated[str, typer.Option(help="As its invoices say it.")],
    country: Country = None,
    region: Region = None,
    currency: Currency = None,
    language: Language = None,
    address: Address = None,
    vat_no: VatNo = None,
    email: Email = None,
    owner: Owner = None,
    entity: Entity = "",
) -> None:
    """Add a customer."""
    card = _card(country, region, currency, language, address, owner)
    _add(one_entity(entity), account, name, card, vat_no or "", email or "")
    typer.echo(f"{account} is a customer.")


@command
def _add(
    whose: LegalEntity, account: str, name: str, card: dict[str, Any], vat_no: str, email: str
) -> None:
    """The customer with number and contact, or, when one is refused, none of it."""
    made = create_customer(entity_id=whose.pk, account_no=account, name=name, by=me(), card=card)
    if vat_no:
        set_tax_id(customer_id=made.pk, country=made.country, kind="vat", value=vat_no, by=me())
    if email:
        reached = {"email": email, "roles": [ContactRole.ACCOUNTS_PAYABLE]}
        add_contact(customer_id=made.pk, name=name, card=reached, by=me())


@app.command()
def change(
    account: Account,
    country: Country = None,
    region: Region = None,
    currency: Currency = None,
    language: Language = None,
    address: Address = None,
    vat_no: VatNo = None,
    owner: Owner = None,
    entity: Entity = "",
) -> None:
    """Change what its invoices say from now on, and who keeps them."""
    found = customer_by_account(one_entity(entity).pk, account)
    card = _card(country, region, currency, language, address, owner)
    changed = change_customer(customer_id=found.pk, changes=card, by=me())
    if vat_no:
        set_tax_id(customer_id=found.pk, country=changed.country, kind="vat", value=vat_no, by=me())
    typer.echo(f"{account} is changed.")


@app.command()
def statement(
    account: Account,
    out: Annotated[Path, typer.Option(help="Where it is written; its end says how: .pdf or .csv.")],
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="As of; today if not said.")
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="Its first day, for what moved."),
    ] = None,
    language: Language = None,
    entity: Entity = "",
) -> None:
    """Write the statement of account: what is open as of a day, or with --from what moved."""
    whose = one_entity(entity)
    found = customer_by_account(whose.pk, account)
    found.entity = whose
    period = Period(day(until, [whose]), since.date() if since else None)
    if out.suffix == ".csv":
        out.write_text(statement_csv(found, period), encoding="utf-8", newline="")
    elif out.suffix == ".pdf":
        out.write_bytes(statement_pdf(found, period, language=language or ""))
    else:
        raise BadInput(
            field="out", value=out.name[-16:], expected="a name that ends in .pdf or .csv"
        )
    typer.echo(f"{out} is written.")


def _card(
    country: str | None, region: str | None, currency: str | None, language: str | None,
    address: list[str] | None, owner: str | None,
) -> dict[str, Any]:  # fmt: skip
    """The fields that were given."""
    given = {
        "country": country, "region": region, "currency": currency, "language": language,
        "postal_address": "\n".join(address) if address else None,
        "account_owner_id": person_by_email(owner).pk if owner else None,
    }  # fmt: skip
    return {name: value for name, value in given.items() if value is not None}
