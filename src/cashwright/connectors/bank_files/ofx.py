"""OFX and QFX, 1.x and 2.x: bank and credit card statements, and the cash side of investment ones."""

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
)
from cashwright.areas.cash.refusals import AccountUnsaid, CurrencyUnsaid, NoStatement
from cashwright.connectors.bank_files.ofx_tree import Group, read_tree
from cashwright.connectors.bank_files.reading import Reading, Unreadable
from cashwright.connectors.bank_files.values import (
    account,
    account_or_none,
    amount_minor,
    joined,
    long_day,
)

_STATEMENTS = ("STMTRS", "CCSTMTRS", "INVSTMTRS")
_ACCOUNTS = ("BANKACCTFROM", "CCACCTFROM", "INVACCTFROM")


def read_ofx(reading: Reading, text: str) -> list[BankStatement]:
    """Every statement. Raises NoStatement with the bank's message where it sent one instead."""
    ofx = read_tree(reading, text)
    done = [_statement(reading, found) for found in ofx.all(*_STATEMENTS)]
    if not done:
        raise NoStatement(file=reading.name, message=_message(ofx))
    return done


def _message(ofx: Group) -> str:
    told = [s for s in ofx.all("STATUS") if s.values.get("SEVERITY", "").upper() == "ERROR"]
    return told[0].values.get("MESSAGE", "")[:200] if told else ""


def _statement(reading: Reading, found: Group) -> BankStatement:
    said = next((g for g in found.groups if g.name in _ACCOUNTS), None)
    number = said.values.get("ACCTID", "") if said else ""
    bank = said.values.get("BANKID") or said.values.get("BROKERID", "") if said else ""
    number = number or reading.assumed.account
    if not number:
        raise AccountUnsaid(file=reading.name, line=found.line)
    listed = found.one("BANKTRANLIST", "INVTRANLIST")
    own = found.one("CURRENCY")
    currency = found.values.get("CURDEF") or reading.assumed.currency
    currency = currency or (own.values.get("CURSYM", "") if own else "")
    if not currency:
        raise CurrencyUnsaid(file=reading.name, line=found.line)
    entries = [_entry(reading, each, currency) for each in found.all("STMTTRN")]
    return BankStatement(
        account=account(number, bank or ""),
        currency=currency,
        from_on=_day(reading, listed, "DTSTART"),
        to_on=_day(reading, listed, "DTEND"),
        balances=tuple(_balances(reading, found, currency)),
        entries=tuple(entries),
    )


def _day(reading: Reading, group: Group | None, name: str) -> date | None:
    text = group.values.get(name, "") if group else ""
    try:
        return long_day(text, name) if text else None
    except Unreadable as wrong:
        reading.at(group.line if group else 0, wrong)


def _balances(reading: Reading, found: Group, currency: str) -> list[Balance]:
    balances = []
    for group in found.all("LEDGERBAL", "AVAILBAL"):
        on, amount = _day(reading, group, "DTASOF"), group.values.get("BALAMT", "")
        if on is None or not amount:
            continue
        is_ledger = group.name == "LEDGERBAL"
        kind = BalanceKind.CLOSING if is_ledger else BalanceKind.AVAILABLE
        try:
            minor = amount_minor(amount, currency, "BALAMT")
        except Unreadable as wrong:
            reading.at(group.line, wrong)
        balances.append(Balance(kind, on, minor, currency, group.name))
    return balances


def _entry(reading: Reading, found: Group, currency: str) -> BankEntry:
    reading.count(found.line)
    values = found.values
    other_currency = found.one("CURRENCY")
    if other_currency and other_currency.values.get("CURSYM"):
        currency = other_currency.values["CURSYM"]
    booked_on = _day(reading, found, "DTPOSTED")
    if booked_on is None:
        reading.unreadable(found.line, "DTPOSTED", "", "the day it was booked")
    try:
        amount = amount_minor(values.get("TRNAMT", ""), currency, "TRNAMT")
    except Unreadable as wrong:
        reading.at(found.line, wrong)
    direction = Direction.DEBIT if amount < 0 else Direction.CREDIT
    payee = found.one("PAYEE")
    other = found.one("BANKACCTTO", "CCACCTTO")
    name = joined(values.get("NAME") or (payee.values.get("NAME", "") if payee else ""))
    raw = dict(values)
    for group in found.groups:
        raw |= {f"{group.name}/{field}": value for field, value in group.values.items()}
    detail = EntryDetail(
        direction=direction,
        amount_minor=abs(amount),
        currency=currency,
        counterparty=Counterparty(
            name=name,
            account=account_or_none(
                other.values.get("ACCTID", ""), other.values.get("BANKID", "")
            ) if other else None,
        ),
        end_to_end_id=values.get("REFNUM") or values.get("CHECKNUM", ""),
        text=joined(values.get("MEMO", "")),
        raw={},
    )  # fmt: skip
    return BankEntry(
        line=found.line,
        direction=direction,
        amount_minor=abs(amount),
        currency=currency,
        booked_on=booked_on,
        value_on=_day(reading, found, "DTAVAIL") or booked_on,
        bank_ref=values.get("FITID", ""),
        is_reversal=values.get("CORRECTACTION", "") == "DELETE",
        code=BankCode("", values.get("TRNTYPE", "")),
        details=(detail,),
        raw=raw,
    )
