"""EDI X12 820, payment order and remittance advice: which invoices a payment covers, less what was kept.

source  ASC X12 transaction set 820: BPR payment, CUR currency, TRN trace, N1 names, DTM days, RMR a
        document (paid, gross, discount, adjustment), NTE words on it, ADX what was adjusted and why:
        below a document it is that document's, before the first one or after an entity (ENT) the payment's
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from cashwright.areas.cash.ports import AdviceItem, AdviceSource, RemittanceAdvice
from cashwright.connectors.bank_files.reading import Reading, Unreadable
from cashwright.connectors.bank_files.values import (
    amount_minor,
    currency_units,
    long_day,
    short_day,
)
from cashwright.connectors.remittance.items import adding_up, each_once, held_to
from cashwright.connectors.remittance.x12 import Segment, transactions

DOLLARS = "USD"
_SET = "820"
_PAYERS = ("PR", "RM")  # the payer, then who remits for it
_DAYS = ("097", "007", "009", "405")  # transaction, effective, process, production


def read_820(reading: Reading, text: str) -> list[RemittanceAdvice]:
    """One advice a transaction. Raises BankFileBroken, BankTotalsDisagree, BankValueUnreadable."""
    found, others = [], set()
    for segments in transactions(reading, text):
        kind = segments[0].at(1)
        if kind == _SET:
            found.append(advice_of(reading, segments, AdviceSource.EDI_820))
        else:
            others.add(kind[:10])
    reading.notes += [f"a transaction {kind}, which is no advice" for kind in sorted(others)]
    return found


@dataclass(slots=True)
class _Open:
    """An advice in the making. `other`: adjustments of the payment, outside of every document."""

    currency: str
    amount: int | None = None
    paid_on: date | None = None
    trace: str = ""
    payer: str = ""
    remitter: str = ""
    other: int = 0
    is_in_item: bool = False
    items: list[AdviceItem] = field(default_factory=list)


def advice_of(
    reading: Reading, segments: Sequence[Segment], source: AdviceSource, total: int | None = None
) -> RemittanceAdvice:
    """The advice that the segments of one transaction, or of an entry's addenda, tell.

    total  what was paid in US dollars, where an entry of NACHA around the segments says it
    """
    made = _Open(_currency(reading, segments, is_assumed=total is None))
    for segment in segments:
        try:
            _take(made, segment)
        except Unreadable as wrong:
            reading.at(segment.number, wrong)
    amount = made.amount if total is None else total
    items = each_once([adding_up(reading, item) for item in made.items])
    name = made.trace or f"the advice in segment {segments[0].number}"
    if total is not None and made.amount is not None and made.amount != total:
        reading.notes.append(f"{name}: another amount was paid than it says")
    return RemittanceAdvice(
        source=source, payer_name=made.payer or made.remitter, trace_no=made.trace,
        paid_on=made.paid_on, currency=made.currency, amount_minor=amount,
        items=held_to(reading, name, items, amount, made.other),
        shown="\n".join("*".join(segment.parts) for segment in segments),
    )  # fmt: skip


def _currency(reading: Reading, segments: Sequence[Segment], *, is_assumed: bool) -> str:
    for segment in segments:
        if segment.tag == "CUR" and segment.at(2):
            code = segment.at(2).upper()
            try:
                currency_units(code)
            except Unreadable as wrong:
                reading.at(segment.number, wrong)
            return code
    return (reading.assumed.currency if is_assumed else "") or DOLLARS


def _take(made: _Open, segment: Segment) -> None:
    at = segment.at
    match segment.tag:
        case "BPR":
            made.amount = _minor(made, at(2), "BPR02")
            made.paid_on = _day(at(16), "BPR16") or made.paid_on
        case "TRN" if not made.trace:
            made.trace = at(2)
        case "N1" if at(1) in _PAYERS:
            made.payer = made.payer or (at(2) if at(1) == "PR" else "")
            made.remitter = made.remitter or at(2)
        case "DTM" if not made.is_in_item and at(1) in _DAYS and made.paid_on is None:
            made.paid_on = _day(at(2), "DTM02")
        case "ENT":
            made.is_in_item = False
        case "RMR" if at(2):
            made.items.append(_item(made, segment))
            made.is_in_item = True
        case "ADX":
            _adjust(made, segment)
        case "NTE" if made.is_in_item and at(2):
            _reason(made, at(2))


def _minor(made: _Open, text: str, name: str) -> int | None:
    return amount_minor(text, made.currency, name) if text else None


def _day(text: str, name: str) -> date | None:
    """CCYYMMDD, or YYMMDD as the versions before 4010 write it."""
    if not text:
        return None
    return short_day(text, name) if len(text) == 6 else long_day(text, name)


def _item(made: _Open, segment: Segment) -> AdviceItem:
    at = segment.at
    return AdviceItem(
        document_no=at(2), paid_minor=_minor(made, at(4), "RMR04"),
        gross_minor=_minor(made, at(5), "RMR05"),
        discount_minor=abs(_minor(made, at(6), "RMR06") or 0),
        deduction_minor=-(_minor(made, at(8), "RMR08") or 0), reason=at(7),
    )  # fmt: skip


def _adjust(made: _Open, segment: Segment) -> None:
    """What was added (above zero) or kept (below) and why."""
    minor = _minor(made, segment.at(1), "ADX01") or 0
    if not made.is_in_item:
        made.other += minor
        return
    last = made.items[-1]
    made.items[-1] = replace(last, deduction_minor=last.deduction_minor - minor)
    _reason(made, segment.at(2))


def _reason(made: _Open, words: str) -> None:
    last = made.items[-1]
    reasons = dict.fromkeys(filter(None, [last.reason, words]))
    made.items[-1] = replace(last, reason=" ".join(reasons))
