"""What a reminder says: the values that stand in its text, in the customer's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal

from cashwright.kernel.currencies import minor_units
from cashwright.kernel.money import Money

LANGUAGES = ("en", "de")


@dataclass(frozen=True, slots=True)
class ReminderItem:
    """One invoice a reminder is about, as the ledger has it."""

    document_no: str
    issued_on: date
    due_on: date
    balance: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """The person who looks after the customer, or the desk; empty where not known."""

    name: str
    email: str
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderFacts:
    """Everything a reminder may say. `contact_name` may be empty. `items` are one or more."""

    customer_name: str
    account_no: str
    contact_name: str
    entity_name: str
    sender: Sender
    items: Sequence[ReminderItem]
    on: date


def reminder_values(facts: ReminderFacts, language: str) -> dict[str, str]:
    """The value of every token, in `language` (another than LANGUAGES is told in English)."""
    assert facts.items, "a reminder is about at least one invoice"
    tongue = spoken(language)
    items = sorted(facts.items, key=lambda item: (item.due_on, item.document_no))
    first_due_on = items[0].due_on
    return {
        "greeting": _greeting(facts.contact_name, tongue),
        "customer_name": facts.customer_name,
        "account_no": facts.account_no,
        "entity_name": facts.entity_name,
        "invoices": _counted(len(items), tongue),
        "invoice_list": "\n".join(_line(item, tongue) for item in items),
        "total": _total(items, tongue),
        "first_due_on": day_text(first_due_on, tongue),
        "days_late": _days(max(0, (facts.on - first_due_on).days), tongue),
        "owed": _owed(items, facts.on, tongue),
        "sender_name": facts.sender.name,
        "sender_email": facts.sender.email,
        "sender_phone": facts.sender.phone,
    }


def spoken(language: str) -> str:
    """The language a customer is addressed in: theirs when we have it, else English."""
    short = language.split("-")[0].lower()
    return short if short in LANGUAGES else "en"


def money_text(money: Money, language: str) -> str:
    """1,234.50 EUR, or 1.234,50 EUR in German; as many decimals as ISO 4217 says."""
    units = minor_units(money.currency)
    pattern = "#,##0" + ("." + "0" * units if units else "")
    amount = Decimal(money.minor).scaleb(-units)
    return f"{format_decimal(amount, pattern, locale=spoken(language))} {money.currency}"


def day_text(on: date, language: str) -> str:
    """30 June 2026, or 30. Juni 2026."""
    pattern = "d. MMMM y" if spoken(language) == "de" else "d MMMM y"
    return str(format_date(on, pattern, locale=spoken(language)))


def _greeting(name: str, tongue: str) -> str:
    if tongue == "de":
        return f"Guten Tag {name}," if name else "Guten Tag,"
    return f"Dear {name}," if name else "Hello,"


def _counted(count: int, tongue: str) -> str:
    if tongue == "de":
        return "1 Rechnung" if count == 1 else f"{count} Rechnungen"
    return "1 invoice" if count == 1 else f"{count} invoices"


def _owed(items: Sequence[ReminderItem], on: date, tongue: str) -> str:
    """What is open and for how long, in one breath."""
    due_on = items[0].due_on
    day, late = day_text(due_on, tongue), _days((on - due_on).days, tongue)
    counted, total = _counted(len(items), tongue), _total(items, tongue)
    is_one = len(items) == 1
    if tongue == "de":
        which = "Sie" if is_one else "Die älteste"
        since = f"war am {day} fällig, seit {late}" if due_on < on else f"ist am {day} fällig"
        return f"Offen: {counted} über {total}. {which} {since}."
    which = "It" if is_one else "The oldest"
    since = f"was due on {day}, {late} ago" if due_on < on else f"is due on {day}"
    return f"Open: {counted} of {total}. {which} {since}."


def _days(count: int, tongue: str) -> str:
    if tongue == "de":
        return "1 Tag" if count == 1 else f"{count} Tagen"
    return "1 day" if count == 1 else f"{count} days"


def _line(item: ReminderItem, tongue: str) -> str:
    of, due = ("vom", "fällig am") if tongue == "de" else ("of", "due on")
    issued, fell_due = day_text(item.issued_on, tongue), day_text(item.due_on, tongue)
    amount = money_text(item.balance, tongue)
    return f"- {item.document_no} {of} {issued}, {due} {fell_due}: {amount}"


def _total(items: Sequence[ReminderItem], tongue: str) -> str:
    sums: dict[str, int] = {}
    for item in items:
        sums[item.balance.currency] = sums.get(item.balance.currency, 0) + item.balance.minor
    return " + ".join(money_text(Money(sums[code], code), tongue) for code in sorted(sums))
