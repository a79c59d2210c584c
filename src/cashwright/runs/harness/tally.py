"""What a run counts: outcomes by name, refusals by code. Nothing falls through without a count."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Report = dict[str, dict[str, dict[str, int]]]
"""step -> {"outcomes": {outcome: count}, "refused": {code: count}}, steps in their order."""


@dataclass(slots=True)
class Tally:
    """The counts of one chunk."""

    outcomes: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, **outcomes: int) -> "Tally":
        """A tally of these outcomes."""
        return cls(Counter(outcomes))

    def __bool__(self) -> bool:
        return any(self.outcomes.values()) or any(self.refused.values())

    def add(self, other: "Tally") -> None:
        """Count what `other` counted."""
        self.outcomes.update(other.outcomes)
        self.refused.update(other.refused)

    def as_json(self) -> dict[str, dict[str, int]]:
        """Only what was counted, by name."""
        return {
            "outcomes": {name: n for name, n in sorted(self.outcomes.items()) if n},
            "refused": {code: n for code, n in sorted(self.refused.items()) if n},
        }

    @classmethod
    def of_json(cls, value: Mapping[str, Any]) -> "Tally":
        """The tally that `as_json` wrote."""
        return cls(Counter(value["outcomes"]), Counter(value["refused"]))


def merged(reports: Iterable[Report]) -> Report:
    """One report of many: several days, or several legal entities."""
    sums: dict[str, Tally] = {}
    for report in reports:
        for step, counts in report.items():
            sums.setdefault(step, Tally()).add(Tally.of_json(counts))
    return {step: tally.as_json() for step, tally in sums.items()}
