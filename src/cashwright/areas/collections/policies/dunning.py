"""Which customers climb which ladder, and how far the machine goes with them.

The policy `collections.dunning` holds it, for the house or an entity.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cashwright.areas.collections.refusals import BadDunning
from cashwright.kernel.autonomy import Autonomy

DUNNING = "collections.dunning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """The first that fits a customer holds; empty parts fit everybody."""

    ladder: str
    autonomy: Autonomy = Autonomy.AUTO
    segments: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()

    @property
    def fits_all(self) -> bool:
        """Whether it asks nothing of a customer."""
        return not self.segments and not self.risks

    def fits(self, segment: str, risk: str) -> bool:
        """Whether a customer of this segment and risk is meant."""
        return (not self.segments or segment in self.segments) and (
            not self.risks or risk in self.risks
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Dunning:
    """How a house reminds.

    assignments     tried in order; the last must fit everybody
    reply_days      days a customer's unanswered message stops the ladder before a task is due
    promise_days_max  the furthest day a promise may name, in days from when it was given
    shadow_days_min  days on which a line in shadow must have noted steps before it may do them
    """

    assignments: tuple[Assignment, ...] = (Assignment(ladder="standard"),)
    reply_days: int = 3
    promise_days_max: int = 30
    shadow_days_min: int = 5

    def __post_init__(self) -> None:
        assert self.assignments, "somebody is meant"
        last = self.assignments[-1]
        assert last.fits_all, "the last assignment fits everybody"
        assert self.reply_days >= 0
        assert self.promise_days_max > 0
        assert self.shadow_days_min >= 0

    def of(self, segment: str, risk: str) -> Assignment:
        """What holds for a customer of this segment and risk."""
        return next(one for one in self.assignments if one.fits(segment, risk))


def dunning_of(value: Mapping[str, Any] | None) -> Dunning:
    """The policy a stored value stands for; None is the one the house starts with."""
    if value is None:
        return Dunning()
    try:
        return Dunning(
            assignments=tuple(
                Assignment(
                    ladder=str(one["ladder"]),
                    autonomy=Autonomy(one.get("autonomy", Autonomy.AUTO)),
                    segments=tuple(map(str, one.get("segments", ()))),
                    risks=tuple(map(str, one.get("risks", ()))),
                )
                for one in value["assignments"]
            ),
            reply_days=int(value.get("reply_days", 3)),
            promise_days_max=int(value.get("promise_days_max", 30)),
            shadow_days_min=int(value.get("shadow_days_min", 5)),
        )
    except (KeyError, TypeError, ValueError, AssertionError) as error:
        raise BadDunning(reason=f"{type(error).__name__}: {error}") from error


def dunning_value(dunning: Dunning) -> dict[str, Any]:
    """What is stored of it; the inverse of `dunning_of`."""
    return {
        "assignments": [
            {
                "ladder": one.ladder, "autonomy": str(one.autonomy),
                "segments": list(one.segments), "risks": list(one.risks),
            }
            for one in dunning.assignments
        ],
        "reply_days": dunning.reply_days, "promise_days_max": dunning.promise_days_max,
        "shadow_days_min": dunning.shadow_days_min,
    }  # fmt: skip
