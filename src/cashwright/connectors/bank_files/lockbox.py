"""BAI lockbox: checks that a bank has opened, read and paid in, in lines of fixed columns.

    1 file 2 service 5 lockbox 6 check 4 its invoices and remarks 7 batch 8 lockbox 9 end
Each lockbox is a statement; each check an entry. Counts and sums of 7, 8 and 9 are held against it.
"""

from dataclasses import dataclass, field
from datetime import date

from cashwright.areas.cash.ports import (
    BankCode,
    BankEntry,
    BankStatement,
    Counterparty,
    Direction,
    EntryDetail,
    StatementKind,
)
from cashwright.areas.cash.refusals import NoStatement
from cashwright.connectors.bank_files.reading import Reading, Unreadable
from cashwright.connectors.bank_files.values import (
    account,
    account_or_none,
    joined,
    plain_minor,
    short_day,
)

_OVERFLOWS_MAX = 1_000


@dataclass(slots=True)
class _Check:
    line: int
    amount_minor: int
    text: str
    remarks: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Box:
    line: int
    number: str
    on: date
    bank: str
    checks: list[_Check] = field(default_factory=list)
    batches: list[tuple[int, int]] = field(default_factory=list)
    counted: int = 0


class _Reader:
    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.currency = reading.assumed.currency or "USD"
        self.box: _Box | None = None
        self.records = 0
        self.is_ended = False
        self.done: list[BankStatement] = []

    def take(self, number: int, line: str) -> None:
        """One line. Raises Unreadable and the refusals of the format."""
        kind = line[0]
        self.records += 1
        if self.is_ended:
            self.reading.broken(number, "a record after the end of the file")
        if (self.records == 1) != (kind == "1"):
            self.reading.broken(number, "the header 1 does not come first, and once")
        if kind == "5":
            self._begin(number, line)
        elif kind == "9":
            self._end(number, line)
        elif kind not in "12":
            if self.box is None:
                self.reading.broken(number, f"record {kind} outside of a lockbox")
            self._inside(self.box, kind, number, line)

    def _begin(self, number: int, line: str) -> None:
        if self.box is not None:
            self.reading.broken(number, "the lockbox before has no total 8")
        on = short_day(line[14:20], "5: day")
        self.box = _Box(number, line[7:14].strip(), on, line[20:30].strip())

    def _inside(self, box: _Box, kind: str, number: int, line: str) -> None:
        if kind == "6":
            self.reading.count(number)
            amount = plain_minor(line[7:17].strip(), "6: amount")
            box.checks.append(_Check(number, amount, line))
        elif kind == "4":
            if not box.checks:
                self.reading.broken(number, "a remark 4 before the first check")
            box.checks[-1].remarks.append(line)
            if len(box.checks[-1].remarks) > _OVERFLOWS_MAX:
                self.reading.broken(number, "a check with remarks without end")
        elif kind == "7":
            checks = box.checks[box.counted :]
            box.counted = len(box.checks)
            count, total = (
                plain_minor(line[20:23], "7: count"),
                plain_minor(line[23:33], "7: total"),
            )
            self.reading.agree(number, "the number of checks of the batch", count, len(checks))
            found = sum(check.amount_minor for check in checks)
            self.reading.agree(number, "the total of the batch", total, found)
        elif kind == "8":
            count, total = (
                plain_minor(line[20:24], "8: count"),
                plain_minor(line[24:34], "8: total"),
            )
            self.reading.agree(
                number, "the number of checks of the lockbox", count, len(box.checks)
            )
            found = sum(check.amount_minor for check in box.checks)
            self.reading.agree(number, "the total of the lockbox", total, found)
            self.done.append(self._statement(box))
            self.box = None
        else:
            self.reading.broken(number, f"no record is called {kind}")

    def _end(self, number: int, line: str) -> None:
        if self.box is not None:
            self.reading.broken(number, "the lockbox before has no total 8")
        count = plain_minor(line[1:7], "9: records")
        self.reading.agree(number, "the number of records", count, self.records)
        self.is_ended = True

    def _statement(self, box: _Box) -> BankStatement:
        return BankStatement(
            account=account(self.reading.assumed.account or box.number, box.bank),
            currency=self.currency,
            kind=StatementKind.NOTICE,
            statement_id=f"{box.number}-{box.on.isoformat()}",
            from_on=box.on,
            to_on=box.on,
            entries=tuple(self._entry(box, check) for check in box.checks),
        )

    def _entry(self, box: _Box, check: _Check) -> BankEntry:
        line = check.text
        bank, payer, number = line[17:26].strip(), line[26:36].strip(), line[36:46].strip()
        remarks = "\n".join(joined(each[11:]) for each in check.remarks)
        raw = {"6": line} | {f"4[{n}]": each for n, each in enumerate(check.remarks, 1)}
        detail = EntryDetail(
            direction=Direction.CREDIT,
            amount_minor=check.amount_minor,
            currency=self.currency,
            counterparty=Counterparty(
                name=joined(line[52:82]), account=account_or_none(payer, bank)
            ),
            end_to_end_id=number.lstrip("0"),
            text=remarks,
            raw=raw,
        )
        return BankEntry(
            line=check.line,
            direction=Direction.CREDIT,
            amount_minor=check.amount_minor,
            currency=self.currency,
            booked_on=box.on,
            value_on=box.on,
            batch_ref=f"{box.number}-{line[1:4]}",
            text=joined(line[82:]),
            code=BankCode("", "check"),
            details=(detail,),
            raw=raw,
        )


def read_lockbox(reading: Reading, text: str) -> list[BankStatement]:
    """A statement a lockbox. Raises BankFileBroken, BankTotalsDisagree, BankValueUnreadable."""
    reader, number = _Reader(reading), 1
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            reader.take(number, line)
        except Unreadable as wrong:
            reading.at(number, wrong)
    if not reader.is_ended:
        reading.broken(number, "the file breaks off before its end 9")
    if not reader.done:
        raise NoStatement(file=reading.name)
    return reader.done
