"""Which documents a line names: its text read as it stands, without breaks, and without a scanner's slips."""

from itertools import pairwise

from cashwright.areas.cash.rules.matching.documents import Documents
from cashwright.areas.cash.rules.matching.numbers import ATOM
from cashwright.areas.cash.rules.matching.references import Citation, Found, How
from cashwright.areas.cash.rules.matching.searching import Search
from cashwright.areas.cash.rules.matching.text import (
    cleared_of_ocr,
    flattened,
    read_text,
    unwrapped,
)


def find_documents(text: str, cited: tuple[tuple[str, int | None], ...], known: Documents) -> Found:
    """Everything the text and the structured remittance of a line say of documents."""
    flat = flattened(text)
    found = _read(flat, known) if flat.strip() else Found()
    if "\n" in flat:
        whole = unwrapped(flat)
        found = max(found, _read(whole, known), key=_weight) if whole != flat else found
    if known.by_order:
        _add_orders(found, known)
    for document_no, minor in cited:
        _tell(found, document_no, minor, known)
    return found


def tokens_of(found: Found) -> list[str]:
    """The runs of letters and of digits of a text, and pairs of neighbours squeezed."""
    words = [match[0] for match in ATOM.finditer(found.flat)]
    return [*words, *(a + b for a, b in pairwise(words))]


def _add_orders(found: Found, known: Documents) -> None:
    """Documents whose purchase order the text names."""
    for token in dict.fromkeys(tokens_of(found)):
        if token in known.by_order:
            found.citations.append(Citation(How.ORDER, known.by_order[token], 0, 0))


def _read(flat: str, known: Documents) -> Found:
    found = Search(read_text(flat), known).run()
    found.flat = flat
    if found.unknown or found.stray or not found.citations:
        cleared = cleared_of_ocr(flat, known.letters)
        if cleared != flat:
            again = Search(read_text(cleared), known).run()
            again.flat = cleared
            return max(found, again, key=_weight)
    return found


def _weight(found: Found) -> tuple[int, int]:
    """How much of a text is understood: signs in labelled citations, and then how little is not."""
    sure = sum(c.end - c.start for c in found.citations if c.is_labelled and c.how > How.LOOSE)
    return sure, -len(found.unknown) - len(found.stray)


def _tell(found: Found, document_no: str, minor: int | None, known: Documents) -> None:
    heard = Search(read_text(flattened(document_no)), known).run().citations
    sure = [c for c in heard if len(c.places) == 1 and c.how >= How.CORE]
    if len(sure) == 1:
        place = sure[0].places[0]
        found.told[place] = minor
        found.citations.append(Citation(How.TOLD, (place,), 0, 0))
    else:
        found.told_unknown.append(document_no)
        found.citations += heard
