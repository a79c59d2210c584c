"""Rows of text into typed rows: each field read as what it is, the first problem of a row noted.

Every row stays. A row that cannot be read carries `refusal` (a code) and `refusal_field`.
"""

from collections.abc import Mapping

import polars as pl

from cashwright.areas.exchange.frames.cells import is_formula, plain_cells
from cashwright.areas.exchange.frames.dates import read_dates
from cashwright.areas.exchange.frames.numbers import read_numbers, to_minor
from cashwright.areas.exchange.ports import ROW, cell
from cashwright.areas.exchange.rules.fields import FIELDS, Field, Reading
from cashwright.areas.exchange.rules.reading import HowToRead
from cashwright.kernel.currencies import CURRENCIES

UNITS: Mapping[str, int] = {
    code: money.minor_units for code, money in CURRENCIES.items() if money.withdrawn_on is None
}
_SUSPECT = "=＝@＠+-－ "
_CONTROL = r"[\p{Cc}\p{Zl}\p{Zp}]+"  # ends of lines and their like: a name is one line
_PROBLEM = "problem_"


def read_rows(batch: pl.DataFrame, how: HowToRead) -> pl.DataFrame:
    """All fields of the kind, typed, in the order of FIELDS.

    batch    row_no | c0 .. cn Utf8
    returns  row_no | text, key, country, currency Utf8 | date Date | amount `x_minor` Int64 |
             number `x_scaled` Int64, `x_exponent` Int8 | units Int8 | refusal, refusal_field Utf8
             fields without a column are null; text is trimmed, `''` is null
    """
    fields = FIELDS[how.kind]
    frame = pl.DataFrame([batch[ROW], *(_text(batch, field, how) for field in fields)])
    frame = frame.with_columns(_problem_of_text(frame, field) for field in fields)
    frame = _with_currency(frame, how)
    for field in fields:
        frame = _typed(frame, field, how)
    return _with_refusal(frame, fields)


def refuse(frame: pl.DataFrame, field: str, code: str, when: pl.Expr) -> pl.DataFrame:
    """Note `code` on the rows where `when` holds and nothing was noted before."""
    is_new = pl.col("refusal").is_null() & when.fill_null(value=False)
    return frame.with_columns(
        refusal=pl.when(is_new).then(pl.lit(code)).otherwise("refusal"),
        refusal_field=pl.when(is_new).then(pl.lit(field)).otherwise("refusal_field"),
    )


def _text(batch: pl.DataFrame, field: Field, how: HowToRead) -> pl.Series:
    if field.name not in how.columns:
        return pl.Series(field.name, [None], dtype=pl.String).new_from_index(0, batch.height)
    text = plain_cells(batch[cell(how.columns[field.name])].alias(field.name))
    if field.reading not in (Reading.AMOUNT, Reading.NUMBER):
        text = text.str.strip_chars()
    if field.reading in (Reading.TEXT, Reading.KEY) and text.str.contains(_CONTROL).any():
        text = text.str.replace_all(_CONTROL, " ")
    if field.name in how.whole_keys:
        text = text.str.strip_suffix(".0")
    if field.reading is Reading.CURRENCY:
        text = text.str.to_uppercase().replace({"€": "EUR", "£": "GBP"})
    return text.set(text == "", None) if (text == "").any() else text


def _problem_of_text(frame: pl.DataFrame, field: Field) -> pl.Expr:
    text, name = frame[field.name], _PROBLEM + field.name
    problem = pl.lit(None, dtype=pl.String)
    if _has_suspects(text):
        raw = pl.col(field.name)
        problem = pl.when(is_formula(raw)).then(pl.lit("exchange.formula"))
    if (text.str.len_bytes() > field.most).any():
        is_long = pl.col(field.name).str.len_chars() > field.most
        problem = pl.coalesce(problem, pl.when(is_long).then(pl.lit("exchange.text_too_long")))
    return problem.alias(name)


def _has_suspects(text: pl.Series) -> bool:
    """Whether any cell starts like a formula; the first characters of a column are few."""
    first = text.str.slice(0, 1).unique()
    return bool(first.is_in(list(_SUSPECT)).any())


def _with_currency(frame: pl.DataFrame, how: HowToRead) -> pl.DataFrame:
    """`currency` filled with the default and `units` with its decimals."""
    name = "currency"
    filled = frame.with_columns(pl.col(name).fill_null(pl.lit(how.currency, dtype=pl.String)))
    units = pl.col(name).replace_strict(UNITS, default=None, return_dtype=pl.Int8)
    filled = filled.with_columns(units=units)
    is_unknown = pl.col("units").is_null() & pl.col(name).is_not_null()
    unknown = pl.when(is_unknown).then(pl.lit("exchange.currency_unknown"))
    return filled.with_columns(pl.coalesce(_PROBLEM + name, unknown).alias(_PROBLEM + name))


def _typed(frame: pl.DataFrame, field: Field, how: HowToRead) -> pl.DataFrame:
    match field.reading:
        case Reading.DATE:
            return _with_date(frame, field.name, how)
        case Reading.NUMBER:
            return _with_number(frame, field.name, how)
        case Reading.AMOUNT:
            return _with_amount(frame, field.name, how)
        case _:
            return frame


def _with_date(frame: pl.DataFrame, name: str, how: HowToRead) -> pl.DataFrame:
    read = read_dates(frame[name], how.order)
    is_bad = frame[name].is_not_null() & read.is_null()
    return frame.with_columns(read, _noted(name, is_bad, "exchange.date_unreadable"))


def _with_number(frame: pl.DataFrame, name: str, how: HowToRead) -> pl.DataFrame:
    read = read_numbers(frame[name], how.mark)
    is_bad = frame[name].is_not_null() & read["scaled"].is_null()
    return frame.with_columns(
        read["scaled"].alias(f"{name}_scaled"),
        read["exponent"].alias(f"{name}_exponent"),
        _noted(name, is_bad, "exchange.number_unreadable"),
    ).drop(name)


def _with_amount(frame: pl.DataFrame, name: str, how: HowToRead) -> pl.DataFrame:
    stem = name.removesuffix("_amount")
    read = read_numbers(frame[name], how.mark)
    amounts = read.with_columns(frame["units"]).select(
        minor=to_minor(pl.col("scaled"), pl.col("exponent"), pl.col("units"))
    )["minor"]
    is_bad = frame[name].is_not_null() & read["scaled"].is_null()
    is_fine = read["scaled"].is_not_null() & frame["units"].is_not_null() & amounts.is_null()
    return (
        frame.with_columns(
            amounts.alias(f"{stem}_minor"),
            _noted(name, is_bad, "exchange.amount_unreadable"),
        )
        .with_columns(_noted(name, is_fine, "exchange.amount_too_precise"))
        .drop(name)
    )


def _noted(name: str, is_bad: pl.Series, code: str) -> pl.Expr:
    problem = _PROBLEM + name
    return pl.coalesce(problem, pl.when(is_bad).then(pl.lit(code))).alias(problem)


def _with_refusal(frame: pl.DataFrame, fields: tuple[Field, ...]) -> pl.DataFrame:
    problems = [_PROBLEM + field.name for field in fields]
    where = [pl.when(pl.col(_PROBLEM + f.name).is_not_null()).then(pl.lit(f.name)) for f in fields]
    return frame.with_columns(refusal=pl.coalesce(problems), refusal_field=pl.coalesce(where)).drop(
        problems
    )
