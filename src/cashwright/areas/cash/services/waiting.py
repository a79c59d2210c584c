"""A bank line that waits, with what was decided about it and what may be done."""

from dataclasses import dataclass
from typing import Any

from cashwright.areas.cash.policies import MatchingPolicy, ShortPayment
from cashwright.areas.cash.rules.matching import Decision, Hypothesis

APPLIED, PROPOSED, WATCHED, BOOKED = "applied", "proposed", "watched", "booked"
TIED = "tied"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of a plan.

    row      line_id, state, payment_id, money_account, booked_on, currency, amount_minor,
             payer_name, text (runs.match.facts.LINES)
    outcome  applied, proposed, watched (shadow), only booked; or tied to a payment of the books
    tied_to  that payment
    """

    row: dict[str, Any]
    decision: Decision
    outcome: str
    policy: MatchingPolicy
    tied_to: str = ""

    @property
    def line_id(self) -> str:
        return str(self.row["line_id"])

    @property
    def best(self) -> Hypothesis:
        """What is applied; only asked of lines that are."""
        assert self.decision.best is not None, "what is applied says where it goes"
        return self.decision.best

    @property
    def asks_about_short(self) -> bool:
        """Whether somebody is asked why less was paid than was open."""
        return bool(self.best.short_minor) and self.policy.short_payment is ShortPayment.ASK

    @property
    def disputes_short(self) -> bool:
        """Whether what was left open becomes a dispute."""
        return bool(self.best.short_minor) and self.policy.short_payment is ShortPayment.DISPUTE
