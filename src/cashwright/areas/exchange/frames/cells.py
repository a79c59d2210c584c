"""The twin of rules/cells.py: text made safe for spreadsheets, and back, for whole columns."""

import polars as pl

from cashwright.areas.exchange.rules.cells import DANGEROUS, ESCAPE, FORMULA


def csv_safe(text: pl.Expr) -> pl.Expr:
    """`text` with a leading apostrophe where a spreadsheet would compute it."""
    return pl.when(_is_dangerous(text)).then(pl.lit(ESCAPE) + text).otherwise(text)


def csv_plain(text: pl.Expr) -> pl.Expr:
    """`text` as it was before `csv_safe`."""
    is_escaped = text.str.starts_with(ESCAPE) & _is_dangerous(text)
    return pl.when(is_escaped).then(text.str.slice(1)).otherwise(text)


def plain_cells(text: pl.Series) -> pl.Series:
    """`csv_plain` of a column in which, as a rule, nothing is escaped."""
    if not text.str.starts_with(ESCAPE).any():
        return text
    return (
        pl.DataFrame({text.name: text})
        .select(csv_plain(pl.col(text.name)).alias(text.name))
        .to_series()
    )


def is_formula(text: pl.Expr) -> pl.Expr:
    """Whether a cell as read is a formula or a call to a program."""
    return text.str.contains(FORMULA)


def _is_dangerous(text: pl.Expr) -> pl.Expr:
    starts = "".join(f"\\x{{{ord(sign):x}}}" for sign in DANGEROUS)
    return text.str.contains(f"^[ {ESCAPE}]*[{starts}]")
