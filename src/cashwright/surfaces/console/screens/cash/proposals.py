"""A proposal as a clerk reads it: whose money, which documents, what stays, how sure and why.

The books may have moved since it was made: every document is read as it stands now, and one that no
longer has the room is said so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from cashwright.areas.cash.models import BankLine, Match
from cashwright.areas.cash.rules.matching import GUARDS
from cashwright.areas.invoicing.models import CreditNote, Invoice
from cashwright.areas.parties.models import Customer
from cashwright.surfaces.console.formats import plural
from cashwright.surfaces.console.screens.cash.scope import Sure, sure_words

DIFFERENCES = {
    "tolerance": "rounding", "fee": "bank fee", "discount": "early-payment discount",
    "withheld_tax": "tax withheld", "fx": "exchange difference",
}  # fmt: skip
LANES = {
    "cited": "It names the invoice", "several": "It names several invoices",
    "range": "It names a range of invoices", "near": "It nearly names an invoice",
    "rest": "It names some, the rest adds up", "payer": "One invoice of a known payer",
    "run": "A run of invoices due one after the other", "sum": "Invoices that add up to it",
    "amount": "One invoice of this amount", "on_account": "Kept on account",
    "duplicate": "A second payment of the same", "by_hand": "Said by hand", "none": "Nothing found",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """One document of a proposal, as it stands now. `left_minor` stays open afterwards; None: it is gone."""

    number: str
    url: str
    customer: str
    due: date | None
    timing: str
    balance_minor: int
    amount_minor: int
    cleared_minor: int
    is_credit: bool

    @property
    def left_minor(self) -> int:
        return self.balance_minor - self.amount_minor - self.cleared_minor

    @property
    def is_short_of_room(self) -> bool:
        """Whether less is open now than the proposal would take."""
        return self.left_minor < 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One answer. `number` 0 is the standing proposal, 1 to 5 are its alternatives.

    left_minor  what of the line is not applied to a document; `kept` says what becomes of it
    """

    number: int
    currency: str
    customer: Customer | None
    items: Sequence[Item]
    cleared: str
    cleared_minor: int
    left_minor: int
    kept: str
    sure: Sure
    confidence_ppm: int
    lane: str
    reasons: Sequence[str]

    @property
    def is_stale(self) -> bool:
        return any(each.is_short_of_room for each in self.items)

    @property
    def percent(self) -> str:
        """The confidence as people read it, never rounded up to all."""
        tenths = self.confidence_ppm // 1_000
        return f"{tenths // 10}.{tenths % 10} %"

    @property
    def short(self) -> str:
        """Its documents in one line."""
        numbers = [("− " if each.is_credit else "") + each.number for each in self.items]
        head = ", ".join(numbers[:3])
        more = f" and {len(numbers) - 3} more" if len(numbers) > 3 else ""
        return head + more if numbers else "Keep it on account"


def proposals_of(line: BankLine, match: Match | None) -> list[Proposal]:
    """The standing proposal and its alternatives, in order; nothing where nothing was found."""
    if match is None or match.customer_id is None:
        return []
    told = [_standing(match), *match.alternatives]
    known = _known(told)
    return [
        _proposal(line, number, each, known, is_certain=match.is_certain and not number)
        for number, each in enumerate(told)
    ]


def lane_words(lane: str) -> str:
    """How a proposal was found."""
    return LANES.get(lane, lane.replace("_", " ").capitalize())


def guard_words(match: Match | None) -> list[str]:
    """Why the machine did not apply it by itself."""
    return [GUARDS.get(code, code) for code in match.guards] if match else []


def _standing(match: Match) -> dict[str, Any]:
    return {
        "customer_id": str(match.customer_id), "parts": match.parts, "credits": match.credits,
        "difference": match.difference, "over_minor": match.over_minor, "lane": match.lane,
        "confidence_ppm": match.confidence_ppm, "reasons": match.reasons,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Known:
    invoices: Mapping[UUID, Invoice]
    notes: Mapping[UUID, CreditNote]
    customers: Mapping[UUID, Customer]


def _known(told: Iterable[Mapping[str, Any]]) -> _Known:
    """Every document and customer that is named, in three statements."""
    rows = list(told)
    invoices = {UUID(part[0]) for each in rows for part in each["parts"]}
    notes = {UUID(part[0]) for each in rows for part in each["credits"]}
    customers = {UUID(str(each["customer_id"])) for each in rows if each["customer_id"]}
    return _Known(
        Invoice.objects.select_related("customer").in_bulk(list(invoices)),
        CreditNote.objects.select_related("customer").in_bulk(list(notes)) if notes else {},
        Customer.objects.in_bulk(list(customers)),
    )


def _proposal(
    line: BankLine, number: int, told: Mapping[str, Any], known: _Known, *, is_certain: bool
) -> Proposal:
    short = told["difference"]
    items = [
        *(_item(line, known, part, short, is_credit=False) for part in told["parts"]),
        *(_item(line, known, part, {}, is_credit=True) for part in told["credits"]),
    ]
    used = sum(-each.amount_minor if each.is_credit else each.amount_minor for each in items)
    left = line.amount_minor - used
    customer = known.customers.get(UUID(str(told["customer_id"]))) if told["customer_id"] else None
    return Proposal(
        number=number, currency=line.currency, customer=customer, items=items,
        cleared=DIFFERENCES.get(short["kind"], short["kind"]) if short else "",
        cleared_minor=short["amount_minor"] if short else 0,
        left_minor=left, kept=f"stays on account of {customer.name}" if left and customer else "",
        sure=sure_words(told["confidence_ppm"], is_certain=is_certain),
        confidence_ppm=told["confidence_ppm"],
        lane=lane_words(told["lane"]),
        reasons=told["reasons"],
    )  # fmt: skip


def _timing(booked_on: date, due: date | None) -> str:
    """When the money came, seen from the day it was due."""
    days = (booked_on - due).days if due else 0
    if due is None or not days:
        return "paid on the day" if due else ""
    return f"paid {plural(abs(days), 'day', 'days')} {'late' if days > 0 else 'early'}"


def _item(
    line: BankLine, known: _Known, part: Sequence[Any], short: Mapping[str, Any], *, is_credit: bool
) -> Item:
    key, number, minor = UUID(part[0]), str(part[1]), int(part[2])
    found = known.notes.get(key) if is_credit else known.invoices.get(key)
    if found is None:  # erased books have no such document; shown as it was told
        return Item(number, "", "", None, "", 0, minor, 0, is_credit)
    cleared = short["amount_minor"] if short and short["invoice_id"] == str(key) else 0
    is_invoice = isinstance(found, Invoice)
    due = found.due_on if isinstance(found, Invoice) else None
    return Item(
        number=found.document_no or number,
        url=reverse("console:invoice" if is_invoice else "console:credit_note", args=[found.public_id]),
        customer=found.customer.name,
        due=due,
        timing=_timing(line.booked_on, due),
        balance_minor=found.balance_minor if isinstance(found, Invoice) else found.unapplied_minor,
        amount_minor=minor, cleared_minor=cleared, is_credit=is_credit,
    )  # fmt: skip
