"""What to say on the phone, in order, from what is known of a customer."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class OnThePhone:
    """What a call is about. `owed` are sums as people read them: "1,250.00 EUR"."""

    contact: str
    owed: tuple[str, ...]
    late_count: int
    days_late: int
    promise_due_on: date | None = None
    is_broken: bool = False
    is_disputed: bool = False
    has_replied: bool = False


def call_script(call: OnThePhone) -> tuple[str, ...]:
    """The sentences, at most six."""
    invoices = "1 invoice" if call.late_count == 1 else f"{call.late_count} invoices"
    told = [
        f"Ask for {call.contact}." if call.contact else "Ask for accounts payable.",
        f"You call about {invoices}, {' and '.join(call.owed)}, the oldest {call.days_late} days late.",
        call.has_replied and "They wrote to us: answer what they asked before you ask for money.",
        call.is_broken and "They promised to pay and did not: ask what came in between.",
        call.is_disputed and "Leave out what is disputed; the rest is due.",
        "Ask for a day and an amount, and say both back to them.",
        "If an invoice is wrong, ask which one and what about it.",
    ]
    return tuple(one for one in told if one)[:6]
