"""Reading the short words a customer's card is made of: codes, names, zones, languages."""

import re
import unicodedata
from zoneinfo import ZoneInfo

from cashwright.kernel.currencies import currency
from cashwright.kernel.refusals import BadInput

_COUNTRY = re.compile(r"[A-Z]{2}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
_CODE = re.compile(r"[A-Z0-9][A-Z0-9_.-]*")


def one_line(field: str, text: str, *, length_max: int, may_be_empty: bool = False) -> str:
    """`text` without outer blanks. Raises BadInput for control characters, nothing, or too much."""
    line = text.strip()
    if any(_is_control(letter) for letter in line):
        raise BadInput(field=field, value=line[:64], expected="one line without control characters")
    if not line and not may_be_empty:
        raise BadInput(field=field, value="", expected="something")
    if len(line) > length_max:
        raise BadInput(field=field, value=line[:64], expected=f"at most {length_max} letters")
    return line


def some_lines(field: str, text: str, *, length_max: int = 1000) -> str:
    """As `one_line`, for what may have several lines or none: a postal address."""
    lines = text.replace("\r\n", "\n").strip()
    if any(_is_control(letter) and letter != "\n" for letter in lines):
        raise BadInput(field=field, value=lines[:64], expected="lines without control characters")
    if len(lines) > length_max:
        raise BadInput(field=field, value=lines[:64], expected=f"at most {length_max} letters")
    return lines


def _is_control(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Zl", "Zp", "Cs")


def code(field: str, text: str, *, length_max: int = 24) -> str:
    """A short code in capitals: DE, NET30, KEY-ACCOUNTS."""
    line = one_line(field, text, length_max=length_max).upper()
    if not _CODE.fullmatch(line):
        raise BadInput(field=field, value=line, expected="letters, digits, dot, dash")
    return line


def country(text: str) -> str:
    """Two capitals of ISO 3166."""
    line = text.strip().upper()
    if not _COUNTRY.fullmatch(line):
        raise BadInput(field="country", value=line[:16], expected="two letters such as DE")
    return line


def currency_code(text: str) -> str:
    """Three capitals of ISO 4217. Raises UnknownCurrency."""
    return currency(text.strip().upper()).code


def zone(text: str) -> str:
    """An IANA time zone such as Europe/Berlin."""
    line = text.strip()
    try:
        return ZoneInfo(line).key
    except (ValueError, OSError, KeyError):
        raise BadInput(
            field="zone", value=line[:64], expected="a zone such as Europe/Berlin"
        ) from None


def language(text: str) -> str:
    """A language such as en, de or pt-BR."""
    line = text.strip()
    if not _LANGUAGE.fullmatch(line):
        raise BadInput(field="language", value=line[:16], expected="a language such as en or de")
    return line
