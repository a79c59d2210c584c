"""QIF, as old programs export it: letters and values, no account, no currency, days in any order.

An export of several accounts is refused: its entries would all be taken for those of one.
"""

from datetime import date

from cashwright.areas.cash.ports import (
    BankCode,
    BankEntry,
    BankStatement,
    Counterparty,
    Direction,
    EntryDetail,
)
from cashwright.areas.cash.refusals import (
    AccountUnsaid,
    BankFileUnknown,
    CurrencyUnsaid,
    FormUnclear,
    NoStatement,
)
from cashwright.areas.exchange.rules.dates import Order, choose_order, read_date
from cashwright.areas.exchange.rules.numbers import Mark
from cashwright.connectors.bank_files.marks import mark_of, marked_minor
from cashwright.connectors.bank_files.reading import Reading, Unreadable
from cashwright.connectors.bank_files.values import account, joined

_KINDS = ("bank", "ccard", "cash", "oth a", "oth l")
_RECORD_LINES = 500
Record = tuple[int, dict[str, str]]


def read_qif(reading: Reading, text: str, dates: str = "", mark: str = "") -> list[BankStatement]:
    """One statement of the account and currency that were assumed.

    dates   dmy, mdy or ymd; "" to find it out from the days themselves
    mark    the sign before the decimals; "" to find it out from the amounts themselves
    raises  AccountUnsaid, CurrencyUnsaid, BankFileUnknown for several accounts, FormUnclear when no
            day says which number is the day, or no amount which sign parts the decimals
    """
    number, currency = reading.assumed.account, reading.assumed.currency
    _check_one_account(reading, text)
    records = _records(reading, text)
    if not records:
        raise NoStatement(file=reading.name)
    if not number:
        raise AccountUnsaid(file=reading.name, line=1)
    if not currency:
        raise CurrencyUnsaid(file=reading.name, line=1)
    order = _order(reading, records, dates)
    parted = Mark(mark) if mark else mark_of(reading, [("T", map(_amount_text, records))])
    entries = tuple(_entry(reading, record, currency, order, parted) for record in records)
    return [BankStatement(account=account(number), currency=currency, entries=entries)]


def _records(reading: Reading, text: str) -> list[Record]:
    found: list[Record] = []
    is_money = is_open = False
    now: dict[str, str] = {}
    begun = 1
    for line_no, written in enumerate(text.splitlines(), 1):
        line = written.rstrip()
        if not line:
            continue
        if line.startswith("!"):
            is_money = _kind(line) in _KINDS
            now, is_open = {}, False
        elif not is_money:
            continue
        elif line == "^":
            if now:
                found.append((begun, now))
            now, is_open = {}, False
        else:
            if not is_open:
                begun, is_open = line_no, True
            now[line[0]] = f"{now[line[0]]}\n{line[1:]}" if line[0] in now else line[1:].strip()
            if len(now) > _RECORD_LINES or line_no - begun > _RECORD_LINES:
                reading.broken(begun, "a record without its end ^")
    if now:
        reading.broken(begun, "the last record has no end ^")
    return found


def _kind(line: str) -> str:
    """`!Type:Bank` is bank."""
    return line[1:].lower().removeprefix("type:").strip()


def _check_one_account(reading: Reading, text: str) -> None:
    kind, named, accounts = "", "", set[tuple[str, str]]()
    for line_no, line in enumerate(text.splitlines(), 1):
        if line.startswith("!"):
            kind = _kind(line)
        elif kind == "account" and line.startswith("N"):
            named = line[1:].strip()
        elif kind in _KINDS and line.rstrip() == "^":
            accounts.add((named, kind))
        if len(accounts) > 1:
            why = "several accounts in one file: export each by itself"
            raise BankFileUnknown(file=reading.name, line=line_no, why=why)


def _day_text(record: Record) -> str:
    """Quicken writes 8/12'13 and 8/ 2/13."""
    return record[1].get("D", "").replace("'", "/").replace(" ", "")


def _amount_text(record: Record) -> str:
    return record[1].get("T") or record[1].get("U", "")


def _order(reading: Reading, records: list[Record], dates: str) -> Order:
    if dates:
        return Order(dates)
    choice = choose_order([("D", [_day_text(record) for record in records])])
    if choice.order is None:
        raise FormUnclear(file=reading.name, field="day", value=(choice.unclear or ("", ""))[1])
    return choice.order


def _entry(reading: Reading, record: Record, currency: str, order: Order, mark: Mark) -> BankEntry:
    line, values = record
    reading.count(line)
    on: date | None = read_date(_day_text(record), order)
    if on is None:
        reading.unreadable(line, "D", values.get("D", ""), "a day")
    try:
        amount = marked_minor(_amount_text(record), mark, currency, "T")
    except Unreadable as wrong:
        reading.at(line, wrong)
    direction = Direction.DEBIT if amount < 0 else Direction.CREDIT
    detail = EntryDetail(
        direction=direction,
        amount_minor=abs(amount),
        currency=currency,
        counterparty=Counterparty(name=joined(values.get("P", ""))),
        end_to_end_id=values.get("N", ""),
        text=joined(values.get("M", "")),
        raw={},
    )
    return BankEntry(
        line=line,
        direction=direction,
        amount_minor=abs(amount),
        currency=currency,
        booked_on=on,
        value_on=on,
        code=BankCode("", values.get("L", "")),
        details=(detail,),
        raw=values,
    )
