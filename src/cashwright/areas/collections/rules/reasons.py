"""Why a customer should be called now, in words: the weightiest first."""

from dataclasses import dataclass
from datetime import date
from statistics import median_low


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What speaks for a call.

    settled          days late of the invoices they paid lately
    reminders        how many reminders each of those had had
    broken_on        the day the last promise broke, unless they paid or promised since
    """

    days_late: int
    late_count: int
    settled: tuple[int, ...] = ()
    reminders: tuple[int, ...] = ()
    kept: int = 0
    broken: int = 0
    broken_on: date | None = None
    replied_on: date | None = None
    promise_due_on: date | None = None
    risk: str = ""
    is_disputed: bool = False
    has_money: bool = False
    is_ladder_over: bool = False


def reasons(now: Situation, on: date) -> tuple[str, ...]:
    """The sentences, at most five."""
    told = [
        now.replied_on and f"Wrote to us {_ago(now.replied_on, on)} and waits for an answer",
        now.broken_on and f"Broke a promise {_ago(now.broken_on, on)}",
        now.promise_due_on and now.promise_due_on <= on and "Promised to pay by now",
        f"{_count(now.days_late, 'day', 'days')} late",
        now.is_ladder_over and "All reminders are sent",
        now.broken > (now.broken_on is not None)
        and _count(now.broken, "broken promise", "broken promises"),
        now.risk == "high" and "High risk",
        _habit(now),
        now.has_money and "Money of theirs is not applied yet",
        now.is_disputed and "Part of it is disputed",
        now.late_count > 1 and f"{now.late_count} invoices past due",
        now.kept and not now.broken and f"Keeps promises: {now.kept} of {now.kept}",
    ]
    return tuple(one for one in told if one)[:5]


def _habit(now: Situation) -> str:
    """How they pay, from at least three invoices."""
    if len(now.settled) < 3:
        return ""
    reminded = median_low(now.reminders) if len(now.reminders) >= 3 else 0
    if reminded >= 2:
        return f"Pays on the {_ordinal(reminded)} reminder"
    late = median_low(now.settled)
    if late <= 0:
        return "Usually pays on time"
    return f"Usually pays {_count(late, 'day', 'days')} late"


def _ago(day: date, on: date) -> str:
    days = (on - day).days
    return "today" if days <= 0 else "yesterday" if days == 1 else f"{days} days ago"


def _count(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


def _ordinal(number: int) -> str:
    if 10 <= number % 100 <= 20:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"
