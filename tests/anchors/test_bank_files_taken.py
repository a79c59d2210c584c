"""Every bank file of the corpus taken into books: each line once, all of its money, twice nothing."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cashwright.areas.cash.models import BankLine
from cashwright.areas.cash.ports import (
    Assumed,
    BankEntry,
    EntryStatus,
    ReadFile,
    StatementKind,
)
from cashwright.areas.cash.queries.bank import bank_account_of
from cashwright.areas.cash.refusals import DayUnsaid
from cashwright.areas.cash.services import import_bank_file, open_bank_account
from cashwright.connectors.bank_files import read_bank_file
from cashwright.kernel.refusals import Refusal
from tests import makers
from tests.makers import ANN

pytestmark = pytest.mark.django_db
OURS = Assumed("ACCOUNT1", "EUR")
_NO_BANK_FILES = (".md", ".json", ".csv", ".xsd", ".pydata")


def _readable(root: Path) -> dict[str, ReadFile]:
    found = {}
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        name = str(path.relative_to(root))
        if path.suffix in _NO_BANK_FILES and not name.startswith("csv-xlsx"):
            continue
        try:
            found[name] = read_bank_file(path, assumed=OURS)
        except Refusal:
            continue  # which, and why, is told by test_bank_files
    return found


def _booked(file: ReadFile) -> dict[str, BankEntry]:
    """What counts: booked entries of end-of-day statements, each name once."""
    return {
        f"{statement.account.number} {entry.key}": entry
        for statement in file.statements
        for entry in statement.entries
        if statement.kind is StatementKind.END_OF_DAY and entry.status is EntryStatus.BOOKED
    }


def test_every_file_goes_in_whole_and_a_second_time_changes_nothing(
    real_data: Callable[[str], Path],
) -> None:
    files = _readable(real_data("bank"))
    assert len(files) > 60
    unsaid = []
    for place, (name, file) in enumerate(files.items()):
        home = makers.entity(f"E{place}")
        for number, statement in enumerate(file.statements):
            own = statement.account.number, statement.currency
            if bank_account_of(home.pk, *own) is None:
                open_bank_account(
                    entity_id=home.pk, code=f"B{number}", name="Bank", currency=own[1],
                    number=own[0], account_code="1000" if number == 0 else None, by=ANN,
                )  # fmt: skip
        try:
            taken = import_bank_file(file, entity_id=home.pk, by=ANN)
        except DayUnsaid:
            assert not BankLine.objects.filter(entity=home).exists(), name
            unsaid.append(name)
            continue
        lines = BankLine.objects.filter(entity=home).exclude(state="pending")
        sums = sum(entry.signed_minor for entry in _booked(file).values())
        assert sum(lines.values_list("amount_minor", flat=True)) == sums, name
        stands = BankLine.objects.filter(entity=home).count()
        assert taken.new_count == stands, name

        again = import_bank_file(file, entity_id=home.pk, by=ANN)
        assert (again.is_known, again.new_count) == (True, 0), name
        other = import_bank_file(replace(file, sha256="0" * 64), entity_id=home.pk, by=ANN)
        assert (other.new_count, other.booked_count) == (0, 0), name
        assert BankLine.objects.filter(entity=home).count() == stands, name
    assert len(unsaid) < 6, "files whose entries have no day at all"
