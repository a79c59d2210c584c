"""The ledger: trial balance as of any day, down to the entry and its document; entries by hand; rates."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse

from cashwright.areas.access.queries import found
from cashwright.areas.cash.models import Application
from cashwright.areas.controls.queries import document_facts
from cashwright.areas.credit.models import Recovery, WriteOff
from cashwright.areas.invoicing.models import CreditNote, Invoice
from cashwright.areas.ledger.models import Account, FxRate, JournalEntry
from cashwright.areas.ledger.queries import trial_balance
from cashwright.areas.ledger.rules import BalanceRow
from cashwright.areas.ledger.services import post_manual
from cashwright.areas.parties.models import LegalEntity
from cashwright.areas.payments.models import Payment, Refund
from cashwright.kernel.actors import Actor
from cashwright.kernel.ids import parse_public_id, public_id
from cashwright.kernel.refusals import NotFound
from cashwright.surfaces.console.books.entries import entries_on
from cashwright.surfaces.console.books.reach import whole_entities, whole_entity
from cashwright.surfaces.console.forms.ledger import JournalForm, JournalLines, journal_lines
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.lists import (
    Choice,
    Column,
    DateRange,
    Empty,
    Kind,
    Listing,
    Row,
    Search,
)
from cashwright.surfaces.console.pages import done, may, page

READ = "ledger.read"


def entry_url(row: Row) -> str:
    """Where a journal entry is shown."""
    return reverse("console:entry", args=[public_id(JournalEntry.PREFIX, row["pk"])])


ENTRIES = Listing(
    key="account_entries",
    one="entry",
    many="entries",
    columns=(
        Column(key="day", label="Day", kind=Kind.LINK, path="effective_on", href=entry_url,
               needs=("pk",), sort="effective_on"),
        Column(key="kind", label="What", needs=("kind",), value=lambda row,
               _: str(row["kind"]).replace("_", " ").capitalize()),
        Column(key="memo", label="Note", path="memo"),
        Column(key="moved", label="Moved", kind=Kind.MONEY, path="moved_minor", total=True,
               hint="Debits are positive, credits negative."),
    ),
    filters=(Search("memo"), DateRange("day", "Day", "effective_on")),
    sort="-day",
    prefix=JournalEntry.PREFIX,
    empty=Empty("No entries", "Nothing moved this account by this day."),
)  # fmt: skip


def _rate(row: Row) -> str:
    return f"{Decimal(row['numerator']) / Decimal(row['denominator']):,.6f}"


RATES = Listing(
    key="rates",
    one="rate",
    many="rates",
    columns=(
        Column(key="on", label="Day", kind=Kind.DATE, path="on", sort="on"),
        Column(key="base", label="One", path="base"),
        Column(key="quote", label="Buys", path="quote", sort="quote"),
        Column(key="rate", label="Rate", needs=("numerator", "denominator"), value=lambda row, _: _rate(row),
               hint="Shown to six decimals; kept exactly."),
        Column(key="source", label="Source", path="source", sort="source"),
    ),
    filters=(
        DateRange("on", "Day", "on"),
        Choice("quote", "Currency", "quote", lambda _: [(c,
            c) for c in FxRate.objects.order_by("quote").values_list("quote", flat=True).distinct()]),
    ),
    sort="-on",
    empty=Empty(
        "No rates yet", "Load the European Central Bank's file: cashwright import rates eurofxref-hist.zip.",
        icon="world",
    ),
)  # fmt: skip


def _asked(request: HttpRequest, permission: str) -> tuple[list[LegalEntity], LegalEntity | None]:
    entities = whole_entities(request, permission)
    code = request.GET.get("of", "")
    return entities, next(
        (e for e in entities if e.code == code), entities[0] if entities else None
    )


@page(permission=READ, section="ledger")
def ledger(request: HttpRequest) -> HttpResponse:
    """The trial balance of one company as of the frame's day."""
    frame = frame_of(request)
    entities, entity = _asked(request, READ)
    rows = trial_balance(entity.pk, frame.as_of) if entity else []
    accounts = Account.objects.in_bulk()
    context = {
        "title": "Ledger",
        "entity": entity,
        "entities": [(e, frame.link("console:ledger", of=e.code)) for e in entities],
        "lines": [_line(frame, entity, accounts, row) for row in rows if entity and _moved(row)],
        "sums": _sums(rows),
        "home_minor": sum(row.functional_minor for row in rows),
        "may_write": may(request, "journal.manual"),
    }
    return render(request, "console/ledger/trial_balance.html", context)


def _moved(row: BalanceRow) -> bool:
    return bool(row.minor or row.functional_minor)


def _line(
    frame: Frame, entity: LegalEntity, accounts: dict[str, Account], row: BalanceRow
) -> dict[str, object]:
    url = frame.link("console:account", entity.code, row.account, row.currency)
    return {"account": accounts[row.account], "row": row, "url": url}


def _sums(rows: list[BalanceRow]) -> list[tuple[str, int, int]]:
    """Per currency: debits and credits, each positive."""
    codes = sorted({row.currency for row in rows})
    return [
        (
            code,
            sum(row.minor for row in rows if row.currency == code and row.minor > 0),
            -sum(row.minor for row in rows if row.currency == code and row.minor < 0),
        )
        for code in codes
    ]


@page(permission=READ, section="ledger")
def account(request: HttpRequest, code: str, account_code: str, currency: str) -> HttpResponseBase:
    """The entries that make up one balance of the trial balance."""
    frame = frame_of(request)
    entity = whole_entity(request, READ, code)
    found_account = Account.objects.filter(code=account_code).first()
    if found_account is None:
        raise NotFound(document="account", id=account_code[:12])
    rows = entries_on([entity.pk], account_code, currency, frame.as_of)
    crumbs = [("Ledger", frame.link("console:ledger", of=code)), (str(found_account), "")]
    title = f"{found_account}, {currency}"
    return ENTRIES.render(request, rows, title=title, crumbs=crumbs)


@page(permission=READ, section="ledger")
def entry(request: HttpRequest, public: str) -> HttpResponse:
    """One journal entry: its lines, the document that caused it, who posted it."""
    frame = frame_of(request)
    pk = parse_public_id(JournalEntry.PREFIX, public)
    rows = JournalEntry.objects.select_related("entity").prefetch_related(
        "postings__account", "postings__customer"
    )
    shown = found(rows, request.user, READ, pk, document="entry", portfolio=None)
    context = {
        "title": f"Entry of {shown.effective_on:%d %b %Y}".replace(" 0", " "),
        "entry": shown,
        "public": public,
        "lines": list(shown.postings.all()),
        "document_url": _document_url(shown),
        "reversal": JournalEntry.objects.filter(reverses_id=shown.pk).first(),
        "facts": document_facts(shown.document_id),
        "crumbs": [
            ("Ledger", frame.link("console:ledger", of=shown.entity.code)),
            (public[:14], ""),
        ],
    }
    return render(request, "console/ledger/entry.html", context)


def _invoice(pk: UUID | None) -> str:
    return reverse("console:invoice", args=[public_id(Invoice.PREFIX, pk)]) if pk else ""


def _payment(pk: UUID | None) -> str:
    return reverse("console:payment", args=[public_id(Payment.PREFIX, pk)]) if pk else ""


def _of(model: type, field: str) -> Callable[[UUID], UUID | None]:
    def read(pk: UUID) -> UUID | None:
        found_id: UUID | None = model.objects.filter(pk=pk).values_list(field, flat=True).first()  # type: ignore[attr-defined]
        return found_id

    return read


_DOCUMENTS: dict[str, Callable[[UUID], str]] = {
    "invoice": _invoice,
    "payment": _payment,
    "identification": _payment,
    "identification_undone": _payment,
    "payment_return": _payment,
    "application": lambda pk: _invoice(_of(Application, "invoice_id")(pk)),
    "unapplication": lambda pk: _invoice(_of(Application, "invoice_id")(pk)),
    "credit_note": lambda pk: _invoice(_of(CreditNote, "invoice_id")(pk)),
    "write_off": lambda pk: _invoice(_of(WriteOff, "invoice_id")(pk)),
    "recovery": lambda pk: _payment(_of(Recovery, "payment_id")(pk)),
    "refund": lambda pk: _payment(
        Refund.objects.filter(pk=pk, source_kind="payment").values_list("source_id", flat=True).first()
    ),
}  # fmt: skip


def _document_url(shown: JournalEntry) -> str:
    """The page of the document that caused the entry; "" for an entry by hand."""
    read = _DOCUMENTS.get(shown.kind)
    return read(shown.document_id) if read else ""


@page(permission="journal.manual", section="ledger", methods=("GET", "POST"))
def journal_new(request: HttpRequest) -> HttpResponse:
    """Write an entry by hand, in the company's own currency."""
    frame = frame_of(request)
    entities, entity = _asked(request, "journal.manual")
    if entity is None:
        raise NotFound(document="legal entity", id="")
    posted = request.POST if request.method == "POST" else None
    form = JournalForm(posted, initial={"effective_on": frame.today})
    lines = JournalLines(posted)
    if posted is not None and form.is_valid() and lines.is_valid():
        kept = journal_lines(form, lines, entity.currency)
        if kept is not None:
            made = post_manual(
                entity_id=entity.pk, effective_on=form.cleaned_data["effective_on"], lines=kept,
                memo=form.cleaned_data["memo"], by=Actor.human(request.user.pk),
            )  # fmt: skip
            return done(request, entry_url({"pk": made.pk}), "The entry is posted.")
    context = {
        "title": "New journal entry",
        "form": form,
        "lines": lines,
        "entity": entity,
        "entities": [(e, frame.link("console:journal_new", of=e.code)) for e in entities],
        "crumbs": [("Ledger", frame.link("console:ledger", of=entity.code)), ("New entry", "")],
    }
    return render(request, "console/ledger/journal.html", context)


@page(permission=READ, section="ledger")
def rates(request: HttpRequest) -> HttpResponseBase:
    """Exchange rates, as published."""
    rows = FxRate.objects.filter(on__lte=frame_of(request).as_of)
    crumbs = [("Ledger", reverse("console:ledger")), ("Rates", "")]
    return RATES.render(request, rows, title="Exchange rates", crumbs=crumbs)


urlpatterns = [
    path("ledger/", ledger, name="ledger"),
    path("ledger/rates/", rates, name="rates"),
    path("ledger/new/", journal_new, name="journal_new"),
    path("ledger/entries/<str:public>/", entry, name="entry"),
    path("ledger/<str:code>/accounts/<str:account_code>/<str:currency>/", account, name="account"),
]
