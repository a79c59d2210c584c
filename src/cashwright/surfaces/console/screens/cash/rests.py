"""What becomes of an invoice that is not paid in full: left open, asked about, or cleared for a reason.

A reason clears only what the policy of the bank account believes: a rounding difference within the
tolerance, a bank's fee up to the most it is believed to keep, a discount the invoice offers, a rate of
withheld tax, a conversion within the band. Anything more is a write-off, which other people decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from cashwright.areas.cash.models import BankLine
from cashwright.areas.cash.policies import DifferenceKind
from cashwright.areas.cash.queries import matching_policy
from cashwright.areas.cash.rules.allowances import most_cleared
from cashwright.areas.cash.rules.matching import Shortfall
from cashwright.areas.cash.services import short_of
from cashwright.areas.invoicing.models import Invoice
from cashwright.surfaces.console.formats import money_text
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.screens.cash.documents import Amounts, Choice

LEAVE, ASK = "leave", "ask"
WORDS = (
    (LEAVE, "Leave it open"),
    (ASK, "Ask why: a task for whoever looks after disputes"),
    (str(DifferenceKind.TOLERANCE), "Clear it: a rounding difference"),
    (str(DifferenceKind.FEE), "Clear it: a bank kept a fee"),
    (str(DifferenceKind.DISCOUNT), "Clear it: early-payment discount"),
    (str(DifferenceKind.WITHHELD_TAX), "Clear it: tax was withheld"),
    (str(DifferenceKind.FX), "Clear it: exchange difference"),
)


@dataclass(frozen=True, slots=True)
class Rest:
    """What stays of one invoice, in minor units, and what is done about it."""

    number: str
    minor: int
    asks: bool = False
    shortfall: Shortfall | None = None

    def question(self, line: BankLine) -> str:
        """What the task asks."""
        amount = f"{money_text(self.minor, line.currency)} {line.currency}"
        return f"{amount} were not paid of {self.number}: why?"


def read(
    request: HttpRequest, line: BankLine, parts: Sequence[Choice], amounts: Amounts, chosen: str
) -> tuple[Rest | None, str]:
    """What is to become of the rest, or why it cannot be done so."""
    short = [each for each in parts if amounts[each.key] < each.balance_minor]
    if chosen == LEAVE or chosen not in dict(WORDS):
        return None, ""
    if len(short) != 1:
        return None, (
            "No invoice is left with a rest: take an amount down, or leave it as it is."
            if not short
            else "Only one invoice can be short. Pay the others in full, or leave the rests open."
        )
    one = short[0]
    rest = one.balance_minor - amounts[one.key]
    if chosen == ASK:
        return Rest(one.number, rest, asks=True), ""
    kind = DifferenceKind(chosen)
    policy = matching_policy(
        entity_id=line.entity_id, on=frame_of(request).today, account=line.bank_account.code
    )
    most = most_cleared(kind, policy, short_of(line, Invoice.objects.get(pk=one.key)))
    if rest > most:
        allowed = f"{money_text(most, line.currency)} {line.currency}"
        return None, (
            f"{money_text(rest, line.currency)} {line.currency} is more than may be cleared so"
            f" ({allowed}). Leave it open, ask why, or ask for a write-off."
        )
    cleared = Shortfall(kind=kind, invoice_id=str(one.key), amount_minor=rest)
    return Rest(one.number, rest, shortfall=cleared), ""
