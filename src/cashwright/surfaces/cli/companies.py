"""Our own companies: set one up with what its invoices print, or change that."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from cashwright.areas.parties.models import LegalEntity
from cashwright.areas.parties.queries import entity_by_code
from cashwright.areas.parties.services import change_legal_entity, create_legal_entity
from cashwright.surfaces.cli.acting import me
from cashwright.surfaces.cli.reports.sheet import console

app = typer.Typer(no_args_is_help=True, add_completion=False)

Code = Annotated[str, typer.Argument(help="A short code of your own, such as DE.")]
LegalName = Annotated[str | None, typer.Option(help="As registered.")]
Address = Annotated[list[str] | None, typer.Option(help="A line of it; several times.")]
TaxNo = Annotated[str | None, typer.Option(help="Your own tax number.")]
Bank = Annotated[list[str] | None, typer.Option(help="A line of how you are paid; several times.")]
Footer = Annotated[str | None, typer.Option(help="The last line of a document.")]
Color = Annotated[str | None, typer.Option(help="Of your documents: #0f766e.")]
Logo = Annotated[Path | None, typer.Option(help="A PNG of at most 200 kB.", exists=True)]


@app.command()
def add(
    code: Code,
    name: Annotated[str, typer.Option(help="What people call it.")],
    currency: Annotated[str, typer.Option(help="Of its books: EUR. It stays.")],
    zone: Annotated[str, typer.Option(help="Where its days begin: Europe/Berlin. It stays.")],
    country: Annotated[str, typer.Option(help="Two letters: DE.")],
    legal_name: LegalName = None,
    address: Address = None,
    tax_no: TaxNo = None,
    bank: Bank = None,
    footer: Footer = None,
    color: Color = None,
    logo: Logo = None,
) -> None:
    """Set up a company of ours."""
    made = create_legal_entity(
        code=code, name=name, currency=currency, zone=zone, country=country, by=me(),
        settings=_told(legal_name or name, address, tax_no, bank, footer, color, logo),
    )  # fmt: skip
    typer.echo(f"{made.code} keeps books in {made.currency}.")


@app.command()
def change(
    code: Code,
    legal_name: LegalName = None,
    address: Address = None,
    tax_no: TaxNo = None,
    bank: Bank = None,
    footer: Footer = None,
    color: Color = None,
    logo: Logo = None,
) -> None:
    """Change what a company's documents print from now on."""
    told = _told(legal_name, address, tax_no, bank, footer, color, logo)
    change_legal_entity(entity_id=entity_by_code(code).pk, changes=told, by=me())
    typer.echo(f"{len(told)} settings of {code.upper()} are set.")


@app.command(name="list")
def list_() -> None:
    """Show our companies."""
    table = Table("Code", "Name", "Currency", "Country", "Zone", box=None)
    for row in LegalEntity.objects.order_by("code"):
        table.add_row(row.code, row.name, row.currency, row.country, row.zone)
    console().print(table)


def _told(
    legal_name: str | None, address: list[str] | None, tax_no: str | None, bank: list[str] | None,
    footer: str | None, color: str | None, logo: Path | None,
) -> dict[str, Any]:  # fmt: skip
    """The settings that were given."""
    given: dict[str, Any] = {
        "legal_name": legal_name, "postal_address": "\n".join(address) if address else None,
        "tax_no": tax_no, "payment_details": "\n".join(bank) if bank else None,
        "document_footer": footer, "brand_color": color,
        "logo": logo.read_bytes() if logo else None,
    }  # fmt: skip
    return {name: value for name, value in given.items() if value is not None}
