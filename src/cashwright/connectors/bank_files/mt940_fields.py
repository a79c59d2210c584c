"""MT940 and MT942 taken apart: fields with their lines, one by one, statement by statement.

A field begins at a line `:61:`; lines that begin no field go on with the one before, since banks wrap
text at 65 characters wherever it stands. `-` alone ends a message, `:20:` begins the next.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from cashwright.connectors.bank_files.reading import Reading

_FIELD = re.compile(
    r":(13D?|20|21|25P?|28C?|34F|60[FM]?|61|62[FM]?|64|65F?|86|90[CD]|NS|940|942):(.*)", re.DOTALL
)
_END = re.compile(r"-\}?(?:\{5:.*)?\s*")
_LINES_PER_FIELD = 2_000


@dataclass(slots=True)
class Field:
    """`tag` without colons; `lines` as written, the first one after the tag."""

    tag: str
    line: int
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All lines, by line breaks."""
        return "\n".join(self.lines)

    @property
    def first(self) -> str:
        """The first line."""
        return self.lines[0].strip()


def statements_of(reading: Reading, text: str) -> Iterator[list[Field]]:
    """The fields of each statement. Raises BankFileBroken for a field without end."""
    now: list[Field] = []
    for found in _fields(reading, text):
        if found.tag in ("940", "942"):
            continue
        if found.tag == "20" and now:
            yield now
            now = []
        now.append(found)
    if now:
        yield now


def _fields(reading: Reading, text: str) -> Iterator[Field]:
    now: Field | None = None
    pending = ""
    for number, written in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        line = pending + written
        pending = ""
        begun = _FIELD.match(line.lstrip("\x01 ")) if ":" in line[:8] else None
        if begun:
            if now is not None:
                yield now
            now = Field(begun[1], number, [begun[2]])
            reading.check_time()
        elif now is None:
            continue
        elif _END.fullmatch(line):
            yield now
            now = None
        elif line == ":":
            pending = ":"  # some banks break even between the colon and the number of a field
        else:
            now.lines.append(line)
            if len(now.lines) > _LINES_PER_FIELD:
                reading.broken(now.line, f"field {now.tag} has no end")
    if now is not None:
        yield now
