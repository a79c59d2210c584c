"""Do the balances of statements follow from each other? What a file misses, and what an account does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from cashwright.areas.cash.models import BankAccount, BankStatement
from cashwright.areas.cash.ports import GapKind, ReadFile, StatementKind
from cashwright.kernel.currencies import format_minor

_END = str(StatementKind.END_OF_DAY)


@dataclass(frozen=True, slots=True)
class Gap:
    """Between two days something of an account is missing, or was told twice, by `missing_minor`.

    kind  WITHIN one statement, or BETWEEN the one before and this one, which closes `on` a day
    """

    kind: GapKind
    on: date
    statement_id: UUID
    expected_minor: int
    found_minor: int

    @property
    def missing_minor(self) -> int:
        return self.found_minor - self.expected_minor


def gaps_in(read: ReadFile, accounts: Sequence[BankAccount]) -> list[str]:
    """What does not chain within a file, or cannot be checked, in words."""
    codes = {
        statement.account.number: account.code
        for statement, account in zip(read.statements, accounts, strict=True)
    }
    mixed = [
        f"{account.code}: entries in other currencies than {statement.currency}; its balances"
        " cannot be checked."
        for statement, account in zip(read.statements, accounts, strict=True)
        if any(entry.currency != statement.currency for entry in statement.entries)
    ]
    return mixed + [
        words(codes[gap.account], gap.kind, gap.expected_minor, gap.found_minor, gap.currency,
              gap.statement_id)
        for gap in read.gaps
    ]  # fmt: skip


def words(
    code: str, kind: GapKind, expected_minor: int, found_minor: int, currency: str, name: str
) -> str:
    """One gap as a sentence."""
    expected, found = (format_minor(minor, currency) for minor in (expected_minor, found_minor))
    which = f"{code}, statement {name}" if name else code
    if kind is GapKind.WITHIN:
        return f"{which}: the entries lead to {expected} {currency}, the bank says {found}."
    return f"{which}: begins with {found} {currency}, but the day before ended with {expected}."


def gaps_before(read: ReadFile, accounts: Sequence[BankAccount]) -> list[str]:
    """For the first statement of each account in the file: does it follow from what is stored?"""
    seen: set[UUID] = set()
    found = []
    for statement, account in zip(read.statements, accounts, strict=True):
        opening, closing = statement.opening, statement.closing
        if statement.kind is not StatementKind.END_OF_DAY or account.pk in seen:
            continue
        if opening is None or closing is None or opening.currency != account.currency:
            continue
        seen.add(account.pk)
        ended = _ended_before(account, closing.on)
        if ended and opening.amount_minor not in ended:
            name = statement.statement_id or statement.sequence_no
            found.append(
                words(account.code, GapKind.BETWEEN, ended[0], opening.amount_minor,
                      account.currency, name)
            )  # fmt: skip
    return found


def _ended_before(account: BankAccount, day: date) -> list[int]:
    """Balances a statement that closes on `day` may begin with: of the last day before it, or of it."""
    chained = _chained(account)
    last = chained.filter(closing_on__lt=day).order_by("-closing_on").first()
    days = [day, last.closing_on] if last else []
    closings = chained.filter(closing_on__in=days).order_by("closing_on", "pk")
    return [
        minor for minor in closings.values_list("closing_minor", flat=True) if minor is not None
    ]


def _chained(account: BankAccount) -> QuerySet[BankStatement]:
    return BankStatement.objects.filter(
        bank_account=account, kind=_END, currency=account.currency, opening_minor__isnull=False,
        closing_minor__isnull=False, closing_on__isnull=False,
    )  # fmt: skip


class _Told(NamedTuple):
    """A statement: its id, the day it closes on, its balances, and what was booked between them."""

    pk: UUID
    on: date
    opening: int
    closing: int
    booked: int


def gaps_of(account: BankAccount, on: date | None = None) -> list[Gap]:
    """Every gap within and between the statements of an account as they stand, up to a day.

    A statement follows from one of the day before it, or from another one of its own day.
    """
    fields = ("pk", "closing_on", "opening_minor", "closing_minor", "booked_minor")
    chained = _chained(account).order_by("closing_on", "pk").values_list(*fields)
    told = [_Told(*row) for row in chained if on is None or row[1] <= on]
    found: list[Gap] = []
    yesterday: list[_Told] = []
    for day, group in groupby(told, key=lambda one: one.on):
        today = list(group)
        for one in today:
            expected = one.opening + one.booked
            if expected != one.closing:
                found.append(Gap(GapKind.WITHIN, day, one.pk, expected, one.closing))
            before = [b for b in (*yesterday, *today) if b is not one]
            if yesterday and one.opening not in {b.closing for b in before}:
                last = yesterday[-1].closing
                found.append(Gap(GapKind.BETWEEN, day, one.pk, last, one.opening))
        yesterday = today
    return found
