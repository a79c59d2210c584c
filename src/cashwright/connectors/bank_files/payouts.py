"""What a payment processor owes: its balance transactions, as the JSON of its API or as a table.

An entry moves the processor's balance by the net amount; its detail is the gross one and the fee a
charge, so that gross, fee and net reconcile. A payout to the bank is an entry that goes out.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from cashwright.areas.cash.ports import (
    BankCode,
    BankEntry,
    BankStatement,
    Charge,
    Direction,
    EntryDetail,
)
from cashwright.areas.cash.refusals import BankTotalsDisagree, NoStatement
from cashwright.areas.exchange.rules.numbers import Mark
from cashwright.connectors.bank_files.columns import plain
from cashwright.connectors.bank_files.marks import mark_of, marked_minor
from cashwright.connectors.bank_files.reading import Reading, Unreadable
from cashwright.connectors.bank_files.table import Row
from cashwright.connectors.bank_files.values import account, iso_day, joined
from cashwright.kernel.currencies import format_minor
from cashwright.kernel.exact_json import read_exactly
from cashwright.kernel.refusals import BadInput, UnknownCurrency

_NAMES = {
    "id": "id balancetransactionid transactionid",
    "kind": "type reportingcategory",
    "gross": "amount gross",
    "fee": "fee fees",
    "net": "net",
    "currency": "currency",
    "created": "created createdutc",
    "available": "availableon availableonutc",
    "text": "description",
    "source": "source sourceid",
    "payout": "transfer payoutid automaticpayoutid",
}
_AMOUNTS = ("gross", "fee", "net")
_DEFAULT = "payouts"


def payout_columns(headers: tuple[str, ...]) -> dict[str, str]:
    """Which header is what, or nothing when the table is none of a processor's."""
    found: dict[str, str] = {}
    for field, names in _NAMES.items():
        if header := next((h for n in names.split() for h in headers if plain(h) == n), ""):
            found[field] = header
    needed = {"id", "kind", "gross", "fee", "net", "currency", "created"}
    return found if needed <= found.keys() else {}


def read_payout_rows(
    reading: Reading, rows: list[Row], columns: Mapping[str, str]
) -> list[BankStatement]:
    """A statement a currency, from a table whose amounts are in whole units: 12.50, or 12,50.

    Raises BankTotalsDisagree where gross less fee is not net, FormUnclear.
    """
    amounts = ((columns[field], [row.at(columns[field]) for row in rows]) for field in _AMOUNTS)
    mark, entries = mark_of(reading, amounts), []
    for row in rows:
        values = {field: row.at(header) for field, header in columns.items()}
        entries.append(_entry(reading, row.number, values, row.cells, mark))
    return _statements(reading, entries)


def read_payout_json(reading: Reading, text: str) -> list[BankStatement]:
    """The same from the API's answer: a list, a page of one (`data`), or a single transaction."""
    try:
        found = read_exactly(text)
    except (BadInput, RecursionError):
        reading.broken(1, "JSON that breaks off or is none")
    page = found.get("data", [found]) if isinstance(found, dict) else found
    if not isinstance(page, list):
        raise NoStatement(file=reading.name)
    if isinstance(found, dict) and found.get("has_more") is True:
        reading.notes.append("one page of several: the processor has more than this file")
    entries = []
    for number, one in enumerate(page, 1):
        if not isinstance(one, dict) or one.get("object") != "balance_transaction":
            raise NoStatement(file=reading.name)
        try:
            entries.append(_entry(reading, number, _api_values(one), _texts(one), Mark.POINT))
        except Unreadable as wrong:
            reading.at(number, wrong)
    return _statements(reading, entries)


def _api_values(one: Mapping[str, object]) -> dict[str, str]:
    """The API counts minor units and seconds; a table writes amounts and days."""
    currency = str(one.get("currency") or "").upper()
    values = {"currency": currency, "id": str(one.get("id") or "")}
    for field, name in (("gross", "amount"), ("fee", "fee"), ("net", "net")):
        minor = one.get(name)
        if not isinstance(minor, int) or isinstance(minor, bool) or abs(minor) >= 2**63:
            raise Unreadable(name, str(minor), "an amount in minor units")
        values[field] = str(minor)
    for field, name in (("created", "created"), ("available", "available_on")):
        seconds = one.get(name)
        if isinstance(seconds, int) and 0 <= seconds < 2**35:
            values[field] = datetime.fromtimestamp(seconds, UTC).date().isoformat()
    for field, name in (("kind", "type"), ("text", "description"), ("source", "source")):
        values[field] = str(one.get(name) or "")
    try:
        for field in _AMOUNTS:
            values[field] = format_minor(int(values[field]), currency)
    except UnknownCurrency as unknown:
        raise Unreadable("currency", currency, "a currency such as EUR") from unknown
    return values


def _texts(one: Mapping[str, object]) -> dict[str, str]:
    return {str(name): str(value) for name, value in one.items() if value not in (None, [], "")}


def _entry(
    reading: Reading, line: int, values: Mapping[str, str], raw: Mapping[str, str], mark: Mark
) -> BankEntry:
    reading.count(line)
    currency = values.get("currency", "").upper()
    try:
        gross, fee, net = (
            marked_minor(values.get(field, ""), mark, currency, field) for field in _AMOUNTS
        )
        booked_on = iso_day(values.get("created", ""), "created")
        available = values.get("available", "")
        value_on: date = iso_day(available, "available on") if available else booked_on
    except Unreadable as wrong:
        reading.at(line, wrong)
    if gross - fee != net:
        raise BankTotalsDisagree(
            file=reading.name, line=line, what="the net amount", said=net, found=gross - fee
        )
    direction = Direction.DEBIT if net < 0 or (net == 0 and gross < 0) else Direction.CREDIT
    detail = EntryDetail(
        direction=Direction.DEBIT if gross < 0 else Direction.CREDIT,
        amount_minor=abs(gross),
        currency=currency,
        end_to_end_id=values.get("source", ""),
        text=joined(values.get("text", "")),
        charges=(_fee(fee, currency),) if fee else (),
        raw={},
    )
    return BankEntry(
        line=line,
        direction=direction,
        amount_minor=abs(net),
        currency=currency,
        booked_on=booked_on,
        value_on=value_on,
        bank_ref=values.get("id", ""),
        batch_ref=values.get("payout", ""),
        text=joined(values.get("text", "")),
        code=BankCode("", values.get("kind", "")),
        details=(detail,),
        raw=dict(raw),
    )


def _fee(fee: int, currency: str) -> Charge:
    """What the processor took; below zero, what it gave back with a refund."""
    return Charge(abs(fee), currency, direction=Direction.CREDIT if fee < 0 else Direction.DEBIT)


def _statements(reading: Reading, entries: list[BankEntry]) -> list[BankStatement]:
    if not entries:
        raise NoStatement(file=reading.name)
    statements = []
    for currency in dict.fromkeys(entry.currency for entry in entries):
        own = [entry for entry in entries if entry.currency == currency]
        days = [entry.booked_on for entry in own if entry.booked_on]
        statements.append(
            BankStatement(
                account=account(reading.assumed.account or _DEFAULT),
                currency=currency,
                from_on=min(days),
                to_on=max(days),
                entries=tuple(own),
            )
        )
    return statements
