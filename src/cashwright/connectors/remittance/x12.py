"""Interchanges of EDI X12: segments by the separators the header names, envelopes whose counts must agree.

source  ASC X12.5 interchange control structures: ISA has a fixed length, its 4th character parts
        elements, its 106th ends segments; IEA counts groups, GE transactions, SE segments, and each
        repeats the control number of what it closes
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from cashwright.connectors.bank_files.reading import Reading

_ISA = 106
_TAG = re.compile(r"[A-Z][A-Z0-9]{1,2}")
_CLOSES = {"SE": "ST", "GE": "GS", "IEA": "ISA"}
_INSIDE = {"ST": "GS", "GS": "ISA", "ISA": ""}
_WHAT = {"SE": "segments of a transaction", "GE": "transactions of a group", "IEA": "groups"}
_NUMBER_AT = {"ISA": 13, "GS": 6, "ST": 2}  # where the control number stands


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment: its place in the file, from 1, and its elements, the tag first."""

    number: int
    parts: Sequence[str]

    @property
    def tag(self) -> str:
        return self.parts[0]

    def at(self, place: int) -> str:
        """The element of that number, "" where there is none."""
        return self.parts[place].strip() if place < len(self.parts) else ""


def is_interchange(text: str) -> bool:
    """Whether it begins as one."""
    return text.lstrip().startswith("ISA") and not text.lstrip()[3:4].isalnum()


def transactions(reading: Reading, text: str) -> Iterator[list[Segment]]:
    """The segments of each transaction, ST first, SE last. Raises BankFileBroken, BankTotalsDisagree."""
    text = text.lstrip()
    separator, terminator = text[3:4], text[_ISA - 1 : _ISA]
    if not terminator or separator.isalnum() or terminator.isalnum() or separator == terminator:
        reading.broken(1, "the header of the interchange is cut short or has no separators")
    envelope = _Envelope(reading)
    for number, one in enumerate(text.split(terminator), 1):
        parts = one.strip("\r\n\t ").split(separator)
        if parts == [""]:
            continue
        if not _TAG.fullmatch(parts[0]):
            reading.broken(number, "a segment begins with no tag")
        reading.count(number)
        if ended := envelope.take(Segment(number, parts)):
            yield ended
    if envelope.opened:
        reading.broken(0, "the interchange breaks off")


@dataclass(slots=True)
class _Level:
    """An envelope that is open: what opened it, and how much it holds."""

    opener: Segment
    count: int = 0


@dataclass(slots=True)
class _Envelope:
    """The envelopes around a segment; each is held against its closing segment."""

    reading: Reading
    opened: list[_Level] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)

    def take(self, segment: Segment) -> list[Segment] | None:
        """The segments of the transaction that ends with this one, else None."""
        if segment.tag in _INSIDE:
            self._open(segment)
        elif segment.tag in _CLOSES:
            return self._close(segment)
        elif self._inner() == "ST":
            self.segments.append(segment)
            self.opened[-1].count += 1
        elif self._inner() != "ISA" or segment.tag not in ("TA1", "ISB"):
            self.reading.broken(segment.number, f"{segment.tag} stands outside of a transaction")
        return None

    def _inner(self) -> str:
        return self.opened[-1].opener.tag if self.opened else ""

    def _open(self, segment: Segment) -> None:
        if self._inner() != _INSIDE[segment.tag]:
            self.reading.broken(segment.number, f"{segment.tag} stands where it may not")
        if self.opened:
            self.opened[-1].count += 1
        self.opened.append(_Level(segment))
        if segment.tag == "ST":
            self.segments = [segment]
            self.opened[-1].count = 1

    def _close(self, segment: Segment) -> list[Segment] | None:
        tag = segment.tag
        if self._inner() != _CLOSES[tag]:
            self.reading.broken(segment.number, f"{tag} ends what did not begin")
        level = self.opened.pop()
        found = level.count + (tag == "SE")
        self.reading.agree(segment.number, _WHAT[tag], _count(segment.at(1)), found)
        said = level.opener.at(_NUMBER_AT[level.opener.tag])
        if said.lstrip("0") != segment.at(2).lstrip("0"):
            self.reading.broken(segment.number, f"{tag} ends another number than {said[:20]}")
        return [*self.segments, segment] if tag == "SE" else None


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
