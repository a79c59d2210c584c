"""What a case still lacks before it can be decided, by its reason's card.

Words: a *part* is a need (a fact) or a set of papers of which one is enough; a part that is not to
be had is *waived*, with the reason why.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from cashwright.areas.disputes.policies import EVIDENCE, EvidenceKind, ReasonCard

WAIVED = "waived"
"""The name in a case's facts under which waived parts stand, with why."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a case: `name` in facts, or "paper:…"; `waived` says why it is not to be had."""

    name: str
    label: str
    is_there: bool
    waived: str = ""

    @property
    def is_settled(self) -> bool:
        return self.is_there or bool(self.waived)


@dataclass(frozen=True, slots=True)
class Checklist:
    """The required parts of a case, and papers that would help."""

    parts: tuple[Part, ...]
    helpful: tuple[Part, ...] = ()

    @property
    def missing(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if not part.is_settled)

    @property
    def score(self) -> int:
        """How complete it is, 0 to 100: of the required parts, those that are really there.

        A waived part lets the case be decided and does not make it any more complete.
        """
        return 100 * sum(part.is_there for part in self.parts) // len(self.parts)


def checklist(
    card: ReasonCard, facts: Mapping[str, Any], papers: Collection[EvidenceKind]
) -> Checklist:
    """What is there and what is not.

    facts   of the case; an empty or blank value counts as not there
    papers  the kinds of the papers it has
    """
    waived: Mapping[str, str] = facts.get(WAIVED) or {}
    needs = [
        Part(need.name, need.question, bool(str(facts.get(need.name) or "").strip()),
             waived.get(need.name, ""))
        for need in card.needs
    ]  # fmt: skip
    required = [
        Part(paper_name(kinds), _either(kinds), bool(kinds & set(papers)),
             waived.get(paper_name(kinds), ""))
        for kinds in card.papers
    ]  # fmt: skip
    helpful = [
        Part(paper_name(frozenset({kind})), EVIDENCE[kind], kind in papers)
        for kind in card.helpful
    ]  # fmt: skip
    return Checklist((*needs, *required), tuple(helpful))


def paper_name(kinds: frozenset[EvidenceKind]) -> str:
    """The name a set of papers has as a part: "paper:contract|quote"."""
    return "paper:" + "|".join(sorted(kinds))


def _either(kinds: frozenset[EvidenceKind]) -> str:
    return " or ".join(sorted(EVIDENCE[kind] for kind in kinds))
