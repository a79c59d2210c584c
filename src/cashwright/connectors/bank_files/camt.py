"""camt.052, .053 and .054 of every version, as a stream: intraday report, statement, notification."""

from dataclasses import dataclass, field
from datetime import date

from cashwright.areas.cash.ports import (
    AccountKind,
    AccountNumber,
    Balance,
    BalanceKind,
    BankEntry,
    BankStatement,
    Direction,
    StatementKind,
)
from cashwright.areas.cash.refusals import AccountUnsaid, BankFileUnknown, NoStatement
from cashwright.connectors.bank_files.camt_entry import read_entry
from cashwright.connectors.bank_files.camt_fields import (
    Fields,
    amount_at,
    direction_of,
    first,
)
from cashwright.connectors.bank_files.reading import Reading, Unreadable
from cashwright.connectors.bank_files.values import account, iso_day
from cashwright.connectors.bank_files.xml_stream import Open, Part, stream

KINDS = {
    "Stmt": StatementKind.END_OF_DAY,
    "Rpt": StatementKind.INTRADAY,
    "Ntfctn": StatementKind.NOTICE,
}
MESSAGES = {"BkToCstmrStmt", "BkToCstmrAcctRpt", "BkToCstmrDbtCdtNtfctn"}
_BALANCES = {
    "OPBD": BalanceKind.OPENING,
    "PRCD": BalanceKind.OPENING,
    "CLBD": BalanceKind.CLOSING,
    "ITBD": BalanceKind.INTERIM,
    "OPAV": BalanceKind.AVAILABLE,
    "CLAV": BalanceKind.AVAILABLE,
    "ITAV": BalanceKind.AVAILABLE,
    "FWAV": BalanceKind.AVAILABLE,
}


def read_camt(reading: Reading, opened: Open) -> list[BankStatement]:
    """Every statement of the file. Raises BankFileUnknown for other XML, NoStatement, and the rest."""
    message = _Message(reading)
    stream(reading, opened, message, cut="TxDtls")
    if not message.done:
        raise NoStatement(file=reading.name)
    return message.done


@dataclass(slots=True)
class _Open:
    """A statement whose end has not come yet."""

    kind: StatementKind
    line: int
    head: Fields = field(default_factory=dict)
    account: AccountNumber | None = None
    currency: str = ""
    balances: list[Balance] = field(default_factory=list)
    entries: list[BankEntry] = field(default_factory=list)


class _Message:
    """Listens to a document and keeps its statements."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.done: list[BankStatement] = []
        self.now: _Open | None = None

    def root(self, path: tuple[str, ...]) -> None:
        """Raises BankFileUnknown for XML of another kind."""
        if path[0] != "Document" or (len(path) > 1 and path[1] not in MESSAGES):
            shown = "/".join(path)[:80]
            raise BankFileUnknown(
                file=self.reading.name, line=1, why=f"XML, but no camt.052, .053 or .054: {shown}"
            )

    def begun(self, name: str, line: int) -> None:
        """A statement begins, or the header of the message."""
        self.now = _Open(KINDS[name], line) if name in KINDS else None

    def part(self, name: str, part: Part) -> None:
        """One child of a statement. Raises Unreadable."""
        now = self.now
        if now is None:
            return
        fields = part.fields
        if name == "Ntry":
            own = now.account.number if now.account else ""
            now.entries.append(read_entry(self.reading, part, own))
        elif name == "Bal":
            now.balances.append(_balance(fields))
        elif name == "Acct":
            now.account, now.currency = _account(fields), fields.get("Ccy", "")
        else:
            for path, value in fields.items():
                now.head[f"{name}/{path}" if path else name] = value

    def ended(self, name: str) -> None:
        """A statement is complete."""
        if self.now is not None:
            self.done.append(_finished(self.reading, self.now))
            self.now = None


def _account(fields: Fields) -> AccountNumber | None:
    bank = first(
        fields, "Svcr/FinInstnId/BICFI", "Svcr/FinInstnId/BIC", "Svcr/FinInstnId/ClrSysMmbId/MmbId"
    )
    if iban := fields.get("Id/IBAN", "").replace(" ", ""):
        return AccountNumber(iban.upper(), AccountKind.IBAN, bank)
    number = first(fields, "Id/Othr/Id", "Id/BBAN", "Id/PrtryAcct/Id")
    return account(number, bank) if number else None


def _balance(fields: Fields) -> Balance:
    amount = amount_at(fields, "Amt")
    on = first(fields, "Dt/Dt", "Dt/DtTm")
    if amount is None or not on:
        raise Unreadable("Bal", "", "an amount and a day")
    code = first(fields, "Tp/CdOrPrtry/Cd", "Tp/CdOrPrtry/Prtry", "Tp/Cd")
    is_debit = direction_of(fields.get("CdtDbtInd", "CRDT")) is Direction.DEBIT
    return Balance(
        _BALANCES.get(code, BalanceKind.OTHER),
        iso_day(on, "Bal/Dt"),
        -amount[0] if is_debit else amount[0],
        amount[1],
        code,
    )


def _finished(reading: Reading, now: _Open) -> BankStatement:
    own = now.account or (account(reading.assumed.account) if reading.assumed.account else None)
    if own is None:
        raise AccountUnsaid(file=reading.name, line=now.line)
    said = [now.currency, *(b.currency for b in now.balances), *(e.currency for e in now.entries)]
    return BankStatement(
        account=own,
        currency=next(filter(None, said), reading.assumed.currency),
        kind=now.kind,
        statement_id=now.head.get("Id", ""),
        sequence_no=first(now.head, "ElctrncSeqNb", "LglSeqNb"),
        from_on=_day(now.head, "Fr"),
        to_on=_day(now.head, "To"),
        balances=tuple(_one_opening(now.balances)),
        entries=tuple(now.entries),
    )


def _day(head: Fields, which: str) -> date | None:
    text = first(head, f"FrToDt/{which}DtTm", f"FrToDt/{which}Dt")
    try:
        return iso_day(text, which) if text else None
    except Unreadable:
        return None  # the period is only shown; days of entries decide


def _one_opening(balances: list[Balance]) -> list[Balance]:
    """Where a bank says both, OPBD opens the statement and PRCD only repeats the day before."""
    if all(balance.code != "OPBD" for balance in balances):
        return balances
    return [
        Balance(BalanceKind.OTHER, b.on, b.amount_minor, b.currency, b.code)
        if b.code == "PRCD" else b
        for b in balances
    ]  # fmt: skip
