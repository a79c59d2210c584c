"""Every real bank file is looked at through the page: read, or declined with a sentence and a remedy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cashwright.areas.access.policies import Role
from cashwright.areas.cash.models import BankLine
from tests.surfaces.bank.test_pages import upload
from tests.surfaces.cash.conftest import Door, Shop

KINDS = ("camt", "mt940", "bai2", "ofx", "qif", "lockbox", "csv-xlsx")
A_KIND = 12
BYTES_MAX = 400_000


def some_files(folder: Path) -> list[Path]:
    """A dozen of each format, the same ones every time."""
    found = []
    for kind in KINDS:
        files = sorted(p for p in (folder / kind).rglob("*") if p.is_file())
        small = [p for p in files if 0 < p.stat().st_size < BYTES_MAX]
        found += small[:: max(1, len(small) // A_KIND)][:A_KIND]
    return found


def test_real_bank_files_are_read_or_declined_in_words(
    shop: Shop, as_a: Door, real_data: Callable[[str], Path]
) -> None:
    client = as_a(Role.CASH_APPLIER)
    lines = BankLine.objects.count()
    said = {}
    for path in some_files(real_data("bank")):
        page = client.get(upload(client, path.read_bytes(), path.name))
        assert page.status_code == 200, path
        look = page.context["look"]
        assert look.would or look.sentence, path
        assert "…" not in look.sentence, (path, look.sentence)
        said[path.name] = look.sentence
    assert len(said) > 20
    assert any("no bank account has the number" in each for each in said.values())
    assert BankLine.objects.count() == lines
