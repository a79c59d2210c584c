"""Open documents to choose from for a line: those that are likely, or those that are looked for.

Without a search: what the proposals name, what their customers have open, and what has exactly the
line's amount. With one: by number, by customer, by amount. What was typed beside a document keeps it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from cashwright.areas.access.queries import scoped
from cashwright.areas.cash.models import BankLine, Match
from cashwright.areas.invoicing.models import CreditNote, Invoice
from cashwright.areas.parties.models import Customer
from cashwright.areas.parties.queries import family
from cashwright.kernel.currencies import format_minor, minor_of
from cashwright.kernel.refusals import Refusal
from cashwright.surfaces.console.books.numbered import BUYERS_MAX, numbered
from cashwright.surfaces.console.frame import frame_of

FOUND_MAX = 60
Amounts = dict[UUID, int]


@dataclass(frozen=True, slots=True)
class Choice:
    """One document on the page, and what is typed beside it. A credit note adds to what is there."""

    key: UUID
    name: str
    number: str
    url: str
    customer: Customer
    due: date | None
    balance_minor: int
    is_credit: bool
    typed: str
    error: str = ""


def typed_of(params: QueryDict, currency: str) -> tuple[Amounts, dict[UUID, str]]:
    """The amounts typed beside documents, and what could not be read, by document."""
    amounts: Amounts = {}
    errors: dict[UUID, str] = {}
    for name, text in params.items():
        key = _key(name)
        plain = str(text).replace(" ", "").replace(",", "")
        if key is None or not plain:
            continue
        try:
            minor = minor_of(plain, currency)
        except Refusal:
            errors[key] = str(text)[:24]
            continue
        if minor > 0:
            amounts[key] = minor
        elif minor < 0:
            errors[key] = str(text)[:24]
    return amounts, errors


def _key(name: str) -> UUID | None:
    if not name.startswith("amount_"):
        return None
    try:
        return UUID(name.removeprefix("amount_"))
    except ValueError:
        return None


def proposed(match: Match | None) -> Amounts:
    """What the standing proposal would apply, by document."""
    if match is None:
        return {}
    return {UUID(part[0]): int(part[2]) for part in [*match.parts, *match.credits]}


def choices(
    request: HttpRequest,
    line: BankLine,
    match: Match | None,
    amounts: Amounts,
    errors: dict[UUID, str],
    text: str,
) -> tuple[list[Choice], bool]:
    """The documents to show, those with an amount first; whether there were more than are shown."""
    invoices, notes = _open(request, line)
    kept = [*amounts, *errors]
    chosen: list[Invoice | CreditNote] = [*invoices.filter(pk__in=kept), *notes.filter(pk__in=kept)]
    where = _searched(request, line, text) if text else _likely(line, match)
    rows: list[Invoice | CreditNote] = list(
        invoices.filter(where).exclude(pk__in=kept).order_by("due_on", "pk")[: FOUND_MAX + 1]
    )
    customers = {row.customer_id for row in [*chosen, *rows]} | _customers(match)
    rows += list(notes.filter(customer_id__in=customers).exclude(pk__in=kept)[:20])
    is_cut = len(rows) > FOUND_MAX
    shown: list[Invoice | CreditNote] = [*chosen, *rows[:FOUND_MAX]]
    return [_choice(row, amounts, errors) for row in shown], is_cut


def _open(request: HttpRequest, line: BankLine) -> tuple[QuerySet[Invoice], QuerySet[CreditNote]]:
    """What of the line's company and currency has anything open, in the reader's reach."""
    invoices = Invoice.objects.filter(
        entity_id=line.entity_id, currency=line.currency, state="posted", balance_minor__gt=0
    ).select_related("customer")
    notes = CreditNote.objects.filter(
        entity_id=line.entity_id, currency=line.currency, unapplied_minor__gt=0
    ).select_related("customer")
    reader = request.user
    return scoped(invoices, reader, "cash.apply"), scoped(notes, reader, "cash.apply")


def _customers(match: Match | None) -> set[UUID]:
    if match is None:
        return set()
    told = {
        match.customer_id,
        *(UUID(str(a["customer_id"])) for a in match.alternatives if a["customer_id"]),
    }
    return {each for each in told if each is not None}


def _likely(line: BankLine, match: Match | None) -> Q:
    """What the proposals name or their customers (and those below) have open, or fits the amount."""
    named = {UUID(part[0]) for part in (match.parts if match else [])}
    for each in match.alternatives if match else []:
        named |= {UUID(part[0]) for part in each["parts"]}
    below = {key for one in _customers(match) for key in family(one)}
    return Q(pk__in=named) | Q(customer_id__in=below) | Q(balance_minor=line.amount_minor)


def _searched(request: HttpRequest, line: BankLine, text: str) -> Q:
    """Invoices of that number or purchase order, of customers named so, or of that balance."""
    frame = frame_of(request)
    found = numbered(text, frame) | Q(purchase_order_no__iexact=text)
    mine = Customer.objects.filter(entity_id=line.entity_id)
    named = mine.filter(Q(name__icontains=text) | Q(account_no__iexact=text))
    found |= Q(customer_id__in=list(named.values_list("pk", flat=True)[:BUYERS_MAX]))
    with suppress(Refusal):  # no amount: only a number or a name
        found |= Q(balance_minor=minor_of(text.replace(",", "").replace(" ", ""), line.currency))
    return found


def _choice(row: Invoice | CreditNote, amounts: Amounts, errors: dict[UUID, str]) -> Choice:
    is_invoice = isinstance(row, Invoice)
    typed = errors.get(row.pk, "")
    if row.pk in amounts:
        typed = format_minor(amounts[row.pk], row.currency)
    return Choice(
        key=row.pk, name=f"amount_{row.pk.hex}", number=row.document_no or "",
        url=reverse("console:invoice" if is_invoice else "console:credit_note", args=[row.public_id]),
        customer=row.customer, due=row.due_on if isinstance(row, Invoice) else None,
        balance_minor=row.balance_minor if isinstance(row, Invoice) else row.unapplied_minor,
        is_credit=not is_invoice, typed=typed,
        error="Write an amount, such as 1234.50." if row.pk in errors else "",
    )  # fmt: skip


def payer_among(customers: Iterable[Customer]) -> Customer | None:
    """Whose money it is when invoices of several customers are paid: the one above all others."""
    found: Sequence[Customer] = list({each.pk: each for each in customers}.values())
    if len(found) == 1:
        return found[0]
    keys = {each.pk for each in found}
    return next((each for each in found if keys <= set(family(each.pk))), None)
