"""Accounts of nobody: their check digits are right, their bank does not exist.

The national bank code is all zeros, or TEST where it is letters, so that no account of a real bank can
come out; what is left of the number counts up.
"""

from __future__ import annotations

from string import ascii_uppercase

# What stands before the number, and how many digits the number has. ISO 13616, the lengths of kernel/personal.py.
_BANK = {
    "DE": ("00000000", 10), "AT": ("00000", 11), "FR": ("0000000000", 13), "NL": ("TEST", 10),
    "IT": ("X0000000000", 12), "ES": ("0000000000", 10), "CH": ("00000", 12), "GB": ("TEST000000", 8),
    "IE": ("TEST000000", 8),
}  # fmt: skip
_DIGITS = {ord(letter): str(int(letter, 36)) for letter in ascii_uppercase}


def account_of(country: str, number: int) -> str:
    """The account of that number in a country: an IBAN, or ten digits where there are none (US).

    number  0 and more; the same number is the same account
    """
    assert number >= 0
    if country not in _BANK:
        return f"{number:010d}"[-10:]
    bank, width = _BANK[country]
    inner = bank + f"{number:0{width}d}"[-width:]
    rest = int(f"{inner}{country}00".translate(_DIGITS)) % 97
    return f"{country}{98 - rest:02d}{inner}"
