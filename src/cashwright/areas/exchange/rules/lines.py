"""What a line comes to: quantity times unit price, rounded once."""

from cashwright.kernel.rounding import round_half_up


def line_minor(
    quantity_scaled: int, quantity_exponent: int, price_scaled: int, price_exponent: int, units: int
) -> int:
    """The line total in minor units of a currency with `units` decimals, half away from zero.

    6 x 2.55 EUR is (6, 0, 255, 2, 2) -> 1530. The scaled numbers are value x 10^exponent.
    """
    exact = quantity_scaled * price_scaled * 10**units
    return round_half_up(exact, 10 ** (quantity_exponent + price_exponent))
