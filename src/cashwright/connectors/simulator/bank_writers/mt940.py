"""MT940 as German banks write it: field 86 in numbered parts, 27 characters each.

A format of 1977: no signs but letters, digits and / - ( ) . , ' and blanks in texts, 378 characters in
all. It has no place for structured documents, which stand in the text, nor for the payments of a batch.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from cashwright.connectors.simulator.bank_writers.values import Kind, Statement, Told
from cashwright.kernel.currencies import format_minor

_FOLD = str.maketrans({"ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ä": "ae", "ö": "oe", "ü": "ue",
                       "_": "-", "#": "/", "Ø": "O", "ø": "o", "Ł": "L", "ł": "l"})  # fmt: skip
_FORBIDDEN = re.compile(r"[^A-Za-z0-9/\-().,' ]+")
_WIDTH, _NAME, _REFERENCE = 27, 54, 35
_FIELDS = (*range(20, 30), *range(60, 64))
_CODES = {Kind.TRANSFER: ("NTRF", "166"), Kind.RETURN: ("NRTI", "109"), Kind.FEE: ("NCHG", "808")}
_WORDS = {"166": "GUTSCHRIFT", "109": "RUECKLASTSCHRIFT", "808": "ENTGELT"}


def mt940_text(text: str) -> str:
    """`text` in the letters the format has, one blank between words."""
    plain = unicodedata.normalize("NFKD", text.translate(_FOLD))
    kept = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(_FORBIDDEN.sub(" ", kept).split())


def write_mt940(statements: Sequence[Statement]) -> bytes:
    """The file, in ASCII with CRLF; statements of several accounts may stand in it."""
    lines = [line for told in statements for line in _statement(told)]
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def _amount(minor: int, currency: str) -> str:
    text = format_minor(abs(minor), currency).replace(".", ",")
    return text if "," in text else f"{text},"


def _balance(tag: str, minor: int, told: Statement) -> str:
    on = told.from_on if tag == "60F" else told.to_on
    currency = told.account.currency
    return f":{tag}:{'D' if minor < 0 else 'C'}{on:%y%m%d}{currency}{_amount(minor, currency)}"


def _statement(told: Statement) -> list[str]:
    own = told.account
    return [
        f":20:STMT{told.to_on:%y%m%d}{told.number:05d}",
        f":25:{own.bank}/{own.number}" if own.bank else f":25:{own.number}",
        f":28C:{told.number:05d}/1",
        _balance("60F", told.opening_minor, told),
        *(text for line in told.lines for text in _line(line)),
        _balance("62F", told.closing_minor, told),
        "-",
    ]


def _line(line: Told) -> list[str]:
    code, number = _CODES[line.kind]
    way = "C" if line.amount_minor > 0 else "D"
    if line.kind is Kind.RETURN:  # RC takes a credit back, so money goes out
        way = "RD" if line.amount_minor > 0 else "RC"
    value_on = line.value_on or line.booked_on
    bank_ref = mt940_text(line.bank_ref).replace(" ", "")
    head = (
        f":61:{value_on:%y%m%d}{line.booked_on:%m%d}{way}{_amount(line.amount_minor, line.currency)}"
        f"{code}NONREF{'//' if bank_ref else ''}{bank_ref}"
    )
    kept = (
        [f"/CHGS/{line.currency}{_amount(line.charge_minor, line.currency)}"]
        if line.charge_minor
        else []
    )
    return [head, *kept, *_about(line, number)]


def _about(line: Told, number: str) -> list[str]:
    """Field 86, each line of it beginning with a part, so that none begins like a field."""
    parts = [f"?00{_WORDS[number]}"]
    parts += [f"?{at}{text}" for at, text in zip(_FIELDS, _purpose(line), strict=False)]
    if line.payer_account:
        parts.append(f"?31{line.payer_account}")
    name = mt940_text(line.payer_name)
    parts += [
        f"?{at}{text}" for at, text in ((32, name[:_WIDTH]), (33, name[_WIDTH:_NAME])) if text
    ]
    parts[0] = f":86:{number}{parts[0]}"
    return parts


def _purpose(line: Told) -> list[str]:
    said = [*line.texts, *line.references, *(cited.number for cited in line.documents)]
    words = {
        "EREF": mt940_text(line.end_to_end_id)[:_REFERENCE], "RTRN": mt940_text(line.return_reason),
        "SVWZ": mt940_text(" ".join(said)),
    }  # fmt: skip
    return [piece for word, text in words.items() if text for piece in _cut(f"{word}+{text}")]


def _cut(text: str) -> list[str]:
    """Pieces of 27 characters; one that ends in a blank is left shorter, which readers put back."""
    return [text[at : at + _WIDTH].rstrip() for at in range(0, len(text), _WIDTH)]
