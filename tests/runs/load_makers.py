"""Files of a few lines, taken into the books in one breath."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from cashwright.areas.exchange.rules.fields import Kind
from cashwright.areas.exchange.rules.reading import Asked
from cashwright.connectors.files import read_table, write_rows_file
from cashwright.kernel.actors import Actor
from cashwright.runs.load import LoadOptions, LoadReport, load

CLERK = Actor.human("clerk")
EUR = Asked(currency="EUR")
INVOICES = (
    "Invoice No,Customer,Invoice Date,Due Date,Amount\n"
    "A-1,ACME,2026-01-05,2026-02-04,100.00\n"
    "A-2,ACME,2026-01-20,2026-02-19,50.25\n"
    "B-1,Bolt,2026-01-31,2026-03-02,7.50\n"
)
PAYMENTS = "Payment Id,Customer,Date,Amount\nP-1,ACME,2026-02-01,100.00\nP-2,Bolt,2026-02-02,7.50\n"


class Desk:
    """A clerk with a folder: files are written to it and imported from it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._count = folder, 0

    def take(
        self, kind: Kind, data: str | bytes | Path, asked: Asked = EUR, **options: Any
    ) -> LoadReport:
        """Import text, bytes or a file; `options` are those of LoadOptions."""
        self._count += 1
        into = self.folder / f"rows-{self._count}"
        into.mkdir()
        path = data if isinstance(data, Path) else self.folder / f"file-{self._count}.csv"
        if not isinstance(data, Path):
            path.write_bytes(data.encode() if isinstance(data, str) else data)
        table = read_table(path, into)
        chosen = replace(LoadOptions(fixed_up=self.refused), **options)
        return load(
            table, kind=kind, asked=asked, options=chosen, by=CLERK, write_rows=write_rows_file
        )

    @property
    def refused(self) -> Path:
        return self.folder / f"refused-{self._count}.csv"

    def invoices(
        self, data: str | bytes | Path = INVOICES, asked: Asked = EUR, **options: Any
    ) -> LoadReport:
        return self.take(Kind.INVOICES, data, asked, **options)

    def payments(
        self, data: str | bytes | Path = PAYMENTS, asked: Asked = EUR, **options: Any
    ) -> LoadReport:
        return self.take(Kind.PAYMENTS, data, asked, **options)

    def customers(self, data: str | bytes | Path, asked: Asked = EUR, **options: Any) -> LoadReport:
        return self.take(Kind.CUSTOMERS, data, asked, **options)


def codes(report: LoadReport) -> dict[str, int]:
    """Refused rows by code."""
    return {refusal["code"]: refusal["rows"] for refusal in report.refusals}
