"""MT940 statements and MT942 intraday reports, in the dialects of some thirty banks.

Our own reader, not the mt-940 package: that one writes the bank's data into the log of the process
where it cannot read it, keeps the balances of the last statement only, and knows no line numbers.
"""

import re
from dataclasses import dataclass, field

from cashwright.areas.cash.ports import (
    AccountNumber,
    Balance,
    BalanceKind,
    BankEntry,
    BankStatement,
    Direction,
    StatementKind,
)
from cashwright.areas.cash.refusals import AccountUnsaid, CurrencyUnsaid, NoStatement
from cashwright.connectors.bank_files.mt940_entry import read_line
from cashwright.connectors.bank_files.mt940_fields import Field, statements_of
from cashwright.connectors.bank_files.reading import Reading, Unreadable
from cashwright.connectors.bank_files.values import account, amount_minor, is_iban, short_day
from cashwright.kernel.currencies import CURRENCIES

_BALANCE = re.compile(r"([DC])([0-9]{6})([A-Z]{3})?\s*([0-9.,]+)(?=\s|$)")
_SUM = re.compile(r"([0-9]*)([A-Z]{3})([0-9.,]+)")
_FLOOR = re.compile(r"([A-Z]{3})[DC]?[0-9.,]*")
_BALANCES = {
    "60": BalanceKind.OPENING, "60F": BalanceKind.OPENING, "60M": BalanceKind.OPENING,
    "62": BalanceKind.CLOSING, "62F": BalanceKind.CLOSING, "62M": BalanceKind.CLOSING,
    "64": BalanceKind.AVAILABLE, "65": BalanceKind.AVAILABLE, "65F": BalanceKind.AVAILABLE,
}  # fmt: skip


@dataclass(slots=True)
class _Parts:
    """The fields of one statement, sorted."""

    line: int
    balances: list[Field] = field(default_factory=list)
    sums: list[Field] = field(default_factory=list)
    entries: list[tuple[Field, list[Field]]] = field(default_factory=list)
    said: dict[str, Field] = field(default_factory=dict)


def read_mt940(reading: Reading, text: str) -> list[BankStatement]:
    """Every statement. Raises AccountUnsaid, CurrencyUnsaid, BankValueUnreadable, BankTotalsDisagree."""
    done = [_statement(reading, _sorted(fields)) for fields in statements_of(reading, text)]
    if not done:
        raise NoStatement(file=reading.name)
    return done


def _sorted(fields: list[Field]) -> _Parts:
    parts, is_open = _Parts(fields[0].line), False
    for found in fields:
        if found.tag == "61":
            parts.entries.append((found, []))
            is_open = True
        elif found.tag in ("86", "NS") and is_open:
            parts.entries[-1][1].append(found)
        elif found.tag == "25" and is_open and "?" in found.text:
            parts.entries[-1][1].append(Field("86", found.line, found.lines))  # a bank's slip
        elif found.tag in _BALANCES:
            parts.balances.append(found)
            is_open = False
        elif found.tag in ("90C", "90D"):
            parts.sums.append(found)
            is_open = False
        else:
            parts.said.setdefault(found.tag, found)
    return parts


def _statement(reading: Reading, parts: _Parts) -> BankStatement:
    _check_end(reading, parts)
    own, currency = _account(reading, parts)
    currency = _currency(reading, parts, currency)
    balances = [_balance(reading, said, currency) for said in parts.balances]
    entries = [_entry(reading, said, more, currency) for said, more in parts.entries]
    _check_sums(reading, parts, entries, currency)
    number = parts.said.get("28C") or parts.said.get("28")
    reference = parts.said.get("20")
    return BankStatement(
        account=own,
        currency=currency,
        kind=StatementKind.END_OF_DAY if _is_940(parts) else StatementKind.INTRADAY,
        statement_id=reference.first if reference else "",
        sequence_no=number.first if number else "",
        from_on=next((b.on for b in balances if b.kind is BalanceKind.OPENING), None),
        to_on=next((b.on for b in balances if b.kind is BalanceKind.CLOSING), None),
        balances=tuple(balances),
        entries=tuple(entries),
    )


def _check_end(reading: Reading, parts: _Parts) -> None:
    """An opening balance without a closing one: the file breaks off in the middle."""
    kinds = {_BALANCES[said.tag] for said in parts.balances}
    is_whole = "20" in parts.said or parts.entries
    if is_whole and BalanceKind.OPENING in kinds and BalanceKind.CLOSING not in kinds:
        last = max(said.line for said in (*parts.balances, *(e for e, _ in parts.entries)))
        reading.broken(last, "the statement breaks off before its closing balance :62F:")


def _is_940(parts: _Parts) -> bool:
    """An intraday report (MT942) has floor limits and sums in place of balances."""
    return bool(parts.balances) or not (parts.sums or "34F" in parts.said)


def _account(reading: Reading, parts: _Parts) -> tuple[AccountNumber, str]:
    """The account of field 25 and the currency some banks write after it."""
    said = parts.said.get("25") or parts.said.get("25P")
    text = said.first if said else reading.assumed.account
    if not text:
        raise AccountUnsaid(file=reading.name, line=parts.line)
    plain, currency = text.strip('/" '), ""
    if plain[-3:] in CURRENCIES and len(plain) > 6 and not is_iban(plain.replace(" ", "")):
        plain, currency = plain[:-3].rstrip(" /"), plain[-3:]
    bank, slash, number = plain.rpartition("/")
    return account(number if slash else plain, bank), currency


def _currency(reading: Reading, parts: _Parts, of_account: str) -> str:
    for said in parts.balances:
        if (read := _BALANCE.match(said.first)) and read[3]:
            return read[3]
    for said in parts.sums:
        if read := _SUM.match(said.first):
            return read[2]
    floor = parts.said.get("34F")
    if floor and (read := _FLOOR.match(floor.first)):
        return read[1]
    if found := of_account or reading.assumed.currency:
        return found
    if not parts.entries and not parts.balances:
        return ""
    raise CurrencyUnsaid(file=reading.name, line=parts.line)


def _balance(reading: Reading, said: Field, currency: str) -> Balance:
    read = _BALANCE.match(said.first)
    if read is None:
        reading.unreadable(
            said.line, f":{said.tag}:", said.first, "C or D, day, currency and amount"
        )
    own = read[3] or currency
    try:
        minor = amount_minor(read[4], own, f":{said.tag}:")
        on = short_day(read[2], f":{said.tag}:")
    except Unreadable as wrong:
        reading.at(said.line, wrong)
    return Balance(_BALANCES[said.tag], on, -minor if read[1] == "D" else minor, own, said.tag)


def _entry(reading: Reading, said: Field, more: list[Field], currency: str) -> BankEntry:
    try:
        return read_line(reading, said, more, currency)
    except Unreadable as wrong:
        reading.at(said.line, wrong)


def _check_sums(reading: Reading, parts: _Parts, entries: list[BankEntry], currency: str) -> None:
    """Fields 90C and 90D say how many lines there are, and their sum."""
    for said in parts.sums:
        read = _SUM.match(said.first)
        if read is None or not entries:
            continue
        way = Direction.CREDIT if said.tag == "90C" else Direction.DEBIT
        those = [entry for entry in entries if entry.direction is way]
        try:
            total = amount_minor(read[3], currency, f":{said.tag}:")
        except Unreadable as wrong:
            reading.at(said.line, wrong)
        if read[1]:
            reading.agree(said.line, f"the count of :{said.tag}:", int(read[1][:9]), len(those))
        found = sum(entry.amount_minor for entry in those)
        reading.agree(said.line, f"the sum of :{said.tag}:", total, found)
