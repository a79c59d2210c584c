"""What a person is shown before anything is imported: columns, twenty rows, open questions."""

from dataclasses import dataclass

from cashwright.areas.exchange.frames.choices import rows_of
from cashwright.areas.exchange.frames.rows import read_rows
from cashwright.areas.exchange.ports import ROW, Table, cell
from cashwright.areas.exchange.queries import imported_before
from cashwright.areas.exchange.refusals import FileRefused
from cashwright.areas.exchange.rules.dates import Order
from cashwright.areas.exchange.rules.fields import FIELDS, Kind
from cashwright.areas.exchange.rules.headers import HeaderGuess
from cashwright.areas.exchange.rules.numbers import Mark
from cashwright.areas.exchange.rules.reading import Asked, HowToRead
from cashwright.areas.exchange.services import reading
from cashwright.kernel.currencies import minor_units

SHOWN_ROWS = 20


@dataclass(frozen=True, slots=True)
class Question:
    """Something only the user knows. `asks` is dates, decimal or columns; `choices` the answers."""

    asks: str
    refusal: FileRefused
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """headers    of the file, as written
    columns       what was guessed, how sure, what else was considered, what stays unused
    fields        the fields that have a column, in order
    rows          up to 20: row number, then the cells as written, by the file's columns
    read          the same rows as they are understood: field -> text; empty while a question is open
    refused       row number -> (code, field) among those rows
    is_repeat     exactly these bytes went in before
    """

    headers: tuple[str, ...]
    columns: HeaderGuess
    fields: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    read: tuple[dict[str, str], ...]
    refused: dict[int, tuple[str, str]]
    questions: tuple[Question, ...]
    is_repeat: bool


def preview(table: Table, kind: Kind, asked: Asked) -> Preview:
    """Look at a file without touching the books. Raises ColumnUnknown for what the user named."""
    found = reading.columns(table, kind, asked)
    taken = {g.field: g.column for g in found.guesses}
    questions, mark, order = [], Mark.POINT, Order.YMD
    findings = reading.look(table, kind, taken, asked)
    try:
        reading.check_columns(table, kind, found)
    except FileRefused as refusal:
        fields = tuple(field.name for field in FIELDS[kind])
        questions.append(Question("columns", refusal, fields))
    try:
        mark = reading.mark_of(table, kind, asked, findings)
    except FileRefused as refusal:
        questions.append(Question("decimal", refusal, ("point", "comma")))
    try:
        order = reading.order_of(table, kind, asked, findings)
    except FileRefused as refusal:
        questions.append(Question("dates", refusal, ("dmy", "mdy")))
    how = HowToRead(kind, taken, mark, order, findings.whole_keys, asked.currency)
    cells = [cell(i) for i in range(len(table.headers))]
    head = rows_of(table).select(ROW, *cells).head(SHOWN_ROWS).collect()
    read = read_rows(head, how)
    return Preview(
        headers=table.headers,
        columns=found,
        fields=tuple(taken),
        rows=tuple((row[0], tuple(v or "" for v in row[1:])) for row in head.iter_rows()),
        read=() if questions else tuple(_words(row, how) for row in read.to_dicts()),
        refused={
            row[ROW]: (row["refusal"], row["refusal_field"])
            for row in read.to_dicts()
            if row["refusal"] and not questions
        },
        questions=tuple(questions),
        is_repeat=imported_before(table.sha256, kind) is not None,
    )


def _words(row: dict[str, object], how: HowToRead) -> dict[str, str]:
    return {name: _word(row, name) for name in how.columns}


def _word(row: dict[str, object], name: str) -> str:
    """A field as it was understood: amounts with a point, dates year first."""
    stem = f"{name.removesuffix('_amount')}_minor"
    if stem in row:
        amount, code = row[stem], str(row["currency"] or "")
        units = minor_units(code) if row["units"] is not None else 2
        return "" if amount is None else _decimal(int(str(amount)), units)
    if f"{name}_scaled" in row:
        value, exponent = row[f"{name}_scaled"], row[f"{name}_exponent"]
        return "" if value is None else _decimal(int(str(value)), int(str(exponent)))
    return "" if row.get(name) is None else str(row[name])


def _decimal(scaled: int, exponent: int) -> str:
    digits = str(abs(scaled)).rjust(exponent + 1, "0")
    shown = f"{digits[:-exponent]}.{digits[-exponent:]}" if exponent else digits
    return f"-{shown}" if scaled < 0 else shown
