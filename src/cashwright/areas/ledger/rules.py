"""How amounts become balanced lines: the arithmetic every posting in the house goes through.

Words: *functional* amounts are in the legal entity's own currency; to *relieve* an item is to take
a part of it away, at the rate it came in with, so that nothing is left over when all of it is gone.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from cashwright.areas.ledger.refusals import EntryUnbalanced
from cashwright.kernel.currencies import minor_units
from cashwright.kernel.rates import Rate, convert
from cashwright.kernel.rounding import round_half_up


@dataclass(frozen=True, slots=True)
class Line:
    """A posting to be: debit positive, credit negative, in `currency` and in the functional one."""

    account: str
    currency: str
    minor: int
    functional_minor: int
    customer_id: UUID | None = None
    document_id: UUID | None = None


def functional(minor: int, currency: str, functional_currency: str, rate: Rate) -> int:
    """`minor` of `currency` in the functional currency at `rate`, rounded half up once (I-10)."""
    if currency == functional_currency:
        return minor
    return convert(minor, rate, minor_units(currency), minor_units(functional_currency))


def functional_parts(parts_minor: Sequence[int], whole_functional: int) -> tuple[int, ...]:
    """Split the functional amount of a whole over its parts, exactly; parts of any sign.

    Each part gets its share, half up; the largest (of equals the first) takes the difference.

    parts_minor       in transaction currency, their sum not zero unless `whole_functional` is
    whole_functional  of their sum
    """
    whole = sum(parts_minor)
    if whole == 0:
        assert whole_functional == 0, "nothing has no functional amount"
        return tuple(parts_minor)
    shares = [round_half_up(part * whole_functional, whole) for part in parts_minor]
    largest = max(range(len(shares)), key=lambda i: (abs(parts_minor[i]), -i))
    shares[largest] += whole_functional - sum(shares)
    return tuple(shares)


def relieve(part_minor: int, left_minor: int, left_functional: int) -> int:
    """The functional amount that goes with `part_minor` when `left_minor` of an item are left.

    Proportional to what is left, half up; the last part takes the rest, so that the sum over an
    item's life is exactly the functional amount it came in with.
    """
    assert 0 < part_minor <= left_minor, "a part is not more than what is left"
    return round_half_up(left_functional * part_minor, left_minor)


def settlement_lines(*, receivable: Line, credit: Line, fx_account: str) -> tuple[Line, ...]:
    """The entry of one application: what leaves the credit against what leaves the receivable.

    receivable, credit  equal and opposite in transaction currency
    returns             both, and the realized exchange difference as a line of functional amount only
    """
    assert receivable.minor == -credit.minor
    difference = -(receivable.functional_minor + credit.functional_minor)
    if difference == 0:
        return (credit, receivable)
    gain = Line(fx_account, receivable.currency, 0, difference, receivable.customer_id, None)
    return (credit, receivable, gain)


def check_balanced(lines: Iterable[Line]) -> None:
    """Raises EntryUnbalanced for the first currency (or the functional one) that is not zero."""
    sums: dict[str, int] = {}
    for line in lines:
        sums[line.currency] = sums.get(line.currency, 0) + line.minor
        sums["functional"] = sums.get("functional", 0) + line.functional_minor
    for currency, difference in sums.items():
        if difference != 0:
            raise EntryUnbalanced(currency=currency, difference_minor=difference)


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """One line of a trial balance: debit positive, in transaction and functional currency."""

    account: str
    currency: str
    minor: int
    functional_minor: int


def trial_balance_hash(rows: Iterable[BalanceRow]) -> str:
    """SHA-256 of a trial balance, independent of the order of rows and of rows that are zero."""
    lines = sorted(
        f"{row.account} {row.currency} {row.minor} {row.functional_minor}"
        for row in rows
        if row.minor or row.functional_minor
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
