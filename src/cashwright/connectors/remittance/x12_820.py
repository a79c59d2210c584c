"""EDI X12 820, payment order and remittance advice: which invoices a payment covers, less what was kept.

source  ASC X12 transaction set 820: BPR payment, CUR currency, TRN trace, N1 names, RMR a document
        (paid, gross, discount), ADX what was adjusted, SE/GE/IEA the counts that must agree
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from cashwright.areas.cash.ports import AdviceItem, AdviceSource, RemittanceAdvice
from cashwright.connectors.bank_files.reading import Reading, Unreadable
from cashwright.connectors.bank_files.values import amount_minor, long_day

_DOLLARS = "USD"
_ISA = 106  # the header has a fixed length; its last character ends every segment
Segment = tuple[int, list[str]]


def is_820(text: str) -> bool:
    """Whether it is an interchange of X12."""
    return text.lstrip().startswith("ISA") and len(text) > _ISA


def read_820(reading: Reading, text: str) -> list[RemittanceAdvice]:
    """One advice a transaction. Raises BankFileBroken, BankTotalsDisagree, BankValueUnreadable."""
    text = text.lstrip()
    separator, terminator = text[3], text[_ISA - 1]
    if separator.isalnum() or terminator.isalnum():
        reading.broken(1, "the header of the interchange has no separators")
    envelope = _Envelope(reading)
    for number, parts in _segments(text, separator, terminator):
        reading.count(number)
        envelope.take(number, parts)
    if envelope.opened or not envelope.is_whole:
        reading.broken(0, "the interchange breaks off")
    return envelope.found


@dataclass(slots=True)
class _Envelope:
    """What holds the transactions: each is read when it ends, its counts held against what came."""

    reading: Reading
    found: list[RemittanceAdvice] = field(default_factory=list)
    opened: list[Segment] = field(default_factory=list)
    sets: int = 0
    is_whole: bool = False

    def take(self, number: int, parts: list[str]) -> None:
        tag = parts[0]
        if tag == "ST":
            self.opened, self.sets = [(number, parts)], self.sets + 1
        elif tag == "SE":
            self._end(number, parts)
        elif tag == "GE":
            self.reading.agree(number, "the transactions of a group", _count(parts), self.sets)
            self.sets = 0
        elif tag == "IEA":
            self.is_whole = True
        elif self.opened:
            self.opened.append((number, parts))

    def _end(self, number: int, parts: list[str]) -> None:
        if not self.opened:
            self.reading.broken(number, "a transaction ends that did not begin")
        count = len(self.opened) + 1
        self.reading.agree(number, "the segments of a transaction", _count(parts), count)
        if self.opened[0][1][1:2] == ["820"]:
            self.found.append(advice_of(self.reading, self.opened, AdviceSource.EDI_820))
        self.opened = []


def _segments(text: str, separator: str, terminator: str) -> Iterator[Segment]:
    for number, one in enumerate(text.split(terminator), 1):
        if one.strip():
            yield number, one.strip("\r\n ").split(separator)


def _count(parts: Sequence[str]) -> int:
    return int(parts[1]) if len(parts) > 1 and parts[1].isdecimal() else -1


@dataclass(slots=True)
class _Open:
    """An advice in the making, and the item that adjustments are about."""

    currency: str = _DOLLARS
    amount: int | None = None
    paid_on: date | None = None
    trace: str = ""
    payer: str = ""
    items: list[AdviceItem] = field(default_factory=list)


def advice_of(
    reading: Reading, segments: Sequence[Segment], source: AdviceSource
) -> RemittanceAdvice:
    """The advice that the segments of one transaction, or of an entry's addenda, tell."""
    made = _Open(reading.assumed.currency or _DOLLARS)
    for _, parts in segments:
        if parts[0] == "CUR" and len(parts) > 2 and parts[2]:
            made.currency = parts[2].upper()
    for number, parts in segments:
        try:
            _take(made, parts)
        except Unreadable as wrong:
            reading.at(number, wrong)
    items = tuple(_checked(reading, item) for item in made.items)
    _compare(reading, made, items)
    return RemittanceAdvice(
        source=source, payer_name=made.payer, trace_no=made.trace, paid_on=made.paid_on,
        currency=made.currency, amount_minor=made.amount, items=items,
        shown="\n".join("*".join(parts) for _, parts in segments),
    )  # fmt: skip


def _take(made: _Open, parts: Sequence[str]) -> None:
    tag, at = parts[0], _At(parts)
    if tag == "BPR":
        made.amount = amount_minor(at(2), made.currency, "BPR02")
        made.paid_on = long_day(at(16), "BPR16") if at(16) else None
    elif tag == "TRN" and not made.trace:
        made.trace = at(2)
    elif tag == "N1" and at(1) == "PR":
        made.payer = at(2)
    elif tag == "RMR" and at(2):
        made.items.append(_item(made, at))
    elif tag == "ADX" and made.items:
        last = made.items[-1]
        made.items[-1] = AdviceItem(
            document_no=last.document_no, paid_minor=last.paid_minor, gross_minor=last.gross_minor,
            discount_minor=last.discount_minor,
            deduction_minor=last.deduction_minor - amount_minor(at(1), made.currency, "ADX01"),
            reason=" ".join(filter(None, [last.reason, at(2)])),
        )  # fmt: skip


class _At:
    """The elements of a segment by their number, "" for what is not there."""

    def __init__(self, parts: Sequence[str]) -> None:
        self.parts = parts

    def __call__(self, place: int) -> str:
        return self.parts[place].strip() if place < len(self.parts) else ""


def _item(made: _Open, at: _At) -> AdviceItem:
    def minor(place: int) -> int | None:
        return amount_minor(at(place), made.currency, f"RMR{place:02}") if at(place) else None

    return AdviceItem(
        document_no=at(2), paid_minor=minor(4), gross_minor=minor(5), discount_minor=minor(6) or 0,
        deduction_minor=-(minor(8) or 0), reason=at(7),
    )  # fmt: skip


def _checked(reading: Reading, item: AdviceItem) -> AdviceItem:
    """The item; without its amounts when what was paid is not what was due less what was kept."""
    if item.paid_minor is None or item.gross_minor is None:
        return item
    if item.gross_minor - item.discount_minor - item.deduction_minor == item.paid_minor:
        return item
    reading.notes.append(f"{item.document_no}: its amounts do not add up; only its number is used")
    return AdviceItem(document_no=item.document_no, reason=item.reason)


def _compare(reading: Reading, made: _Open, items: Sequence[AdviceItem]) -> None:
    paid = [item.paid_minor for item in items if item.paid_minor is not None]
    if made.amount is not None and len(paid) == len(items) and items and sum(paid) != made.amount:
        reading.notes.append(f"{made.trace or 'an advice'}: its documents are not what was paid")
