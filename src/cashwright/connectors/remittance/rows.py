"""Lines of a mail or a letter that name documents, and the amounts that stand behind them.

A number counts as a document's only as a whole token: behind a word for one (invoice, Rechnung), or at
the beginning of a line that has an amount. Days, amounts, accounts and telephone numbers are none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cashwright.connectors.remittance.written import amounts_in, without_days
from cashwright.kernel.personal import accounts_in

_SMALL = frozenset(
    ["dated", "for", "less", "paid", "minus", "amount", "of", "vom", "über", "eur", "usd", "gbp"]
)
LINES_MAX = 20_000
_LINE_MAX = 400
_DIGITS_MIN, _PLAIN_MAX = 3, 12
_CREDIT = r"credit\s+(?:note|memo)s?|gutschrift(?:en)?|avoirs?|note\s+d[ei]\s+credito|creditnota"
_WORD = (
    rf"invoices?|inv|rechnung(?:en|s)?|beleg|rg|factures?|fact|facturas?|fattur[ae]|facturen|faktur(?:a|y)?|"
    rf"bills?|re|{_CREDIT}"
)
_NAMED = (
    r"(?:[-\s]?(?:nos?|nrs?|n°|nº|num(?:ber|mer|ero|éro)?s?|#)(?![A-Za-z]))?\.?\s{0,3}:?\s{0,3}#?"
)
_WHOLE = r"[A-Z0-9](?:[A-Z0-9/._-]{0,38}[A-Z0-9])?"
_LABEL = re.compile(
    rf"(?<![\w-])(?P<word>{_WORD})(?:nummern?|nr)?(?![A-Za-z0-9]){_NAMED}(?=[A-Z0-9])",
    re.IGNORECASE,
)
_SPEAKING = re.compile(  # INV-1001 says by itself what it is
    r"(?<![\w/.-])(?:INV|RE|RG|FAC|FACT|FA|FV|FT|CN|CM|GS|AV)[-/]?(?=\d)"
    r"[A-Z0-9](?:[A-Z0-9/._-]{0,32}[A-Z0-9])?(?![\w/]|-\w)"
)
_ONE = re.compile(rf"{_WHOLE}(?![\w/]|-\w)", re.IGNORECASE)
_NEXT = re.compile(r"\s*(?:,|;|&|\+|\band\b|\bund\b|\bet\b|\by\b|\be\b|\ben\b)\s*#?", re.IGNORECASE)
_FIRST = re.compile(
    rf"[\W_]*(?:\d{{1,2}}[.)]?\s+)?#?(?P<token>{_WHOLE})(?=[\s:;|,]|$)", re.IGNORECASE
)
_CREDIT_WORD = re.compile(rf"\b(?:{_CREDIT})\b", re.IGNORECASE)
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)", re.IGNORECASE)
_PREFIXED = re.compile(r"[A-Za-z]{1,6}[-/]\d+")
_YEAR = re.compile(r"(?:19[89]|20)\d{2}")
_AMOUNT_LIKE = re.compile(r"\d{1,3}(?:[.,]\d{3})*[.,]\d{2}|\d+[.,]\d{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line that names documents: `amounts` behind its one document, in minor units.

    words   what else the line says
    before  the last line above that names none: perhaps the headings of a table
    """

    numbers: tuple[str, ...]
    amounts: tuple[int, ...] = ()
    is_credit: bool = False
    words: str = ""
    before: str = ""


def lines_of(text: str) -> Iterator[str]:
    """The lines people wrote, blanks in rows as one; what is quoted was written by somebody else."""
    for line in text.split("\n", LINES_MAX)[:LINES_MAX]:
        if not line.lstrip().startswith(">"):
            yield " ".join(line[:_LINE_MAX].split())


def rows_in(text: str, currency: str) -> Iterator[Row]:
    """Every line that names a document, in its order."""
    before = ""
    for line in lines_of(text):
        plain = without_days(line)
        row = _row(plain, currency, before)
        if row is not None:
            yield row
        elif line:
            before = line


def _row(line: str, currency: str, before: str) -> Row | None:
    numbers, end = _named(line)
    if not numbers:
        first = _FIRST.match(line)
        if not first or not _is_plain_number(first["token"]):
            return None
        numbers, end = [first["token"]], first.end("token")
        if not amounts_in(line[end:], currency):
            return None
    amounts = amounts_in(line[end:], currency) if len(numbers) == 1 else []
    return Row(
        numbers=tuple(numbers), amounts=tuple(one.minor for one in amounts),
        is_credit=bool(_CREDIT_WORD.search(line)),
        words=_left(line[end:], [(one.start, one.end) for one in amounts]), before=before,
    )  # fmt: skip


def _named(line: str) -> tuple[list[str], int]:
    """(numbers behind words for a document or that speak for themselves, where the last one ends)."""
    found: dict[int, tuple[str, int]] = {
        one.start(): (one[0], one.end()) for one in _SPEAKING.finditer(line) if _is_number(one[0])
    }
    at = 0
    while label := _LABEL.search(line, at):
        at = label.end()
        if label["word"].lower() == "re" and ":" in label[0]:
            continue
        while (one := _ONE.match(line, at)) and _is_number(one[0]):
            found[one.start()] = (one[0], one.end())
            at = one.end()
            if not (more := _NEXT.match(line, at)):
                break
            at = more.end()
    numbers = dict.fromkeys(number for _, (number, _) in sorted(found.items()))
    return list(numbers), max((end for _, end in found.values()), default=0)


def _is_number(token: str) -> bool:
    """Whether it can be a document's number when a word for one stands before it."""
    if _AMOUNT_LIKE.fullmatch(token) or _ORDINAL.fullmatch(token) or accounts_in(token.upper()):
        return False
    digits = sum(sign.isdigit() for sign in token)
    return digits >= _DIGITS_MIN or bool(_PREFIXED.fullmatch(token))


def _is_plain_number(token: str) -> bool:
    """Whether it can be one by itself."""
    if token.isdigit():
        return len(token) <= _PLAIN_MAX and _is_number(token) and not _YEAR.fullmatch(token)
    return sum(sign.isdigit() for sign in token) >= _DIGITS_MIN and _is_number(token)


def _left(line: str, places: list[tuple[int, int]]) -> str:
    for start, end in reversed(places):
        line = line[:start] + " " + line[end:]
    words = re.sub(r"[^\w\s%-]", " ", line).split()
    return " ".join(word for word in words if word.lower() not in _SMALL and word.strip("-"))
