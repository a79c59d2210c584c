"""Why nothing is said of an item or to a customer today, as one list in the order it is told.

Words: a *stop* lasts until something happens (a promise is due, a dispute is decided); what is *put
off* waits for a day only.
"""

from enum import StrEnum


class Suppression(StrEnum):
    """Why a step that was due is not taken; when several hold, the first is told."""

    PAID = "paid"
    PLACED = "placed"
    DISPUTED = "disputed"
    PROMISED = "promised"
    IN_PLAN = "in_plan"
    PENDING = "pending"
    OFF = "off"
    ON_HOLD = "on_hold"
    REPLIED = "replied"
    OPTED_OUT = "opted_out"
    NO_CONTACT = "no_contact"
    NO_CONSENT = "no_consent"
    NO_BUSINESS_DAY = "no_business_day"
    MIN_GAP = "min_gap"
    OVER_BUDGET = "over_budget"
    CARRIED = "carried"


OF_ITEMS = (
    Suppression.PAID,
    Suppression.PLACED,
    Suppression.DISPUTED,
    Suppression.PROMISED,
    Suppression.IN_PLAN,
    Suppression.PENDING,
)
"""The stops of one invoice; the others are of the customer or the day."""

PUT_OFF = (Suppression.NO_BUSINESS_DAY, Suppression.MIN_GAP, Suppression.OVER_BUDGET)
"""What only waits for a day."""

UNREACHED = (Suppression.OPTED_OUT, Suppression.NO_CONTACT, Suppression.NO_CONSENT)
"""Why a written step becomes a person's: nobody may be written to."""

EVENT_DAYS = 14
"""What happened longer ago is not answered by a step of the event track any more."""
