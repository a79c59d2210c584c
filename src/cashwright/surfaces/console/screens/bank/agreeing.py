"""Does the bank agree with the books? One account as of the frame's day, with every amount they differ by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cashwright.areas.cash.models import BankLine
from cashwright.areas.cash.queries import Reconciliation, reconciliation, unidentified_cash
from cashwright.areas.ledger.models import JournalEntry
from cashwright.areas.payments.models import Payment
from cashwright.kernel.ids import public_id
from cashwright.surfaces.console.charts import Bar, Figure, bars
from cashwright.surfaces.console.formats import money_text, plural
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.pages import page
from cashwright.surfaces.console.screens.bank.accounts import gap_words, one_account
from cashwright.surfaces.console.templatetags.documents import words

SHOWN = 200  # of what is on one side only; beyond it the account was never reconciled
AGES = (
    (7, "Up to 7 days"),
    (30, "8 to 30 days"),
    (90, "31 to 90 days"),
    (None, "Older than 90 days"),
)


@dataclass(frozen=True, slots=True)
class Residue:
    """One amount on one side only, with the page that tells more."""

    on: date
    what: str
    minor: int
    is_bank: bool
    url: str


@page(permission="payments.read", section="bank")
def bank_agrees(request: HttpRequest, public: str) -> HttpResponse:
    """Books, what is outstanding, and the bank, as of the frame's day."""
    account, frame = one_account(request, public, "payments.read"), frame_of(request)
    found = reconciliation(account, frame.as_of)
    name = f"Does {account.name} agree with the books?"
    context = {
        "title": name, "account": account, "public": public, "found": found,
        "is_agreed": found.difference_minor == 0, "residues": _residues(frame, found),
        "count": len(found.outstanding), "gaps": [gap_words(gap, account) for gap in found.gaps],
        "ages": _ages(frame, account.entity_id, account.currency),
        "crumbs": [
            ("Bank", frame.link("console:bank")),
            (account.code, frame.link("console:bank_account", public)), ("Agreement", ""),
        ],
    }  # fmt: skip
    return render(request, "console/bank/agrees.html", context)


def _residues(frame: Frame, found: Reconciliation) -> list[Residue]:
    """The latest of what is outstanding, each with its document."""
    latest = sorted(found.outstanding, key=lambda one: one.on, reverse=True)[:SHOWN]
    payments, entries = _documents([one.document_id for one in latest if one.document_id])
    shown = []
    for one in latest:
        url = ""
        if one.line_id:
            url = frame.link("console:bank_line", public_id(BankLine.PREFIX, one.line_id))
        elif one.document_id in payments:
            url = frame.link("console:payment", public_id(Payment.PREFIX, one.document_id))
        elif one.document_id in entries:
            url = frame.link(
                "console:entry", public_id(JournalEntry.PREFIX, entries[one.document_id])
            )
        what, _, kind = one.what.partition(": ")
        told = f"{what.capitalize()}{f': {words(kind).lower()}' if kind else ''}"
        shown.append(Residue(one.on, told, one.amount_minor, one.side == "bank", url))
    return shown


def _documents(keys: Sequence[UUID]) -> tuple[set[UUID], dict[UUID, UUID]]:
    """Which of them are payments, and the last entry of each."""
    payments = set(Payment.objects.filter(pk__in=keys).values_list("pk", flat=True))
    rows = JournalEntry.objects.filter(document_id__in=keys).order_by("pk")
    return payments, dict(rows.values_list("document_id", "pk"))


def _ages(frame: Frame, entity_id: UUID, currency: str) -> Figure | None:
    """Money of nobody in the company and currency, by how long it is there; None when there is none."""
    sums, counts = dict.fromkeys((words for _, words in AGES), 0), 0
    for one in unidentified_cash(entity_id, frame.as_of):
        if one.currency != currency:
            continue
        days = (frame.as_of - one.since).days
        sums[next(w for most, w in AGES if most is None or days <= most)] += one.amount_minor
        counts += 1
    if not counts:
        return None
    link = frame.link("console:cash", tab="unidentified", currency=currency)
    rows = [Bar(w, max(minor, 0), money_text(minor, currency), link) for w, minor in sums.items()]
    text = f"{plural(counts, 'payment', 'payments')} of nobody yet."
    return bars("Money of nobody, by age", rows, text=text, of="Age", value=currency)
