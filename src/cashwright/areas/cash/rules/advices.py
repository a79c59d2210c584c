"""Which payment an advice of remittance belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

DAYS_APART = 10  # an advice comes some days before or after its money


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceFacts:
    """An advice that waits for its payment. `payer_key` as names.name_key makes it."""

    advice_id: str
    trace_no: str
    payer_key: str
    paid_on: date | None
    currency: str
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyFacts:
    """A line of a bank statement that an advice may be about."""

    line_id: str
    end_to_end_id: str
    bank_ref: str
    payer_key: str
    booked_on: date
    currency: str
    amount_minor: int


def line_of(advice: AdviceFacts, lines: Sequence[MoneyFacts]) -> str | None:
    """The line an advice is about: by trace number, else by payer, else when it is the only one.

    lines  in any order; only those of the same amount and currency count, and, where the advice has
           a day, those booked within ten days of it
    ties   two lines that fit equally well are nobody's: a person ties them
    """
    near = [
        one
        for one in lines
        if (one.amount_minor, one.currency)
        == (advice.amount_minor, advice.currency or one.currency)
        and (advice.paid_on is None or abs((one.booked_on - advice.paid_on).days) <= DAYS_APART)
    ]
    traced = [
        one
        for one in near
        if advice.trace_no and advice.trace_no in (one.end_to_end_id, one.bank_ref)
    ]
    named = [one for one in near if advice.payer_key and one.payer_key == advice.payer_key]
    for found in (traced, named, near):
        if found:
            return found[0].line_id if len(found) == 1 else None
    return None
