"""The records of NACHA files: walked in their order, every control record held against what came.

source  NACHA operating rules, appendix three: records of 94 characters, 1 file, 5 batch, 6 entry,
        7 addendum, 8 end of batch, 9 end of file and, all nines, filler. In ADV batches entries and
        controls are laid out differently, and amounts have more digits.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from cashwright.connectors.bank_files.reading import Reading

_WIDTH = 94
_HASH = 10**10
_SERVICE_CLASSES = ("200", "220", "225", "280")
_AMOUNT = {False: slice(29, 39), True: slice(27, 39)}  # by whether the batch is ADV
_SUMS = {False: (slice(20, 32), slice(32, 44)), True: (slice(20, 40), slice(40, 60))}
_FILE_SUMS = {False: (slice(31, 43), slice(43, 55)), True: (slice(31, 51), slice(51, 71))}


def is_nacha(text: str) -> bool:
    """Whether it begins with a record of such a file: the header, or, the header missing, a batch."""
    first = text.lstrip("\ufeff\r\n").split("\n", 1)[0].rstrip("\r")
    if first.startswith("101"):
        return first[34:37] == "094"
    wide = len(first) >= _WIDTH - 1
    return wide and (
        (first[0] == "5" and first[1:4] in _SERVICE_CLASSES)
        or (first[0] == "6" and first[1:11].isdigit() and first[29:39].isdigit())
    )


@dataclass(slots=True)
class Entry:
    """One payment: `addenda` are (type, the 80 characters after it). Amounts are in cents."""

    line: int
    code: str
    amount_minor: int
    trace_no: str
    addenda: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_credit(self) -> bool:
        """Whether the account named in it was credited; in ADV the odd codes are."""
        if self.code[0] == "8":
            return self.code in ("81", "83", "85", "87")
        return self.code[1] in "01234"

    @property
    def is_return(self) -> bool:
        """Whether it tells of an earlier entry: a return (99), a notice of change (98)."""
        return any(kind in ("98", "99") for kind, _ in self.addenda)


@dataclass(slots=True)
class Batch:
    """Entries of one company on one day: `kind` is the standard entry class (CCD, CTX, PPD, IAT)."""

    line: int
    header: str
    entries: list[Entry] = field(default_factory=list)
    routing: int = 0

    @property
    def kind(self) -> str:
        return self.header[50:53]

    @property
    def records(self) -> int:
        """Entries and addenda, as control records count them."""
        return sum(1 + len(entry.addenda) for entry in self.entries)

    def total_minor(self, *, is_credit: bool) -> int:
        """The sum of its credits, or of its debits."""
        return sum(one.amount_minor for one in self.entries if one.is_credit is is_credit)


def batches(reading: Reading, text: str) -> list[Batch]:
    """Every batch, checked. Raises BankFileBroken, BankTotalsDisagree, BankValueUnreadable."""
    walk = _Walk(reading)
    for number, record in _records(reading, text):
        reading.count(number)
        walk.take(number, record)
    if walk.is_inside or not walk.is_closed:
        reading.broken(0, "the file breaks off before its control record")
    return walk.found


def _records(reading: Reading, text: str) -> Iterator[tuple[int, str]]:
    """(line, record of 94 characters); lines that hold several records are cut."""
    for number, line in enumerate(text.lstrip("\ufeff").split("\n"), 1):
        whole = line.rstrip("\r\t \x1a")
        for start in range(0, len(whole), _WIDTH):
            record = whole[start : start + _WIDTH].ljust(_WIDTH)
            if any(ord(sign) < 32 or ord(sign) == 127 for sign in record):
                reading.broken(number, "a record holds a sign that is none")
            yield number, record


@dataclass(slots=True)
class _Walk:
    """Where in a file the walk is. `since`: the first batch of this file; files may follow each other."""

    reading: Reading
    found: list[Batch] = field(default_factory=list)
    batch: Batch | None = None
    is_inside: bool = False
    is_closed: bool = False
    since: int = 0

    def take(self, number: int, record: str) -> None:
        kind = record[0]
        if self.is_closed and not record.strip("9 "):
            return
        if kind == "1" and not self.is_inside:
            self._header(number, record)
        elif not self.is_inside:
            self.reading.broken(number, "a record stands before the header or after the control")
        elif kind == "5" and self.batch is None:
            self.batch = Batch(number, record)
        elif kind == "9" and self.batch is None:
            self._close_file(number, record)
        elif kind == "8" and self.batch is not None:
            self._close_batch(number, record, self.batch)
        elif kind == "6" and self.batch is not None:
            self._entry(number, record, self.batch)
        elif kind == "7" and self.batch is not None:
            if not self.batch.entries:
                self.reading.broken(number, "an addendum without its entry")
            self.batch.entries[-1].addenda.append((record[1:3], record[3:83]))
        else:
            self.reading.broken(number, "a record stands where it may not")

    def _header(self, number: int, record: str) -> None:
        if record[34:40] != "094101":
            self.reading.broken(number, "the header names another size or form of records")
        self.is_inside, self.is_closed, self.since = True, False, len(self.found)

    def _number(self, line: int, what: str, text: str) -> int:
        if not (text.isascii() and text.strip().isdigit()):
            self.reading.unreadable(line, what, text, "digits")
        return int(text)

    def _entry(self, number: int, record: str, batch: Batch) -> None:
        code = record[1:3]
        if not code.isdigit():
            self.reading.unreadable(number, "transaction code", code, "two digits")
        amount = self._number(number, "amount", record[_AMOUNT[batch.kind == "ADV"]])
        batch.routing += self._number(number, "receiving bank", record[3:11])
        batch.entries.append(Entry(number, code, amount, record[79:94].strip()))

    def _close_batch(self, number: int, record: str, batch: Batch) -> None:
        debits, credits_ = _SUMS[batch.kind == "ADV"]
        self._agree(
            number,
            ("entries and addenda of a batch", record[4:10], batch.records),
            ("receiving banks of a batch, summed", record[10:20], batch.routing % _HASH),
            ("debits of a batch", record[debits], batch.total_minor(is_credit=False)),
            ("credits of a batch", record[credits_], batch.total_minor(is_credit=True)),
        )
        if record[79:94].strip() != batch.header[79:94].strip():
            self.reading.broken(number, "the control is of another batch than the header")
        self.found.append(batch)
        self.batch = None

    def _close_file(self, number: int, record: str) -> None:
        own = self.found[self.since :]
        debits, credits_ = _FILE_SUMS[any(batch.kind == "ADV" for batch in own)]
        self._agree(
            number,
            ("batches", record[1:7], len(own)),
            ("entries and addenda", record[13:21], sum(batch.records for batch in own)),
            ("receiving banks, summed", record[21:31], sum(b.routing for b in own) % _HASH),
            ("debits", record[debits], sum(b.total_minor(is_credit=False) for b in own)),
            ("credits", record[credits_], sum(b.total_minor(is_credit=True) for b in own)),
        )
        self.is_inside, self.is_closed = False, True

    def _agree(self, line: int, *said: tuple[str, str, int]) -> None:
        for what, text, found in said:
            self.reading.agree(line, what, self._number(line, what, text), found)
