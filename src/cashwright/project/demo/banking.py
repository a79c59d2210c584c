"""The demo's banks: accounts opened, their files taken in as a user would, the truth written elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from django.conf import settings

from cashwright.areas.cash.models import BankAccount, BankStatement
from cashwright.areas.cash.queries.bank import assumed_of, columns_of
from cashwright.areas.cash.services import import_bank_file, open_bank_account
from cashwright.areas.ledger.services import add_account
from cashwright.areas.parties.models import LegalEntity
from cashwright.connectors.bank_files import read_bank_file
from cashwright.connectors.simulator import (
    TABLE_COLUMNS,
    Company,
    Entity,
    Received,
    Truth,
    banks_of,
    booked_between,
    files_of,
    write_truths,
)
from cashwright.connectors.simulator.bank_days import Booked
from cashwright.project.demo.people import BY

MAIN_ACCOUNT = "1000"
OTHER_INCOME = "4950"  # of the ledger, for money that is no customer's


def open_accounts(told: Company) -> None:
    """Every account the entities have, the main ones on the chart's own bank account."""
    add_account(code=OTHER_INCOME, name="Other income", kind="income", by=BY)
    for of in told.entities:
        entity = LegalEntity.objects.get(code=of.code)
        for bank in banks_of(of.code):
            open_bank_account(
                entity_id=entity.pk, code=bank.code, name=bank.name, currency=bank.account.currency,
                number=bank.account.number, bank=bank.account.bank, by=BY,
                account_code=None if bank.is_table else MAIN_ACCOUNT,
                columns=TABLE_COLUMNS if bank.is_table else None,
            )  # fmt: skip


def take_bank_days(
    told: Company, of: Entity, entity: LegalEntity, received: Sequence[Received], first: date, last: date
) -> None:  # fmt: skip
    """What the banks tell of some days, each file by the import everybody uses."""
    booked = booked_between(told, of, received, first, last)
    _keep_truth(of, last, booked)
    accounts = {one.code: one for one in BankAccount.objects.filter(entity=entity)}
    for file in files_of(booked, first, last, _openings(entity, first)):
        own = accounts[file.code] if file.code else None
        read = (
            read_bank_file(
                file.content, file.name, assumed=assumed_of(own), columns=columns_of(own)
            )
            if own
            else read_bank_file(file.content, file.name)
        )
        import_bank_file(read, entity_id=entity.pk, by=BY)


def truth_folder() -> Path:
    """Where the truth about the demo's bank lines is: beside the books, never in them."""
    return Path(settings.HOME) / "truth"


def _keep_truth(of: Entity, last: date, booked: Mapping[str, Sequence[Booked]]) -> None:
    truths: list[Truth] = [truth for lines in booked.values() for _, truth in lines]
    write_truths(truths, truth_folder() / of.code / f"{last}.jsonl")


def _openings(entity: LegalEntity, before: date) -> dict[str, int]:
    """What each account held when these days began: the last balance its bank told."""
    told = BankStatement.objects.filter(entity=entity, to_on__lt=before).order_by("to_on")
    return {
        code: minor
        for code, minor in told.values_list("bank_account__code", "closing_minor")
        if minor is not None
    }
