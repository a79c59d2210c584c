"""Before anything is imported a clerk sees what was understood, and is asked what nobody can know."""

from pathlib import Path

import pytest

from cashwright.areas.exchange.ports import Table
from cashwright.areas.exchange.queries import saved_mapping
from cashwright.areas.exchange.rules.dates import Order
from cashwright.areas.exchange.rules.fields import Kind
from cashwright.areas.exchange.rules.reading import Asked
from cashwright.areas.exchange.services import decide, preview, save_mapping
from cashwright.connectors.files import read_table
from cashwright.kernel.actors import Actor

pytestmark = pytest.mark.usefixtures("db")
HEAD = "InvoiceNo;Kunde;Rechnungsdatum;Betrag;Laune\n"


def _table(tmp_path: Path, text: str) -> Table:
    path = tmp_path / "file.csv"
    path.write_text(text)
    into = tmp_path / "rows"
    into.mkdir()
    return read_table(path, into)


def test_twenty_rows_are_shown_as_written_and_as_understood(tmp_path: Path) -> None:
    rows = "".join(f"A-{i};Bäcker GmbH;{i}.1.2026;1.000,{i:02}\u00a0€;gut\n" for i in range(1, 29))
    shown = preview(_table(tmp_path, HEAD + rows), Kind.INVOICES, Asked(currency="EUR"))
    assert len(shown.rows) == len(shown.read) == 20
    assert shown.rows[0] == (2, ("A-1", "Bäcker GmbH", "1.1.2026", "1.000,01\u00a0€", "gut"))
    assert shown.read[0] == {
        "invoice_no": "A-1",
        "customer_name": "Bäcker GmbH",
        "issued_on": "2026-01-01",
        "total_amount": "1000.01",
    }
    assert (shown.questions, shown.refused, shown.columns.unused) == ((), {}, (4,))


def test_bad_cells_are_marked_in_the_preview(tmp_path: Path) -> None:
    text = HEAD + "A-1;K;soon;5,00;\nA-2;K;1.1.2026;x;\n"
    shown = preview(_table(tmp_path, text), Kind.INVOICES, Asked(currency="EUR"))
    assert shown.refused == {
        2: ("exchange.date_unreadable", "issued_on"),
        3: ("exchange.amount_unreadable", "total_amount"),
    }


def test_open_questions_come_with_their_choices(tmp_path: Path) -> None:
    text = "A;Kunde;Datum;Menge;Einzelpreis\n1;K;1/2/2026;1;1,234\n"
    shown = preview(_table(tmp_path, text), Kind.INVOICES, Asked(currency="EUR"))
    assert {q.asks: q.refusal.code for q in shown.questions} == {
        "columns": "exchange.columns_missing",
        "decimal": "exchange.amounts_unclear",
        "dates": "exchange.dates_unclear",
    }
    assert next(q.choices for q in shown.questions if q.asks == "dates") == ("dmy", "mdy")
    assert shown.read == ()


def test_what_was_said_once_is_not_asked_again(tmp_path: Path) -> None:
    table = _table(tmp_path, "A;Kunde;Datum;Betrag\n1;K;1/2/2026;1,50\n")
    asked = Asked(columns={"invoice_no": "A"}, dates=Order.DMY, currency="EUR")
    how = decide(table, Kind.INVOICES, asked)
    saved = save_mapping(table=table, how=how, asked=asked, by=Actor.human("clerk"))
    assert saved_mapping(Kind.INVOICES, ["a", "KUNDE", "datum", "Betrag"]) == saved
    assert preview(table, Kind.INVOICES, Asked(currency="EUR")).questions == ()
    assert decide(table, Kind.INVOICES, Asked(currency="EUR")) == how
    again = save_mapping(table=table, how=how, asked=asked, by=Actor.human("clerk"))
    assert (again.pk, again.saved_at) == (saved.pk, saved.saved_at)
