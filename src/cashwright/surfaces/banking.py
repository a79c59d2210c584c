"""Taking in a bank's file, for whoever asks: the command, a page that waits, or the queue.

The file is read by its format, taken whole or not at all, and then matched. A job may run twice: the
same content is taken once.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import UUID

from procrastinate.contrib.django import app

from cashwright.areas.cash.models import BankAccount
from cashwright.areas.cash.ports import Assumed, ColumnMap, ReadFile
from cashwright.areas.cash.queries import assumed_of, columns_of
from cashwright.areas.cash.services import Imported, import_bank_file, save_columns
from cashwright.areas.controls.queries import books_today
from cashwright.areas.parties.models import LegalEntity
from cashwright.connectors.bank_files import read_bank_file
from cashwright.kernel.actors import Actor, Touch
from cashwright.runs.match import run_match
from cashwright.runs.refusals import RunInProgress

NOTHING = Assumed()


def read_bank(
    path: Path,
    file_name: str,
    *,
    account: BankAccount | None = None,
    columns: ColumnMap | None = None,
) -> ReadFile:
    """Read a kept file; `account` and its columns where the file does not say them itself.

    raises  BankFileRefused, and for tables the file refusals of areas/exchange
    """
    if account is None:
        return read_bank_file(path, file_name, assumed=NOTHING, columns=columns)
    return read_bank_file(
        path, file_name, assumed=assumed_of(account), columns=columns or columns_of(account)
    )


def take_bank_file(
    path: Path,
    file_name: str,
    *,
    entity: LegalEntity,
    by: Actor,
    account: BankAccount | None = None,
    columns: ColumnMap | None = None,
) -> Imported:
    """Read a file, take it in, keep the columns that were said, and match what is new.

    raises  those of read_bank and import_bank_file
    """
    read = read_bank(path, file_name, account=account, columns=columns)
    taken = import_bank_file(read, entity_id=entity.pk, by=by)
    if account is not None and columns is not None:
        save_columns(bank_account_id=account.pk, columns=columns, by=by)
    if taken.new_count or taken.booked_count:
        _match(entity)
    return taken


def _match(entity: LegalEntity) -> None:
    """Match what waits; when somebody else does just that, their run or the next one sees the new lines."""
    try:
        run_match(entity, books_today(entity.zone))
    except RunInProgress:
        return


def take_later(
    path: Path,
    file_name: str,
    *,
    entity: LegalEntity,
    by: Actor,
    sha256: str,
    account: BankAccount | None = None,
    columns: ColumnMap | None = None,
) -> str:
    """Queue a kept upload; the token is the name it is kept under, for its page."""
    take_kept_bank_file.defer(
        path=str(path), file_name=file_name, entity_id=str(entity.pk), touch=str(by.touch), by=by.name,
        sha256=sha256, account_id=str(account.pk) if account else "",
        columns=asdict(columns) if columns else None,
    )  # fmt: skip
    return path.name


@app.task(name="surfaces.take_kept_bank_file")
def take_kept_bank_file(
    path: str,
    file_name: str,
    entity_id: str,
    touch: str,
    by: str,
    sha256: str,
    account_id: str,
    columns: dict[str, Any] | None,
) -> None:
    """Take an upload in and drop it. `sha256` tells its page which file it became."""
    said = ColumnMap(**{**columns, "texts": tuple(columns["texts"])}) if columns else None
    take_bank_file(
        Path(path), file_name, entity=LegalEntity.objects.get(pk=UUID(entity_id)),
        by=Actor(Touch(touch), by), columns=said,
        account=BankAccount.objects.get(pk=UUID(account_id)) if account_id else None,
    )  # fmt: skip
    Path(path).unlink(missing_ok=True)
