"""Makers of bank accounts and lines, as an import leaves them."""

from datetime import date
from typing import Any

from cashwright.areas.cash.events import BankFileImported
from cashwright.areas.cash.frames.bank_lines import lines_hash
from cashwright.areas.cash.models import BankAccount, BankFile, BankLine, BankStatement
from cashwright.areas.cash.queries.bank import booked_by
from cashwright.areas.cash.states import BankLineState
from cashwright.areas.controls.services import announce, command
from cashwright.areas.ledger.models import Account
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.clock import now
from cashwright.kernel.ids import new_id
from tests.makers import ANN, JAN_20


def bank_account(home: LegalEntity, code: str = "GIRO") -> BankAccount:
    """A bank account in the entity's currency, on a ledger account of its own."""
    account, _ = Account.objects.get_or_create(
        code=f"10{code[:4]}", defaults={"name": f"Bank {code}", "kind": "asset"}
    )
    return BankAccount.objects.create(
        entity=home, code=code, name=f"Our {code}", currency=home.currency, account=account,
        created_at=now(),
    )  # fmt: skip


def statement(account: BankAccount) -> BankStatement:
    """An empty statement to hang lines on."""
    file = BankFile.objects.create(
        entity=account.entity, name="day.xml", sha256=new_id().hex * 2, format="camt",
        statement_count=1, line_count=0, new_count=0, imported_by="ann", imported_at=now(),
    )  # fmt: skip
    return BankStatement.objects.create(
        entity=account.entity, file=file, bank_account=account, kind="end_of_day",
        currency=account.currency, line_count=0, new_count=0, booked_minor=0,
    )  # fmt: skip


@command
def bank_line(
    account: BankAccount, amount_minor: int, *, on: date = JAN_20, **told: Any
) -> BankLine:
    """A booked line that nobody has looked at."""
    given = {"state": BankLineState.RECEIVED, "currency": account.currency, **told}
    line = BankLine.objects.create(
        entity=account.entity, bank_account=account, statement=statement(account),
        key=new_id().hex, booked_on=on, amount_minor=amount_minor, created_at=now(), **given,
    )  # fmt: skip
    file = line.statement.file
    booked = booked_by(file.pk)
    event = BankFileImported(
        entity_id=file.entity_id, file_id=file.pk, sha256=file.sha256, format=file.format,
        line_count=1, new_count=1, booked_count=booked.height, lines_hash=lines_hash(booked),
    )  # fmt: skip
    announce(event, by=ANN)
    return line
