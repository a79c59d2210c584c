"""The list of invoices, as of any day, and posting several at once."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from cashwright.areas.access.queries import found, scoped
from cashwright.areas.collections.rules import age
from cashwright.areas.invoicing import services
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.invoicing.queries import invoices
from cashwright.kernel.actors import Actor
from cashwright.kernel.ids import parse_public_id, public_id
from cashwright.kernel.refusals import Refusal
from cashwright.surfaces.console.books.items import balance_on
from cashwright.surfaces.console.books.numbered import number_or_customer
from cashwright.surfaces.console.formats import plural
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.lists import (
    AmountRange,
    Bulk,
    Choice,
    Column,
    DateRange,
    Empty,
    Kind,
    Listing,
    Row,
    Search,
    Tab,
)
from cashwright.surfaces.console.pages import done, may, page
from cashwright.surfaces.console.scoping import OfCustomer, currencies
from cashwright.surfaces.console.words import say

PREFIX = Invoice.PREFIX
_LIVE = Q(state__in=["posted", "settled", "credited"])


def href(row: Row) -> str:
    return reverse("console:invoice", args=[public_id(PREFIX, row["pk"])])


def state_of(row: Row, frame: Frame) -> str:
    """What a person calls it on the frame's day: open, past due, partly paid, paid."""
    if row["state"] in ("draft", "discarded", "credited") and row["balance_on_minor"] == 0:
        return str(row["state"])
    if row["balance_on_minor"] == 0:
        return "settled"
    if row["due_on"] < frame.as_of:
        return "past_due"
    return "partly_settled" if row["balance_on_minor"] < row["total_minor"] else "posted"


def days_late(row: Row, frame: Frame) -> int | None:
    return age(row["due_on"], frame.as_of) if row["balance_on_minor"] else None


def _open(frame: Frame) -> Q:
    return Q(balance_on_minor__gt=0) if not frame.is_today else Q(balance_minor__gt=0)


def _late(frame: Frame) -> Q:
    return _open(frame) & Q(due_on__lt=frame.as_of)


def _paid(frame: Frame) -> Q:
    return _LIVE & (Q(balance_on_minor=0) if not frame.is_today else Q(state="settled"))


INVOICES = Listing(
    key="invoices",
    one="invoice",
    many="invoices",
    columns=(
        Column(
            key="number", label="Number", kind=Kind.LINK, href=href, needs=("pk",),
            value=lambda row, _: row["document_no"] or "Draft", sort="document_no",
        ),
        Column(key="customer", label="Customer", path="customer__name", sort="customer__name"),
        Column(key="issued", label="Issued", kind=Kind.DATE, path="issued_on", sort="issued_on"),
        Column(key="due", label="Due", kind=Kind.DUE, path="due_on", sort="due_on"),
        Column(
            key="days", label="Days late", kind=Kind.DAYS, value=days_late,
            needs=("due_on", "balance_on_minor"), hint="Days past the due date, as of the day above.",
        ),
        Column(
            key="total", label="Total", kind=Kind.MONEY, path="total_minor", sort="total_minor",
            total=True,
        ),
        Column(
            key="balance", label="Balance", kind=Kind.MONEY, path="balance_on_minor",
            sort="balance_on_minor", total=True,
            hint="Total less what was applied to it by the day above.",
        ),
        Column(
            key="state", label="State", kind=Kind.STATE, value=state_of,
            needs=("state", "due_on", "balance_on_minor", "total_minor"),
        ),
        Column(key="po", label="Purchase order", path="purchase_order_no", visible=False),
        Column(key="currency", label="Currency", path="currency", visible=False),
        Column(key="entity", label="Entity", path="entity__code", visible=False),
        Column(key="source", label="Source", path="source", visible=False),
    ),
    tabs=(
        Tab("open", "Open", _open),
        Tab("late", "Past due", _late),
        Tab("draft", "Drafts", Q(state="draft")),
        Tab("paid", "Paid", _paid),
        Tab("credited", "Credited", Q(state="credited")),
        Tab("all", "All"),
    ),
    filters=(
        Search(
            "document_no", "customer__name", "customer__account_no", "purchase_order_no",
            first=number_or_customer,
        ),
        DateRange("due", "Due", "due_on"),
        DateRange("issued", "Issued", "issued_on"),
        Choice("currency", "Currency", "currency", currencies),
        OfCustomer(),
        AmountRange("balance", "Balance", "balance_on_minor"),
    ),
    sort="due",
    bulk=(
        Bulk("post", "Post", "console:invoices_post", "invoices.post", "check", "Post {n} drafts?"),
    ),
    prefix=PREFIX,
    needs=("document_no",),
    empty=Empty(
        "No invoices here", "They appear once a file is imported or one is written.",
        "Import a file", "console:imports", "file-invoice",
    ),
)  # fmt: skip


def rows(
    request: HttpRequest, frame: Frame, permission: str = "invoices.read"
) -> QuerySet[Invoice]:
    """The invoices in the reader's scope that existed on the frame's day, with that day's balance."""
    mine = scoped(invoices(), request.user, permission).filter(entity_id__in=frame.entity_ids)
    if frame.is_today:
        return mine.annotate(balance_on_minor=F("balance_minor"))
    return mine.filter(issued_on__lte=frame.as_of).annotate(
        balance_on_minor=balance_on(frame.as_of)
    )


def one(request: HttpRequest, public: str, permission: str) -> Invoice:
    """The invoice with this public id. Raises NotFound outside the scope of `permission`."""
    pk = parse_public_id(PREFIX, public)
    return found(invoices(), request.user, permission, pk, document="invoice")


def url(shown: Invoice) -> str:
    """The address of an invoice."""
    return reverse("console:invoice", args=[public_id(PREFIX, shown.pk)])


@page(permission="invoices.read", section="invoices")
def invoice_list(request: HttpRequest) -> HttpResponseBase:
    """All invoices, as of any day."""
    return INVOICES.render(
        request, rows(request, frame_of(request)), title="Invoices",
        template="console/invoices/list.html",
        context={"may_draft": may(request, "invoices.draft")},
    )  # fmt: skip


@page(permission="invoices.post", methods=("POST",))
def invoices_post(request: HttpRequest) -> HttpResponse:
    """Post the selected drafts, in the order of their dates; what is refused stays a draft."""
    chosen = INVOICES.selected(request, rows(request, frame_of(request), "invoices.post"))
    posted, refused = 0, []
    for pk in chosen.order_by("issued_on", "pk").values_list("pk", flat=True):
        try:
            services.post_invoice(invoice_id=pk, by=Actor.human(request.user.pk))
            posted += 1
        except Refusal as refusal:
            refused.append(say(refusal)[1])
    text = f"{plural(posted, 'invoice is', 'invoices are')} posted."
    if refused:
        text += f" {len(refused)} stayed drafts: {refused[0]}"
    return done(request, reverse("console:invoices"), text)
