"""Small values as banks write them: amounts, days, currencies, accounts. Each or an `Unreadable`."""

import re
from datetime import date
from functools import lru_cache

from cashwright.areas.cash.ports import AccountKind, AccountNumber
from cashwright.connectors.bank_files.reading import Unreadable
from cashwright.kernel.currencies import CURRENCIES
from cashwright.kernel.money import MINOR_MAX
from cashwright.kernel.personal import accounts_in

_AMOUNT = re.compile(r"([+-]?)([0-9]*)(?:[.,]([0-9]*))?")
_LONG_DAY = re.compile("([0-9]{4})([0-9]{2})([0-9]{2})")
_SPACES = re.compile(r"\s+")
_DIGITS_MAX = 40  # banks pad with zeros; no amount has more
_PIVOT = 80  # 80 is 1980, 79 is 2079: the standard's own


@lru_cache(maxsize=4096)
def amount_minor(text: str, currency: str, field: str = "amount") -> int:
    """ "-12,5" EUR is -1250: exact, with a point or a comma, with as many decimals as there are zeros.

    Raises Unreadable for what is no number, has more decimals than the currency, or is too large.
    """
    units = currency_units(currency)
    read = _AMOUNT.fullmatch(text) if len(text) <= _DIGITS_MAX else None
    if read is None or not (read[2] or read[3]):
        raise Unreadable(field, text, "an amount such as 1234.50")
    decimals = (read[3] or "").rstrip("0")
    if len(decimals) > units:
        raise Unreadable(field, text, f"at most {units} decimals for {currency}")
    minor = int(read[2] + decimals.ljust(units, "0") or "0")
    if minor > MINOR_MAX:
        raise Unreadable(field, text, "an amount the books can hold")
    return -minor if read[1] == "-" else minor


def plain_minor(text: str, field: str = "amount") -> int:
    """An amount already in minor units: "+000450" is 450."""
    digits = text[1:] if text[:1] in ("+", "-") else text
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _DIGITS_MAX):
        raise Unreadable(field, text, "digits only")
    minor = int(digits)
    if minor > MINOR_MAX:
        raise Unreadable(field, text, "an amount the books can hold")
    return -minor if text[0] == "-" else minor


@lru_cache(maxsize=512)
def currency_units(code: str) -> int:
    """How many decimals the currency has. Raises Unreadable."""
    if code not in CURRENCIES:
        raise Unreadable("currency", code, "a currency such as EUR")
    return CURRENCIES[code].minor_units


@lru_cache(maxsize=4096)
def iso_day(text: str, field: str) -> date:
    """2026-01-31, alone or before a time; the day as the bank writes it. Raises Unreadable."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise Unreadable(field, text, "a day such as 2026-01-31") from None


@lru_cache(maxsize=4096)
def short_day(text: str, field: str) -> date:
    """260131. A 30 February, which banks that count 30 days a month write, is the month's last day."""
    if len(text) != 6 or not (text.isascii() and text.isdigit()):
        raise Unreadable(field, text, "a day such as 260131")
    year, month, day = int(text[:2]), int(text[2:4]), int(text[4:])
    year += 1900 if year >= _PIVOT else 2000
    if month == 2 and day in (29, 30):
        day = min(day, 29 if year % 4 == 0 and (year % 100 or year % 400 == 0) else 28)
    try:
        return date(year, month, day)
    except ValueError:
        raise Unreadable(field, text, "a day such as 260131") from None


@lru_cache(maxsize=4096)
def long_day(text: str, field: str) -> date:
    """20260131, alone or before a time. Raises Unreadable."""
    read = _LONG_DAY.match(text)
    try:
        return date(*map(int, read.groups()) if read else (0, 0, 0))
    except ValueError:
        raise Unreadable(field, text, "a day such as 20260131") from None


def joined(text: str) -> str:
    """`text` with every run of blanks and line breaks as one blank."""
    return _SPACES.sub(" ", text).strip()


def is_iban(number: str) -> bool:
    """Whether it is an IBAN as a whole, by its country's length and its check digits."""
    return accounts_in(number) == [number]


def ibans_in(text: str) -> list[str]:
    """The IBANs in `text`, each once."""
    return list(dict.fromkeys(accounts_in(text)))


def account(number: str, bank: str = "") -> AccountNumber:
    """The account of that number, told to be an IBAN by its check digits."""
    plain = _SPACES.sub("", number).upper()
    kind = AccountKind.IBAN if is_iban(plain) else AccountKind.LOCAL
    return AccountNumber(plain, kind, _SPACES.sub("", bank))


def account_or_none(number: str, bank: str = "") -> AccountNumber | None:
    """The account, or None when neither a number nor a bank is said."""
    return account(number, bank) if number.strip() or bank.strip() else None
