"""BAI2, version 2, as banks of North America send it: a group a day, control totals at every level.

Texts are printable ASCII. It has no place for structured documents, which stand in the text, for the
charge another bank kept, nor for the reason of a return, which stands before the text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from cashwright.connectors.simulator.bank_writers.values import Kind, Statement, Told

_CODES = {
    (Kind.TRANSFER, True): "165", (Kind.TRANSFER, False): "455", (Kind.RETURN, True): "257",
    (Kind.RETURN, False): "555", (Kind.FEE, True): "398", (Kind.FEE, False): "698",
}  # fmt: skip
_NAMES = {"165": "ACH CREDIT", "455": "ACH DEBIT", "257": "ACH RETURN", "555": "DEPOSITED ITEM RETURNED",
          "398": "FEE REFUND", "698": "SERVICE FEE"}  # fmt: skip
_TEXT = 900
_LABELS = ("EREF", "REMI", "CRNM", "DBNM", "CACT", "DACT", "CREF")


@dataclass(slots=True)
class _Level:
    """A file, group or account while it is written: its records and what they add up to."""

    records: list[str] = field(default_factory=list)
    total: int = 0

    def add(self, record: str, amount: int = 0) -> None:
        self.records.append(record)
        self.total += amount

    def within(self, below: _Level) -> None:
        self.records += below.records
        self.total += below.total


def bai2_text(text: str) -> str:
    """`text` in printable ASCII, one blank between words, no slash at its end: there it would end a record."""
    plain = (
        unicodedata.normalize("NFKD", text.replace("ß", "ss")).encode("ascii", "ignore").decode()
    )
    kept = "".join(sign if sign.isprintable() else " " for sign in plain)
    return " ".join(kept.split())[:_TEXT].rstrip("/ ")


def write_bai2(statements: Sequence[Statement]) -> bytes:
    """The file. Every day of a statement on which something was booked, and its last, is a group."""
    file = _Level()
    last = max(statement.to_on for statement in statements)
    file.add(f"01,NWBANK,NWCLOUD,{last:%y%m%d},2000,{last:%j},,,2/")
    groups = 0
    for told in statements:
        for on, opening, lines in _days(told):
            file.within(_group(told, on, opening, lines))
            groups += 1
    file.add(f"99,{file.total},{groups},{len(file.records) + 1}/")
    return "".join(f"{record}\n" for record in file.records).encode("ascii")


def _days(told: Statement) -> Iterator[tuple[date, int, list[Told]]]:
    """(day, balance before, lines) of each day that has lines; of the last day always."""
    balance, on = told.opening_minor, told.from_on
    while on <= told.to_on:
        lines = [line for line in told.lines if line.booked_on == on]
        if lines or on == told.to_on:
            yield on, balance, lines
        balance += sum(line.amount_minor for line in lines)
        on += timedelta(days=1)


def _group(told: Statement, on: date, opening: int, lines: list[Told]) -> _Level:
    group, account = _Level(), _Level()
    group.add(f"02,NWCLOUD,{told.account.bank},1,{on:%y%m%d},2000,{told.account.currency},2/")
    closing = opening + sum(line.amount_minor for line in lines)
    account.add(
        f"03,{told.account.number},{told.account.currency},010,{opening},,,015,{closing},,/",
        opening + closing,
    )
    for line in lines:
        for record in _records(line, on):
            account.add(record)
        account.total += abs(line.amount_minor)
    account.add(f"49,{account.total},{len(account.records) + 1}/")
    group.within(account)
    group.add(f"98,{group.total},1,{len(group.records) + 1}/")
    return group


def _records(line: Told, on: date) -> Iterator[str]:
    code = _CODES[line.kind, line.amount_minor > 0]
    value_on = line.value_on or on
    funds = "Z" if value_on == on else f"V,{value_on:%y%m%d},"
    yield f"16,{code},{abs(line.amount_minor)},{funds},{_plain(line.bank_ref)},,{_NAMES[code]}"
    side = "D" if line.amount_minor > 0 else "C"
    said = [*line.texts, *line.references, *(cited.number for cited in line.documents)]
    if line.return_reason:
        said.insert(0, f"RETURN {line.return_reason}")
    labelled = {
        "EREF": line.end_to_end_id, f"{side}{'BNM' if side == 'D' else 'RNM'}": line.payer_name,
        f"{side}ACT": line.payer_account, "REMI": " ".join(said),
    }  # fmt: skip
    for label, value in labelled.items():
        assert label in _LABELS
        if text := bai2_text(value):
            yield f"88,{label}:{text}"


def _plain(reference: str) -> str:
    """A reference inside a record: no comma, which would end its field."""
    return bai2_text(reference).replace(",", " ")
