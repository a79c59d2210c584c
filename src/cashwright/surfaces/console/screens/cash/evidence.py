"""What speaks for an answer: what the bank told (masked), the payer's advice, how this payer paid before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from cashwright.areas.cash.models import Application, BankLine, Remittance
from cashwright.kernel.ids import public_id

SHOWN = 5
COUNTED = 200  # of a payer's earlier lines; whoever paid more often is said to have paid that often


@dataclass(frozen=True, slots=True)
class Before:
    """One earlier payment of the same payer and where it went."""

    public: str
    booked_on: date
    amount_minor: int
    currency: str
    customer: str
    numbers: Sequence[str]


@dataclass(frozen=True, slots=True)
class History:
    """How this payer paid before: by what they are known, whose it was how often, the last few."""

    known_by: str
    whose: Sequence[tuple[str, int]]
    last: Sequence[Before]
    is_many: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """The right pane."""

    told: Sequence[tuple[str, str]]
    advices: Sequence[Remittance]
    history: History


def evidence_of(line: BankLine) -> Evidence:
    """All of it for one line."""
    advices = Remittance.objects.filter(line_id=line.pk).prefetch_related("items")
    return Evidence(told_of(line), list(advices.order_by("pk")), history_of(line))


def told_of(line: BankLine) -> list[tuple[str, str]]:
    """What the bank told, as far as it may be shown: (what, value)."""
    told = [
        ("Text", line.text), ("Payer", line.payer_name), ("References", ", ".join(line.references)),
        ("Names", ", ".join(_cited(line))), ("Payer's reference", line.end_to_end_id),
        ("Bank's reference", line.bank_ref), ("Kind", line.bank_code),
        ("Returned because", line.return_reason),
    ]  # fmt: skip
    return [(what, value) for what, value in told if value.strip()]


def _cited(line: BankLine) -> list[str]:
    return [str(number) for number, *_ in line.cited]


def _earlier(line: BankLine) -> tuple[str, QuerySet[BankLine]]:
    """By what the payer is known, and the lines that taught it; the account goes before the name."""
    taught = BankLine.objects.filter(
        entity_id=line.entity_id, teaches=True, customer_id__isnull=False
    ).exclude(pk=line.pk)
    if line.payer_print is not None:
        by_account = taught.filter(payer_print=line.payer_print)
        if by_account.exists():
            return "account", by_account
    if line.payer_key:
        return "name", taught.filter(payer_key=line.payer_key)
    return "", taught.none()


def history_of(line: BankLine) -> History:
    """How lines of the same account (or else the same name) were answered."""
    known_by, rows = _earlier(line)
    latest = list(rows.select_related("customer").order_by("-booked_on")[:COUNTED])
    whose = Counter(each.customer.name for each in latest if each.customer)
    last = latest[:SHOWN]
    numbers = _numbers([each.payment_id for each in last if each.payment_id])
    shown = [
        Before(
            public_id(BankLine.PREFIX, each.pk), each.booked_on, each.amount_minor, each.currency,
            each.customer.name if each.customer else "", numbers.get(each.payment_id, []) if each.payment_id else [],
        )
        for each in last
    ]  # fmt: skip
    return History(known_by if latest else "", whose.most_common(3), shown, len(latest) == COUNTED)


def _numbers(payments: Sequence[UUID]) -> dict[UUID, list[str]]:
    """The invoices each payment settles now."""
    found: dict[UUID, list[str]] = {}
    rows = Application.objects.filter(
        source_id__in=payments, amount_minor__gt=0, reversed_by__isnull=True
    )
    for source_id, number in rows.values_list("source_id", "invoice__document_no").order_by("pk"):
        found.setdefault(source_id, []).append(number or "")
    return found
