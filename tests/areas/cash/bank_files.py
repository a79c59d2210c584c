"""Makers of bank files as they were read: days of entries, cut as a bank might cut them."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from cashwright.areas.cash.models import BankAccount
from cashwright.areas.cash.ports import (
    AccountNumber,
    Balance,
    BalanceKind,
    BankEntry,
    BankFileFormat,
    BankStatement,
    Counterparty,
    Direction,
    EntryDetail,
    ReadFile,
    StatementKind,
)
from cashwright.areas.cash.services import open_bank_account
from cashwright.areas.parties.models import LegalEntity
from cashwright.connectors.bank_files.balances import gaps
from cashwright.connectors.bank_files.keys import with_keys
from tests.makers import ANN, JAN_20

OURS = "NL91ABNA0417164300"
THEIRS = "DE89370400440532013000"


def house_bank(
    home: LegalEntity, number: str = OURS, code: str = "HOUSE", **more: Any
) -> BankAccount:
    """An account of ours that statements name by `number`."""
    return open_bank_account(
        entity_id=home.pk, code=code, name=f"Bank {code}", currency=more.pop("currency", "EUR"),
        number=number, by=ANN, **more,
    )  # fmt: skip


def detail(signed_minor: int | None, **told: Any) -> EntryDetail:
    """One payment: above zero it came in."""
    direction = Direction.DEBIT if (signed_minor or 0) < 0 else Direction.CREDIT
    payer = Counterparty(name="Ada Lovelace Ltd", account=AccountNumber(THEIRS))
    amount = None if signed_minor is None else abs(signed_minor)
    given = {"counterparty": payer, "currency": "EUR", "raw": {"Nm": "Ada Lovelace Ltd"}, **told}
    return EntryDetail(direction=given.pop("direction", direction), amount_minor=amount, **given)


def entry(signed_minor: int, *, on: date | None = JAN_20, **told: Any) -> BankEntry:
    """One entry, with one detail unless told otherwise."""
    given: dict[str, Any] = {
        "line": 7,
        "currency": "EUR",
        "value_on": on,
        "raw": {"Amt": "1"},
        **told,
    }
    if "details" not in given:
        of_payment = ("text", "end_to_end_id", "return_reason", "counterparty", "documents")
        own = {name: given.pop(name) for name in of_payment if name in given}
        given["details"] = (detail(signed_minor, currency=given["currency"], **own),)
    direction = Direction.CREDIT if signed_minor >= 0 else Direction.DEBIT
    return BankEntry(
        direction=given.pop("direction", direction), amount_minor=abs(signed_minor), booked_on=on,
        **given,
    )  # fmt: skip


def statement(
    *entries: BankEntry,
    number: str = OURS,
    on: date | None = JAN_20,
    kind: StatementKind = StatementKind.END_OF_DAY,
    opening: int | None = None,
    closing: int | None = None,
    currency: str = "EUR",
    **told: Any,
) -> BankStatement:
    """A statement that closes on a day; without `closing` it has no balances."""
    balances = []
    if opening is not None and on:
        balances.append(Balance(BalanceKind.OPENING, on, opening, currency))
    if closing is not None and on:
        balances.append(Balance(BalanceKind.CLOSING, on, closing, currency))
    return BankStatement(
        account=AccountNumber(number), currency=currency, kind=kind, to_on=on, entries=entries,
        balances=tuple(balances), **told,
    )  # fmt: skip


def read(*statements: BankStatement, name: str = "day.xml") -> ReadFile:
    """The file as its reader gives it: keys, gaps, and a hash of what it holds."""
    keyed = with_keys(statements)
    content = repr([(s.kind, s.account, s.to_on, s.balances, _content(s.entries)) for s in keyed])
    return ReadFile(
        name=name, sha256=hashlib.sha256(content.encode()).hexdigest(), format=BankFileFormat.CAMT,
        statements=keyed, gaps=gaps(keyed),
    )  # fmt: skip


def _content(entries: Iterable[BankEntry]) -> Sequence[object]:
    return [(e.key, e.direction, e.amount_minor, e.status, e.booked_on) for e in entries]
