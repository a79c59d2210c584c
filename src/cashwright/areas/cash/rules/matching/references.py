"""What a text can say of documents, and how surely.

Words: a document is *cited* when its number stands there; how says the way (How, strongest first);
a number that is labelled as an invoice's and is nobody's is *unknown*; any other is *stray*.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

from cashwright.areas.cash.rules.matching.documents import Places


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
