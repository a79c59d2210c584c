"""What is lost, and what is expected to be lost (F7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from cashwright.areas.insight import definitions
from cashwright.areas.insight.rules.figure import (
    Figure,
    amount_text,
    defined,
    percent,
    plain_text,
)


@dataclass(frozen=True, slots=True)
class RatedBalance:
    """The balance of one aging bucket and the share of it expected to be lost, in basis points."""

    balance_minor: int
    loss_bp: int


def bad_debt_gross(*, written_off_minor: int, billings_minor: int, currency: str) -> Figure:
    """Write-offs in percent of billings; undefined without billings."""
    return percent(
        definitions.BAD_DEBT_GROSS,
        written_off_minor,
        billings_minor,
        lambda minor: amount_text(minor, currency),
    )


def bad_debt_net(
    *, written_off_minor: int, recovered_minor: int, billings_minor: int, currency: str
) -> Figure:
    """Write-offs less recoveries in percent of billings; undefined without billings."""
    return percent(
        definitions.BAD_DEBT_NET,
        written_off_minor - recovered_minor,
        billings_minor,
        lambda minor: amount_text(minor, currency),
    )


def allowance(*, matrix: Sequence[RatedBalance], currency: str) -> Figure:
    """Expected loss by aging bucket, in minor units, not yet rounded."""
    value = sum((Fraction(row.balance_minor * row.loss_bp, 10_000) for row in matrix), Fraction(0))
    terms = " + ".join(
        f"{amount_text(row.balance_minor, currency)} x {plain_text(Fraction(row.loss_bp, 100))} %"
        for row in matrix
    )
    return defined(definitions.ALLOWANCE, value, terms or "no balance", currency=currency)
