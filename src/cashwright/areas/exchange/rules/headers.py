"""Which column of a file is which field: guessed from the headers, shown with how sure it is.

Sure is a whole number up to 100: 100 the field's own name or a word it is known by,
less the more words of the header and of the field differ. Below `SURE_ENOUGH` nothing is taken.
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cashwright.areas.exchange.rules.fields import FIELDS, Field, Kind

SURE_ENOUGH = 60
SURE = 100
_NOISE = frozenset(
    ["the", "of", "de", "du", "la", "le", "des", "der", "die", "das", "van", "of", "a", "per", "in"]
)
_SPELLED = {"#": " no ", "№": " no ", "nr": "no", "num": "number", "amt": "amount", "dt": "date"}


@dataclass(frozen=True, slots=True)
class Guess:
    """One field's column. `others` are columns that were considered as well, the better first."""

    field: str
    column: int
    sure: int
    others: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class HeaderGuess:
    """What was guessed for a file.

    guesses  one for each field a column was found for
    unclear  fields for which two columns fit equally well, with those columns
    unused   columns no field takes
    """

    guesses: tuple[Guess, ...]
    unclear: tuple[tuple[str, tuple[int, ...]], ...]
    unused: tuple[int, ...]


def header_key(header: str) -> str:
    """`header` as words: InvoiceNo, invoice_no, "Invoice #" are `invoice no`; Fälligkeit `falligkeit`."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", header)
    plain = unicodedata.normalize("NFKD", apart.replace("ß", "ss"))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    for sign in "#№":
        plain = plain.replace(sign, _SPELLED[sign])
    words = re.findall(r"[^\W_]+", plain)
    return " ".join(_SPELLED.get(word, word) for word in words)


def fingerprint(headers: Sequence[str]) -> str:
    """The same for files with the same columns in the same order, whatever their spelling."""
    return hashlib.sha256("\n".join(map(header_key, headers)).encode()).hexdigest()


def guess(
    kind: Kind, headers: Sequence[str], given: Mapping[str, int] | None = None
) -> HeaderGuess:
    """Give each field of `kind` at most one column and each column at most one field.

    given    field -> column the user named (or saved): kept, everything else is guessed around it
    ties     the surest pair first; of equally sure ones the field earlier in the list, then the
             column further left, which is reported as unclear unless one of them is sure beyond doubt
    """
    given = dict(given or {})
    keys = [header_key(header) for header in headers]
    scores = {
        (field.name, column): _score(field, key)
        for field in FIELDS[kind]
        for column, key in enumerate(keys)
        if key
    }
    order = {field.name: rank for rank, field in enumerate(FIELDS[kind])}
    taken: dict[str, Guess] = {name: Guess(name, column, SURE) for name, column in given.items()}
    unclear: dict[str, tuple[int, ...]] = {}
    for (name, column), (sure, _) in sorted(
        scores.items(), key=lambda item: (-item[1][0], item[1][1], order[item[0][0]], item[0][1])
    ):
        if sure < SURE_ENOUGH or name in taken or column in {g.column for g in taken.values()}:
            continue
        rivals = _rivals(name, column, scores, {g.column for g in taken.values()})
        taken[name] = Guess(name, column, sure, rivals)
        same = tuple(other for other, points in rivals if points == sure)
        if same and keys[same[0]] == keys[column]:
            unclear[name] = (column, *same)
    guesses = tuple(sorted(taken.values(), key=lambda g: order[g.field]))
    used = {g.column for g in guesses}
    unused = tuple(column for column, key in enumerate(keys) if key and column not in used)
    return HeaderGuess(guesses, tuple(unclear.items()), unused)


def _rivals(
    name: str, column: int, scores: Mapping[tuple[str, int], tuple[int, int]], used: set[int]
) -> tuple[tuple[int, int], ...]:
    others = [
        (other, sure)
        for (field, other), (sure, _) in scores.items()
        if field == name and other != column and other not in used and sure >= SURE_ENOUGH
    ]
    return tuple(sorted(others, key=lambda pair: (-pair[1], pair[0])))


def _score(field: Field, key: str) -> tuple[int, int]:
    """(how sure, rank of the word that says so: a better known word wins a tie)."""
    best = (0, 0)
    for rank, known in enumerate(map(header_key, field.known_as)):
        points = _alike(key, known)
        if points > best[0]:
            best = (points, rank)
    return best


def _alike(key: str, known: str) -> int:
    """100 the same, 95 the same but for spaces or noise words, less by the share of words that differ."""
    if key == known:
        return SURE
    ours, theirs = _content(key), _content(known)
    if ours == theirs or key.replace(" ", "") == known.replace(" ", ""):
        return 95
    shared = len(ours & theirs)
    if not shared or (len(theirs) == 1 and len(ours) > 2):
        return 0
    return 90 * shared // len(ours | theirs)


def _content(key: str) -> frozenset[str]:
    return frozenset(word for word in key.split() if word not in _NOISE)
