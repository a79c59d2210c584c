"""BAI2, as banks of North America send it: records, continuations, and control totals at every level.

    01 file 02 group 03 account 16 transaction 88 continuation 49 98 99 their ends
Amounts are minor units of the group's or account's currency. The sums and counts in 49, 98 and 99
are held against the records; a file whose totals lie is refused as a whole.
"""

from dataclasses import dataclass, field
from datetime import date

from cashwright.areas.cash.ports import (
    Balance,
    BalanceKind,
    BankCode,
    BankEntry,
    BankStatement,
    Counterparty,
    Direction,
    EntryDetail,
    EntryStatus,
)
from cashwright.areas.cash.refusals import NoStatement
from cashwright.connectors.bank_files.bai2_records import Record, records_of
from cashwright.connectors.bank_files.reading import Reading, Unreadable
from cashwright.connectors.bank_files.values import (
    account,
    account_or_none,
    currency_units,
    joined,
    plain_minor,
    short_day,
)

_BALANCES = {
    "010": BalanceKind.OPENING, "015": BalanceKind.CLOSING,
    "040": BalanceKind.AVAILABLE, "045": BalanceKind.AVAILABLE, "060": BalanceKind.AVAILABLE,
}  # fmt: skip
_LABELS = ("EREF", "REMI", "CRNM", "DBNM", "CACT", "DACT", "CABA", "DABA", "DBIC", "CREF", "CHKN")
_BALANCE_CODES, _CREDITS, _DEBITS = range(1, 100), range(100, 400), range(400, 700)
_OWN_CREDITS, _OWN_DEBITS = range(920, 960), range(960, 1000)


@dataclass(slots=True)
class _Level:
    """A file, group or account that is open: what it adds up to so far."""

    line: int
    total_minor: int = 0
    records: int = 1
    children: int = 0


@dataclass(slots=True)
class _Account:
    level: _Level
    number: str
    currency: str
    on: date | None
    bank: str
    balances: list[Balance] = field(default_factory=list)
    entries: list[BankEntry] = field(default_factory=list)


class _Reader:
    """The open levels and what has been read. Each record has its method."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.file: _Level | None = None
        self.group: _Level | None = None
        self.account: _Account | None = None
        self.currency, self.bank, self.on = "", "", date.min
        self.is_ended = False
        self.done: list[BankStatement] = []

    def take(self, record: Record) -> None:
        """One record, continuations included. Raises the refusals of the format, Unreadable."""
        if self.is_ended:
            self.reading.broken(record.line, "a record after the end of the file")
        if self.file is None and record.code != "01":
            self.reading.broken(record.line, f"record {record.code} before the file's header 01")
        needs = {"03": self.group, "98": self.group, "16": self.account, "49": self.account}
        if record.code in needs and needs[record.code] is None:
            self.reading.broken(
                record.line, f"record {record.code} outside of its group or account"
            )
        begun = {"01": self._begin_file, "02": self._begin_group, "03": self._begin_account,
                 "16": self._transaction, "49": self._end_account, "98": self._end_group,
                 "99": self._end_file}.get(record.code)  # fmt: skip
        if begun is None:
            self.reading.broken(record.line, f"no record is called {record.code[:8]}")
        begun(record)

    def _begin_file(self, record: Record) -> None:
        if self.file is not None:
            self.reading.broken(record.line, "a second header 01")
        self.file = _Level(record.line, records=record.lines)

    def _begin_group(self, record: Record) -> None:
        if self.group is not None:
            self.reading.broken(record.line, "a group within a group")
        self.group = _Level(record.line, records=record.lines)
        self.bank, self.currency = record.at(2), record.at(6) or "USD"
        self.on = short_day(record.at(4), "02: as-of day")

    def _begin_account(self, record: Record) -> None:
        if self.account is not None:
            self.reading.broken(record.line, "an account within an account")
        assert self.group is not None
        currency = record.at(2) or self.currency
        currency_units(currency)
        level = _Level(record.line, records=record.lines)
        self.account = _Account(level, record.at(1), currency, self.on, self.bank)
        for code, amount in _summaries(record):
            level.total_minor += amount
            if int(code) in _BALANCE_CODES:
                kind = _BALANCES.get(code, BalanceKind.OTHER)
                self.account.balances.append(Balance(kind, self.on, amount, currency, code))

    def _transaction(self, record: Record) -> None:
        now = self.account
        assert now is not None
        self.reading.count(record.line)
        amount = plain_minor(record.at(2) or "0", "16: amount")
        now.level.total_minor += amount
        now.level.records += record.lines
        now.entries.append(_entry(record, amount, now, self.on))

    def _end_account(self, record: Record) -> None:
        now = self.account
        assert now is not None
        assert self.group is not None
        now.level.records += record.lines
        self._close(record, now.level, "account", count_at=2)
        self.group.total_minor += plain_minor(record.at(1) or "0", "49: total")
        self.group.records += now.level.records
        self.group.children += 1
        self.done.append(
            BankStatement(
                account=account(now.number or self.reading.assumed.account, now.bank),
                currency=now.currency,
                from_on=now.on,
                to_on=now.on,
                statement_id=f"{now.on.isoformat() if now.on else ''}",
                balances=tuple(now.balances),
                entries=tuple(now.entries),
            )
        )
        self.account = None

    def _end_group(self, record: Record) -> None:
        group = self.group
        assert group is not None
        assert self.file is not None
        if self.account is not None:
            self.reading.broken(record.line, "the account before has no end 49")
        group.records += record.lines
        self.reading.agree(
            record.line, "the number of accounts", plain_minor(record.at(2)), group.children
        )
        self._close(record, group, "group", count_at=3)
        self.file.total_minor += group.total_minor
        self.file.records += group.records
        self.file.children += 1
        self.group = None

    def _end_file(self, record: Record) -> None:
        assert self.file is not None
        if self.group is not None:
            self.reading.broken(record.line, "the group before has no end 98")
        self.file.records += record.lines
        self.reading.agree(
            record.line, "the number of groups", plain_minor(record.at(2)), self.file.children
        )
        self._close(record, self.file, "file", count_at=3)
        self.is_ended = True

    def _close(self, record: Record, level: _Level, what: str, *, count_at: int) -> None:
        said = plain_minor(record.at(1) or "0", f"{record.code}: total")
        self.reading.agree(record.line, f"the control total of the {what}", said, level.total_minor)
        count = plain_minor(record.at(count_at), f"{record.code}: records")
        self.reading.agree(
            record.line, f"the number of records of the {what}", count, level.records
        )


def read_bai2(reading: Reading, text: str) -> list[BankStatement]:
    """A statement an account. Raises BankFileBroken, BankTotalsDisagree, BankValueUnreadable."""
    reader, last = _Reader(reading), 1
    for record in records_of(reading, text):
        last = record.line
        try:
            reader.take(record)
        except Unreadable as wrong:
            reading.at(record.line, wrong)
    if not reader.is_ended:
        reading.broken(last, "the file breaks off before its end 99")
    if not reader.done:
        raise NoStatement(file=reading.name)
    return reader.done


def _summaries(record: Record) -> list[tuple[str, int]]:
    """(type code, amount) of an account's balances and sums; funds types take more fields."""
    found, at, fields = [], 3, record.fields
    while at < len(fields):
        code = fields[at]
        if not code:
            at += 4
            continue
        if not (code.isascii() and code.isdigit() and len(code) <= 3):
            raise Unreadable("03: type", code, "a type code of three digits")
        amount = fields[at + 1] if at + 1 < len(fields) else ""
        funds = fields[at + 3] if at + 3 < len(fields) else ""
        found.append((code, plain_minor(amount or "0", "03: amount")))
        at += 4 + _funds_fields(funds, fields, at + 4)
    return found


def _funds_fields(funds: str, fields: list[str], at: int) -> int:
    """How many fields a funds type adds: V day and time, S three sums, D a count and its pairs."""
    if funds == "V":
        return 2
    if funds == "S":
        return 3
    if funds == "D":
        count = fields[at] if at < len(fields) else ""
        return 1 + 2 * int(count) if count.isascii() and count.isdigit() and len(count) < 4 else 1
    return 0


def _entry(record: Record, amount: int, now: _Account, on: date) -> BankEntry:
    code = record.at(1)
    if not (code.isascii() and code.isdigit() and len(code) <= 3):
        raise Unreadable("16: type", code, "a type code of three digits")
    funds = record.at(3)
    taken = 4 + _funds_fields(funds, record.fields, 4)
    value_on = short_day(record.at(4), "16: value day") if funds == "V" and record.at(4) else on
    bank_ref, customer_ref = record.at(taken), record.at(taken + 1)
    text, labels = _text(record.fields[taken + 2 :], record.continued)
    number = int(code)
    is_debit = number in _DEBITS or number in _OWN_DEBITS
    is_known = is_debit or number in _CREDITS or number in _OWN_CREDITS
    if amount < 0:
        is_debit = not is_debit
    direction = Direction.DEBIT if is_debit else Direction.CREDIT
    side = "C" if is_debit else "D"
    raw = {str(index): value for index, value in enumerate(record.fields) if value}
    raw |= {f"88[{n}]": line for n, line in enumerate(record.continued, 1)}
    detail = EntryDetail(
        direction=direction,
        amount_minor=abs(amount),
        currency=now.currency,
        counterparty=Counterparty(
            name=labels.get(f"{side}RNM" if side == "C" else "DBNM", ""),
            account=account_or_none(labels.get(f"{side}ACT", ""), labels.get(f"{side}ABA", "")),
        ),
        end_to_end_id=labels.get("EREF", customer_ref),
        text=labels.get("REMI", text),
        raw=labels,
    )
    return BankEntry(
        line=record.line,
        direction=direction,
        amount_minor=abs(amount),
        currency=now.currency,
        status=EntryStatus.BOOKED if is_known else EntryStatus.INFORMATION,
        booked_on=on,
        value_on=value_on,
        bank_ref=bank_ref,
        text=text,
        code=BankCode("", code),
        details=(detail,),
        raw=raw,
    )


def _text(rest: list[str], continued: list[str]) -> tuple[str, dict[str, str]]:
    """(what stands at the end of the record, labelled lines such as `REMI: ...`)."""
    labels: dict[str, str] = {}
    plain = [",".join(rest)]
    for line in continued:
        label, colon, value = line.partition(":")
        if colon and label in _LABELS:
            labels.setdefault(label, value.strip())
        else:
            plain.append(line)
    return joined(" ".join(plain)), {name: value for name, value in labels.items() if value}
