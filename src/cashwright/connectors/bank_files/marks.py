"""Amounts of files that do not say which sign parts the decimals: tables, QIF, payouts as a table.

`1,000` is a thousand to one bank and one to another. All amounts of a file decide it together, by the
rules imports go by; where none of them does, the user is asked.
"""

from collections.abc import Iterable

from cashwright.areas.cash.refusals import FormUnclear
from cashwright.areas.exchange.rules.numbers import Mark, choose_mark, minor, read_number, shape
from cashwright.connectors.bank_files.reading import Reading, Unreadable
from cashwright.connectors.bank_files.values import currency_units


def mark_of(reading: Reading, columns: Iterable[tuple[str, Iterable[str]]]) -> Mark:
    """The sign before the decimals, from (name, amounts) of every column. Raises FormUnclear."""
    choice = choose_mark(
        (name, 2, [(shape(text), text) for text in texts if text]) for name, texts in columns
    )
    if choice.mark is None:
        raise FormUnclear(file=reading.name, field="amount", value=(choice.unclear or ("", ""))[1])
    return choice.mark


def marked_minor(text: str, mark: Mark, currency: str, field: str) -> int:
    """`1.234,50` EUR by a comma is 123450. Raises Unreadable."""
    units = currency_units(currency)
    number = read_number(text.lstrip("'"), mark)
    found = minor(number, units) if number else None
    if found is None:
        raise Unreadable(field, text, f"an amount in {currency}")
    return found
