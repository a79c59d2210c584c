"""What people write of a payment, in a mail or a letter: document numbers, and amounts behind them.

A number counts as a document's only where it stands alone behind a word for one (invoice, Rechnung), or
on a line of its own with an amount. Amounts are used when they add up to the total that is told.
"""

import re
from collections.abc import Iterator

from cashwright.areas.cash.ports import AdviceItem, AdviceSource, RemittanceAdvice
from cashwright.areas.cash.refusals import NoStatement
from cashwright.areas.exchange.rules.numbers import Mark, minor, read_number
from cashwright.connectors.bank_files.reading import Reading
from cashwright.kernel.currencies import CURRENCIES

_WORD = (
    r"invoices?|inv|rechnung(?:en)?|re|rg|factures?|fact|facturas?|fattur[ae]|facturen|faktura|bill|"
    r"credit\s+note|gutschrift|avoir"
)
_NUMBER = r"[A-Z]{0,5}[-/ ]?\d[\dA-Z]*(?:[-/.]\d[\dA-Z]*)*"
_NAMED = re.compile(
    rf"\b(?:{_WORD})\b\.?\s*(?:no|nr|n°|#|number)?\.?\s*:?\s*#?({_NUMBER})\b", re.IGNORECASE
)
_AMOUNT = r"\d{1,3}(?:[.,' ]\d{3})*[.,]\d{2}|\d+[.,]\d{2}|\d+"
_LISTED = re.compile(
    rf"^\W*(?:(?:{_WORD})(?![-/\w])\W*)?({_NUMBER})\s*[:;\t|=–-]*\s+(?:[A-Z]{{3}}|[€$£])?\s*({_AMOUNT})\s*(?:[A-Z]{{3}}|[€$£])?\W*$",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    rf"\b(?:total|sum|summe|gesamt(?:betrag)?|montant|totale|amount\s+paid|paid)\b[^0-9]{{0,20}}({_AMOUNT})\s*([A-Z]{{3}})?",
    re.IGNORECASE,
)
_CODE = re.compile(r"\b([A-Z]{3})\b")
_LINE_MAX, _LINES_MAX = 400, 5_000


def read_prose(
    reading: Reading, text: str, *, source: AdviceSource = AdviceSource.MAIL, payer: str = ""
) -> list[RemittanceAdvice]:
    """The one advice that a text is. Raises NoStatement where it names no document."""
    currency = reading.assumed.currency or _currency_in(text)
    items = items_in(text, currency) if currency else items_in(text, "EUR")
    if not items:
        raise NoStatement(file=reading.name, message="no invoice is named in it")
    total = _total(text, currency) if currency else None
    told = [item.paid_minor for item in items if item.paid_minor is not None]
    if told and (total is None or len(told) != len(items) or sum(told) != total):
        if total is not None or not currency:
            reading.notes.append(
                "its amounts do not add up to its total; only its numbers are used"
            )
            items = tuple(AdviceItem(document_no=item.document_no) for item in items)
        else:
            total = sum(told) if len(told) == len(items) else None
    return [
        RemittanceAdvice(
            source=source, payer_name=payer, currency=currency, amount_minor=total, items=items,
            shown=text,
        )
    ]  # fmt: skip


def items_in(text: str, currency: str) -> tuple[AdviceItem, ...]:
    """The documents a text names, each once, in their order; with amounts where a line has both."""
    found: dict[str, AdviceItem] = {}
    for line in _lines(text):
        listed = _LISTED.match(line)
        if listed and _is_number(listed[1]):
            found.setdefault(
                listed[1],
                AdviceItem(document_no=listed[1], paid_minor=_minor(listed[2], currency)),
            )
            continue
        for named in _NAMED.finditer(line):
            if _is_number(named[1]):
                found.setdefault(named[1], AdviceItem(document_no=named[1]))
    return tuple(found.values())


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines()[:_LINES_MAX]:
        if not line.lstrip().startswith(">"):  # what is quoted was written by somebody else
            yield " ".join(line[:_LINE_MAX].split())


def _is_number(text: str) -> bool:
    return sum(sign.isdigit() for sign in text) >= 3


def _minor(text: str, currency: str) -> int | None:
    """An amount as people write it; the last sign before two digits parts the decimals."""
    at = max(text.rfind("."), text.rfind(","))
    mark = Mark.COMMA if at >= 0 and text[at] == "," and len(text) - at == 3 else Mark.POINT
    number = read_number(text.replace(" ", ""), mark)
    return minor(number, CURRENCIES[currency].minor_units) if number else None


def _total(text: str, currency: str) -> int | None:
    found = [_minor(match[1], currency) for line in _lines(text) if (match := _TOTAL.search(line))]
    return found[-1] if found else None


def _currency_in(text: str) -> str:
    signs = {"€": "EUR", "£": "GBP", "$": "USD"}
    codes = {code for code in _CODE.findall(text) if code in CURRENCIES}
    codes |= {code for sign, code in signs.items() if sign in text}
    return codes.pop() if len(codes) == 1 else ""
