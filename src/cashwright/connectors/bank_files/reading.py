"""What every reader carries along: the file's name, its limits, its clock, and how it refuses."""

import codecs
import time
from dataclasses import dataclass, field
from typing import NoReturn

from cashwright.areas.cash.ports import Assumed
from cashwright.areas.cash.refusals import (
    BankFileBroken,
    BankFileMisencoded,
    BankFileTooSlow,
    BankFileUnsafe,
    BankTotalsDisagree,
    BankValueUnreadable,
    TooManyEntries,
)

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_VALUE_SHOWN, _SECONDS_EVERY = 64, 256


@dataclass(frozen=True, slots=True)
class BankFileLimits:
    """What a file is held to while it is read.

    xml_bytes      camt is read as a stream, so it may be larger than what is read whole
    text_bytes     every other format
    depth          of elements within elements
    text_run       characters of one value: longer than any bank writes
    entries        of one file, details of batches counted as well
    seconds        of reading
    members        files in an archive; `ratio` unpacked to packed, once past `ratio_from` bytes
    """

    xml_bytes: int = 400 * 1024**2
    text_bytes: int = 128 * 1024**2
    depth: int = 64
    text_run: int = 1024**2
    entries: int = 500_000
    seconds: int = 120
    members: int = 1_000
    unpacked_bytes: int = 400 * 1024**2
    ratio: int = 100
    ratio_from: int = 1024**2


LIMITS = BankFileLimits()
NOTHING_ASSUMED = Assumed()


class Unreadable(Exception):
    """A value that is not what it should be, before its line is known."""

    def __init__(self, field: str, value: str, expected: str) -> None:
        super().__init__(field)
        self.field, self.value, self.expected = field, value, expected


@dataclass(slots=True)
class Reading:
    """One file being read."""

    name: str
    assumed: Assumed = NOTHING_ASSUMED
    limits: BankFileLimits = LIMITS
    entries: int = 0
    notes: list[str] = field(default_factory=list)
    deadline: float = 0.0

    def __post_init__(self) -> None:
        self.deadline = time.monotonic() + self.limits.seconds

    def count(self, line: int = 0) -> None:
        """One more entry or detail. Raises TooManyEntries, BankFileTooSlow."""
        self.entries += 1
        if self.entries > self.limits.entries:
            raise TooManyEntries(file=self.name, line=line, most=self.limits.entries)
        if self.entries % _SECONDS_EVERY == 0:
            self.check_time()

    def check_time(self) -> None:
        """Raises BankFileTooSlow."""
        if time.monotonic() > self.deadline:
            raise BankFileTooSlow(file=self.name, seconds=self.limits.seconds)

    def unreadable(self, line: int, field: str, value: str, expected: str) -> NoReturn:
        """Refuse one value."""
        raise BankValueUnreadable(
            file=self.name, line=line, field=field, value=value[:_VALUE_SHOWN], expected=expected
        )

    def at(self, line: int, wrong: Unreadable) -> NoReturn:
        """Refuse one value, now that its line is known."""
        self.unreadable(line, wrong.field, wrong.value, wrong.expected)

    def broken(self, line: int, why: str) -> NoReturn:
        """Refuse the file: its parts do not fit together."""
        raise BankFileBroken(file=self.name, line=line, why=why)

    def unsafe(self, line: int, why: str) -> NoReturn:
        """Refuse the file: it is built to exhaust its reader."""
        raise BankFileUnsafe(file=self.name, line=line, why=why)

    def agree(self, line: int, what: str, said: int, found: int) -> None:
        """Hold a control total of the file against its lines. Raises BankTotalsDisagree."""
        if said != found:
            raise BankTotalsDisagree(file=self.name, line=line, what=what, said=said, found=found)

    def text(self, data: bytes) -> str:
        """The bytes as text: by their mark, else UTF-8, else Western European; noted.

        Raises BankFileMisencoded for bytes that are no text at all.
        """
        codec = next((codec for mark, codec in _MARKS if data.startswith(mark)), None)
        for tried in (codec,) if codec else ("utf-8", "cp1252", "latin-1"):
            try:
                text = data.decode(tried)
            except UnicodeDecodeError:
                continue
            if "\0" in text:
                raise BankFileMisencoded(file=self.name, why="zero bytes")
            if tried not in ("utf-8", "utf-8-sig"):
                self.notes.append(f"read as {tried}")
            return text
        raise BankFileMisencoded(file=self.name, why=f"marked as {codec}, but is not")
