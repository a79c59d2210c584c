"""A table as an online banking exports it: semicolons, days first, a comma before the decimals."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from cashwright.areas.cash.ports import ColumnMap
from cashwright.connectors.simulator.bank_writers.camt053 import xml_text
from cashwright.connectors.simulator.bank_writers.values import Statement
from cashwright.kernel.currencies import format_minor

_HEAD = ("Buchungstag", "Valuta", "Auftraggeber", "IBAN", "Verwendungszweck", "Kundenreferenz",
         "Referenz", "Betrag", "Waehrung", "Saldo")  # fmt: skip
TABLE_COLUMNS = ColumnMap(
    booked_on="Buchungstag", value_on="Valuta", name="Auftraggeber", account="IBAN",
    texts=("Verwendungszweck",), end_to_end_id="Kundenreferenz", bank_ref="Referenz", amount="Betrag",
    currency="Waehrung", balance="Saldo", dates="dmy", mark=",",
)  # fmt: skip
"""How the table is read, as a user says it once for the account."""


def write_table(statements: Sequence[Statement]) -> bytes:
    """The file, in UTF-8. Charges, returns' reasons and batches have no column; the rest is text."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(_HEAD)
    for told in statements:
        balance = told.opening_minor
        for line in told.lines:
            balance += line.amount_minor
            said = [*line.texts, *line.references, *(cited.number for cited in line.documents)]
            if line.return_reason:
                said.insert(0, f"RETURN {line.return_reason}")
            writer.writerow(
                (
                    f"{line.booked_on:%d.%m.%Y}", f"{line.value_on or line.booked_on:%d.%m.%Y}",
                    xml_text(line.payer_name), line.payer_account, xml_text(" ".join(said)),
                    xml_text(line.end_to_end_id), line.bank_ref, _amount(line.amount_minor, line.currency),
                    line.currency, _amount(balance, line.currency),
                )
            )  # fmt: skip
    return out.getvalue().encode("utf-8")


def _amount(minor: int, currency: str) -> str:
    return format_minor(minor, currency).replace(".", ",")
