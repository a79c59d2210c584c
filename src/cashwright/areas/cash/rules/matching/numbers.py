"""The anatomy of a document number: what of it a payer may write, and how each writing is found.

Words: an *atom* is a run of letters or a run of digits; the *series* is what stands before the running
part ("INV-2025-"), the *core* is the running part without leading zeros ("4211").

    INV-2025-004211   squeezed INV2025004211   bare INV20254211   digits 2025004211   core 4211
    611365            squeezed 611365          bare 611365        digits 611365       core 611365
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from cashwright.areas.cash.rules.names import folded

ATOM = re.compile(r"\d+|[^\W\d_]+")
_YEAR = re.compile(r"20[1-4]\d")
_YEAR_AHEAD = re.compile(r"20[1-4]\d(?=\d{3})")


@dataclass(frozen=True, slots=True)
class Number:
    """One document number, taken apart. `letters` is its first run of letters, "" without one."""

    squeezed: str
    bare: str
    digits: str
    core: str
    letters: str


def stripped(digits: str) -> str:
    """Without leading zeros; a zero stays a zero."""
    return digits.lstrip("0") or "0"


def numbered(document_no: str) -> Number:
    """The anatomy of a document number, of any series."""
    atoms = ATOM.findall(folded(document_no))
    groups = [atom for atom in atoms if atom[0].isdigit()]
    first = atoms[0] if atoms and not atoms[0][0].isdigit() else ""
    return Number(
        squeezed="".join(atoms),
        bare="".join(stripped(a) if a[0].isdigit() else a for a in atoms),
        digits=stripped("".join(groups)) if groups else "",
        core=_core(groups),
        letters=first,
    )


def _core(groups: list[str]) -> str:
    """The longest group of digits that is not a year, the later of equals, without a year glued on."""
    running = [group for group in groups if not _YEAR.fullmatch(group)] or groups[-1:]
    if not running:
        return ""
    longest = max(range(len(running)), key=lambda place: (len(running[place]), place))
    return stripped(_YEAR_AHEAD.sub("", running[longest], count=1))


@lru_cache(maxsize=256)
def edits(token: str) -> frozenset[str]:
    """Every string of digits one slip away: a digit changed, dropped, doubled, added, or two swapped."""
    cuts = [(token[:place], token[place:]) for place in range(len(token) + 1)]
    changed = {a + digit + b[1:] for a, b in cuts if b for digit in "0123456789"}
    dropped = {a + b[1:] for a, b in cuts if b}
    swapped = {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    added = {a + digit + b for a, b in cuts for digit in "0123456789"}
    return frozenset(changed | dropped | swapped | added) - {token}


def one_slip(left: str, right: str) -> bool:
    """Whether two strings are one change, drop, addition or swap of neighbours apart."""
    if left == right or abs(len(left) - len(right)) > 1:
        return False
    if len(left) > len(right):
        left, right = right, left
    start = 0
    while start < len(left) and left[start] == right[start]:
        start += 1
    rest, other = left[start:], right[start:]
    if len(left) < len(right):
        return rest == other[1:]
    return rest[1:] == other[1:] or (
        len(rest) > 1 and rest[:2] == other[1::-1] and rest[2:] == other[2:]
    )
