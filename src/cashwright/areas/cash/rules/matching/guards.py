"""Guards: what keeps a line from being applied without a person, however high its score."""

from cashwright.areas.cash.policies import MatchingPolicy
from cashwright.areas.cash.rules.matching.documents import Documents
from cashwright.areas.cash.rules.matching.drafts import Draft
from cashwright.areas.cash.rules.matching.features import Case
from cashwright.areas.cash.rules.matching.kinds import Kind, Lane
from cashwright.areas.cash.rules.matching.payers import Payers
from cashwright.areas.cash.rules.matching.references import How

GUARDS: dict[str, str] = {
    "cites_settled": "It cites an invoice that is settled: it may be paid twice.",
    "cites_others": "It cites an open invoice that this proposal leaves out.",
    "cites_other_currency": "It cites an invoice in another currency.",
    "not_unique": "Other open invoices would fit the amount as well.",
    "fits_another": "Another open invoice of the payer has exactly this amount.",
    "repeats": "What it pays beyond what it cites is the same amount again: perhaps paid twice.",
    "chance_sum": "So many invoices are open that some would add up by chance.",
    "rival_customer": "Another likely customer has an invoice of this amount.",
    "payer_unclear": "Neither what it cites nor who paid says whose it is.",
    "overpaid": "More came than was open, beyond what may be kept without asking.",
    "nothing_to_settle": "It settles no invoice; the money would stay on account.",
    "held": "An invoice is disputed or on hold.",
    "several_customers": "The invoices belong to customers that are no group.",
    "part_unnamed": "Only a part of an invoice came that was not cited.",
    "four_eyes": "The amount is so large that two people look at it.",
    "already_booked": "A payment of this amount is in the books already: it may be the same money.",
    "contested": "Another line of this day wants the same invoice.",
}
CHANCE_MAX = 0.02
_SAME_NAME = 0.8


class Guards:
    """Looks a draft over against its rivals."""

    def __init__(self, known: Documents, payers: Payers, policy: MatchingPolicy) -> None:
        self.known, self.payers, self.policy = known, payers, policy

    def of(self, case: Case, best: Draft, others: list[Draft]) -> tuple[str, ...]:
        """The codes of every guard that holds, in the order of GUARDS."""
        holds = {
            "cites_settled": any(self._may_repeat(case, best, p) for p in case.cited.closed),
            "cites_others": self._cites_others(case, best),
            "cites_other_currency": bool(case.cited.foreign),
            "not_unique": self._is_one_of_many(case, best) or self._has_twin(case, best, others),
            "fits_another": self._fits_another(best, others),
            "repeats": self._repeats(case, best),
            "chance_sum": self._by_chance(case, best),
            "rival_customer": self._rival_customer(case, best, others),
            "payer_unclear": self._payer_unclear(case, best),
            "overpaid": bool(best.parts) and best.over > self.policy.overpaid_max_minor,
            "nothing_to_settle": not best.parts,
            "held": any(self.known.items[p].is_held for p in (*best.parts, *best.credits)),
            "several_customers": self._several_customers(best),
            "part_unnamed": best.kind in (Kind.SHORT, Kind.LATE_DISCOUNT)
            and not self._all_cited(case, best),
            "four_eyes": self._four_eyes(case),
        }
        return tuple(code for code in GUARDS if holds.get(code))

    def _may_repeat(self, case: Case, best: Draft, settled: int) -> bool:
        """It may pay a settled invoice again: unless it is of another amount, and only one fits exactly."""
        total, amount = self.known.total_of(settled), case.line.amount_minor
        is_alike = 9 * total <= 10 * amount and 9 * amount <= 10 * total
        is_only = best.kind is Kind.EXACT and best.sets == 1 and not best.siblings
        return is_alike or not is_only or not self._is_known(case, best)

    def _is_known(self, case: Case, best: Draft) -> bool:
        """The payer is this customer, by what is remembered, by its name or its number."""
        mine = case.payers.get(best.customer_id)
        return mine is not None and bool(
            mine.account_count
            or mine.name_count
            or mine.likeness >= _SAME_NAME
            or mine.is_numbered
            or mine.habit_count
        )

    def _cites_others(self, case: Case, best: Draft) -> bool:
        """An open invoice is cited and left out; one misread may be if the rest fits exactly."""
        fits = best.kind is Kind.EXACT and self._strength(case, best) == len(best.parts) > 0
        left_out = any(p not in best.parts and p not in best.credits for p in case.cited.sure)
        return left_out or (case.cited.misread > 0 and not fits)

    def _all_cited(self, case: Case, draft: Draft) -> bool:
        """Every invoice is cited for sure, or a range names it."""
        cited = draft.is_implied or all(p in case.cited.sure for p in draft.parts)
        return cited and bool(draft.parts)

    def _strength(self, case: Case, draft: Draft) -> int:
        """How many of its invoices something in the text names."""
        if draft.is_implied:
            return len(draft.parts)
        return sum((case.cited.how(p) or How.LOOSE) > How.LOOSE for p in draft.parts)

    def _is_one_of_many(self, case: Case, draft: Draft) -> bool:
        """Other sets would do, and the text does not name all of this one."""
        named = self._strength(case, draft) == len(draft.parts)
        return draft.sets > 1 and (not named or bool(draft.credits))

    def _repeats(self, case: Case, draft: Draft) -> bool:
        """What is paid of uncited invoices is as much as what is paid of the cited ones."""
        cited = sum(minor for p, minor in draft.parts.items() if p in case.cited.sure)
        return 0 < cited * 2 == sum(draft.parts.values()) and not draft.is_implied

    def _fits_another(self, best: Draft, others: list[Draft]) -> bool:
        """What is left over or short of the best is not so with one other invoice of the payer."""
        return best.kind in _UNEXPLAINED and any(
            other.kind is Kind.EXACT
            and len(other.parts) == 1
            and self.payers.same_group(other.customer_id, best.customer_id)
            for other in others
        )

    def _has_twin(self, case: Case, best: Draft, others: list[Draft]) -> bool:
        """Another draft explains the amount as well, with documents as much cited."""
        if self._all_cited(case, best) and best.kind is Kind.EXACT:
            return False
        mine = self._strength(case, best)
        return any(
            (other.kind is best.kind or (best.kind in _GUESSED and other.kind in _GUESSED))
            and other.parts.keys() != best.parts.keys()
            and self._strength(case, other) >= mine
            and self.payers.same_group(other.customer_id, best.customer_id)
            for other in others
        )

    def _by_chance(self, case: Case, draft: Draft) -> bool:
        return (
            draft.lane in _SEARCHED
            and draft.chance > CHANCE_MAX
            and not self._all_cited(case, draft)
        )

    def _rival_customer(self, case: Case, best: Draft, others: list[Draft]) -> bool:
        if self._strength(case, best):
            return False
        mine = case.payers.get(best.customer_id)
        sure = mine is not None and (mine.account_share > 0.5 or mine.is_numbered or mine.is_told)
        return not sure and any(
            other.parts
            and other.kind in (Kind.EXACT, best.kind)
            and self._is_rival(case, best, other.customer_id)
            for other in others
        )

    def _is_rival(self, case: Case, best: Draft, customer_id: str) -> bool:
        """Somebody else's customer who may have paid as well as the best's."""
        if self.payers.same_group(customer_id, best.customer_id):
            return False
        mine, theirs = case.payers.get(best.customer_id), case.payers.get(customer_id)
        if theirs is None or mine is None:
            return mine is None
        known = theirs.account_count or theirs.name_count or theirs.is_numbered
        return bool(known) or theirs.likeness >= mine.likeness - 0.2

    def _payer_unclear(self, case: Case, best: Draft) -> bool:
        if self._strength(case, best) or not best.parts:
            return False
        return not self._is_known(case, best)

    def _several_customers(self, best: Draft) -> bool:
        owners = {self.known.items[p].customer_id for p in (*best.parts, *best.credits)}
        return any(not self.payers.same_group(best.customer_id, owner) for owner in owners)

    def _four_eyes(self, case: Case) -> bool:
        limit = self.policy.four_eyes_minor
        return limit is not None and case.line.amount_minor >= limit


_UNEXPLAINED = frozenset((Kind.SHORT, Kind.LATE_DISCOUNT, Kind.OVER, Kind.FX, Kind.FEE))
_GUESSED = frozenset(
    (Kind.DISCOUNT, Kind.GRACE_DISCOUNT, Kind.LATE_DISCOUNT, Kind.FEE, Kind.FX, Kind.WITHHELD_TAX)
)
_SEARCHED = frozenset((Lane.SUM, Lane.RUN, Lane.REST, Lane.RANGE, Lane.SEVERAL))
