"""When an invoice falls due, and until when a discount is offered.

Words: *net* counts days from the day of issue; *EOM* (end of month) counts from the last day of
the month; *prox* names a day of a later month: "10th prox" is the tenth of the next month.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from cashwright.areas.parties.policies import TermsKind
from cashwright.kernel.periods import add_months, last_day_of_month

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Terms:
    """What is agreed about paying.

    term_days     net: days after issue; EOM: days after the month's end; prox: day of the month
    term_months   net: months added before the days; EOM: months on before the end is taken;
                  prox: which month after that of issue, 1 for the next
    discount_bp   basis points off the price when paid by `discount_until`; 0 for none
    """

    kind: TermsKind
    term_days: int = 0
    term_months: int = 0
    discount_bp: int = 0
    discount_days: int = 0


HOUSE_TERMS = Terms(TermsKind.NET, term_days=30)
"""What counts where neither the customer nor the legal entity has terms."""


def due_on(terms: Terms, issued_on: date) -> date:
    """The last day on which an invoice issued on `issued_on` is not late.

    A prox day that the month does not have becomes its last day: the 31st prox in January
    is the 28th or 29th of February.
    """
    match terms.kind:
        case TermsKind.IMMEDIATE:
            return issued_on
        case TermsKind.NET:
            return add_months(issued_on, terms.term_months) + terms.term_days * _DAY
        case TermsKind.EOM:
            # The first of the month, so that no day is lost on the way through short months.
            month = add_months(issued_on.replace(day=1), terms.term_months)
            return last_day_of_month(month) + terms.term_days * _DAY
        case TermsKind.NTH_PROX:
            assert 1 <= terms.term_days <= 31, "a prox day is 1 to 31"
            month = add_months(issued_on.replace(day=1), terms.term_months)
            return min(last_day_of_month(month), month + (terms.term_days - 1) * _DAY)


def discount_until(terms: Terms, issued_on: date) -> date | None:
    """The last day on which the discount is offered; None without one; never after the due date.

    Counted from the day of issue, and for EOM and prox from the end of its month:
    "2/10 EOM" is two percent until the tenth of the next month.
    """
    if terms.discount_bp == 0:
        return None
    from_end = terms.kind in (TermsKind.EOM, TermsKind.NTH_PROX)
    start = last_day_of_month(issued_on) if from_end else issued_on
    return min(start + terms.discount_days * _DAY, due_on(terms, issued_on))


def check_terms(terms: Terms) -> str | None:
    """What is wrong with terms somebody typed, in words; None when they make sense."""
    if min(terms.term_days, terms.term_months, terms.discount_bp, terms.discount_days) < 0:
        return "days, months and discount are not negative"
    if terms.term_days > 366 or terms.term_months > 24 or terms.discount_days > 366:
        return "at most 366 days and 24 months"
    if terms.discount_bp > 10_000:
        return "a discount is at most 100 %"
    if terms.kind is TermsKind.NTH_PROX and not 1 <= terms.term_days <= 31:
        return "the day of the month is 1 to 31"
    if terms.kind is TermsKind.NTH_PROX and terms.term_months < 1:
        return "prox is at least the next month"
    if terms.kind is TermsKind.IMMEDIATE and (terms.term_days or terms.term_months):
        return "due at once has neither days nor months"
    return None
