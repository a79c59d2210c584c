"""Which documents a text names, and how surely: whole tokens only, the longest reading first.

Words: a document is *cited* when its number stands there; how says the way (How, strongest first);
a number that is labelled as an invoice's and is nobody's is *unknown*; any other is *stray*.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

from cashwright.areas.cash.rules.matching.checks import is_creditor_reference, payloads
from cashwright.areas.cash.rules.matching.documents import Documents, Places
from cashwright.areas.cash.rules.matching.numbers import stripped
from cashwright.areas.cash.rules.matching.text import (
    LABELS,
    Atom,
    Reading,
    cleared_of_ocr,
    flattened,
    read_text,
    unwrapped,
)

_ATOMS_MAX = 7  # of one number, split groups included
_JOINS = frozenset(
    ("", " ", "-", "/", ".", "_", ":", "#", "\n", " -", "- ", " /", "/ ", ". ", "\n-", "-\n")
)
_TIGHT = frozenset(("", "-", "/", ".", "_", " "))
_LIST = frozenset((",", ";", "/", "+", "&", "-"))
_AND = frozenset(("UND", "AND", "U", "ET", "Y", "E", "EN", "OG", "I"))
_UNTIL = frozenset(("BIS", "TO", "THRU", "THROUGH", "UNTIL", "TILL", "AU", "TOT", "AL"))


class How(IntEnum):
    """How a document is cited, weakest first.

    LOOSE    its running number, short and without a label
    CUT      the beginning or the end of its number
    SLIP     its number but for one slip of a finger or a scanner
    ORDER    its purchase order
    CORE     its running number, labelled or long
    LISTED   the last digits of its number, in a list that began with a whole one
    DIGITS   its number without its letters
    WHOLE    its number, or a reference with a right check digit that carries it
    TOLD     a structured remittance
    """

    LOOSE = 1
    CUT = 2
    SLIP = 3
    ORDER = 4
    CORE = 5
    LISTED = 6
    DIGITS = 7
    WHOLE = 8
    TOLD = 9


class Citation(NamedTuple):
    """One reading of a stretch of text: the documents it may name.

    is_labelled  letters of a series or a word say that it is an invoice's number
    """

    how: How
    places: Places
    start: int
    end: int
    is_labelled: bool = True


@dataclass(slots=True)
class Found:
    """All a text says about documents.

    told     minor units a structured remittance says of a document
    ranges   (first, last) citations of "first to last"
    unknown  labelled numbers that are no document's; stray: other digits, each as its ways to be read
    begun    squeezed runs that begin like a document's number and are none: one may have been cut
    """

    citations: list[Citation] = field(default_factory=list)
    told: dict[int, int | None] = field(default_factory=dict)
    told_unknown: list[str] = field(default_factory=list)
    ranges: list[tuple[Citation, Citation]] = field(default_factory=list)
    unknown: list[tuple[str, ...]] = field(default_factory=list)
    stray: list[tuple[str, ...]] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)
    flat: str = ""


def find_documents(text: str, cited: tuple[tuple[str, int | None], ...], known: Documents) -> Found:
    """Everything the text and the structured remittance of a line say of documents."""
    flat = flattened(text)
    found = _read(flat, known) if flat.strip() else Found()
    if "\n" in flat:
        whole = unwrapped(flat)
        found = max(found, _read(whole, known), key=_weight) if whole != flat else found
    for document_no, minor in cited:
        _tell(found, document_no, minor, known)
    return found


def _read(flat: str, known: Documents) -> Found:
    found = _Search(read_text(flat), known).run()
    found.flat = flat
    if found.unknown or found.stray or not found.citations:
        cleared = cleared_of_ocr(flat, known.letters)
        if cleared != flat:
            again = _Search(read_text(cleared), known).run()
            again.flat = cleared
            return max(found, again, key=_weight)
    return found


def _weight(found: Found) -> tuple[int, int]:
    """How much of a text is understood: signs in labelled citations, and then how little is not."""
    sure = sum(c.end - c.start for c in found.citations if c.is_labelled and c.how > How.LOOSE)
    return sure, -len(found.unknown) - len(found.stray)


def _tell(found: Found, document_no: str, minor: int | None, known: Documents) -> None:
    heard = _Search(read_text(flattened(document_no)), known).run().citations
    sure = [c for c in heard if len(c.places) == 1 and c.how >= How.CORE]
    if len(sure) == 1:
        place = sure[0].places[0]
        found.told[place] = minor
        found.citations.append(Citation(How.TOLD, (place,), 0, 0))
    else:
        found.told_unknown.append(document_no)
        found.citations += heard


class _Search:
    """One pass over the atoms of a text."""

    def __init__(self, reading: Reading, known: Documents) -> None:
        self.atoms = reading.atoms
        self.flat = reading.flat
        self.known = known
        self.found = Found()
        self.last: Citation | None = None  # the citation a list or a range goes on from
        self.last_end = 0
        self.last_label = ""  # the word before the first number of a list

    def run(self) -> Found:
        place = 0
        while place < len(self.atoms):
            place = self._step(place)
        return self.found

    def _step(self, start: int) -> int:
        """Read what begins at an atom; returns the atom to go on from."""
        atom = self.atoms[start]
        hit, end = self._named(start) if not atom.is_digits else self._in_digits(start)
        if hit is not None:
            self._keep(hit, start)
            return end
        if atom.is_digits and not (atom.is_noise or atom.is_other):
            return self._leave(start)
        return start + 1

    def _keep(self, hit: Citation, start: int) -> None:
        if self.last is not None and self._is_until(start):
            self.found.ranges.append((self.last, hit))
        self.last_label = (
            self._label(start) if hit.is_labelled and self.atoms[start].is_digits else ""
        )
        self.found.citations.append(hit)
        self.last, self.last_end = hit, hit.end

    def _is_until(self, start: int) -> bool:
        between = self.flat[self.last_end : self.atoms[start].start].strip(" .\n")
        return between in ("-", "–", "—", "BIS", "TO") or between.strip(" .-") in _UNTIL

    # A number with its letters.

    def _named(self, start: int) -> tuple[Citation | None, int]:
        atom = self.atoms[start]
        heads = [atom.text] if atom.text in self.known.letters or atom.text == "RF" else []
        heads += [
            s for s in self.known.letters if len(s) > 1 and atom.text.endswith(s) and s != atom.text
        ]
        for head in heads:
            hit, end = self._with_head(head, start)
            if hit is not None:
                return hit, end
            self._begin(head, start)
        return None, start

    def _with_head(self, head: str, start: int) -> tuple[Citation | None, int]:
        squeezed = bare = head
        best: tuple[Citation | None, int] = (None, start)
        for place in range(start + 1, min(start + _ATOMS_MAX, len(self.atoms))):
            atom = self.atoms[place]
            if atom.gap not in _JOINS:
                break
            squeezed += atom.text
            bare += stripped(atom.text) if atom.is_digits else atom.text
            places = self.known.by_name.get(squeezed) or self.known.by_name.get(bare)
            if places is None and head == "RF" and is_creditor_reference(squeezed):
                places = self._carried(squeezed[4:])
            if places and not self._goes_on(place):
                cite = Citation(How.WHOLE, places, self.atoms[start].start, atom.end)
                best = (cite, place + 1)
        return best

    def _carried(self, payload: str) -> Places | None:
        """The documents whose number is the payload of a checked reference."""
        by_digits = self.known.by_digits.get(stripped(payload)) if payload.isdigit() else None
        return self.known.by_name.get(payload) or by_digits

    # A number in digits.

    def _in_digits(self, start: int) -> tuple[Citation | None, int]:
        if self.atoms[start].is_noise or self.atoms[start].is_other:
            return None, start + 1
        whole, end = self._whole_digits(start)
        if whole is not None:
            return whole, end
        listed = self._listed(start)
        return (listed or self._core(start)), start + 1

    def _whole_digits(self, start: int) -> tuple[Citation | None, int]:
        """The longest run of groups of digits that is all the digits of a document's number."""
        if self._is_glued(start):
            return None, start + 1
        squeezed = bare = ""
        best: tuple[Citation | None, int] = (None, start + 1)
        for place in range(start, min(start + _ATOMS_MAX, len(self.atoms))):
            atom = self.atoms[place]
            if not atom.is_digits or atom.is_noise or (place > start and atom.gap not in _JOINS):
                break
            squeezed += atom.text
            bare += stripped(atom.text)
            for key in dict.fromkeys((stripped(squeezed), bare)):
                places = self._of_all_digits(key)
                if places and not self._goes_on(place):
                    best = (self._digits_cite(places, start, place), place + 1)
        return best if best[0] is not None else self._checked(start)

    def _of_all_digits(self, key: str) -> Places:
        if len(key) < 5:
            return ()
        numbers = self.known.numbers
        there = self.known.by_digits.get(key, ())
        return tuple(p for p in there if key != numbers[p].core or key == numbers[p].digits)

    def _digits_cite(self, places: Places, start: int, last: int) -> Citation:
        pure = all(not self.known.numbers[p].letters for p in places)
        how = How.WHOLE if pure else How.DIGITS
        label = self._label(start)
        return Citation(how, places, self.atoms[start].start, self.atoms[last].end, bool(label))

    def _checked(self, start: int) -> tuple[Citation | None, int]:
        """A long number with a right check digit that carries a document's."""
        end, token = self._run_of_digits(start)
        if len(token) >= 6:
            for payload in payloads(token):
                places = self._of_all_digits(stripped(payload))
                if places:
                    stop = self.atoms[end - 1].end
                    return Citation(How.WHOLE, places, self.atoms[start].start, stop), end
        return None, start + 1

    def _run_of_digits(self, start: int) -> tuple[int, str]:
        """The groups of digits that stand together from here, joined, and the atom after them."""
        end, token = start, ""
        while end < len(self.atoms) and self.atoms[end].is_digits and not self.atoms[end].is_noise:
            if end > start and self.atoms[end].gap not in (" ", "/", "-", ".", "\n"):
                break
            token += self.atoms[end].text
            end += 1
        return end, token

    def _listed(self, start: int) -> Citation | None:
        """INV-2025-004211, 12 and 15: the last digits of a number of the same series."""
        if self.last is None or len(self.last.places) != 1 or self._is_glued(start):
            return None
        between = self.flat[self.last_end : self.atoms[start].start].strip()
        if between not in _LIST and between not in _AND and between not in _UNTIL:
            return None
        digits, ending = self.known.numbers[self.last.places[0]].digits, self.atoms[start].text
        if len(ending) >= len(digits):
            return None
        letters = self.known.numbers[self.last.places[0]].letters
        there = self.known.by_digits.get(digits[: -len(ending)] + ending, ())
        places = tuple(p for p in there if self.known.numbers[p].letters == letters)
        if not places or places == self.last.places:
            return None
        return Citation(How.LISTED, places, self.atoms[start].start, self.atoms[start].end)

    def _core(self, start: int) -> Citation | None:
        """A running number by itself: sure when labelled or long, loose when short."""
        atom, key = self.atoms[start], stripped(self.atoms[start].text)
        places = self.known.by_digits.get(key, ())
        label = self._label(start)
        if (
            not places
            or self._goes_on(start)
            or (not label and (len(key) < 3 or self._is_glued(start)))
        ):
            return None
        if _is_year(atom.text) and not label:
            return None
        same = tuple(p for p in places if self.known.numbers[p].letters == label)
        is_sure = bool(label) or len(key) >= 6
        how = How.CORE if is_sure else How.LOOSE
        return Citation(how, same or places, atom.start, atom.end, bool(label))

    # What stands around it.

    def _follows(self, start: int) -> bool:
        """Whether a list goes on from the last citation to here."""
        between = self.flat[self.last_end : self.atoms[start].start].strip(" .\n")
        return self.last is not None and (not between or between in _LIST or between in _AND)

    def _is_glued(self, start: int) -> bool:
        """Whether foreign letters stand right before the digits: DE123 is no 123."""
        before = self.atoms[start - 1] if start and self.atoms[start].gap == "" else None
        return before is not None and not before.is_digits and not self._is_label(before.text)

    def _goes_on(self, place: int) -> bool:
        """Whether letters and more digits are glued to an atom: 1X0 is no 1."""
        after = self.atoms[place + 1 : place + 3]
        return len(after) == 2 and after[0].gap == after[1].gap == "" and after[1].is_digits

    def _is_label(self, word: str) -> bool:
        return (
            word in LABELS or word in self.known.letters or word.endswith(("RECHNUNG", "INVOICE"))
        )

    def _label(self, start: int) -> str:
        """The word that says a number is an invoice's, or the letters of its series; "" without.

        in a list the word before the first number is said of all of them
        """
        if self.last_label and self._follows(start):
            return self.last_label
        for back in (1, 2):
            if start < back or len(self.atoms[start - back + 1].gap) > 3:
                return ""
            before: Atom = self.atoms[start - back]
            if before.is_digits:
                return ""
            if self._is_label(before.text):
                return before.text
        return ""

    def _leave(self, start: int) -> int:
        """Keep digits that are no document's, to be compared with the payer's own documents."""
        end, token = self._run_of_digits(start)
        atoms = self.atoms[start:end]
        ways = dict.fromkeys(way for way in (token, *(a.text for a in atoms)) if way.strip("0"))
        if self._label(start):
            self.found.unknown.append(tuple(ways))
        elif len(token) >= 3 and not _is_year(token) and not self._is_glued(start):
            self.found.stray.append(tuple(ways))
        return start + 1 if self._splits(start, end) else end

    def _splits(self, start: int, end: int) -> bool:
        return any(a.text in self.known.by_digits for a in self.atoms[start + 1 : end])

    def _begin(self, head: str, start: int) -> None:
        """Keep letters of a series and the digits after them, when they are no document's number."""
        squeezed = head
        for atom in self.atoms[start + 1 : start + _ATOMS_MAX]:
            if not atom.is_digits or atom.gap not in _TIGHT:
                break
            squeezed += atom.text
        if len(squeezed) >= len(head) + 3:
            self.found.begun.append(squeezed)


def _is_year(text: str) -> bool:
    return len(text) == 4 and "2010" <= text <= "2049"
