"""Finds bank lines that wait, by payer or by amount."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.http import HttpRequest

from cashwright.areas.cash.models import BankLine
from cashwright.kernel.currencies import minor_of
from cashwright.kernel.refusals import Refusal
from cashwright.surfaces.console.finders.hit import Hit
from cashwright.surfaces.console.formats import day_text
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.scoping import currencies
from cashwright.surfaces.console.screens.cash.scope import money_of, queue_url, waiting_lines

HEADING = "Bank lines to review"
PERMISSION = "payments.read"
HITS = 4


def find(request: HttpRequest, text: str) -> Iterator[Hit]:
    """The oldest lines whose payer has the text, or whose amount it is."""
    if len(text) < 3:
        return
    where = Q(payer_name__icontains=text)
    plain = text.replace(",", "").replace(" ", "")
    for code, _ in currencies(frame_of(request)):
        try:
            where |= Q(currency=code, amount_minor=minor_of(plain, code))
        except Refusal:
            continue  # no amount of this currency
    for line in waiting_lines(request).filter(where)[:HITS]:
        yield _hit(request, line)


def _hit(request: HttpRequest, line: BankLine) -> Hit:
    who = line.payer_name or "nobody named"
    note = f"{line.bank_account.code}, {day_text(line.booked_on)}"
    return Hit(f"{money_of(line)} of {who}", queue_url(request, line), "building-bank", note)
