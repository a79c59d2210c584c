"""A mail in sentences, each with its place, so that a page can show the words a suggestion comes from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cashwright.areas.messaging.rules.inbox.calendar_words import MONTHS

_SENTENCES_MAX = 200
_LENGTH_MAX = 500
_WRAPPED_FROM = 50  # a line this long was broken by a mail program, not by its writer
_END = re.compile(r"(?P<mark>[.!?]{1,5}[)\"'”“]{0,3})\s+|\n")
_ABBREVIATION = re.compile(
    r"\b(?:nr|no|z\. ?b|bzw|inv|mr|mrs|ms|dr|e\.g|i\.e|st|tel|approx|ca|d\. ?h|u\. ?a|mo|di|mi|do|fr|inkl|"
    r"incl|evtl|ggf|abs|pos|rg|re|art|jan|feb|mar|apr|jun|jul|aug|sept?|oct|okt|nov|dec|dez|usd|eur)\.$",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"(?<!\d)\d{1,2}\.$")
_NEXT_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text` is what stands at [start, end) of the mail."""

    start: int
    end: int
    text: str


def sentences_of(text: str) -> Iterator[Sentence]:
    """The sentences of a text, at most 200, each of at most 500 signs."""
    made, start = 0, 0
    for found in _END.finditer(text):
        if made >= _SENTENCES_MAX:
            return
        if not _ends(text, start, found):
            continue
        end = found.end("mark") if found["mark"] else found.start()
        for one in _cut(text, start, end):
            made += 1
            yield one
        start = found.end()
    yield from _cut(text, start, len(text))


def _ends(text: str, start: int, found: re.Match[str]) -> bool:
    if not found["mark"]:
        line = text[text.rfind("\n", 0, found.start()) + 1 : found.start()].rstrip()
        is_blank_next = text[found.end() : found.end() + 1] in ("\n", "")
        return len(line) < _WRAPPED_FROM or line.endswith((":", ",", ";")) or is_blank_next
    before = text[max(start, found.start() - 12) : found.start() + 1]
    if _ABBREVIATION.search(before):
        return False
    word = _NEXT_WORD.match(text, found.end())
    if word is not None and word[0][0].islower() and found["mark"] == ".":
        return not before[:-1][-1:].isdigit() and "\n" in found[0]
    return not (_ORDINAL.search(before) and word is not None and word[0].lower() in MONTHS)


def _cut(text: str, start: int, end: int) -> Iterator[Sentence]:
    part = text[start:end]
    start += len(part) - len(part.lstrip())
    part = part.strip()
    for at in range(0, min(len(part), 10 * _LENGTH_MAX), _LENGTH_MAX):
        piece = part[at : at + _LENGTH_MAX]
        yield Sentence(start + at, start + at + len(piece), piece)
