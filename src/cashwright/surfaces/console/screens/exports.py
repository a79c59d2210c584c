"""Taking data out: every table the reader may see, as CSV, Excel or Parquet; or all of them at once."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse

from cashwright.areas.exchange.queries.exports import EXPORTS, export_frames
from cashwright.connectors.files import FORMATS, write_frame_file
from cashwright.kernel.refusals import NotFound
from cashwright.surfaces.console.pages import page, rights_of
from cashwright.surfaces.importing import folder

EVERYTHING = "everything"
# What a table shows, beyond the right to take data out. A table named nowhere needs customers.read.
_NEEDS: dict[str, str] = {
    "accounts": "ledger.read", "journal-entries": "ledger.read", "periods": "ledger.read",
    "postings": "ledger.read", "rates": "ledger.read", "approvals": "approvals.read",
    "facts": "audit.read", "imports": "imports.read", "kpis": "reports.read",
    "policies": "settings.read", "tasks": "tasks.read", "contacts": "contacts.read",
    "consents": "contacts.read", "messages": "mailbox.read", "reminders": "mailbox.read",
    "invoices": "invoices.read", "invoice-lines": "invoices.read", "credit-notes": "invoices.read",
    "credit-note-lines": "invoices.read", "payments": "payments.read", "refunds": "payments.read",
    "contracts": "contracts.read", "subscriptions": "contracts.read", "charges": "contracts.read",
    "charge-spans": "contracts.read", "bill-periods": "contracts.read", "orders": "contracts.read",
    "bill-items": "contracts.read", "amendments": "contracts.read", "pauses": "contracts.read",
    "discounts": "contracts.read", "milestones": "contracts.read", "credit-draws": "contracts.read",
    "credit-grants": "contracts.read", "products": "catalog.read", "prices": "catalog.read",
    "price-versions": "catalog.read", "tiers": "catalog.read", "meters": "catalog.read",
    "coupons": "catalog.read", "tax-rates": "catalog.read", "tax-registrations": "catalog.read",
    "tax-exemptions": "catalog.read", "usage-events": "usage.read",
    "applications": "payments.read", "recoveries": "payments.read", "write-offs": "invoices.read",
}  # fmt: skip


def offered(request: HttpRequest) -> list[str]:
    """The tables the reader may take out: a file is never cut to a part of a company, so only whole."""
    held = rights_of(request)

    def wholly(permission: str) -> bool:
        return held.scope(permission).is_everything

    if not wholly("exports.run"):
        return []
    return [name for name in EXPORTS if wholly(_NEEDS.get(name, "customers.read"))]


@page(permission="exports.run", section="imports")
def export(request: HttpRequest) -> HttpResponse:
    """What can be taken out."""
    context = {
        "title": "Take data out",
        "tables": [(name, name.replace("-", " ").capitalize()) for name in offered(request)],
        "formats": FORMATS,
        "everything": EVERYTHING,
        "crumbs": [("Imports", reverse("console:imports")), ("Take data out", "")],
    }
    return render(request, "console/imports/export.html", context)


@page(permission="exports.run")
def export_file(request: HttpRequest, what: str, file_format: str) -> HttpResponseBase:
    """One table, or all the reader may see as a zip of files."""
    tables = offered(request)
    if file_format not in FORMATS or what not in (*tables, EVERYTHING) or not tables:
        raise NotFound(document="table", id=f"{what}.{file_format}"[:60])
    if what == EVERYTHING:
        return sent_aside(
            f"cashwright-{file_format}.zip", lambda out: _zip(tables, file_format, out)
        )
    return sent_aside(f"{what}.{file_format}", lambda out: _write(what, file_format, out))


def sent_aside(name: str, write: Callable[[Path], None]) -> FileResponse:
    """A file written aside and sent; the disk forgets it once it is sent."""
    with tempfile.TemporaryDirectory(dir=folder("scratch")) as inside:
        made = Path(inside) / name
        write(made)
        return FileResponse(made.open("rb"), as_attachment=True, filename=name)


def _write(what: str, file_format: str, out: Path) -> None:
    """By way of parts on disk, so that a table larger than memory can leave."""
    with tempfile.TemporaryDirectory(dir=out.parent) as parts:
        for number, frame in enumerate(export_frames(what)):
            frame.write_parquet(Path(parts) / f"{number:06}.parquet", compression="lz4")
        write_frame_file(pl.scan_parquet(Path(parts) / "*.parquet"), out, file_format)


def _zip(tables: list[str], file_format: str, out: Path) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in tables:
            made = out.parent / f"{name}.{file_format}"
            _write(name, file_format, made)
            packed.write(made, made.name)
            made.unlink()


urlpatterns = [
    path("export/", export, name="export"),
    path("export/<str:what>.<str:file_format>", export_file, name="export_file"),
]
