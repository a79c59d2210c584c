"""One pass over a text for the numbers of documents: whole tokens only, the longest reading first."""

from cashwright.areas.cash.rules.matching.checks import is_creditor_reference, payloads
from cashwright.areas.cash.rules.matching.documents import Documents, Places
from cashwright.areas.cash.rules.matching.numbers import stripped
from cashwright.areas.cash.rules.matching.references import Citation, Found, How
from cashwright.areas.cash.rules.matching.surroundings import AND, LIST, UNTIL, Surroundings
from cashwright.areas.cash.rules.matching.text import Reading

_ATOMS_MAX = 7  # of one number, split groups included
_JOINS = frozenset(
    ("", " ", "-", "/", ".", "_", ":", "#", "\n", " -", "- ", " /", "/ ", ". ", "\n-", "-\n")
)
_TIGHT = frozenset(("", "-", "/", ".", "_", " "))


class Search(Surroundings):
    """One pass over the atoms of a text."""

    def __init__(self, reading: Reading, known: Documents) -> None:
        super().__init__(reading, known)
        self.found = Found()

    def run(self) -> Found:
        """All the text says of documents."""
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
        if self.last is not None and self.is_until(start):
            self.found.ranges.append((self.last, hit))
        self.last_label = (
            self.label(start) if hit.is_labelled and self.atoms[start].is_digits else ""
        )
        self.found.citations.append(hit)
        self.last, self.last_end = hit, hit.end

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
            if places and not self.goes_on(place):
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
        if self.is_glued(start):
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
                if places and not self.goes_on(place):
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
        label = self.label(start)
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
        if self.last is None or len(self.last.places) != 1 or self.is_glued(start):
            return None
        between = self.flat[self.last_end : self.atoms[start].start].strip()
        if between not in LIST and between not in AND and between not in UNTIL:
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
        label = self.label(start)
        if (
            not places
            or self.goes_on(start)
            or (not label and (len(key) < 3 or self.is_glued(start)))
        ):
            return None
        if _is_year(atom.text) and not label:
            return None
        same = tuple(p for p in places if self.known.numbers[p].letters == label)
        is_sure = bool(label) or len(key) >= 6
        how = How.CORE if is_sure else How.LOOSE
        return Citation(how, same or places, atom.start, atom.end, bool(label))

    def _leave(self, start: int) -> int:
        """Keep digits that are no document's, to be compared with the payer's own documents."""
        end, token = self._run_of_digits(start)
        atoms = self.atoms[start:end]
        ways = dict.fromkeys(way for way in (token, *(a.text for a in atoms)) if way.strip("0"))
        if self.label(start):
            self.found.unknown.append(tuple(ways))
        elif len(token) >= 3 and not _is_year(token) and not self.is_glued(start):
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
