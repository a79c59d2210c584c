"""What a line cites, settled: one document for each citation, by who pays and how much came.

Words: *sure* citations name one open document; *weak* ones may (a slip, a number cut short, a loose
one) and count only for documents of a likely payer or of the very amount.
"""

from dataclasses import dataclass, field

from cashwright.areas.cash.rules.matching.documents import Documents
from cashwright.areas.cash.rules.matching.references import Citation, Found, How
from cashwright.areas.cash.rules.matching.values import LineFacts


@dataclass(slots=True)
class Cited:
    """Citations of a line, settled.

    sure, weak  {place: how}; closed: places of settled documents
    open_to     {place: other documents the same citation could name}
    foreign     sure documents in another currency
    unknown     labelled numbers that are nobody's, less those a weak citation explains
    strange     citations of documents no likely payer owes and whose amount is another: perhaps a slip
    misread     how many of those a weak citation explains
    """

    sure: dict[int, How] = field(default_factory=dict)
    weak: dict[int, How] = field(default_factory=dict)
    closed: list[int] = field(default_factory=list)
    open_to: dict[int, int] = field(default_factory=dict)
    told: dict[int, int | None] = field(default_factory=dict)
    foreign: list[int] = field(default_factory=list)
    ranges: list[tuple[int, int]] = field(default_factory=list)
    unknown: int = 0
    strange: list[Citation] = field(default_factory=list)
    misread: int = 0

    def how(self, place: int) -> How | None:
        """How a document is cited, None when it is not."""
        return self.sure.get(place) or self.weak.get(place)


def settle(line: LineFacts, found: Found, likely: set[str], known: Documents) -> Cited:
    """Decide which document each citation names. `likely`: customers who may have paid."""
    cited = Cited(told=dict(found.told), unknown=len(found.unknown) + len(found.told_unknown))
    named: dict[Citation, int] = {}
    for citation in found.citations:
        place = _settle_one(line, citation, likely, known, cited)
        if place is not None:
            named[citation] = place
    for first, last in found.ranges:
        if first in named and last in named:
            cited.ranges.append((named[first], named[last]))
    for place in cited.sure:
        cited.weak.pop(place, None)
    return cited


def _settle_one(
    line: LineFacts, citation: Citation, likely: set[str], known: Documents, cited: Cited
) -> int | None:
    open_ones = [p for p in citation.places if known.is_open(p)]
    usable = [p for p in open_ones if known.items[p].currency == line.currency]
    if not usable:
        _settle_elsewhere(line, citation, open_ones, likely, known, cited)
        return None
    theirs = [p for p in usable if known.items[p].customer_id in likely]
    if citation.how is How.ORDER:
        _settle_order(line, theirs or usable, known, cited)
        return None
    if citation.how is How.LOOSE:
        right = theirs or [p for p in usable if known.items[p].balance_minor == line.amount_minor]
        if len(right) == 1:
            cited.weak.setdefault(right[0], _how_loose(line, citation, right[0], theirs, known))
            return right[0]
        return None
    choice = theirs or usable
    exact = [p for p in choice if known.items[p].balance_minor == line.amount_minor]
    if likely and not theirs and not exact and citation.how is not How.TOLD:
        cited.strange.append(citation)
        return None
    place = (exact or choice)[0]
    others = len(choice) - 1
    if others and not exact and not theirs:
        return None
    if cited.sure.get(place, How.LOOSE) <= citation.how:
        cited.sure[place] = citation.how
        cited.open_to[place] = others
    return place


def _settle_order(line: LineFacts, usable: list[int], known: Documents, cited: Cited) -> None:
    """An order names its one document, or those of the very amount."""
    exact = [p for p in usable if known.items[p].balance_minor == line.amount_minor]
    for place in usable if len(usable) == 1 else exact:
        cited.weak[place] = max(cited.weak.get(place, How.LOOSE), How.ORDER)


def _how_loose(
    line: LineFacts, citation: Citation, place: int, theirs: list[int], known: Documents
) -> How:
    """A loose number of four digits and more is as good as a cited one where payer and amount agree."""
    agree = theirs and known.items[place].balance_minor == line.amount_minor
    return How.CORE if agree and citation.end - citation.start >= 4 else How.LOOSE


def _settle_elsewhere(
    line: LineFacts, citation: Citation, open_ones: list[int], likely: set[str], known: Documents,
    cited: Cited,
) -> None:  # fmt: skip
    """A citation without an open document of the line's currency: a settled one, or a foreign one."""
    if citation.how in (How.LOOSE, How.ORDER):
        return
    if open_ones:
        cited.foreign += open_ones[:1]
        return
    theirs = [p for p in citation.places if known.customer_of(p) in likely]
    if theirs or any(known.total_of(p) == line.amount_minor for p in citation.places):
        cited.closed.append((theirs or list(citation.places))[0])
    elif likely:
        cited.strange.append(citation)
    elif citation.how >= How.LISTED:
        cited.closed.append(citation.places[0])
