"""How a file is to be read: what the user said, else what was saved, else what the file shows."""

from collections.abc import Mapping

from cashwright.areas.exchange.frames.choices import Findings, currencies_of, find
from cashwright.areas.exchange.ports import Table
from cashwright.areas.exchange.queries import saved_mapping
from cashwright.areas.exchange.refusals import (
    AmountsUnclear,
    ColumnsMissing,
    ColumnsUnclear,
    ColumnUnknown,
    DatesUnclear,
)
from cashwright.areas.exchange.rules.dates import Order
from cashwright.areas.exchange.rules.fields import FIELDS, Kind, field_of
from cashwright.areas.exchange.rules.headers import HeaderGuess, guess, header_key
from cashwright.areas.exchange.rules.numbers import Mark
from cashwright.areas.exchange.rules.reading import Asked, HowToRead, missing
from cashwright.kernel.currencies import CURRENCIES


def decide(table: Table, kind: Kind, asked: Asked) -> HowToRead:
    """Everything that is decided once per file.

    raises  ColumnUnknown, ColumnsMissing, ColumnsUnclear, DatesUnclear, AmountsUnclear; nothing is guessed
            where two readings are possible
    """
    found = columns(table, kind, asked)
    taken = {g.field: g.column for g in found.guesses}
    check_columns(table, kind, found)
    findings = look(table, kind, taken, asked)
    return HowToRead(
        kind=kind,
        columns=taken,
        mark=mark_of(table, kind, asked, findings),
        order=order_of(table, kind, asked, findings),
        whole_keys=findings.whole_keys,
        currency=asked.currency,
        no_customer=asked.no_customer,
        negative_credits=asked.negative_credits,
    )


def columns(table: Table, kind: Kind, asked: Asked) -> HeaderGuess:
    """Which column is which field. Raises ColumnUnknown for what the user named and is not there."""
    saved = saved_mapping(kind, table.headers)
    given: dict[str, int] = dict(saved.columns) if saved else {}
    for name, header in asked.columns.items():
        if field_of(kind, name) is None:
            known = [field.name for field in FIELDS[kind]]
            raise ColumnUnknown(file=table.file_name, given=name, known=known)
        at = _position(table, header)
        given = {field: column for field, column in given.items() if column != at}
        given[name] = at
    return guess(kind, table.headers, given)


def check_columns(table: Table, kind: Kind, found: HeaderGuess) -> None:
    """Raises ColumnsUnclear, ColumnsMissing."""
    if found.unclear:
        name, which = found.unclear[0]
        shown = [f"{table.headers[column]} (#{column + 1})" for column in which]
        raise ColumnsUnclear(file=table.file_name, field=name, columns=shown)
    lacking = missing(kind, {g.field: g.column for g in found.guesses})
    if lacking:
        shown = [header for header in table.headers if header]
        raise ColumnsMissing(file=table.file_name, missing=list(lacking), columns=shown)


def look(table: Table, kind: Kind, taken: Mapping[str, int], asked: Asked) -> Findings:
    """What the rows themselves say about marks, dates and keys."""
    units = [CURRENCIES[code].minor_units for code in _codes(table, taken, asked)]
    return find(table, kind, taken, max(units, default=2))


def mark_of(table: Table, kind: Kind, asked: Asked, findings: Findings) -> Mark:
    """Raises AmountsUnclear."""
    saved = saved_mapping(kind, table.headers)
    said = asked.decimal or (saved and saved.options.get("decimal"))
    if said:
        return Mark(said)
    choice = findings.mark
    if choice.mark is not None:
        return choice.mark
    if table.is_typed and Mark.COMMA not in choice.says:
        return Mark.POINT
    says = {mark.name.lower(): " ".join(where) for mark, where in choice.says.items()}
    column, example = choice.unclear or next(iter(choice.says.values()))
    raise AmountsUnclear(file=table.file_name, column=column, example=example, says=says)


def order_of(table: Table, kind: Kind, asked: Asked, findings: Findings) -> Order:
    """Raises DatesUnclear."""
    saved = saved_mapping(kind, table.headers)
    said = asked.dates or (saved and saved.options.get("dates"))
    if said:
        return Order(said)
    choice = findings.order
    if choice.order is not None:
        return choice.order
    says = {str(order): " ".join(where) for order, where in choice.says.items()}
    column, example = choice.unclear or next(iter(choice.says.values()))
    raise DatesUnclear(file=table.file_name, column=column, example=example, says=says)


def _codes(table: Table, taken: Mapping[str, int], asked: Asked) -> list[str]:
    found = currencies_of(table, taken["currency"]) if "currency" in taken else []
    return [code for code in (*found, asked.currency or "") if code in CURRENCIES]


def _position(table: Table, header: str) -> int:
    if (
        header.startswith("#")
        and header[1:].isdigit()
        and 0 < int(header[1:]) <= len(table.headers)
    ):
        return int(header[1:]) - 1
    exact = [i for i, own in enumerate(table.headers) if own == header]
    alike = [i for i, own in enumerate(table.headers) if header_key(own) == header_key(header)]
    if not (exact or alike):
        known = [own for own in table.headers if own]
        raise ColumnUnknown(file=table.file_name, given=header, known=known)
    return (exact or alike)[0]
