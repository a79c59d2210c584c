"""Rates: exact ratios between two currencies, so that a conversion is the same wherever it is made.

A rate says how many *major* units of the target one major unit of the source buys:
EUR to JPY 163.06 means 1 EUR = 163.06 JPY, whatever the decimals of the two.
"""

from dataclasses import dataclass
from decimal import Decimal
from math import gcd

from cashwright.kernel.currencies import minor_units
from cashwright.kernel.money import Money
from cashwright.kernel.refusals import BadInput
from cashwright.kernel.rounding import round_half_up


@dataclass(frozen=True, slots=True)
class Rate:
    """`numerator` / `denominator`, both positive, kept in lowest terms."""

    numerator: int
    denominator: int = 1

    def __post_init__(self) -> None:
        assert self.numerator > 0, "a rate is positive"
        assert self.denominator > 0, "a rate is positive"
        common = gcd(self.numerator, self.denominator)
        object.__setattr__(self, "numerator", self.numerator // common)
        object.__setattr__(self, "denominator", self.denominator // common)

    @classmethod
    def of(cls, value: Decimal | str | int) -> "Rate":
        """The exact rate written as "1.0389". Raises BadInput unless it is a number above 0."""
        try:
            decimal = Decimal(value)
            valid = decimal.is_finite() and decimal > 0 and abs(decimal.adjusted()) <= 30
        except ArithmeticError:
            valid = False
        if not valid:
            raise BadInput(field="rate", value=str(value)[:64], expected="a number above 0")
        return cls(*decimal.as_integer_ratio())

    def inverse(self) -> "Rate":
        """The same rate read backwards: exact, so that its inverse is this one again."""
        return Rate(self.denominator, self.numerator)

    def cross(self, onward: "Rate") -> "Rate":
        """This rate followed by `onward`: USD->EUR cross EUR->JPY is USD->JPY."""
        return Rate(self.numerator * onward.numerator, self.denominator * onward.denominator)


def convert(minor: int, rate: Rate, from_units: int, to_units: int) -> int:
    """`minor` of a currency of `from_units` decimals in one of `to_units`, half away from zero."""
    return round_half_up(minor * rate.numerator * 10**to_units, rate.denominator * 10**from_units)


def convert_money(money: Money, rate: Rate, to: str) -> Money:
    """`money` in the currency `to` at `rate`, rounded once. Raises UnknownCurrency."""
    return Money(convert(money.minor, rate, minor_units(money.currency), minor_units(to)), to)
