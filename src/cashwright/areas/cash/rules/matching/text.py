"""A payer's text, read: its atoms with their places, and which of them are no references.

Words: an *atom* is a run of letters or of digits; the *gap* is what stands between it and the atom
before. Digits inside a date, an amount, a phone, tax or account number are *noise*: no part of them
is ever a reference.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from cashwright.areas.cash.rules.matching.checks import is_iban
from cashwright.areas.cash.rules.matching.numbers import ATOM

_MONTHS = r"(?:JAN|FEB|MAR|APR|MAI|MAY|JUN|JUL|AUG|SEP|OKT|OCT|NOV|DEZ|DEC)[A-Z]*"
_NOISE = re.compile(
    "|".join(
        (
            r"\b(?:TEL|PHONE|FON|FAX|MOB|MOBIL|MOBILE|TELEFON)\b\W{0,3}\+?\d{2,16}(?:[ /()-]{1,2}\d{3,9}){0,2}",
            r"(?<![A-Z0-9])\+\d{1,3}[ (/-]{0,2}\d{1,5}[ )/-]{0,2}\d{2,9}(?:[ /-]\d{2,6})?",
            r"\b(?:VAT|UST|USTID|TVA|BTW|MWST|IVA|NIF|TAX|EORI|HRB)\b[^\d\n]{0,12}\d+",
            r"\b(?:ATU|BE|DE|DK|ES|FI|FR|GB|IE|IT|LU|NL|PL|PT|SE|CZ)\d{8,12}(?:B\d\d)?\b",
            r"\b\d{1,2}[./-]\d{1,2}[./-](?:20)?\d{2}\b",
            r"\b20\d{2}[./-](?:0\d|1[0-2])[./-](?:[0-2]\d|3[01])\b",
            rf"\b\d{{1,2}}\.? ?{_MONTHS}\.? ?(?:20\d{{2}}|\d{{2}}\b)?",
            rf"\b{_MONTHS}\.? ?(?:\d{{1,2}},? ?)?20\d{{2}}\b",
            r"\b(?:0?[1-9]|1[0-2])[./-]20\d{2}\b",
            r"\b\d{1,3}(?:[., ']\d{3})*[.,]\d{2}\b(?![./-]?\d)",
            r"\b\d+[.,]\d{2} ?(?:EUR|USD|GBP|CHF|€|\$|£)",
            r"(?:\b(?:EUR|USD|GBP|CHF|CAD|AUD|SEK|PLN)|[€$£]) ?\d[\d.,' ]*\d",
            r"\b\d+(?:[.,]\d+)? ?%",
        )
    )
)
_IBAN = re.compile(r"\b(?!RF)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")
_OTHER_LABEL = re.compile(
    r"\b(?:KD|KDNR|KUNDE|KUNDENNR|KUNDENNUMMER|CUSTOMER|CUST|CLIENT|ACCT|ACCOUNT|KTO|KONTO|MANDAT|MANDATE|"
    r"AUFTRAG|ORDER|BESTELLUNG|BESTNR|LIEFERSCHEIN|DELIVERY|CONTRACT|VERTRAG|PROJECT|PROJEKT|BLZ|BIC|"
    r"LOT|BATCH|RUN|ZAHLLAUF|AVIS|CHECK|CHEQUE|SCHECK|TAN|EREF|MREF|KREF|OUR REF|UNSER ZEICHEN|IHR ZEICHEN)"
    r"(?:[ .:#-]{0,3}(?:NR|NO|NUMBER|NUM|ID|REF)\b)?[ .:#-]{0,3}(?=\w*\d)"
)
_LABELS = (
    "INV INVS INVOICE INVOICES INVNO INVNR INVNUM RE RG RGNR RENR RNR RN RECH RECHN RECHNUNG RECHNUNGEN"
    " RECHNUNGSNR RECHNUNGSNUMMER RECHNR FACTURE FACTURES FACT FAC FA FACTUUR FACTUURNR FATTURA FATT FT"
    " FACTURA FAKTURA FAKT NOTA BILL BILLS NR NRN NO NOS NUM NUMBER N DOC BELEG BELEGNR REF VWZ"
)
LABELS = frozenset(_LABELS.split(" "))
_OCR = str.maketrans("OISLBZQ", "0151820")
_WIDTHS = frozenset((27, 35, 65, 70, 140))
_RUN = re.compile(r"[^\s:#+,;()]+")


class Atom(NamedTuple):
    """One atom: its text, where it stands, the gap before it, whether it is noise.

    is_other  it follows a word for another kind of number: a customer's, an order's
    """

    text: str
    start: int
    end: int
    is_digits: bool
    gap: str
    is_noise: bool
    is_other: bool


class Reading(NamedTuple):
    """A text taken apart. `flat` is upper case and plain."""

    flat: str
    atoms: tuple[Atom, ...]


@lru_cache(maxsize=4096)
def _plain(sign: str) -> str:
    return unicodedata.normalize("NFKD", sign.upper())[:1] or sign


def flattened(text: str) -> str:
    """Upper case, without accents, sign for sign."""
    upper = text.upper()
    if upper.isascii() and len(upper) == len(text):
        return upper
    return "".join(sign.upper() if sign.isascii() else _plain(sign) for sign in text)


def unwrapped(flat: str) -> str:
    """The text without the breaks of fields that were full; the same text when none was.

    Old formats cut text into fields of 27, 35, 65, 70 or 140 signs wherever a number may be
    """
    lines = flat.split("\n")
    ends = [("" if len(line) in _WIDTHS else "\n") for line in lines[:-1]] + [""]
    return "".join(line + end for line, end in zip(lines, ends, strict=True))


def read_text(flat: str) -> Reading:
    """The atoms of a flattened text."""
    noise = [match.span() for match in _NOISE.finditer(flat)]
    noise += [match.span() for match in _IBAN.finditer(flat) if is_iban(match[0])]
    other = {match.end() for match in _OTHER_LABEL.finditer(flat)}
    atoms: list[Atom] = []
    end, was_other = 0, False
    for match in ATOM.finditer(flat):
        start, stop = match.span()
        text = match[0]
        is_noise = bool(noise) and any(a <= start and stop <= b for a, b in noise)
        was_other = start in other or (was_other and end == start)
        atoms.append(
            Atom(text, start, stop, text[0].isdigit(), flat[end:start], is_noise, was_other)
        )
        end = stop
    return Reading(flat, tuple(atoms))


def cleared_of_ocr(flat: str, letters: Iterable[str]) -> str:
    """The text with letters that a scanner takes for digits put right, inside runs that bear digits.

    letters  what numbers of documents begin with: those stay letters
    returns  O is 0, I and L are 1, S is 5, B is 8, Z is 2; a run with any other letter is kept
    """
    heads = sorted(letters, key=len, reverse=True)
    return _RUN.sub(lambda run: _put_right(run[0], heads), flat)


def _put_right(run: str, heads: list[str]) -> str:
    digits = sum(sign.isdigit() for sign in run)
    if digits < 2 or digits == len(run):
        return run
    for head in ("", *heads):
        if not run.startswith(head):
            continue
        tail = run[len(head) :].translate(_OCR)
        if not any(sign.isalpha() for sign in tail) and (head or digits * 2 > len(run)):
            return head + tail
    return run
