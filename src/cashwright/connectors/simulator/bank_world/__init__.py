"""A month at a bank, made up: open invoices, payers, lines of money in, and the hidden truth apart.

For measuring Matching, never for teaching what it is measured on: worlds of other seeds and other
shares train it. Everything follows from the seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from cashwright.areas.cash.rules.matching.values import (
    ClosedDocument,
    Known,
    LineFacts,
    OpenDocument,
    Payer,
)
from cashwright.connectors.simulator.bank_world.books import accounts_of, memory_of, write_invoices
from cashwright.connectors.simulator.bank_world.habits import MIX, Habits, habits_of
from cashwright.connectors.simulator.bank_world.lines import Teller, Truth

__all__ = ["MIX", "Habits", "Truth", "World", "habits_of", "world"]


@dataclass(frozen=True, slots=True)
class World:
    """What the books and the bank know; `truth` is for the one who measures, alone."""

    documents: Sequence[OpenDocument]
    closed: Sequence[ClosedDocument]
    payers: Sequence[Payer]
    known: Sequence[Known]
    lines: Sequence[LineFacts]
    truth: dict[str, Truth]


def world(habits: Habits, *, open_count: int, line_count: int) -> World:
    """A world of a size.

    open_count  open documents when the month begins, about
    line_count  bank lines of the month; half of open_count leaves about a third unpaid
    """
    roll = Random(f"world:{habits.seed}:{open_count}")  # noqa: S311 - a story, not a secret
    accounts = accounts_of(habits, max(open_count // 10, 2), roll)
    write_invoices(habits, accounts, open_count, roll)
    documents = [d for a in accounts for d in (*a.open, *a.notes)]
    closed = [d for a in accounts for d in a.closed]
    known = memory_of(habits, accounts, roll)
    teller = Teller(habits, accounts, roll)
    kinds = roll.choices(list(habits.mix), list(habits.mix.values()), k=line_count)
    made = [told for told in map(teller.line, kinds) if told is not None]
    roll.shuffle(made)
    made.sort(key=lambda told: told[0].booked_on)
    return World(
        documents, closed, [a.payer for a in accounts], known, [line for line, _ in made],
        {line.line_id: truth for line, truth in made},
    )  # fmt: skip
