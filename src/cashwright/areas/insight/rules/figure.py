"""A figure: the exact value of a KPI, with its formula filled in.

Values are Fractions and are rounded, half up, only when shown.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from cashwright.areas.insight.definitions import Definition, Flag, Unit
from cashwright.kernel.currencies import minor_units
from cashwright.kernel.rounding import round_half_up


@dataclass(frozen=True, slots=True)
class Figure:
    """One KPI on one day.

    value     exact, in the definition's unit (money in minor units); None when undefined
    workings  the formula with its numbers: "250,000 / 600,000 x 92 days = 38.33"
    flags     what a reader must know beside it
    currency  of a figure in money; empty for the others
    """

    definition: Definition
    value: Fraction | None
    workings: str
    flags: tuple[Flag, ...] = ()
    currency: str = ""

    def shown(self, places: int = 2) -> str:
        """The value rounded half up, money to its own decimals; "-" when undefined."""
        if self.value is None:
            return "-"
        if self.definition.unit is Unit.MONEY:
            whole = round_half_up(self.value.numerator, self.value.denominator)
            return amount_text(whole, self.currency)
        return decimal_text(self.value, places)


def rounded(value: Fraction, places: int = 2) -> Decimal:
    """`value` to `places` decimals, a half away from zero."""
    whole = round_half_up(value.numerator * 10**places, value.denominator)
    return Decimal(whole).scaleb(-places)


def decimal_text(value: Fraction, places: int = 2) -> str:
    """`value` for a person: "1,234.50"."""
    return f"{rounded(value, places):,f}"


def amount_text(minor: int, currency: str) -> str:
    """An amount for a person, without the decimals of a whole one: "250,000", "1,234.50"."""
    exact = Decimal(minor).scaleb(-minor_units(currency))
    return f"{int(exact):,d}" if exact == int(exact) else f"{exact:,f}"


def plain_text(value: Fraction) -> str:
    """A number for a person, without decimals that say nothing: "2", "0.5", "38.33"."""
    return f"{value.numerator:,d}" if value.denominator == 1 else decimal_text(value).rstrip("0")


def defined(
    definition: Definition,
    value: Fraction,
    terms: str,
    *,
    currency: str = "",
    flags: tuple[Flag, ...] = (),
) -> Figure:
    """A figure with a value. `terms` is the left side of its workings; `currency` of money."""
    figure = Figure(definition, value, terms, flags, currency)
    sign = " %" if definition.unit is Unit.PERCENT else ""
    return replace(figure, workings=f"{terms} = {figure.shown()}{sign}")


def undefined(definition: Definition, terms: str, *flags: Flag) -> Figure:
    """A figure without a value, and the terms that leave nothing to divide by."""
    return Figure(definition, None, f"{terms} = undefined", (Flag.UNDEFINED, *flags))


def percent(definition: Definition, part: int, whole: int, write: Callable[[int], str]) -> Figure:
    """part / whole x 100; undefined when `whole` is not positive. `write` words an amount."""
    terms = f"{write(part)} / {write(whole)} x 100"
    if whole <= 0:
        return undefined(definition, terms)
    return defined(definition, Fraction(100 * part, whole), terms)
