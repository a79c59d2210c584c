"""The twin of rules/numbers.py: whole columns of numbers read at once, exactly.

read_numbers gives scaled Int64 | exponent Int8 per row, both null where the cell is empty or no number.
tests/areas/exchange/test_twins.py proves it equal to `rules.read_number`.
"""

import polars as pl

from cashwright.areas.exchange.rules.numbers import (
    CELL_MAX,
    EXPONENT_MAX,
    RUN,
    SCALED_MAX,
    SHAPE,
    WHOLE,
    Mark,
    body_pattern,
)

MINOR_MAX = 2**63 - 1
_PRODUCT_MAX = pl.lit(10**33, dtype=pl.Int128)  # leaves room for four decimals and the doubling


def shapes(text: pl.Expr) -> pl.Expr:
    """The shape of each cell: its digits made 9s; see rules.numbers.shape."""
    for pattern, by in SHAPE:
        text = text.str.replace_all(pattern, by)
    return text


def read_numbers(values: pl.Series, mark: Mark) -> pl.DataFrame:
    """scaled Int64 | exponent Int8, a row for each value. Columns of plain numbers take a short way."""
    plain = rf"^-?[0-9]{{1,15}}(?:\{mark}[0-9]{{1,2}})?$"
    text = pl.col("text")
    frame = pl.DataFrame({"text": values})
    if frame.select(text.str.contains(plain).all()).item():
        return frame.select(_digits(text), _exponent(text, mark))
    return _read_any(frame, mark)


def _read_any(frame: pl.DataFrame, mark: Mark) -> pl.DataFrame:
    part = pl.col("part").struct
    signs = ("before", "inner", "after", "side")
    body = part.field("body")
    count = pl.sum_horizontal(
        *((part.field(name) != "").cast(pl.Int8) for name in (*signs, "open"))
    )
    is_negative = (part.field("open") != "") | pl.any_horizontal(
        *(part.field(name).is_in(["-", "−", "CR"]) for name in signs)
    )
    is_number = (
        body.str.contains(body_pattern(mark))
        & ((part.field("open") == "") == (part.field("close") == ""))
        & (count <= 1)
    )
    trimmed = _trimmed(body, mark)
    cell = pl.col("text")
    short = pl.when(cell.str.len_chars() <= CELL_MAX).then(cell).str.replace_all(RUN, " ")
    read = frame.select(short.str.extract_groups(WHOLE).alias("part")).select(
        is_number=is_number,
        is_negative=is_negative,
        number=pl.concat_str(
            trimmed.str.split_exact(mark, 1).struct.field("field_0").str.replace_all("[^0-9]", ""),
            pl.lit(str(mark)),
            trimmed.str.split_exact(mark, 1).struct.field("field_1").fill_null(""),
        ),
    )
    number = pl.col("number")
    scaled = number.str.replace(mark, "", literal=True).cast(pl.Int64, strict=False)
    exponent = (number.str.len_chars() - number.str.find(mark, literal=True) - 1).cast(pl.Int16)
    ok = pl.col("is_number") & (exponent <= EXPONENT_MAX) & (scaled <= SCALED_MAX)
    return read.select(
        scaled=pl.when(ok).then(pl.when("is_negative").then(-scaled).otherwise(scaled)),
        exponent=pl.when(ok).then(exponent).cast(pl.Int8),
    )


def _trimmed(body: pl.Expr, mark: Mark) -> pl.Expr:
    """Without the zeros after the second decimal."""
    return body.str.replace(rf"^(.*\{mark}[0-9]{{2}}[0-9]*?)0+$", "${1}")


def _digits(text: pl.Expr) -> pl.Expr:
    return text.str.replace_all("[.,]", "").cast(pl.Int64).alias("scaled")


def _exponent(text: pl.Expr, mark: Mark) -> pl.Expr:
    at = text.str.find(mark, literal=True).cast(pl.Int16)
    exponent = (text.str.len_bytes().cast(pl.Int16) - at - 1).fill_null(0).cast(pl.Int8)
    return pl.when(text.is_not_null()).then(exponent).alias("exponent")


def ten_to(exponent: pl.Expr) -> pl.Expr:
    """10^exponent as Int128, for exponents 0 to 22."""
    return pl.lit(10, dtype=pl.Int128).pow(exponent.cast(pl.UInt32))


def to_minor(scaled: pl.Expr, exponent: pl.Expr, units: pl.Expr) -> pl.Expr:
    """Int64 minor units; null where the number has more decimals than `units` or is too large."""
    over = exponent.cast(pl.Int16) - units.cast(pl.Int16)
    up, down = ten_to((-over).clip(lower_bound=0)), ten_to(over.clip(lower_bound=0))
    wide = scaled.cast(pl.Int128)
    exact = wide * up
    fits = (wide % down == 0) & ((exact // down).abs() <= MINOR_MAX)
    return pl.when(fits).then(exact // down).cast(pl.Int64)


def rounded(numerator: pl.Expr, denominator: pl.Expr) -> pl.Expr:
    """Int128 quotient, half away from zero; the twin of kernel.rounding.round_half_up."""
    nearest = (2 * numerator.abs() + denominator) // (2 * denominator)
    return pl.when(numerator < 0).then(0 - nearest).otherwise(nearest)


def line_minor(
    quantity: tuple[pl.Expr, pl.Expr], price: tuple[pl.Expr, pl.Expr], units: pl.Expr
) -> pl.Expr:
    """Quantity x unit price in minor units, rounded once; null where the books cannot hold it.

    quantity, price  (scaled, exponent); the twin of rules.lines.line_minor
    """
    product = quantity[0].cast(pl.Int128) * price[0].cast(pl.Int128)
    decimals = quantity[1].cast(pl.Int16) + price[1].cast(pl.Int16) - units.cast(pl.Int16)
    up, down = ten_to((-decimals).clip(lower_bound=0)), ten_to(decimals.clip(lower_bound=0))
    total = rounded(pl.when(product.abs() <= _PRODUCT_MAX).then(product) * up, down)
    return pl.when(total.abs() <= MINOR_MAX).then(total).cast(pl.Int64)
