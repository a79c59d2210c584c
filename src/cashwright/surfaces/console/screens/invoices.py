"""Invoices: the list, one invoice with what happened to it, writing, posting and correcting one."""

from __future__ import annotations

from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse

from cashwright.areas.access.queries import found, scoped
from cashwright.areas.cash import services as cash
from cashwright.areas.cash.models import Application
from cashwright.areas.cash.queries import invoice_applications
from cashwright.areas.collections.rules import age
from cashwright.areas.controls.models import Approval
from cashwright.areas.controls.policies import CREDIT_NOTE, WRITE_OFF
from cashwright.areas.controls.queries import document_facts
from cashwright.areas.credit import services as credit
from cashwright.areas.invoicing import services
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.invoicing.queries import creditable, invoices
from cashwright.areas.invoicing.rules import Creditable, credit_tax
from cashwright.areas.invoicing.services.credit_notes import credit_payload
from cashwright.areas.invoicing.states import INVOICE, InvoiceState
from cashwright.areas.ledger.queries import document_entries
from cashwright.areas.parties.models import Customer
from cashwright.kernel.actors import Actor
from cashwright.kernel.currencies import format_minor
from cashwright.kernel.ids import parse_public_id, public_id
from cashwright.kernel.refusals import Refusal
from cashwright.surfaces.console.approving import Asking, or_ask
from cashwright.surfaces.console.formats import plural
from cashwright.surfaces.console.forms.fields import minor
from cashwright.surfaces.console.forms.invoices import (
    CreditForm,
    InvoiceForm,
    LineFormSet,
    WriteOffForm,
)
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.lists import (
    AmountRange,
    Bulk,
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
from cashwright.surfaces.console.words import say

PREFIX = Invoice.PREFIX
_LIVE = Q(state__in=["posted", "settled", "credited"])


def _number(row: Row) -> str:
    return reverse("console:invoice", args=[public_id(PREFIX, row["pk"])])


def _state(row: Row, frame: Frame) -> str:
    """What a person calls it on the frame's day: open, past due, partly paid, paid."""
    if row["state"] in ("draft", "discarded", "credited") and row["balance_on_minor"] == 0:
        return str(row["state"])
    if row["balance_on_minor"] == 0:
        return "settled"
    if row["due_on"] < frame.as_of:
        return "past_due"
    return "partly_settled" if row["balance_on_minor"] < row["total_minor"] else "posted"


def _days_late(row: Row, frame: Frame) -> int | None:
    return age(row["due_on"], frame.as_of) if row["balance_on_minor"] else None


def _open(frame: Frame) -> Q:
    return Q(balance_on_minor__gt=0) if not frame.is_today else Q(state="posted")


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
            key="number", label="Number", kind=Kind.LINK, href=_number, needs=("pk",),
            value=lambda row, _: row["document_no"] or "Draft", sort="document_no",
        ),
        Column(key="customer", label="Customer", path="customer__name", sort="customer__name"),
        Column(key="issued", label="Issued", kind=Kind.DATE, path="issued_on", sort="issued_on"),
        Column(key="due", label="Due", kind=Kind.DUE, path="due_on", sort="due_on"),
        Column(
            key="days", label="Days late", kind=Kind.DAYS, value=_days_late,
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
            key="state", label="State", kind=Kind.STATE, value=_state,
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
        Search("document_no", "customer__name", "customer__account_no", "purchase_order_no"),
        DateRange("due", "Due", "due_on"),
        DateRange("issued", "Issued", "issued_on"),
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
    later = (
        Application.objects.filter(invoice_id=OuterRef("pk"), applied_on__gt=frame.as_of)
        .order_by()
        .values("invoice_id")
        .annotate(amount=Sum("amount_minor"))
        .values("amount")
    )
    return mine.filter(issued_on__lte=frame.as_of).annotate(
        balance_on_minor=F("balance_minor") + Coalesce(Subquery(later), Value(0))
    )


def _one(request: HttpRequest, public: str, permission: str) -> Invoice:
    pk = parse_public_id(PREFIX, public)
    return found(invoices(), request.user, permission, pk, document="invoice")


@page(permission="invoices.read", section="invoices")
def invoice_list(request: HttpRequest) -> HttpResponseBase:
    """All invoices, as of any day."""
    return INVOICES.render(
        request, rows(request, frame_of(request)), title="Invoices",
        template="console/invoices/list.html",
        context={"may_draft": may(request, "invoices.draft")},
    )  # fmt: skip


@page(permission="invoices.read", section="invoices")
def invoice(request: HttpRequest, public: str) -> HttpResponse:
    """One invoice as it was issued, and everything that happened to it since."""
    frame = frame_of(request)
    shown = _one(request, public, "invoices.read")
    applied = list(invoice_applications(shown.pk))
    settled_on = sum(a.amount_minor for a in applied if a.applied_on <= frame.as_of)
    live = shown.state not in (InvoiceState.DRAFT, InvoiceState.DISCARDED)
    balance_on = shown.total_minor - settled_on if live else 0
    row: dict[str, Any] = {
        "state": shown.state, "due_on": shown.due_on, "total_minor": shown.total_minor,
        "balance_on_minor": balance_on,
    }  # fmt: skip
    state = InvoiceState(shown.state)
    context = {
        "invoice": shown,
        "public": public,
        "lines": shown.lines.order_by("line_no"),
        "applications": applied,
        "entries": document_entries(shown.pk),
        "facts": document_facts(shown.pk),
        "credit_notes": shown.credit_notes.order_by("issued_on"),
        "settled_on": settled_on,
        "balance_on": balance_on,
        "state": _state(row, frame),
        "days_late": _days_late(row, frame),
        "may_post": INVOICE.allows(state, "post") and may(request, "invoices.post"),
        "may_draft": INVOICE.allows(state, "discard") and may(request, "invoices.draft"),
        "may_credit": state in (InvoiceState.POSTED, InvoiceState.SETTLED)
        and may(request, "credit_notes.issue"),
        "may_write_off": state == InvoiceState.POSTED and may(request, "writeoffs.request"),
        "may_apply": state == InvoiceState.POSTED and may(request, "cash.apply"),
        "title": shown.document_no or "Draft invoice",
        "crumbs": [
            ("Invoices", frame.link("console:invoices")),
            (shown.document_no or "Draft", ""),
        ],
    }
    return render(request, "console/invoices/detail.html", context)


@page(permission="invoices.draft", section="invoices", methods=("GET", "POST"))
def invoice_new(request: HttpRequest) -> HttpResponse:
    """Write a draft."""
    frame = frame_of(request)
    posted = request.POST if request.method == "POST" else None
    form = InvoiceForm(
        posted, initial={"issued_on": frame.today, "account_no": request.GET.get("account_no", "")}
    )
    lines = LineFormSet(posted)
    if posted is not None and form.is_valid() and lines.is_valid():
        buyer = _buyer(request, form, frame)
        if buyer is not None:
            drafts = [each.draft(buyer.currency) for each in lines]
            if all(each.is_valid() for each in lines):
                made = services.draft_invoice(
                    customer_id=buyer.pk, issued_on=form.cleaned_data["issued_on"],
                    due_on=form.cleaned_data["due_on"], lines=[d for d in drafts if d],
                    purchase_order_no=form.cleaned_data["purchase_order_no"],
                    memo=form.cleaned_data["memo"], by=Actor.human(request.user.pk),
                )  # fmt: skip
                return done(
                    request, _url(made), "The draft is saved. Post it to give it its number."
                )
    context = {
        "form": form, "lines": lines, "title": "New invoice",
        "crumbs": [("Invoices", frame.link("console:invoices")), ("New", "")],
    }  # fmt: skip
    return render(request, "console/invoices/form.html", context)


def _buyer(request: HttpRequest, form: InvoiceForm, frame: Frame) -> Customer | None:
    """The customer with the account number, in scope; an error on the form when there is not one."""
    mine = scoped(
        Customer.objects.filter(entity_id__in=frame.entity_ids), request.user, "invoices.draft",
        portfolio="portfolio_id",
    )  # fmt: skip
    found_rows = list(mine.filter(account_no=form.cleaned_data["account_no"])[:2])
    if len(found_rows) == 1:
        return found_rows[0]
    text = "No customer has this account number." if not found_rows else (
        "Customers of several entities have this number. Choose the entity at the top."
    )  # fmt: skip
    form.add_error("account_no", text)
    return None


@page(permission="invoices.post", methods=("POST",))
def invoice_post(request: HttpRequest, public: str) -> HttpResponse:
    """Post a draft."""
    shown = _one(request, public, "invoices.post")
    made = services.post_invoice(invoice_id=shown.pk, by=Actor.human(request.user.pk))
    return done(request, _url(made), f"{made.document_no} is posted.")


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


@page(permission="invoices.draft", methods=("POST",))
def invoice_discard(request: HttpRequest, public: str) -> HttpResponse:
    """Throw a draft away."""
    shown = _one(request, public, "invoices.draft")
    services.discard_invoice(invoice_id=shown.pk, by=Actor.human(request.user.pk))
    return done(request, reverse("console:invoices"), "The draft is discarded.")


@page(permission="credit_notes.issue", section="invoices", methods=("GET", "POST"))
def invoice_credit(request: HttpRequest, public: str) -> HttpResponse:
    """Credit an invoice, whole or by line."""
    shown = _one(request, public, "credit_notes.issue")
    left = creditable(shown.pk)
    posted = request.POST if request.method == "POST" else None
    form = CreditForm(
        posted, initial={"on": frame_of(request).today}, lines=left, currency=shown.currency
    )
    if posted is not None and form.is_valid():
        wanted = form.net_by_line()
        if wanted is not None:
            return _credit(request, shown, left, wanted, form)
    return _act_page(request, shown, form, "Credit", "Credit this invoice", "What is credited leaves the"
                     " balance; what was paid already stays the customer's credit.")  # fmt: skip


def _credit(
    request: HttpRequest,
    shown: Invoice,
    left: list[Creditable],
    wanted: dict[int, int],
    form: CreditForm,
) -> HttpResponse:
    by, on = Actor.human(request.user.pk), form.cleaned_data["on"]
    total = sum(net + credit_tax(line, net) for line in left if (net := wanted.get(line.line_no)))
    asking = Asking(
        CREDIT_NOTE, shown.entity_id, shown.pk, shown.customer_id, shown.currency, total,
        credit_payload(shown.pk, wanted, shown.customer_id, total, on), form.cleaned_data["reason"],
    )  # fmt: skip
    asked = or_ask(
        lambda: cash.credit_invoice(
            invoice_id=shown.pk,
            on=on,
            reason=form.cleaned_data["reason"],
            by=by,
            net_by_line=wanted,
        ),
        asking,
        by,
    )
    return done(request, _url(shown), _told(asked, "The credit note is posted."))


@page(permission="writeoffs.request", section="invoices", methods=("GET", "POST"))
def invoice_write_off(request: HttpRequest, public: str) -> HttpResponse:
    """Write off what will not come."""
    shown = _one(request, public, "writeoffs.request")
    posted = request.POST if request.method == "POST" else None
    start = {
        "on": frame_of(request).today,
        "amount": format_minor(shown.balance_minor, shown.currency),
    }
    form = WriteOffForm(posted, initial=start)
    if posted is not None and form.is_valid():
        amount = minor(form, "amount", shown.currency)
        if amount is not None:
            given, by = form.cleaned_data, Actor.human(request.user.pk)
            act = {"amount_minor": amount, "on": given["on"], "reason": given["reason"]}
            asking = Asking(
                WRITE_OFF, shown.entity_id, shown.pk, shown.customer_id, shown.currency, amount,
                credit.write_off_payload(shown.pk, **act), given["reason"],
            )  # fmt: skip
            asked = or_ask(lambda: credit.write_off(invoice_id=shown.pk, by=by, **act), asking, by)
            return done(request, _url(shown), _told(asked, "The balance is written off."))
    return _act_page(request, shown, form, "Write off", "Write off this balance", "It becomes bad debt"
                     " expense. If it is paid after all, record a recovery.")  # fmt: skip


def _told(asked: Approval | None, text: str) -> str:
    return text if asked is None else "It needs a second person and was sent for approval."


def _act_page(
    request: HttpRequest, shown: Invoice, form: Any, button: str, title: str, note: str
) -> HttpResponse:
    frame = frame_of(request)
    context = {
        "invoice": shown, "form": form, "button": button, "title": title, "note": note,
        "back": _url(shown),
        "crumbs": [
            ("Invoices", frame.link("console:invoices")), (shown.document_no, _url(shown)), (button, ""),
        ],
    }  # fmt: skip
    return render(request, "console/invoices/act.html", context)


def _url(shown: Invoice) -> str:
    return reverse("console:invoice", args=[public_id(PREFIX, shown.pk)])


urlpatterns = [
    path("invoices/", invoice_list, name="invoices"),
    path("invoices/new/", invoice_new, name="invoice_new"),
    path("invoices/post/", invoices_post, name="invoices_post"),
    path("invoices/<str:public>/", invoice, name="invoice"),
    path("invoices/<str:public>/post/", invoice_post, name="invoice_post"),
    path("invoices/<str:public>/discard/", invoice_discard, name="invoice_discard"),
    path("invoices/<str:public>/credit/", invoice_credit, name="invoice_credit"),
    path("invoices/<str:public>/write-off/", invoice_write_off, name="invoice_write_off"),
]
