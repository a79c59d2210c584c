"""One line of an MT940 statement: field 61, and the fields 86 and NS that belong to it."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from cashwright.areas.cash.ports import (
    BankCode,
    BankEntry,
    Charge,
    Counterparty,
    Direction,
    EntryDetail,
    EntryStatus,
    Exchange,
)
from cashwright.connectors.bank_files.mt940_details import Told, read_details
from cashwright.connectors.bank_files.mt940_fields import Field
from cashwright.connectors.bank_files.reading import Reading, Unreadable
from cashwright.connectors.bank_files.values import (
    account_or_none,
    amount_minor,
    ibans_in,
    joined,
    short_day,
)

_LINE = re.compile(
    r"(?P<value>[0-9]{6})(?P<entry>[0-9]{4}|[ ]{4})?(?P<mark>[RE]?[DC])(?P<funds>[A-Z])?\s*"
    r"(?P<amount>[0-9][0-9.,]*|[.,][0-9]+)(?=[A-Z\s]|$)[ ]?(?P<rest>.*)",
    re.DOTALL,
)
_TYPE = re.compile(r"([A-Z][A-Z0-9 ]{3})(.*)", re.DOTALL)
_MONEY = re.compile(r"/(OCMT|CHGS)/([A-Z]{3})([0-9.,]+)")
_RATE = re.compile(r"/EXCH/([0-9]{1,12}[.,]?[0-9]{0,12})")
_UNSAID = {"NONREF", "NOTPROVIDED", ""}
_BOUNDARY_DAYS = 330  # entry and value day so far apart lie in two years


def read_line(reading: Reading, said: Field, more: list[Field], currency: str) -> BankEntry:
    """The entry of field 61 with its fields `more`. Raises Unreadable; counts it."""
    reading.count(said.line)
    read = _LINE.match(said.text)
    if read is None:
        raise Unreadable(":61:", said.text, "day, C or D, amount, as in 2601310131C12,50NTRF")
    direction, is_reversal, status = _mark(read["mark"])
    head, _, below = read["rest"].partition("\n")
    code, customer_ref, bank_ref = _references(head)
    amount = amount_minor(read["amount"], currency, ":61: amount")
    value_on = short_day(read["value"], ":61: value day")
    booked_on = _booked(read["entry"], value_on)
    raw = {"61": said.text} | {f"86[{n}]": f.text for n, f in _numbered(more, "86")}
    raw |= {f"NS[{n}]": f.text for n, f in _numbered(more, "NS")}
    told = _told(more)
    if "account" not in told and len(found := ibans_in(f"{customer_ref} {joined(below)}")) == 1:
        told["account"] = found[0]
    customer_ref, _, holder = customer_ref.partition(
        "  "
    )  # Dutch banks: 16 characters, then a name
    if holder.strip():
        told.setdefault("name", holder.strip())
    reference = told.get("ref") or (bank_ref if bank_ref not in _UNSAID else "")
    money = " ".join([below, *(field.text for field in more)]).replace("\n", "")
    return BankEntry(
        line=said.line,
        direction=direction,
        is_reversal=is_reversal,
        status=status,
        amount_minor=amount,
        currency=currency,
        booked_on=booked_on,
        value_on=value_on,
        bank_ref=reference,
        batch_ref=told.get("batch", ""),
        text=joined(f"{told.get('posting', '')} {below}"),
        code=BankCode("", "+".join(filter(None, (code, told.get("gvc", ""), told.get("key", ""))))),
        charges=_charges(money),
        details=(_detail(told, direction, amount, currency, customer_ref, money),),
        raw=raw,
    )


def _numbered(more: list[Field], tag: str) -> list[tuple[int, Field]]:
    return list(enumerate((field for field in more if field.tag == tag), 1))


def _mark(mark: str) -> tuple[Direction, bool, EntryStatus]:
    """RC takes a credit back, so money goes out; EC and ED are expected, not booked."""
    is_reversal = mark[0] == "R"
    is_credit = (mark[-1] == "C") != is_reversal
    status = EntryStatus.PENDING if mark[0] == "E" else EntryStatus.BOOKED
    return (Direction.CREDIT if is_credit else Direction.DEBIT), is_reversal, status


def _references(head: str) -> tuple[str, str, str]:
    """(type, the customer's reference, the bank's) of what follows the amount."""
    code, rest = "", head
    if not head.startswith("NONREF") and (read := _TYPE.match(head)):
        code, rest = read[1].strip(), read[2]
    customer, _, bank = rest.partition("//")
    return code, customer.strip(), bank.strip()


def _booked(text: str | None, value_on: date) -> date | None:
    """The entry's day, MMDD: of the year that brings it near the value day."""
    if text is None or not text.strip():
        return value_on
    on = short_day(f"{value_on.year % 100:02}{text}", ":61: entry day")
    apart = (on - value_on).days
    if abs(apart) < _BOUNDARY_DAYS:
        return on
    return short_day(
        f"{(value_on.year + (1 if apart < 0 else -1)) % 100:02}{text}", ":61: entry day"
    )


def _told(more: list[Field]) -> Told:
    text = "\n".join(field.text for field in more if field.tag == "86")
    told = read_details(text) if text.strip() else {}
    for field in more:
        if field.tag == "NS":
            told = _non_swift(field) | told
    return told


def _non_swift(said: Field) -> Told:
    """Field NS of German banks: 01 to 14 what the payer wrote, 15 and 16 who it is, 17 the kind."""
    lines = {line[:2]: line[2:].strip() for line in said.lines if line[:2].isdigit()}
    found = {
        "text": joined(" ".join(v for k, v in sorted(lines.items()) if "01" <= k <= "14")),
        "name": joined(f"{lines.get('15', '')} {lines.get('16', '')}"),
        "posting": lines.get("17", ""),
    }
    return {name: value for name, value in found.items() if value}


def _detail(
    told: Told, direction: Direction, amount: int, currency: str, customer_ref: str, money: str
) -> EntryDetail:
    end_to_end = told.get("eref") or told.get("kref") or customer_ref
    is_said = end_to_end.upper() not in _UNSAID | {"EREF", "KREF", "PREF", "MREF", "KREF+", "EREF+"}
    return EntryDetail(
        direction=direction,
        amount_minor=amount,
        currency=currency,
        counterparty=Counterparty(
            name=told.get("name", ""),
            account=account_or_none(told.get("account", ""), told.get("bank", "")),
            ultimate_name=told.get("ultimate", ""),
        ),
        end_to_end_id=end_to_end if is_said else "",
        mandate_id=told.get("mref", ""),
        text=told.get("text", ""),
        exchange=_exchange(money),
        return_reason=told.get("return", ""),
        raw={name: value for name, value in told.items() if value},
    )


def _charges(money: str) -> tuple[Charge, ...]:
    return tuple(
        Charge(amount_minor(amount, currency, "/CHGS/"), currency)
        for word, currency, amount in _MONEY.findall(money)
        if word == "CHGS"
    )


def _exchange(money: str) -> Exchange | None:
    instructed = next((m for m in _MONEY.findall(money) if m[0] == "OCMT"), None)
    rate = _RATE.search(money)
    if instructed is None and rate is None:
        return None
    try:
        exact = Decimal(rate[1].replace(",", ".")) if rate else None
    except InvalidOperation:
        exact = None
    return Exchange(
        instructed_minor=(
            amount_minor(instructed[2], instructed[1], "/OCMT/") if instructed else None
        ),
        instructed_currency=instructed[1] if instructed else "",
        rate=exact or None,
    )
