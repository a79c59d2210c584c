"""Lines whose money is in the books already: taken in as a payment before the bank's file came."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

DAYS_APART = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A line and a payment of the same amount and currency, some days apart at most.

    wants  the customer that matching is certain of for the line, else None
    """

    line_id: str
    booked_on: date
    wants: str | None
    payment_id: str
    received_on: date
    customer_id: str | None


def paired(pairs: Sequence[Pair]) -> tuple[dict[str, str], frozenset[str]]:
    """Which line is which payment, and which lines may be one of several: those wait for a person.

    alike  as many lines as payments, all of one customer, are paired by their days: it does not
           matter which is which
    """
    lines, payments = defaultdict(set), defaultdict(set)
    of_line, of_payment = {}, {}
    for pair in pairs:
        lines[pair.line_id].add(pair.payment_id)
        payments[pair.payment_id].add(pair.line_id)
        of_line[pair.line_id] = pair
        of_payment[pair.payment_id] = pair
    found: dict[str, str] = {}
    unclear: set[str] = set()
    seen: set[str] = set()
    for start in sorted(lines):
        if start in seen:
            continue
        ours, theirs = _together(start, lines, payments)
        seen |= ours
        payers = {of_payment[pk].customer_id for pk in theirs}
        wanted = {of_line[pk].wants for pk in ours} - {None}
        if len(ours) == len(theirs) and len(payers) == 1 and (wanted <= payers or payers == {None}):
            by_day = sorted(ours, key=lambda pk: (of_line[pk].booked_on, pk))
            came = sorted(theirs, key=lambda pk: (of_payment[pk].received_on, pk))
            found |= dict(zip(by_day, came, strict=True))
        else:
            unclear |= ours
    return found, frozenset(unclear)


def _together(
    start: str, lines: dict[str, set[str]], payments: dict[str, set[str]]
) -> tuple[set[str], set[str]]:
    """All lines and payments that may be one another, from one line on."""
    ours, theirs, edge = {start}, set[str](), [start]
    while edge:
        for payment in lines[edge.pop()] - theirs:
            theirs.add(payment)
            fresh = payments[payment] - ours
            ours |= fresh
            edge += fresh
    return ours, theirs
