"""The records of BAI2: lines, with continuations 88 put to the record they go on."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from cashwright.connectors.bank_files.reading import Reading

_LINE_MAX = 10_000
_CONTINUATIONS_MAX = 10_000


@dataclass(slots=True)
class Record:
    """`fields` from the code on; `lines` counts it with its continuations.

    continued  the text of continuations of a transaction, which may hold commas
    """

    code: str
    line: int
    fields: list[str]
    lines: int = 1
    continued: list[str] = field(default_factory=list)

    def at(self, index: int) -> str:
        """The field of that number, the code being 0; "" where the record is shorter."""
        return self.fields[index].strip() if index < len(self.fields) else ""


def records_of(reading: Reading, text: str) -> Iterator[Record]:
    """Every record. Raises BankFileBroken for what is none."""
    now: Record | None = None
    for number, written in enumerate(text.splitlines(), 1):
        line = written.strip()
        if not line:
            continue
        if len(line) > _LINE_MAX:
            reading.broken(number, f"a line of more than {_LINE_MAX} characters")
        body = line.removesuffix("/")
        code, _, rest = body.partition(",")
        if not (code.isascii() and code.isdigit() and len(code) == 2):
            reading.broken(number, "a line that begins with no record code")
        if code == "88":
            _go_on(reading, now, number, rest)
            continue
        if now is not None:
            yield now
        now = Record(code, number, body.split(","))
    if now is not None:
        yield now


def _go_on(reading: Reading, now: Record | None, number: int, rest: str) -> None:
    if now is None:
        reading.broken(number, "a continuation 88 without a record before it")
    now.lines += 1
    if now.lines > _CONTINUATIONS_MAX:
        reading.broken(number, "a record without end")
    if now.code == "16":
        now.continued.append(rest)
    else:
        now.fields += rest.split(",")
