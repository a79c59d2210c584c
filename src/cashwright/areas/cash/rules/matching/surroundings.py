"""What stands around a number in a text: labels, glued letters, lists that go on, ranges."""

from cashwright.areas.cash.rules.matching.documents import Documents
from cashwright.areas.cash.rules.matching.references import Citation
from cashwright.areas.cash.rules.matching.text import LABELS, Atom, Reading

LIST = frozenset((",", ";", "/", "+", "&", "-"))
AND = frozenset(("UND", "AND", "U", "ET", "Y", "E", "EN", "OG", "I"))
UNTIL = frozenset(("BIS", "TO", "THRU", "THROUGH", "UNTIL", "TILL", "AU", "TOT", "AL"))


class Surroundings:
    """The atoms of a text, and the last citation read: a list or a range goes on from there."""

    def __init__(self, reading: Reading, known: Documents) -> None:
        self.atoms = reading.atoms
        self.flat = reading.flat
        self.known = known
        self.last: Citation | None = None
        self.last_end = 0
        self.last_label = ""  # the word before the first number of a list

    def between(self, start: int) -> str:
        """What stands between the last citation and an atom."""
        return self.flat[self.last_end : self.atoms[start].start].strip(" .\n")

    def is_until(self, start: int) -> bool:
        """Whether a range goes from the last citation to here."""
        between = self.between(start)
        return between in ("-", "–", "—", "BIS", "TO") or between.strip(" .-") in UNTIL

    def follows(self, start: int) -> bool:
        """Whether a list goes on from the last citation to here."""
        between = self.between(start)
        return self.last is not None and (not between or between in LIST or between in AND)

    def is_glued(self, start: int) -> bool:
        """Whether foreign letters stand right before the digits: DE123 is no 123."""
        before = self.atoms[start - 1] if start and self.atoms[start].gap == "" else None
        return before is not None and not before.is_digits and not self.is_label(before.text)

    def goes_on(self, place: int) -> bool:
        """Whether letters and more digits are glued to an atom: 1X0 is no 1."""
        after = self.atoms[place + 1 : place + 3]
        return len(after) == 2 and after[0].gap == after[1].gap == "" and after[1].is_digits

    def is_label(self, word: str) -> bool:
        """Whether a word says that a number is an invoice's."""
        return (
            word in LABELS or word in self.known.letters or word.endswith(("RECHNUNG", "INVOICE"))
        )

    def label(self, start: int) -> str:
        """The word that says a number is an invoice's, or the letters of its series; "" without.

        in a list the word before the first number is said of all of them; "Inv no 7 E2" names one only
        """
        if self.last_label and self.follows(start) and not self.is_glued(start):
            return self.last_label
        for back in (1, 2):
            if start < back or len(self.atoms[start - back + 1].gap) > 3:
                return ""
            before: Atom = self.atoms[start - back]
            if before.is_digits:
                return ""
            if self.is_label(before.text):
                return before.text
        return ""
