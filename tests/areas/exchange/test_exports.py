"""Everything in the books can leave them: every table, exact amounts, codes people know."""

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from django.apps import apps

from cashwright.areas.exchange.frames.money import decimals
from cashwright.areas.exchange.queries.exports import EXPORTS, export_frames
from cashwright.connectors.files import write_frame_file
from tests.runs.load_makers import Desk

# What is about people who work here or about the machine stays.
_STAYS = {
    "access", "BookClock", "Chain", "Cursor", "IdempotencyKey", "ImportProgress", "SavedMapping", "Movement",
    "Template", "Mention", "Series", "Revaluation", "SubjectKey", "Rendering", "LetterSeries",
    "WorklistHead", "WorklistEntry",
}  # fmt: skip


def test_no_table_of_the_business_is_left_out() -> None:
    models = {
        model
        for app in apps.get_app_configs()
        if app.name.startswith("cashwright.areas.") and app.label not in _STAYS
        for model in app.get_models()
        if model.__name__ not in _STAYS
    }
    assert {model.__name__ for model in models - set(EXPORTS.values())} == set()


@pytest.mark.usefixtures("db", "clock")
@pytest.mark.parametrize("what", EXPORTS)
def test_every_table_can_be_written_even_when_empty(tmp_path: Path, what: str) -> None:
    frame = pl.concat(export_frames(what))
    for file_format in ("csv", "parquet", "xlsx"):
        path = tmp_path / f"{what}.{file_format}"
        write_frame_file(frame.lazy(), path, file_format)
        assert path.stat().st_size > 0


@pytest.mark.usefixtures("db", "clock")
def test_invoices_leave_with_exact_amounts_and_come_back_as_known(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.invoices()
    frames = list(export_frames("invoices", rows=2))
    assert [frame.height for frame in frames] == [2, 1]
    exported = pl.concat(frames)
    assert exported.select("document_no", "account_no", "total", "balance").rows() == [
        ("A-1", "ACME", Decimal("100.00"), Decimal("100.00")),
        ("A-2", "ACME", Decimal("50.25"), Decimal("50.25")),
        ("B-1", "Bolt", Decimal("7.50"), Decimal("7.50")),
    ]
    write_frame_file(exported.lazy(), tmp_path / "invoices.csv", "csv")
    again = desk.invoices(tmp_path / "invoices.csv")
    assert (again.known, again.refused) == (3, 0)


def test_amounts_have_the_decimals_of_their_currency() -> None:
    frame = pl.DataFrame({"minor": [123450, -5, 1500, 0], "code": ["EUR", "EUR", "JPY", "KWD"]})
    shown = frame.select(decimals("minor", "code", 3)).to_series().to_list()
    assert shown == [Decimal("1234.500"), Decimal("-0.050"), Decimal(1500), Decimal(0)]
    assert frame[2:3].select(decimals("minor", "code", 0)).item() == Decimal(1500)
