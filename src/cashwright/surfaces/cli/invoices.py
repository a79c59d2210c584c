"""Invoices: list them, show how one came about, release a parked one, write its PDF."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from django.db.models import Q
from rich.table import Table

from cashwright.areas.catalog.rules import plain
from cashwright.areas.controls.queries import books_today
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.invoicing.printing.explaining import explanations
from cashwright.areas.invoicing.printing.rendering import rendering
from cashwright.areas.invoicing.services import release_invoice
from cashwright.kernel.currencies import format_minor
from cashwright.kernel.ids import parse_public_id
from cashwright.kernel.refusals import BadInput, NotFound
from cashwright.surfaces.cli.acting import me
from cashwright.surfaces.cli.choosing import Entity, some_entities
from cashwright.surfaces.cli.reports.sheet import console

if TYPE_CHECKING:
    from django.db.models import QuerySet

app = typer.Typer(no_args_is_help=True, add_completion=False)

Number = Annotated[str, typer.Argument(help="Its number, or inv_ and 26 letters.")]


@app.command(name="list")
def list_(
    parked: Annotated[bool, typer.Option("--parked", help="Only what waits for a person.")] = False,
    entity: Entity = "",
) -> None:
    """Show invoices, the latest first."""
    rows = _invoices(entity).exclude(state="discarded").order_by("-issued_on", "-document_no")
    if parked:
        rows = rows.filter(state="draft").exclude(parked_code="")
    table = Table("Invoice", "Customer", "Issued", "Due", "", "Total", "State", box=None)
    for row in rows[:100]:
        table.add_row(
            row.document_no or row.public_id, row.customer.account_no, str(row.issued_on),
            str(row.due_on), row.currency, format_minor(row.total_minor, row.currency),
            f"parked: {row.parked_code}" if row.parked_code else row.state,
        )  # fmt: skip
    console().print(table)


@app.command()
def show(number: Number, entity: Entity = "") -> None:
    """Show the lines of an invoice, and how each amount came about."""
    row = _invoice(number, entity)
    told = explanations(row, language="en")
    for line in row.lines.order_by("line_no"):
        rate = f"{plain(line.tax_rate_ppm or 0, 4)} % {line.tax_code}".strip()
        amount = format_minor(line.net_minor, row.currency)
        typer.echo(f"{line.line_no:>3}  {amount:>12}  {rate:>10}  {line.description}")
        if told.get(line.line_no):
            typer.echo(f"{'':31}{told[line.line_no]}")
    sums = (("net", row.net_minor), ("tax", row.tax_minor), ("total", row.total_minor))
    for name, minor in sums:
        typer.echo(f"{name:>5} {format_minor(minor, row.currency):>11} {row.currency}")
    if row.parked_code:
        typer.echo(f"parked: {row.parked_code}")


@app.command()
def release(
    number: Number,
    why: Annotated[str, typer.Option(help="What you looked at: it stays with the invoice.")],
    entity: Entity = "",
) -> None:
    """Post a parked invoice as of today: you looked at it, and it is right."""
    row = _invoice(number, entity)
    on = books_today(row.entity.zone)
    posted = release_invoice(invoice_id=row.pk, on=on, by=me(), why=why)
    typer.echo(f"{posted.document_no} is posted.")


@app.command()
def pdf(
    number: Number,
    out: Annotated[Path | None, typer.Option(help="The file; its number if not said.")] = None,
    entity: Entity = "",
) -> None:
    """Write the PDF of a posted invoice, the same bytes every time."""
    row = _invoice(number, entity)
    path = out or Path(f"{row.document_no or row.public_id}.pdf")
    language = row.customer.language
    path.write_bytes(bytes(rendering(row, language=language).pdf))
    typer.echo(f"{row.document_no} is in {path.name}.")


def _invoices(entity: str) -> QuerySet[Invoice]:
    return Invoice.objects.select_related("customer", "entity").filter(
        entity__in=some_entities(entity)
    )


def _invoice(number: str, entity: str) -> Invoice:
    """Raises NotFound; BadInput where several companies have the number."""
    wanted = (
        Q(pk=parse_public_id(Invoice.PREFIX, number))
        if number.startswith(f"{Invoice.PREFIX}_")
        else Q(document_no=number)
    )
    found = list(_invoices(entity).filter(wanted)[:2])
    if not found:
        raise NotFound(document="invoice", id=number[:64])
    if len(found) > 1:
        raise BadInput(field="entity", value="", expected="--entity CODE: several have that number")
    return found[0]
