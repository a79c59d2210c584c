"""The books as a child would keep them: lists of what happened, added up on the day one asks.

Knows nothing of tables, ledgers or triggers. Amounts are minor units of each document's currency;
what is owed and what is unapplied as of a day is the sum of the acts dated up to it.
"""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID


@dataclass(slots=True)
class Owed:
    """An invoice: its lines (net, tax), what credit notes took of them, what settled or reopened it."""

    id: UUID
    entity: str
    customer: UUID
    currency: str
    issued_on: date
    lines: list[tuple[int, int]]
    takings: list[tuple[int, int, int]] = field(default_factory=list)
    moves: list[tuple[date, int]] = field(default_factory=list)
    reopened_on: date = date.min

    @property
    def total(self) -> int:
        return sum(net + tax for net, tax in self.lines)

    def balance(self, on: date = date.max) -> int:
        if self.issued_on > on:
            return 0
        return self.total - sum(amount for day, amount in self.moves if day <= on)

    def left(self, line: int) -> tuple[int, int]:
        """Net and tax of a line (from 0) that no credit note took yet."""
        net, tax = self.lines[line]
        return (
            net - sum(n for no, n, _ in self.takings if no == line),
            tax - sum(t for no, _, t in self.takings if no == line),
        )


@dataclass(slots=True)
class Money:
    """A payment or credit note: what came, and every amount that was used of it or given back."""

    id: UUID
    kind: str
    entity: str
    customer: UUID
    currency: str
    since: date
    amount: int
    moves: list[tuple[date, int]] = field(default_factory=list)
    reopened_on: date = date.min
    returned_on: date | None = None

    def unapplied(self, on: date = date.max) -> int:
        if self.since > on or (self.returned_on is not None and self.returned_on <= on):
            return 0
        return self.amount - sum(used for day, used in self.moves if day <= on)


@dataclass(slots=True)
class Applied:
    """A tie between money (None for a write-off) and an invoice."""

    id: UUID
    owed: Owed
    money: Money | None
    on: date
    amount: int
    is_undone: bool = False

    @property
    def earliest_undoing(self) -> date:
        """Not before itself, nor before what was undone of either side since."""
        of_money = self.money.reopened_on if self.money else date.min
        return max(self.on, self.owed.reopened_on, of_money)


@dataclass(slots=True)
class Lost:
    """A write-off: how much, and how much of it came after all."""

    id: UUID
    applied: Applied
    amount: int
    recovered: int = 0


@dataclass(slots=True)
class Oracle:
    """Everything that happened."""

    owed: list[Owed] = field(default_factory=list)
    money: list[Money] = field(default_factory=list)
    applied: list[Applied] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)

    def state(self, owed: Owed) -> str:
        """Posted while something is owed; credited when one credit note took all; else settled."""
        if owed.balance():
            return "posted"
        standing = [a for a in self.applied if a.owed is owed and not a.is_undone]
        by_credit = (
            len(standing) == 1 and standing[0].money and standing[0].money.kind == "credit_note"
        )
        return "credited" if by_credit else "settled"

    def receivable(self, entity: str, on: date) -> dict[str, int]:
        """What is owed to an entity as of a day, by currency, without zeros."""
        sums: dict[str, int] = {}
        for owed in self.owed:
            if owed.entity == entity:
                sums[owed.currency] = sums.get(owed.currency, 0) + owed.balance(on)
        return {currency: minor for currency, minor in sums.items() if minor}

    def credits(self, entity: str, on: date) -> dict[str, int]:
        """What customers of an entity have unapplied as of a day, by currency, without zeros."""
        sums: dict[str, int] = {}
        for money in self.money:
            if money.entity == entity:
                sums[money.currency] = sums.get(money.currency, 0) + money.unapplied(on)
        return {currency: minor for currency, minor in sums.items() if minor}
