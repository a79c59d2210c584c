"""Reading bank accounts, their files and lines, and what the bank told of a line, whole."""

import json
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import polars as pl
from django.db.models import QuerySet

from cashwright.areas.cash.frames.bank_lines import SEALED
from cashwright.areas.cash.models import BankAccount, BankFile, BankLine, BankStatement
from cashwright.areas.cash.ports import Assumed, ColumnMap
from cashwright.areas.cash.rules.account_numbers import canonical
from cashwright.areas.controls import keys
from cashwright.columns.copy import read_frame
from cashwright.columns.dtypes import CODE, ID, MINOR, TEXT

_KNOWN = """
SELECT bank_account_id, key, state, amount_minor FROM cash_bankline
WHERE bank_account_id = ANY(%s) AND key = ANY(%s)
"""
_BOOKED = """
SELECT l.bank_account_id, l.key, l.detail_no, l.booked_on, l.currency, l.amount_minor
FROM cash_bankline l JOIN cash_bankstatement s ON s.id = l.statement_id
WHERE s.file_id = %s AND l.bank_account_id = s.bank_account_id AND l.state <> 'pending'
"""
KNOWN = {"bank_account_id": ID, "key": TEXT, "state": CODE, "amount_minor": MINOR}


def bank_accounts(entities: Sequence[UUID]) -> QuerySet[BankAccount]:
    """The bank accounts of these entities, by code."""
    found = BankAccount.objects.filter(entity_id__in=list(entities))
    return found.select_related("entity", "account").order_by("entity__code", "code")


def bank_account_of(entity_id: UUID, number: str, currency: str) -> BankAccount | None:
    """The account a statement is about: by its number and currency, else by our own code for it."""
    own = BankAccount.objects.filter(entity_id=entity_id, is_active=True)
    plain = canonical(number)
    if plain:
        print_ = keys.fingerprints(entity_id, [plain])[0]
        found = own.filter(number_print=print_, currency=currency).first()
        if found is not None:
            return found
    return own.filter(code=number.strip().upper(), currency=currency).first()


def assumed_of(account: BankAccount) -> Assumed:
    """What to say of a file that does not say whose account it is of."""
    return Assumed(account.code, account.currency)


def columns_of(account: BankAccount) -> ColumnMap | None:
    """How this bank's tables are read; None until somebody said so."""
    if not account.columns:
        return None
    said = dict(account.columns)
    return ColumnMap(**{**said, "texts": tuple(said.get("texts", ()))})


def bank_files(entities: Sequence[UUID]) -> QuerySet[BankFile]:
    """Files taken in, the newest first."""
    found = BankFile.objects.filter(entity_id__in=list(entities))
    return found.select_related("entity").order_by("-imported_at", "-pk")


def statements_of(account_id: UUID) -> QuerySet[BankStatement]:
    """The statements of an account, the newest day first."""
    found = BankStatement.objects.filter(bank_account_id=account_id).select_related("file")
    return found.order_by("-to_on", "-pk")


def lines_of(account_id: UUID) -> QuerySet[BankLine]:
    """The lines of an account, the newest first, pending ones too."""
    found = BankLine.objects.filter(bank_account_id=account_id)
    return found.select_related("customer").order_by("-booked_on", "-pk")


def told_of(line: BankLine) -> dict[str, Any]:
    """Everything the bank told of a line: its details, and the raw fields as they were written.

    raises  SubjectErased, sealing.Unreadable
    """
    if line.told_sealed is None:
        return {}
    place = keys.place("cash_bankline", "told_sealed", line.pk)
    told: dict[str, Any] = json.loads(keys.unseal(bytes(line.told_sealed), place))
    return told


def number_of(account: BankAccount) -> str:
    """Our account's number, whole. Raises sealing.Unreadable."""
    if account.number_sealed is None:
        return ""
    place = keys.place("cash_bankaccount", "number_sealed", account.pk)
    return keys.unseal(bytes(account.number_sealed), place)


def known_lines(accounts: Collection[UUID], entry_keys: pl.Series) -> pl.DataFrame:
    """KNOWN of the lines that stand under these keys."""
    return read_frame(_KNOWN, [list(accounts), entry_keys.to_list()], schema=KNOWN)


def booked_by(file_id: UUID) -> pl.DataFrame:
    """frames.bank_lines.SEALED of the lines that a file booked, in no order."""
    return read_frame(_BOOKED, [file_id], schema=SEALED)
