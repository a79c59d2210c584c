"""NACHA files with addenda: what CTX, CCD and PPD entries say of the invoices they pay.

source  NACHA operating rules, file format: records of 94 characters; 05 addenda carry payment related
        information, in CTX an X12 820 cut into pieces of 80 characters
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from cashwright.areas.cash.ports import AdviceSource, RemittanceAdvice
from cashwright.connectors.bank_files.reading import Reading
from cashwright.connectors.remittance.prose import items_in
from cashwright.connectors.remittance.x12_820 import advice_of

_WIDTH = 94
_DOLLARS = "USD"
_CREDITS = frozenset(["22", "23", "24", "32", "33", "34", "42", "43", "44", "52", "53", "54"])
_HASH = 10**10


def is_nacha(text: str) -> bool:
    """Whether it begins with the header of such a file."""
    return text.startswith("101") and len(text.split("\n", 1)[0].rstrip("\r")) == _WIDTH


@dataclass(slots=True)
class _Entry:
    """One payment and its addenda."""

    line: int
    amount: int
    is_credit: bool
    trace: str
    addenda: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Batch:
    """The batch that is open: who pays, when, and what its control record must agree with."""

    payer: str
    paid_on: date | None
    records: int = 0
    routing: int = 0
    debits: int = 0
    credits: int = 0
    entries: list[_Entry] = field(default_factory=list)


@dataclass(slots=True)
class _File:
    batches: int = 0
    records: int = 0
    routing: int = 0
    debits: int = 0
    credits: int = 0


def read_nacha(reading: Reading, text: str) -> list[RemittanceAdvice]:
    """One advice a credit entry that says what it is for. Raises BankFileBroken, BankTotalsDisagree."""
    whole, batch, found, is_closed = _File(), None, [], False
    for number, record in _records(reading, text):
        reading.count(number)
        kind = record[0]
        if kind == "5":
            batch = _Batch(record[4:20].strip(), _day(record[69:75]))
        elif kind in "678" and batch is None:
            reading.broken(number, "a record stands outside of a batch")
        elif kind == "6" and batch is not None:
            _entry(reading, number, record, batch)
        elif kind == "7" and batch is not None:
            _addendum(reading, number, record, batch)
        elif kind == "8" and batch is not None:
            _close_batch(reading, number, record, batch, whole)
            found += [one for entry in batch.entries if (one := _advice(reading, batch, entry))]
            batch = None
        elif kind == "9":
            _close_file(reading, number, record, whole)
            is_closed = True
            break
    if not is_closed or batch is not None:
        reading.broken(0, "the file breaks off before its control record")
    return found


def _records(reading: Reading, text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            if len(line.rstrip("\r")) > _WIDTH:
                reading.broken(number, f"a record has more than {_WIDTH} characters")
            yield number, line.ljust(_WIDTH)


def _number(reading: Reading, line: int, field_: str, text: str) -> int:
    if not text.strip().isdecimal():
        reading.unreadable(line, field_, text, "digits")
    return int(text)


def _day(text: str) -> date | None:
    try:
        return date(2000 + int(text[:2]), int(text[2:4]), int(text[4:6]))
    except ValueError:
        return None


def _entry(reading: Reading, line: int, record: str, batch: _Batch) -> None:
    amount = _number(reading, line, "amount", record[29:39])
    is_credit = record[1:3] in _CREDITS
    batch.records += 1
    batch.routing += _number(reading, line, "receiving bank", record[3:11])
    if is_credit:
        batch.credits += amount
    else:
        batch.debits += amount
    batch.entries.append(_Entry(line, amount, is_credit, record[79:94].strip()))


def _addendum(reading: Reading, line: int, record: str, batch: _Batch) -> None:
    batch.records += 1
    if not batch.entries:
        reading.broken(line, "an addendum without its entry")
    if record[1:3] == "05":
        batch.entries[-1].addenda.append(record[3:83])


def _close_batch(reading: Reading, line: int, record: str, batch: _Batch, whole: _File) -> None:
    said = [
        ("entries and addenda of a batch", record[4:10], batch.records),
        ("receiving banks of a batch, summed", record[10:20], batch.routing % _HASH),
        ("debits of a batch", record[20:32], batch.debits),
        ("credits of a batch", record[32:44], batch.credits),
    ]
    for what, text, found in said:
        reading.agree(line, what, _number(reading, line, what, text), found)
    whole.batches += 1
    whole.records += batch.records
    whole.routing += batch.routing
    whole.debits += batch.debits
    whole.credits += batch.credits


def _close_file(reading: Reading, line: int, record: str, whole: _File) -> None:
    said = [
        ("batches", record[1:7], whole.batches),
        ("entries and addenda", record[13:21], whole.records),
        ("receiving banks, summed", record[21:31], whole.routing % _HASH),
        ("debits", record[31:43], whole.debits),
        ("credits", record[43:55], whole.credits),
    ]
    for what, text, found in said:
        reading.agree(line, what, _number(reading, line, what, text), found)


def _advice(reading: Reading, batch: _Batch, entry: _Entry) -> RemittanceAdvice | None:
    if not entry.is_credit or not entry.addenda:
        return None
    text = "".join(entry.addenda).rstrip()
    currency = reading.assumed.currency or _DOLLARS
    segments = _embedded(entry.line, text)
    told = advice_of(reading, segments, AdviceSource.NACHA) if segments else None
    return RemittanceAdvice(
        source=AdviceSource.NACHA,
        payer_name=(told.payer_name if told else "") or batch.payer,
        trace_no=entry.trace, paid_on=batch.paid_on, currency=currency, amount_minor=entry.amount,
        items=told.items if told else items_in(text, currency), shown=text,
    )  # fmt: skip


def _embedded(line: int, text: str) -> Sequence[tuple[int, list[str]]]:
    """The segments of an 820 in addenda; none where they are free text."""
    terminator = next((sign for sign in ("\\", "~", "|") if sign in text), "")
    parts = text.split(terminator) if terminator else [text]
    segments = [(line, part.strip().split("*")) for part in parts if "*" in part]
    return segments if any(parts[0] == "RMR" for _, parts in segments) else ()
