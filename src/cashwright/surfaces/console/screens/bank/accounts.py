"""Our bank accounts: their last statement, whether balances chain, what waits; one account; a new one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from cashwright.areas.access.queries import found, scoped
from cashwright.areas.cash.models import BankAccount, BankLine, BankStatement
from cashwright.areas.cash.queries import WAITING, Gap, bank_accounts, gaps_of, lacks_opening
from cashwright.areas.cash.services import open_bank_account
from cashwright.kernel.actors import Actor
from cashwright.kernel.ids import parse_public_id
from cashwright.kernel.refusals import Refusal
from cashwright.surfaces.console.books.reach import whole_entities, whole_entity
from cashwright.surfaces.console.formats import money_text
from cashwright.surfaces.console.forms.bank import BankAccountForm
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import done, may, page
from cashwright.surfaces.console.screens.bank.lines import LINES, rows
from cashwright.surfaces.console.words import say


@dataclass(frozen=True, slots=True)
class Feed:
    """One account with what its statements say. `gaps` are where balances do not follow."""

    account: BankAccount
    last: BankStatement | None
    gaps: Sequence[Gap]
    waiting: int
    pending: int
    last_line_on: object

    @property
    def url(self) -> str:
        return reverse("console:bank_account", args=[self.account.public_id])


def accounts_of(request: HttpRequest, permission: str = "payments.read") -> QuerySet[BankAccount]:
    """The bank accounts of the frame in the reader's reach."""
    rows = bank_accounts(frame_of(request).entity_ids)
    return scoped(rows, request.user, permission, portfolio=None)


def one_account(request: HttpRequest, public: str, permission: str) -> BankAccount:
    """The account with this public id. Raises NotFound outside the reader's scope."""
    rows = BankAccount.objects.select_related("entity", "account")
    pk = parse_public_id(BankAccount.PREFIX, public)
    return found(rows, request.user, permission, pk, document="bank account", portfolio=None)


def feeds(accounts: Sequence[BankAccount]) -> list[Feed]:
    """Each account with its last statement, its gaps and what waits: four statements and one an account."""
    keys = [each.pk for each in accounts]
    counted: dict[UUID, Any] = {
        row["bank_account_id"]: row
        for row in BankLine.objects.filter(bank_account_id__in=keys).order_by()
        .values("bank_account_id")
        .annotate(
            waiting=Count("pk", filter=Q(state__in=WAITING)),
            pending=Count("pk", filter=Q(state="pending")), last_on=Max("booked_on"),
        )
    }  # fmt: skip
    last = _last_statements(keys)
    return [
        Feed(
            each, last.get(each.pk), gaps_of(each), counted.get(each.pk, {}).get("waiting", 0),
            counted.get(each.pk, {}).get("pending", 0), counted.get(each.pk, {}).get("last_on"),
        )
        for each in accounts
    ]  # fmt: skip


def _last_statements(keys: Sequence[UUID]) -> dict[UUID, BankStatement]:
    """The latest statement with a closing balance of each account."""
    rows = BankStatement.objects.filter(
        bank_account_id__in=keys, closing_on__isnull=False, kind="end_of_day"
    )
    latest = rows.order_by("bank_account_id", "-closing_on", "-pk").distinct("bank_account_id")
    return {row.bank_account_id: row for row in latest.select_related("file")}


@page(permission="payments.read", section="bank")
def bank(request: HttpRequest) -> HttpResponse:
    """Accounts and feeds."""
    told = feeds(list(accounts_of(request)))
    context = {
        "title": "Bank", "feeds": told,
        "is_new": not any(one.last or one.last_line_on for one in told), "tabs": tabs(request, "accounts"),
        "may_setup": may(request, "bank_details.edit"), "may_take": may(request, "payments.receive"),
    }  # fmt: skip
    return render(request, "console/bank/accounts.html", context)


@page(permission="payments.read", section="bank")
def bank_account(request: HttpRequest, public: str) -> HttpResponseBase:
    """One account: its statements with their balances, then its lines."""
    account = one_account(request, public, "payments.read")
    mine = rows(request).filter(bank_account_id=account.pk)
    statements = BankStatement.objects.filter(bank_account_id=account.pk).select_related("file")
    gaps = {gap.statement_id: gap_words(gap, account) for gap in gaps_of(account)}
    newest = statements.order_by("-closing_on", "-to_on", "-pk")[:24]
    context = {
        "account": account, "public": public, "gaps": gaps, "feed": feeds([account])[0],
        "statements": [(row, gaps.get(row.pk, "")) for row in newest],
        "may_take": may(request, "payments.receive"),
        "may_open": may(request, "journal.manual") and lacks_opening(account),
    }  # fmt: skip
    return LINES.render(
        request, mine, title=account.name, template="console/bank/account.html", context=context,
        crumbs=[("Bank", frame_of(request).link("console:bank")), (account.code, "")],
    )  # fmt: skip


def gap_words(gap: Gap, account: BankAccount) -> str:
    """What is missing, or was told twice."""
    expected, found_minor, missing = (
        f"{money_text(minor, account.currency)} {account.currency}"
        for minor in (gap.expected_minor, gap.found_minor, gap.missing_minor)
    )
    if gap.kind == "within":
        return (
            f"Its entries lead to {expected}, the bank says {found_minor}: {missing} are not told."
        )
    return (
        f"It begins with {found_minor}, but the statement before it ended with {expected}:"
        f" {missing} are missing between them."
    )


def tabs(request: HttpRequest, here: str) -> list[tuple[str, str, bool]]:
    """The parts of the bank."""
    frame = frame_of(request)
    named = (
        ("accounts", "Accounts & feeds", "console:bank"), ("files", "Files", "console:bank_files"),
        ("lines", "Lines", "console:bank_lines"), ("payments", "Payments", "console:cash"),
    )  # fmt: skip
    return [(label, frame.link(name), key == here) for key, label, name in named]


@page(permission="bank_details.edit", section="bank", methods=("GET", "POST"))
def bank_account_new(request: HttpRequest) -> HttpResponse:
    """Set up an account of ours."""
    entities = whole_entities(request, "bank_details.edit")
    first = {"currency": entities[0].currency} if entities else {}
    posted = request.POST if request.method == "POST" else None
    asked = {name: request.GET[name][:40] for name in ("currency", "entity") if name in request.GET}
    form = BankAccountForm(posted, entities=entities, initial={**first, **asked})
    if posted is not None and form.is_valid():
        given = form.cleaned_data
        entity = whole_entity(request, "bank_details.edit", given["entity"])
        try:
            made = open_bank_account(
                entity_id=entity.pk, code=given["code"], name=given["name"],
                currency=given["currency"], number=given["number"], bank=given["bank"],
                account_code=given["account_code"] or None, by=Actor.human(request.user.pk),
            )  # fmt: skip
        except Refusal as refusal:
            name = str(refusal.facts.get("field", ""))
            form.add_error(name if name in form.fields else None, say(refusal)[1])
        else:
            url = reverse("console:bank_account", args=[made.public_id])
            return done(request, url, f"{made.name} is set up. Its statements can be taken in.")
    context = {
        "title": "New bank account", "form": form, "button": "Set it up", "back": reverse("console:bank"),
        "crumbs": [("Bank", frame_of(request).link("console:bank")), ("New", "")],
    }  # fmt: skip
    return render(request, "console/form.html", context)
