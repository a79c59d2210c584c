"""The queue as a sheet: the list kit, for sorting, filtering and accepting many at once."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from cashwright.areas.cash.models import BankAccount, BankLine, Match
from cashwright.areas.cash.rules.matching.judging import LIKELY_PPM
from cashwright.areas.cash.states import MatchState
from cashwright.kernel.ids import public_id
from cashwright.surfaces.console.formats import money_text
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
from cashwright.surfaces.console.pages import may, page
from cashwright.surfaces.console.scoping import currencies
from cashwright.surfaces.console.screens.cash.accepting import accept_page
from cashwright.surfaces.console.screens.cash.proposals import DIFFERENCES
from cashwright.surfaces.console.screens.cash.scope import (
    Sure,
    age_of,
    queue_url,
    sure_words,
    waiting_lines,
)

_STANDING = Match.objects.filter(line_id=OuterRef("pk"), state=MatchState.PROPOSED)


def _is(*, certain: bool | None = None, **where: Any) -> Exists:
    rows = _STANDING.filter(customer__isnull=False, **where)
    return Exists(rows if certain is None else rows.filter(is_certain=certain))


def _href(row: Row) -> str:
    return f"{reverse('console:cash_queue')}?line={public_id(BankLine.PREFIX, row['pk'])}"


def _proposal(row: Row, _: Frame) -> str:
    """The documents in one line; nothing where nothing was found."""
    if row["match_parts"] is None or row["match_customer"] is None:
        return ""
    numbers = [str(part[1]) for part in row["match_parts"]]
    more = f" and {len(numbers) - 2} more" if len(numbers) > 2 else ""
    what = ", ".join(numbers[:2]) + more if numbers else "On account"
    return f"{row['match_customer']}: {what}"


def _difference(row: Row, _: Frame) -> str:
    """What does not go up in the documents, with its reason."""
    if row["match_parts"] is None:
        return ""
    short: dict[str, Any] = row["match_difference"] or {}
    if short:
        amount = money_text(short["amount_minor"], row["currency"])
        return f"{amount} {DIFFERENCES.get(short['kind'], short['kind'])}"
    if row["match_over"]:
        return f"{money_text(row['match_over'], row['currency'])} on account"
    if row["match_short"]:
        return f"{money_text(row['match_short'], row['currency'])} stays open"
    return ""


def _sure(row: Row, _: Frame) -> str:
    if row["match_ppm"] is None or row["match_customer"] is None:
        return Sure.NOTHING
    return sure_words(row["match_ppm"], is_certain=bool(row["match_certain"]))


def _accounts(frame: Frame) -> list[tuple[str, str]]:
    rows = BankAccount.objects.filter(entity_id__in=frame.entity_ids).order_by("code")
    return [(str(row.pk), f"{row.code} {row.name}") for row in rows]


SHEET = Listing(
    key="cash_sheet",
    one="line",
    many="lines",
    columns=(
        Column(key="date", label="Booked", kind=Kind.DATE, path="booked_on", sort="booked_on", href=_href,
               needs=("pk",)),
        Column(key="amount", label="Amount", kind=Kind.MONEY, path="amount_minor", sort="amount_minor",
               total=True),
        Column(key="payer", label="Payer", path="payer_name", sort="payer_name"),
        Column(key="text", label="Text", value=lambda row, _: " ".join(row["text"].split())[:90],
               needs=("text",)),
        Column(key="proposal", label="Proposal", value=_proposal, needs=("match_parts", "match_customer")),
        Column(key="difference", label="Difference", value=_difference,
               needs=("match_parts", "match_difference", "match_over", "match_short", "currency"),
               hint="What the documents do not take up, and what becomes of it."),
        Column(key="sure", label="Confidence", kind=Kind.STATE, value=_sure,
               needs=("match_ppm", "match_certain", "match_customer")),
        Column(key="age", label="Age", value=lambda row, frame: age_of(row["booked_on"], frame.today),
               needs=("booked_on",)),
        Column(key="account", label="Bank account", path="bank_account__code", visible=False),
        Column(key="entity", label="Entity", path="entity__code", visible=False),
    ),
    tabs=(
        Tab("all", "All", Q(amount_minor__gt=0)),
        Tab("certain", "Certain", Q(_is(certain=True), amount_minor__gt=0)),
        Tab("likely", "Likely",
            Q(_is(certain=False, confidence_ppm__gte=LIKELY_PPM), amount_minor__gt=0)),
        Tab("unsure", "Unsure",
            Q(_is(certain=False, confidence_ppm__lt=LIKELY_PPM), amount_minor__gt=0)),
        Tab("nothing", "Nothing found", Q(~_is(), amount_minor__gt=0)),
        Tab("out", "Money out", Q(amount_minor__lte=0)),
    ),
    filters=(
        Search("payer_name", "text", "end_to_end_id", "bank_ref"),
        DateRange("booked", "Booked", "booked_on"),
        AmountRange("amount", "Amount", "amount_minor"),
        Choice("currency", "Currency", "currency", currencies),
        Choice("account", "Bank account", "bank_account_id", _accounts),
    ),
    sort="date",
    prefix=BankLine.PREFIX,
    href=_href,
    needs=("pk",),
    bulk=(Bulk("accept", "Accept their proposals", "console:cash_sheet_accept", "cash.apply"),),
    empty=Empty(
        "Nothing waits", "Every line of every statement is matched. New ones come with the next bank file.",
        "Bank accounts", "console:bank", "checks",
    ),
)  # fmt: skip


def rows(request: HttpRequest) -> QuerySet[BankLine]:
    """The lines that wait, with what stands for each."""
    return (
        waiting_lines(request)
        .select_related(None)
        .annotate(
            match_parts=Subquery(_STANDING.values("parts")[:1]),
            match_difference=Subquery(_STANDING.values("difference")[:1]),
            match_over=Subquery(_STANDING.values("over_minor")[:1]),
            match_short=Subquery(_STANDING.values("short_minor")[:1]),
            match_ppm=Subquery(_STANDING.values("confidence_ppm")[:1]),
            match_certain=Subquery(_STANDING.values("is_certain")[:1]),
            match_customer=Subquery(
                _STANDING.annotate(name=F("customer__name")).values("name")[:1]
            ),
        )
    )


@page(permission="payments.read", section="cash_queue")
def cash_sheet(request: HttpRequest) -> HttpResponseBase:
    """All lines that wait, as a sheet."""
    return SHEET.render(
        request, rows(request), title="Review queue", template="console/cash/sheet.html",
        crumbs=[("Review queue", queue_url(request)), ("Sheet", "")],
        context={"may_apply": may(request, "cash.apply")},
    )  # fmt: skip


@page(permission="cash.apply", section="cash_queue", methods=("POST",))
def cash_sheet_accept(request: HttpRequest) -> HttpResponse:
    """Accept the proposals of the selected lines: first how many and how much, then do it."""
    chosen = SHEET.selected(request, rows(request))
    back = frame_of(request).link("console:cash_sheet")
    return accept_page(request, chosen, title="Accept these proposals", back=back)
