"""A statement of account as rows for a spreadsheet: plain figures, ISO days, one header."""

import csv
import io

from cashwright.areas.insight.printing.statement import (
    Period,
    document_numbers,
    kind_words,
    statement_of,
)
from cashwright.areas.insight.printing.words import statement_words
from cashwright.areas.insight.queries.statement import OpenStatement
from cashwright.areas.parties.models import Customer
from cashwright.kernel.currencies import format_minor

_MOVED = ("date", "kind", "document", "currency", "amount", "balance")
_OPEN = ("document", "issued", "due", "currency", "total", "balance")


def statement_csv(customer: Customer, period: Period) -> str:
    """The rows of all currencies; amounts in major units with all their decimals."""
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\r\n")
    write.writerow(_OPEN if period.from_on is None else _MOVED)
    said = statement_words("en")
    for each in statement_of(customer, period):
        code = each.currency
        if isinstance(each, OpenStatement):
            for line in each.lines:
                write.writerow(
                    [_plain(line.document_no), line.issued_on, line.due_on, code,
                     format_minor(line.total_minor, code), format_minor(line.balance_minor, code)]
                )  # fmt: skip
            if each.credit_minor:
                write.writerow(
                    [said["credit"], "", "", code, "", format_minor(each.credit_minor, code)]
                )
            write.writerow(["", "", each.on, code, "", format_minor(each.closing_minor, code)])
            continue
        numbers = document_numbers({line.document_id for line in each.lines})
        write.writerow(
            [each.from_on, said["opening"], "", code, "", format_minor(each.opening_minor, code)]
        )
        for moved in each.lines:
            write.writerow(
                [moved.moved_on, kind_words(moved.kind, said),
                 _plain(numbers.get(moved.document_id, "")), code,
                 format_minor(moved.amount_minor, code), format_minor(moved.balance_minor, code)]
            )  # fmt: skip
        write.writerow(
            [each.until_on, said["closing"], "", code, "", format_minor(each.closing_minor, code)]
        )
    return out.getvalue()


def _plain(text: str) -> str:
    """A number a spreadsheet does not take for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text
