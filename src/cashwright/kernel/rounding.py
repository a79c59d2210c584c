"""Rounding: whole numbers from exact fractions, each mode under its own name.

All take numerator / denominator as integers (denominator > 0) and never pass through a float.
Half up here means half *away from zero*, which is what invoices and tax forms mean by it.
"""


def round_half_up(numerator: int, denominator: int) -> int:
    """The nearest integer; a half goes away from zero: 5/2 -> 3, -5/2 -> -3."""
    assert denominator > 0, "the denominator is positive"
    nearest = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -nearest if numerator < 0 else nearest


def round_half_even(numerator: int, denominator: int) -> int:
    """The nearest integer; a half goes to the even neighbor: 5/2 -> 2, 7/2 -> 4."""
    assert denominator > 0, "the denominator is positive"
    floor, rest = divmod(numerator, denominator)
    if 2 * rest == denominator:
        return floor + floor % 2
    return floor + (2 * rest > denominator)


def round_floor(numerator: int, denominator: int) -> int:
    """The integer not above the fraction: 5/2 -> 2, -5/2 -> -3."""
    assert denominator > 0, "the denominator is positive"
    return numerator // denominator
