"""NACHA files with addenda: what CTX, CCD, PPD and IAT credits say of the invoices they pay.

source  NACHA operating rules: 05 addenda carry payment related information, in CTX an X12 820 cut into
        pieces of 80 characters; of IAT entries 17 addenda do. "RMR*IV*123**10.00\\" alone is usual too.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from cashwright.areas.cash.ports import AdviceSource, RemittanceAdvice
from cashwright.connectors.bank_files.reading import Reading
from cashwright.connectors.remittance.items import held_to, numbers_only
from cashwright.connectors.remittance.nacha_records import Batch, Entry, batches
from cashwright.connectors.remittance.prose import items_in
from cashwright.connectors.remittance.x12 import Segment, is_interchange, transactions
from cashwright.connectors.remittance.x12_820 import DOLLARS, advice_of

_TOLD_IN = {"IAT": "17"}
_USUAL = "05"
_IAT_KINDS = "ANN BUS DEP LOA MIS MOR PEN RLS REM SAL TAX TEL WEB ARC BOC POP POS RCK MTE SHR"  # of addendum 10
_SIDES = {"220": {True}, "225": {False}}  # service classes: credits only, debits only
_TERMINATED = re.compile(r"\*[^*]*?([\\~|!'^])\s*(?:[A-Z][A-Z0-9]{1,2}\*|$)")
_NO_NAME = re.compile(r"[0 ]*")


def read_nacha(reading: Reading, text: str) -> list[RemittanceAdvice]:
    """An advice for each credit that names what it pays; the rest is counted in the notes.

    Raises BankFileBroken, BankTotalsDisagree, BankValueUnreadable.
    """
    found, silent, returned = [], 0, 0
    for batch in batches(reading, text):
        reading.check_time()
        reading.notes += _oddities(batch)
        for entry in batch.entries:
            told = None if entry.is_return else _advice(reading, batch, entry)
            returned += entry.is_return
            silent += told is None and not entry.is_return
            if told is not None:
                found.append(told)
    if returned:
        reading.notes.append(f"{returned} returns or notices of change, which are no advices")
    if silent:
        reading.notes.append(f"{silent} entries name no document that a credit pays")
    return found


def _oddities(batch: Batch) -> Iterator[str]:
    """What the rules forbid and the money does not depend on."""
    if batch.kind != "IAT" and _NO_NAME.fullmatch(batch.header[4:20]):
        yield f"line {batch.line}: the batch names no company"
    if batch.kind == "COR" and any(entry.amount_minor for entry in batch.entries):
        yield f"line {batch.line}: notices of change that move money"
    sides = {entry.is_credit for entry in batch.entries if entry.amount_minor}
    if sides - _SIDES.get(batch.header[1:4], sides):
        yield f"line {batch.line}: the batch holds debits or credits that its class excludes"
    for entry in batch.entries:
        kinds = {text[:3] for kind, text in entry.addenda if kind == "10"}
        if batch.kind == "IAT" and any(kind not in _IAT_KINDS.split() for kind in kinds):
            yield f"line {entry.line}: an international entry of no kind there is"


def _advice(reading: Reading, batch: Batch, entry: Entry) -> RemittanceAdvice | None:
    wanted = _TOLD_IN.get(batch.kind, _USUAL)
    text = "".join(words for kind, words in entry.addenda if kind == wanted).rstrip()
    if not entry.is_credit or not entry.amount_minor or not text:
        return None
    told = _structured(reading, entry, text)
    if told is None:
        items = held_to(reading, entry.trace_no, items_in(text, DOLLARS), entry.amount_minor)
    elif told.currency != DOLLARS:
        reading.notes.append(f"{entry.trace_no}: paid in dollars, told in {told.currency}")
        items = numbers_only(told.items)
    else:
        items = told.items
    if not items:
        return None
    return RemittanceAdvice(
        source=AdviceSource.NACHA, payer_name=(told.payer_name if told else "") or _company(batch),
        trace_no=entry.trace_no, paid_on=_day(batch.header[69:75]),
        currency=DOLLARS, amount_minor=entry.amount_minor, items=items, shown=text,
    )  # fmt: skip


def _company(batch: Batch) -> str:
    return "" if batch.kind == "IAT" else batch.header[4:20].strip()


def _day(text: str) -> date | None:
    try:
        return date(2000 + int(text[:2]), int(text[2:4]), int(text[4:6]))
    except ValueError:
        return None


def _structured(reading: Reading, entry: Entry, text: str) -> RemittanceAdvice | None:
    """The 820 in addenda, whole or its segments alone; None where they are words."""
    segments = _segments(reading, entry, text)
    if not any(segment.tag == "RMR" and segment.at(2) for segment in segments):
        return None
    return advice_of(reading, segments, AdviceSource.NACHA, entry.amount_minor)


def _segments(reading: Reading, entry: Entry, text: str) -> Sequence[Segment]:
    if is_interchange(text):
        inner = (each for each in transactions(reading, text) if each[0].at(1) == "820")
        return [Segment(entry.line, one.parts) for one in next(inner, [])]
    ended = _TERMINATED.search(text)
    parts = text.split(ended[1]) if ended else [text]
    return [Segment(entry.line, part.strip().split("*")) for part in parts if "*" in part]
