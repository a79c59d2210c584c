"""Drafts of hypotheses: documents, amounts and the difference between them, before anything is weighed.

Words: a *draft* is one way to explain a line; its *kind* says what explains the difference between what
the documents are and what came, EXACT when there is none. Documents are named by their place.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from cashwright.areas.cash.policies import MatchingPolicy
from cashwright.areas.cash.rules.matching.documents import Documents
from cashwright.areas.cash.rules.matching.hints import groups_in
from cashwright.areas.cash.rules.matching.kinds import CLEARED, Kind, Lane
from cashwright.areas.cash.rules.matching.text import flattened
from cashwright.areas.cash.rules.matching.values import LineFacts, OpenDocument


@dataclass(slots=True)
class Draft:
    """One way to explain a line.

    parts, credits  {place: minor units}
    cleared         what of `shortfall_of` is cleared; short stays open; over stays on account
    sets            sets of documents that explain the line this way, 2 meaning two or more
    chance          sets expected to do so by accident
    is_implied      not all are cited for sure, but a range, or loose numbers that add up, name every one
    siblings        documents that could stand for one of its own: same customer, same amount
    """

    lane: Lane
    kind: Kind
    customer_id: str
    parts: dict[int, int]
    credits: dict[int, int]
    shortfall_of: int = -1
    cleared: int = 0
    short: int = 0
    over: int = 0
    sets: int = 1
    chance: float = 0.0
    siblings: int = 0
    is_implied: bool = False

    @property
    def key(self) -> tuple[object, ...]:
        """What it would do to the books: two drafts of one key are one hypothesis."""
        return (
            frozenset(self.parts.items()), frozenset(self.credits.items()), self.cleared, self.over,
            self.customer_id if not self.parts else "",
        )  # fmt: skip


# What nobody names is believed to be a fee only when it is a round amount and little of the whole;
# the rest stays open, where a wrong guess costs nothing.
_ROUND = 50
_LITTLE = 40


class Explainer:
    """Explains the difference between documents and the amount of a line."""

    def __init__(self, known: Documents, policy: MatchingPolicy) -> None:
        self.known, self.policy = known, policy

    def explain(
        self, line: LineFacts, invoices: list[int], notes: list[int], lane: Lane
    ) -> list[Draft]:
        """How these documents, all of them, explain the line: one draft, or none.

        invoices  oldest due first; a draft that leaves some open leaves the last of them
        notes     credit notes netted
        """
        items = self.known.items
        total = sum(items[p].balance_minor for p in invoices)
        total -= sum(items[p].balance_minor for p in notes)
        if not invoices or total <= 0:
            return []
        gap = total - line.amount_minor
        if gap == 0:
            return [self._draft(line, invoices, notes, lane, Kind.EXACT)]
        kind = Kind.OVER if gap < 0 else self._too_little(line, invoices, total, gap)
        if gap <= -9 * total:
            return []
        draft = self._draft(line, invoices, notes, lane, kind, gap)
        return [draft] if min(draft.parts.values()) > 0 else []

    def _too_little(self, line: LineFacts, invoices: list[int], total: int, gap: int) -> Kind:
        """The one reason that is believed; what nothing explains stays open."""
        policy = self.policy
        words = groups_in(flattened(line.text))
        discount = self.discount_kind(line.booked_on, invoices, gap)
        if discount in (Kind.DISCOUNT, Kind.GRACE_DISCOUNT):
            return discount
        if gap == line.charge_minor:
            return Kind.FEE_TOLD
        slack = 10_000 * len(invoices)  # a tax is rounded invoice by invoice
        if any(abs(total * bp - gap * 10_000) <= slack for bp in policy.withheld_bp):
            return Kind.WITHHELD_TAX
        if gap <= policy.tolerance_minor and gap * 10_000 <= total * policy.tolerance_bp:
            return Kind.TOLERANCE
        if discount is not None:
            return discount
        if self._is_fee(gap, total, words):
            return Kind.FEE
        if gap * 10_000 <= total * policy.fx_bp and "rate" in words:
            return Kind.FX
        return Kind.SHORT

    def _is_fee(self, gap: int, total: int, words: frozenset[str]) -> bool:
        if gap > self.policy.fee_max_minor or gap * 4 > total or "kept" in words:
            return False
        is_like = gap % _ROUND == 0 and gap <= total // _LITTLE and "part" not in words
        return "fee" in words or is_like

    def discount_kind(self, on: date, invoices: list[int], gap: int) -> Kind | None:
        """Whether the gap is the discount of these invoices, and whether it came in time."""
        offered = [self.known.items[p] for p in invoices if self.known.items[p].discount_bp]
        if not offered or abs(sum(_discount(i) for i in offered) - gap) > len(offered):
            return None
        until = min((i.discount_until_on or i.due_on) for i in offered)
        if on <= until:
            return Kind.DISCOUNT
        grace = until + timedelta(days=self.policy.grace_days)
        return Kind.GRACE_DISCOUNT if on <= grace else Kind.LATE_DISCOUNT

    def _draft(
        self, line: LineFacts, invoices: list[int], notes: list[int], lane: Lane, kind: Kind,
        gap: int = 0,
    ) -> Draft:  # fmt: skip
        items = self.known.items
        draft = Draft(
            lane, kind, items[invoices[0]].customer_id,
            {p: items[p].balance_minor for p in invoices},
            {p: items[p].balance_minor for p in notes},
        )  # fmt: skip
        if kind in CLEARED:
            bearer = max(invoices, key=lambda p: (items[p].discount_bp > 0, items[p].balance_minor))
            draft.shortfall_of, draft.cleared = bearer, gap
            draft.parts[bearer] -= gap
        elif kind in (Kind.SHORT, Kind.LATE_DISCOUNT):
            draft.short = gap
            draft.parts[invoices[-1]] -= gap
        elif kind is Kind.OVER:
            draft.over = -gap
        return draft


def _discount(item: OpenDocument) -> int:
    """The discount of an invoice in minor units, rounded half up."""
    return (item.total_minor * item.discount_bp + 5_000) // 10_000


def on_account(line: LineFacts, customer_id: str, lane: Lane) -> Draft:
    """All of the line stays on the account of a customer."""
    return Draft(lane, Kind.ON_ACCOUNT, customer_id, {}, {}, over=line.amount_minor)
