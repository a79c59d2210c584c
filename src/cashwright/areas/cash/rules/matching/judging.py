"""From drafts to a decision: weigh them, take the best, calibrate it, hold it against the guards."""

from collections.abc import Iterable
from dataclasses import dataclass

from cashwright.areas.cash.policies import MatchingPolicy
from cashwright.areas.cash.rules.matching.documents import Documents
from cashwright.areas.cash.rules.matching.drafts import Draft
from cashwright.areas.cash.rules.matching.features import Case, Features
from cashwright.areas.cash.rules.matching.guards import Guards
from cashwright.areas.cash.rules.matching.kinds import CLEARED, Kind
from cashwright.areas.cash.rules.matching.payers import Payers
from cashwright.areas.cash.rules.matching.reasons import NOTHING_FITS, reasons_of
from cashwright.areas.cash.rules.matching.references import How
from cashwright.areas.cash.rules.matching.scoring import LEAD_MAX, Weights, second_stage
from cashwright.areas.cash.rules.matching.values import (
    Decision,
    Hypothesis,
    Part,
    Shortfall,
    Verdict,
)

ALTERNATIVES_MAX = 5
LIKELY_PPM = 500_000
_KEPT = 30_000  # an alternative less likely than this is not shown, unless it is the only one


@dataclass(slots=True)
class Weighed:
    """A draft with its features and its log-odds."""

    draft: Draft
    values: list[float]
    score: float


class Judge:
    """Weighs the drafts of a line under one policy."""

    def __init__(
        self, known: Documents, payers: Payers, policy: MatchingPolicy, weights: Weights
    ) -> None:
        self.known, self.policy, self.weights = known, policy, weights
        self.features = Features(known, payers)
        self.guards = Guards(known, payers, policy)

    def weigh(self, case: Case, drafts: Iterable[Draft]) -> list[Weighed]:
        """Every draft once, the likeliest first; equal ones in an order of their own."""
        best: dict[tuple[object, ...], Weighed] = {}
        for draft in drafts:
            values = self.features.of(case, draft)
            weighed = Weighed(draft, values, self.weights.score(values))
            there = best.get(draft.key)
            if there is None or _stands_before(weighed, there):
                best[draft.key] = weighed
        return sorted(best.values(), key=self._rank)

    def _rank(self, weighed: Weighed) -> tuple[object, ...]:
        draft, items = weighed.draft, self.known.items
        age = sorted((items[p].due_on, items[p].document_no) for p in draft.parts)
        return (-round(weighed.score, 9), age, draft.kind, draft.customer_id, draft.over)

    def decide(self, case: Case, ranked: list[Weighed]) -> Decision:
        """The decision on the best draft."""
        line = case.line
        if not ranked:
            return Decision(line_id=line.line_id, verdict=Verdict.NONE, reasons=(NOTHING_FITS,))
        best, rest = ranked[0], ranked[1:]
        guards = self.guards.of(case, best.draft, [w.draft for w in rest])
        confidence = self.weights.confidence(self.stage(case, ranked, guards))
        verdict = self._verdict(confidence, guards)
        plain = verdict is Verdict.CERTAIN and is_plain(case, best.draft)
        shown = () if plain else self._alternatives(case, ranked, confidence)
        hypothesis = self._hypothesis(case, best, confidence, is_best=True)
        return Decision(
            line_id=line.line_id, verdict=verdict, best=hypothesis, alternatives=shown,
            guards=guards, reasons=hypothesis.reasons,
        )  # fmt: skip

    def stage(
        self, case: Case, ranked: list[Weighed], guards: tuple[str, ...]
    ) -> tuple[float, ...]:
        """What the second stage goes by."""
        best = ranked[0]
        return second_stage(
            best.score, lead(ranked), is_plain=is_plain(case, best.draft), is_free=not guards,
            values=best.values,
        )  # fmt: skip

    def _verdict(self, confidence: int, guards: tuple[str, ...]) -> Verdict:
        if not guards and confidence >= self.policy.certain_ppm:
            return Verdict.CERTAIN
        return Verdict.LIKELY if confidence >= LIKELY_PPM else Verdict.UNSURE

    def _alternatives(
        self, case: Case, ranked: list[Weighed], confidence: int
    ) -> tuple[Hypothesis, ...]:
        """The next best, each with its share of what the best leaves."""
        rest = ranked[1 : ALTERNATIVES_MAX + 1]
        odds = [2.0 ** (w.score - ranked[0].score) for w in rest]
        left = (1_000_000 - confidence) / (sum(odds) + 0.5)
        return tuple(
            self._hypothesis(case, weighed, round(share * left))
            for weighed, share in zip(rest, odds, strict=True)
        )

    def _hypothesis(
        self, case: Case, weighed: Weighed, confidence: int, *, is_best: bool = False
    ) -> Hypothesis:
        draft = weighed.draft
        moved = self.weights.moved(weighed.values)
        return Hypothesis(
            customer_id=draft.customer_id, parts=self._parts(draft.parts),
            credits=self._parts(draft.credits), shortfall=self._shortfall(draft),
            short_minor=draft.short, over_minor=draft.over, lane=str(draft.lane),
            confidence_ppm=confidence, reasons=reasons_of(case, draft, moved, self.known),
            weights=moved if is_best else {},
        )  # fmt: skip

    def _parts(self, amounts: dict[int, int]) -> tuple[Part, ...]:
        items = self.known.items
        return tuple(
            (items[p].document_id, items[p].document_no, minor) for p, minor in amounts.items()
        )

    def _shortfall(self, draft: Draft) -> Shortfall | None:
        if not draft.cleared:
            return None
        invoice_id = self.known.items[draft.shortfall_of].document_id
        return Shortfall(
            kind=CLEARED[draft.kind], invoice_id=invoice_id, amount_minor=draft.cleared
        )


def _stands_before(one: Weighed, other: Weighed) -> bool:
    """Of two ways to the same hypothesis, the one a range implies, else the likelier."""
    return (one.draft.is_implied, one.score) > (other.draft.is_implied, other.score)


def lead(ranked: list[Weighed]) -> float:
    """How far the best draft's log-odds lie over the next that would apply something else."""
    if len(ranked) < 2:
        return LEAD_MAX
    return ranked[0].score - ranked[1].score


def is_plain(case: Case, draft: Draft) -> bool:
    """All of it is cited whole, the amount is exact, and nothing cited is left out."""
    cited = case.cited
    return (
        draft.kind is Kind.EXACT
        and bool(draft.parts)
        and all(cited.sure.get(p, How.LOOSE) >= How.LISTED for p in draft.parts)
        and all(p in draft.parts or p in draft.credits for p in cited.sure)
        and not (cited.closed or cited.unknown or cited.foreign)
    )
