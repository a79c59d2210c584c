"""Scaled whole numbers as people write them, without a float on the way."""


def plain(value: int, exponent: int, decimals_min: int = 0) -> str:
    """`value` x 10**-exponent with the decimals it needs, at least so many: 50_000_000, 9 -> "0.05"."""
    digits = str(abs(value)).rjust(exponent + 1, "0")
    whole, decimals = digits[: len(digits) - exponent], digits[len(digits) - exponent :]
    kept = decimals.rstrip("0").ljust(decimals_min, "0")
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}.{kept}" if kept else f"{sign}{whole}"
