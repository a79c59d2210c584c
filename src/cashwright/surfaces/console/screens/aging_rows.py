"""The rows behind the aging: open items, and the entries behind the credits."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.urls import path, reverse

from cashwright.areas.collections.rules import age
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.ledger.queries import account
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.ids import public_id
from cashwright.surfaces.console.books.entries import entries_on
from cashwright.surfaces.console.books.items import BUCKET_WORDS, open_items
from cashwright.surfaces.console.books.reach import whole_entities
from cashwright.surfaces.console.books.whose import whose
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.lists import (
    AmountRange,
    Choice,
    Column,
    DateRange,
    Empty,
    Kind,
    Listing,
    Row,
    Search,
)
from cashwright.surfaces.console.pages import page

READ = "reports.read"


def _invoice_url(row: Row) -> str:
    return reverse("console:invoice", args=[public_id(Invoice.PREFIX, row["pk"])])


def _currencies(frame: Frame) -> list[tuple[str, str]]:
    codes = Invoice.objects.filter(entity_id__in=frame.entity_ids).order_by("currency")
    return [(code, code) for code in codes.values_list("currency", flat=True).distinct()]


OPEN_ITEMS = Listing(
    key="open_items",
    one="open item",
    many="open items",
    columns=(
        Column(key="number", label="Number", kind=Kind.LINK, path="document_no",
               href=_invoice_url, needs=("pk",), sort="document_no"),
        Column(key="customer", label="Customer", path="customer__name", sort="customer__name"),
        Column(key="issued", label="Issued", kind=Kind.DATE, path="issued_on", sort="issued_on"),
        Column(key="due", label="Due", kind=Kind.DUE, path="due_on", sort="due_on"),
        Column(key="days", label="Days late", kind=Kind.DAYS, needs=("due_on",), value=lambda row,
               frame: age(row["due_on"], frame.as_of)),
        Column(key="total", label="Total", kind=Kind.MONEY, path="total_minor", sort="total_minor"),
        Column(key="balance", label="Balance", kind=Kind.MONEY, path="balance_on_minor", total=True,
               hint="Total less what was applied to it by the day above."),
        Column(key="entity", label="Entity", path="entity__code", visible=False),
    ),
    filters=(
        Search("document_no", "customer__name", "customer__account_no"),
        Choice("bucket", "Age", "bucket", tuple((str(b), words) for b, words in BUCKET_WORDS.items())),
        Choice("currency", "Currency", "currency", _currencies),
        DateRange("due", "Due", "due_on"),
        AmountRange("balance", "Balance", "balance_on_minor"),
    ),
    sort="due",
    prefix=Invoice.PREFIX,
    empty=Empty("Nothing is open", "Every invoice up to this day is settled.", icon="checks"),
)  # fmt: skip

CREDITS = Listing(
    key="credits",
    one="entry",
    many="entries",
    columns=(
        Column(key="day", label="Day", kind=Kind.LINK, path="effective_on", sort="effective_on", needs=("pk",),
               href=lambda row: reverse("console:entry", args=[public_id("je", row["pk"])])),
        Column(key="kind", label="What", value=lambda row, _: str(row["kind"]).replace("_",
               " ").capitalize(), needs=("kind",)),
        Column(key="memo", label="Note", path="memo"),
        Column(key="moved", label="Credit", kind=Kind.MONEY, path="moved_minor", total=True),
    ),
    sort="-day",
    prefix="je",
    empty=Empty("No credits", "Money and credit notes tied to no invoice yet stand here.", icon="wallet"),
)  # fmt: skip


@page(permission=READ, section="aging")
def items(request: HttpRequest) -> HttpResponseBase:
    """The open items behind a number of the aging."""
    frame = frame_of(request)
    where, whom = whose(request)
    rows = open_items(request, READ, _reach(request), frame.as_of).filter(where)
    title = f"Open items of {whom}" if whom else "Open items"
    crumbs = [("Aging", frame.link("console:aging")), (title, "")]
    return OPEN_ITEMS.render(request, rows, title=title, crumbs=crumbs)


@page(permission=READ, section="aging")
def credits_(request: HttpRequest) -> HttpResponseBase:
    """The journal entries behind the credits column: what customers sent that is tied to no invoice."""
    frame = frame_of(request)
    where, whom = whose(request)
    ids = [entity.pk for entity in whole_entities(request, READ)]
    currency = request.GET.get("currency", frame.currency)[:3]
    rows = entries_on(ids, account("customer_credit"), currency, frame.as_of, where)
    title = f"Credits of {whom}" if whom else f"Credits in {currency}"
    crumbs = [("Aging", frame.link("console:aging")), (title, "")]
    return CREDITS.render(request, rows, title=title, crumbs=crumbs)


def _reach(request: HttpRequest) -> list[UUID]:
    """The chosen company, or all: what the reader sees of them is cut by the query."""
    chosen = frame_of(request).entity
    if chosen is not None:
        return [chosen.id]
    return list(LegalEntity.objects.filter(is_active=True).values_list("pk", flat=True))


urlpatterns = [
    path("aging/items/", items, name="open_items"),
    path("aging/credits/", credits_, name="credits"),
]
