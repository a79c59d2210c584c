"""Refusals of files and of rows that come in from outside, each with its remedy.

FileRefused                    the file as a whole; facts: file, row, column, where known, and remedy
  FileMissing FileEmpty FileTooLarge FileUnsafe FileTypeUnknown FileTruncated FileMisencoded
  CellTooLarge TooManyColumns TooManyRows RowRagged RowUnreadable
  ColumnsMissing ColumnUnknown ColumnsUnclear DatesUnclear AmountsUnclear
  EntityUnclear                several legal entities, and none was named

One row that is refused does not raise: it carries one of the codes of `REMEDIES` in a column,
next to the field that is at fault, and is written to the fixed-up file.
"""

from types import MappingProxyType
from typing import ClassVar

from cashwright.kernel.refusals import Refusal


class FileRefused(Refusal):
    """facts: file, and row, column and more where known. `remedy` says what to do about it."""

    code = "exchange.file_refused"
    remedy: ClassVar[str] = "Check the file and try again."

    def __init__(self, **facts: object) -> None:
        super().__init__(**facts)
        self.facts.setdefault("remedy", self.remedy)


class FileMissing(FileRefused):
    """facts: file. No such file, or no permission to read it."""

    code = "exchange.file_missing"
    remedy = "Check the path: there is no readable file of that name."


class FileEmpty(FileRefused):
    """facts: file. No header, or no rows under it."""

    code = "exchange.file_empty"
    remedy = "Export the file again: it has no header row with rows under it."


class FileTooLarge(FileRefused):
    """facts: file, bytes, most."""

    code = "exchange.file_too_large"
    remedy = "Split the file into smaller ones, or raise the limit in the settings."


class FileUnsafe(FileRefused):
    """A packed file that unpacks to far more than it says or should, or holds packed files."""

    code = "exchange.file_unsafe"
    remedy = "Unpack the file yourself and import the plain CSV."


class FileTypeUnknown(FileRefused):
    """facts: file, why. Neither text nor a workbook nor Parquet."""

    code = "exchange.file_type_unknown"
    remedy = "Save the data as CSV, XLSX or Parquet."


class FileTruncated(FileRefused):
    """facts: file, why. It breaks off before its end."""

    code = "exchange.file_truncated"
    remedy = "Export or download the file again: its end is missing."


class FileMisencoded(FileRefused):
    """Bytes that are no text in the encoding the file is in. facts: row, encoding."""

    code = "exchange.file_misencoded"
    remedy = "Save the file as CSV UTF-8, or name its encoding with --encoding."


class CellTooLarge(FileRefused):
    """facts: row, column, characters, most. A spreadsheet's own limit is 32,767 characters."""

    code = "exchange.cell_too_large"
    remedy = "Shorten the cell: it holds more text than a spreadsheet can."


class TooManyColumns(FileRefused):
    """facts: file, columns, most."""

    code = "exchange.too_many_columns"
    remedy = "Remove the columns that are not needed."


class TooManyRows(FileRefused):
    """facts: file, rows, most."""

    code = "exchange.too_many_rows"
    remedy = "Split the file into smaller ones."


class RowRagged(FileRefused):
    """facts: row, cells, expected. A row with more or fewer cells than the header."""

    code = "exchange.row_ragged"
    remedy = "Put text that holds the delimiter in quotes, and check that the row is complete."


class RowUnreadable(FileRefused):
    """facts: row, why. Quotes that do not close or stand in the middle of a quoted cell."""

    code = "exchange.row_unreadable"
    remedy = "Close the quotes of the cell; a quote inside a quoted cell is written twice."


class ColumnsMissing(FileRefused):
    """facts: missing (fields no column was found for), columns."""

    code = "exchange.columns_missing"
    remedy = "Say which column it is: --map field=column."


class ColumnUnknown(FileRefused):
    """facts: given (field or column nobody knows), known."""

    code = "exchange.column_unknown"
    remedy = "Use a field and a column of the lists shown."


class ColumnsUnclear(FileRefused):
    """facts: field, columns. Several columns fit one field equally well."""

    code = "exchange.columns_unclear"
    remedy = "Say which of the columns it is: --map field=column."


class DatesUnclear(FileRefused):
    """facts: column, example, and what speaks for either order."""

    code = "exchange.dates_unclear"
    remedy = "No date of the file says which is the day: add --dates dmy or --dates mdy."


class AmountsUnclear(FileRefused):
    """facts: column, example, and what speaks for either mark."""

    code = "exchange.amounts_unclear"
    remedy = "Say which sign separates the decimals: --decimal point or --decimal comma."


class EntityUnclear(FileRefused):
    """facts: known (codes). Several legal entities could own the file."""

    code = "exchange.entity_unclear"
    remedy = "Say whose file it is: --entity CODE."


REMEDIES = MappingProxyType(
    {
        "exchange.value_missing": "Fill in the empty cell.",
        "exchange.text_too_long": "Shorten the text.",
        "exchange.formula": "Replace the formula by its value.",
        "exchange.amount_unreadable": "Write the amount as a plain number.",
        "exchange.amount_too_precise": "Round the amount to the decimals its currency has.",
        "exchange.amount_too_large": "Correct the amount: the books cannot hold it.",
        "exchange.number_unreadable": "Write a plain number with at most nine decimals.",
        "exchange.date_unreadable": "Write the date as 2026-01-31.",
        "exchange.currency_unknown": "Use a three-letter ISO 4217 code, such as EUR.",
        "exchange.currency_missing": "Add a currency column, or say --currency.",
        "exchange.wrong_currency": (
            "Use the customer's currency, or add --other-currencies to take it as it is."
        ),
        "exchange.kind_unknown": "Write invoice or credit note.",
        "exchange.customer_missing": "Fill in the customer, or say --no-customer ACCOUNT.",
        "exchange.customer_unknown": "Import the customer first, or correct the account.",
        "exchange.customer_refused": "Correct the customer's name, currency, language or e-mail.",
        "exchange.terms_unknown": "Use terms of the catalog, such as NET30.",
        "exchange.parent_unknown": "Import the parent first, or correct its account.",
        "exchange.colleague_unknown": "Use the e-mail address of a colleague who works here.",
        "exchange.channel_unknown": "Write email, sms, phone, post or portal.",
        "exchange.duplicate_in_file": "Remove one of the two rows.",
        "exchange.number_reused": "The number is taken by another document: correct it.",
        "exchange.lines_disagree": "Lines of one document must share customer, date and currency.",
        "exchange.total_disagrees": "Correct the total, or the net and tax amounts it is made of.",
        "exchange.zero_amount": "Remove the document: it moves no money.",
        "exchange.negative_invoice": (
            "Mark it as a credit note, or add --negative-credits to take negatives as such."
        ),
        "exchange.negative_payment": "Enter money sent back as a refund.",
        "exchange.due_before_issue": "Correct the due date.",
        "exchange.future_dated": "Correct the date: it lies after today.",
        "exchange.period_closed": "Date it in an open period, or reopen the period.",
        "exchange.after_cutover": "Import what was issued after the cutover without --opening.",
        "exchange.rate_missing": "Import the exchange rates of that day first.",
        "exchange.credited_invoice_unknown": "Import the credited invoice first.",
        "exchange.frequency_unknown": "Write monthly, quarterly, half-yearly or annual.",
        "exchange.end_before_start": "Correct the end: it lies on or before the start.",
        "exchange.negative_price": "Write the monthly price without a sign; credits are made later.",
        "exchange.document_refused": "Correct the other rows of the same document.",
    }
)
"""What to do about a refused row, by code; a test checks that no code is without."""
