"""Files that banks sent: which were taken, what was new in them, whether their balances chain."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from cashwright.areas.access.models import User
from cashwright.areas.access.queries import found, scoped
from cashwright.areas.cash.models import BankFile, BankLine
from cashwright.areas.cash.queries import WAITING, bank_files
from cashwright.kernel.ids import parse_public_id, public_id
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.lists import Column, Empty, Kind, Listing, Row, Search, Tab
from cashwright.surfaces.console.pages import may, page

FORMATS = {
    "camt": "camt", "mt940": "MT940", "bai2": "BAI2", "lockbox": "Lockbox", "ofx": "OFX", "qif": "QIF",
    "table": "Table", "payout": "Payout", "archive": "Archive",
}  # fmt: skip


def href(row: Row) -> str:
    return reverse("console:bank_file", args=[public_id(BankFile.PREFIX, row["pk"])])


FILES = Listing(
    key="bank_files",
    one="file",
    many="files",
    columns=(
        Column(key="name", label="File", kind=Kind.LINK, path="name", href=href, needs=("pk",)),
        Column(key="format", label="Format", needs=("format",),
               value=lambda row, _: FORMATS.get(row["format"], row["format"])),
        Column(key="taken", label="Taken", kind=Kind.INSTANT, path="imported_at", sort="imported_at"),
        Column(key="statements", label="Statements", kind=Kind.NUMBER, path="statement_count"),
        Column(key="lines", label="Lines", kind=Kind.NUMBER, path="line_count"),
        Column(key="new", label="New", kind=Kind.NUMBER, path="new_count",
               hint="Lines nobody had told before; the others were known."),
        Column(key="chain", label="Balances", kind=Kind.STATE, needs=("gaps",),
               value=lambda row, _: "chain_broken" if row["gaps"] else "chain_whole"),
        Column(key="entity", label="Entity", path="entity__code", visible=False),
    ),
    tabs=(Tab("all", "All"), Tab("gaps", "With gaps", ~Q(gaps=[]))),
    filters=(Search("name"),),
    sort="-taken",
    prefix=BankFile.PREFIX,
    href=href,
    empty=Empty(
        "No bank file yet", "Drop one, and see at once what it pays. The same file twice changes nothing.",
        "Take a bank file", "console:bank_file_new", "building-bank",
    ),
)  # fmt: skip


def rows(request: HttpRequest) -> QuerySet[BankFile]:
    """The files of the frame in the reader's reach."""
    mine = bank_files(frame_of(request).entity_ids)
    return scoped(mine, request.user, "payments.read", portfolio=None)


@page(permission="payments.read", section="bank")
def bank_file_list(request: HttpRequest) -> HttpResponseBase:
    """Every file, the latest first."""
    return FILES.render(
        request, rows(request), title="Bank files", template="console/bank/files.html",
        crumbs=[("Bank", frame_of(request).link("console:bank")), ("Files", "")],
        context={"may_take": may(request, "payments.receive")},
    )  # fmt: skip


@page(permission="payments.read", section="bank")
def bank_file(request: HttpRequest, public: str) -> HttpResponse:
    """One file: its statements with their balances, what was new, and what became of its lines."""
    pk = parse_public_id(BankFile.PREFIX, public)
    shown = found(
        BankFile.objects.select_related("entity"), request.user, "payments.read", pk,
        document="bank file", portfolio=None,
    )  # fmt: skip
    lines = BankLine.objects.filter(statement__file_id=shown.pk)
    who = (
        User.objects.filter(pk=shown.imported_by).first() if len(shown.imported_by) == 36 else None
    )
    context = {
        "title": shown.name, "file": shown, "public": public, "who": who or shown.imported_by,
        "format": FORMATS.get(shown.format, shown.format),
        "statements": shown.statements.select_related("bank_account").order_by("to_on", "pk"),
        "states": {
            "applied": lines.filter(state="applied").count(),
            "waiting": lines.filter(state__in=WAITING).count(),
            "aside": lines.filter(state="set_aside").count(),
        },
        "crumbs": [
            ("Bank", frame_of(request).link("console:bank")),
            ("Files", frame_of(request).link("console:bank_files")), (shown.name, ""),
        ],
    }  # fmt: skip
    return render(request, "console/bank/file.html", context)
