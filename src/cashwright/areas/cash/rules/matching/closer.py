"""A closer look at digits that are no document's: one slip away from a number, or a part of one.

They count for documents of a likely payer or of the very amount, and as weak citations only.
"""

from collections.abc import Iterable

from cashwright.areas.cash.rules.matching.citing import Cited
from cashwright.areas.cash.rules.matching.documents import Documents
from cashwright.areas.cash.rules.matching.numbers import ATOM, edits, stripped
from cashwright.areas.cash.rules.matching.references import Citation, Found, How
from cashwright.areas.cash.rules.matching.values import LineFacts

_BLOCK_MAX = 400  # documents compared one by one
_SAME_AMOUNT_MAX = 200
_MEANT_MAX = 40  # documents one reading of digits may mean; of more it says nothing


def look_closer(
    line: LineFacts, found: Found, likely: set[str], known: Documents, cited: Cited
) -> None:
    """Add weak citations: numbers one slip away or cut short, among documents that could be meant."""
    block = [p for c in sorted(likely) for p in known.of_customer.get(c, ())][:_BLOCK_MAX]
    same = known.of_amount.get((line.currency, line.amount_minor), [])
    if len(same) <= _SAME_AMOUNT_MAX:
        block = list(dict.fromkeys((*block, *same)))
    explained = sum(_explains(line, ways, likely, block, known, cited, 3) for ways in found.unknown)
    for ways in found.stray:
        _explains(line, ways, likely, block, known, cited)
    cited.unknown = max(0, cited.unknown - explained)
    for begun in found.begun:
        _cut_short(line, begun, block, known, cited)
    for citation in cited.strange:
        ways = _ways(found.flat[citation.start : citation.end])
        if _explains(line, ways, likely, [], known, cited):
            cited.misread += citation.is_labelled
        else:
            _take_at_its_word(citation, known, cited)


def _explains(
    line: LineFacts, ways: tuple[str, ...], likely: set[str], block: list[int], known: Documents,
    cited: Cited, begins_min: int = 4,
) -> bool:  # fmt: skip
    """Add what digits may mean to the weak citations; whether they may mean anything.

    begins_min  digits that are enough for the beginning of a number
    """
    hits = _slips(line, ways, likely, known) or _cuts(ways, block, known, begins_min)
    usable = [p for p in hits if known.items[p].currency == line.currency]
    for place in usable if len(usable) <= _MEANT_MAX else ():
        how = hits[place]
        if place not in cited.sure and cited.weak.get(place, How.LOOSE) <= how:
            cited.weak[place] = how
            cited.open_to[place] = len(usable) - 1
    return bool(usable)


def _ways(written: str) -> tuple[str, ...]:
    """The digits of a citation, together and group by group."""
    groups = [atom for atom in ATOM.findall(written) if atom[0].isdigit()]
    return tuple(dict.fromkeys(("".join(groups), *groups)))


def _take_at_its_word(citation: Citation, known: Documents, cited: Cited) -> None:
    """Nothing explains a strange citation: it names what it names, if it is meant as a number of ours."""
    place = citation.places[0]
    if not citation.is_labelled:
        return
    if known.is_open(place):
        cited.sure[place] = citation.how
        cited.open_to[place] = len(citation.places) - 1
    elif citation.how >= How.LISTED:
        cited.closed.append(place)
    else:
        cited.unknown += 1


def _slips(
    line: LineFacts, ways: Iterable[str], likely: set[str], known: Documents
) -> dict[int, How]:
    """Documents one slip away, of a likely payer or of the very amount."""
    found: dict[int, How] = {}
    for way in dict.fromkeys(map(stripped, ways)):
        if len(way) < 4:
            continue
        for other in edits(way) if len(way) <= 14 else ():
            for place in known.by_digits.get(other, ()):
                if not known.is_open(place) or len(other) < 4:
                    continue
                item = known.items[place]
                if item.customer_id in likely or item.balance_minor == line.amount_minor:
                    found[place] = How.SLIP
    return found


def _cuts(
    ways: Iterable[str], block: list[int], known: Documents, begins_min: int
) -> dict[int, How]:
    """Documents whose digits begin or end with what stands there."""
    found: dict[int, How] = {}
    for way in ways:
        if len(way) < 3:
            continue
        for place in block:
            number = known.numbers[place]
            inner = number.squeezed[len(number.letters) :]
            if inner.endswith(way) or (len(way) >= begins_min and inner.startswith(way)):
                found[place] = How.CUT
    return found


def _cut_short(
    line: LineFacts, begun: str, block: list[int], known: Documents, cited: Cited
) -> None:
    """A number that ends too early: every document of the block that begins so may be meant."""
    meant = [
        p
        for p in block
        if known.numbers[p].squeezed.startswith(begun)
        and known.numbers[p].squeezed != begun
        and known.items[p].currency == line.currency
    ]
    for place in meant if len(meant) <= _MEANT_MAX else ():
        if place not in cited.sure:
            cited.weak.setdefault(place, How.CUT)
            cited.open_to.setdefault(place, len(meant) - 1)
