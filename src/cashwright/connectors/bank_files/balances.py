"""Do the balances follow from each other? Opening + booked entries = closing = the next opening."""

from collections.abc import Iterable, Iterator

from cashwright.areas.cash.ports import (
    Balance,
    BalanceGap,
    BankStatement,
    EntryStatus,
    GapKind,
    StatementKind,
)


def gaps(statements: Iterable[BankStatement]) -> tuple[BalanceGap, ...]:
    """Every gap, in the order of the file. Where a balance is not said, nothing can be missing."""
    found: list[BalanceGap] = []
    before: dict[tuple[str, str], Balance] = {}
    for statement in statements:
        if statement.kind is not StatementKind.END_OF_DAY:
            continue
        found += _within(statement)
        opening, closing = statement.opening, statement.closing
        if opening is not None:
            last = before.get((statement.account.number, opening.currency))
            if last is not None and last.on <= opening.on:
                found += _unless_equal(
                    GapKind.BETWEEN, statement, last.amount_minor, opening
                )  # fmt: skip
        if closing is not None:
            before[statement.account.number, closing.currency] = closing
    return tuple(found)


def _within(statement: BankStatement) -> Iterator[BalanceGap]:
    opening, closing = statement.opening, statement.closing
    if opening is None or closing is None or opening.currency != closing.currency:
        return
    booked = [entry for entry in statement.entries if entry.status is EntryStatus.BOOKED]
    if any(entry.currency != opening.currency for entry in booked):
        return
    expected = opening.amount_minor + sum(entry.signed_minor for entry in booked)
    yield from _unless_equal(GapKind.WITHIN, statement, expected, closing)


def _unless_equal(
    kind: GapKind, statement: BankStatement, expected: int, found: Balance
) -> Iterator[BalanceGap]:
    if expected != found.amount_minor:
        yield BalanceGap(
            kind=kind,
            account=statement.account.number,
            statement_id=statement.statement_id or statement.sequence_no,
            currency=found.currency,
            expected_minor=expected,
            found_minor=found.amount_minor,
        )
