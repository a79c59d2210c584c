"""Trials: a step of a ladder tried in several ways at once, on customers chosen by chance.

Words: an *arm* is one way to take the step; the *holdout* is the share of customers who hear nothing at
that step; *odds* are the chances by which the others get the arms. The policy
`collections.trial.<code>` holds one trial; each version of it is dated, so that what was tried when can
be told for good. An arm changes words, tone or channel, never a fee and never a step of law.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from cashwright.areas.collections.policies.ladders import Act, Track, Trigger
from cashwright.areas.collections.refusals import BadTrial
from cashwright.areas.messaging.policies import Tone

TRIAL = "collections.trial"
"""What the policies of trials are called, with a dot and the trial's code after it."""

HOLDOUT = "holdout"
"""The arm of those who hear nothing."""

WHOLE_BP = 10_000
REACHES_ALL = (Act.LETTER, Act.PORTAL)
"""The other ways an arm may take: those that need no address and no consent."""


class Odds(StrEnum):
    """How the arms get their customers: the same for each to the end, or the better ones more."""

    EVEN = "even"
    LEARNED = "learned"


class Response(StrEnum):
    """What counts as an answer to a step, within the window."""

    PAID = "paid"
    ANSWERED = "answered"
    PROMISED = "promised"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """One way to take the step; what is empty stays as the step has it.

    variant  the arm of the text; tone: how it speaks; act: a letter or the portal
    """

    code: str
    variant: str = ""
    tone: Tone | None = None
    act: Act | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What odds were drawn from, so that the draw can be made again.

    counts  (responses, customers) of each arm up to `on`; draws of the posterior, by `seed`
    """

    on: date
    seed: str
    draws: int
    counts: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One step tried in several ways.

    ladder, track, days, trigger  which step
    odds_bp       chances of the arms among those not held out, in their order; sum to 10,000
    holdout_bp    share of customers who hear nothing at this step
    window_days   how long an answer counts; a customer counts once their window is over
    customers_min of each arm, before anything is said about it
    """

    code: str
    version: int
    title: str
    ladder: str
    days: int
    from_on: date
    arms: tuple[Arm, ...]
    odds_bp: tuple[int, ...]
    track: Track = Track.DUE
    trigger: Trigger = Trigger.NONE
    until_on: date | None = None
    holdout_bp: int = 1_000
    odds: Odds = Odds.EVEN
    response: Response = Response.PAID
    window_days: int = 14
    customers_min: int = 50
    learned: Learned | None = None

    def __post_init__(self) -> None:
        codes = [arm.code for arm in self.arms]
        assert codes, "something is tried"
        assert len(set(codes)) == len(codes), "each arm once"
        assert HOLDOUT not in codes, "the holdout is no arm"
        assert len(self.odds_bp) == len(codes), "each arm has its odds"
        assert sum(self.odds_bp) == WHOLE_BP, "the odds are whole"
        assert min(self.odds_bp) > 0, "each arm may happen"
        assert 0 <= self.holdout_bp <= 5_000, "at most half are held out"
        assert len(codes) > 1 or self.holdout_bp, "there is something to compare with"
        assert 1 <= self.window_days <= 60, "an answer counts for 1 to 60 days"
        assert self.customers_min > 0, "somebody is counted"
        assert self.until_on is None or self.until_on >= self.from_on, "it ends after it began"
        for arm in self.arms:
            assert arm.act in (None, *REACHES_ALL), "an arm writes, by a way that reaches all"

    def runs_on(self, on: date) -> bool:
        """Whether it is tried on a day."""
        return self.from_on <= on and (self.until_on is None or on <= self.until_on)

    def arm(self, code: str) -> Arm:
        """The arm of that code; there must be one."""
        return next(arm for arm in self.arms if arm.code == code)


def even_odds(count: int) -> tuple[int, ...]:
    """The same chances for each of `count` arms; what does not divide goes to the first."""
    each, rest = divmod(WHOLE_BP, count)
    return tuple(each + (n < rest) for n in range(count))


def trial_of(value: Mapping[str, Any]) -> Trial:
    """The trial a policy's value stands for; the inverse of `trial_value`. Raises BadTrial."""
    try:
        learned = value.get("learned")
        return Trial(
            code=str(value["code"]), version=int(value["version"]), title=str(value["title"]),
            ladder=str(value["ladder"]), days=int(value["days"]), track=Track(value["track"]),
            trigger=Trigger(value["trigger"]), from_on=date.fromisoformat(value["from_on"]),
            until_on=date.fromisoformat(value["until_on"]) if value.get("until_on") else None,
            arms=tuple(_arm_of(one) for one in value["arms"]),
            odds_bp=tuple(map(int, value["odds_bp"])), holdout_bp=int(value["holdout_bp"]),
            odds=Odds(value["odds"]), response=Response(value["response"]),
            window_days=int(value["window_days"]), customers_min=int(value["customers_min"]),
            learned=_learned_of(learned) if learned else None,
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AssertionError) as error:
        raise BadTrial(reason=f"{type(error).__name__}: {error}") from error


def _arm_of(value: Mapping[str, Any]) -> Arm:
    return Arm(
        code=str(value["code"]), variant=str(value.get("variant", "")),
        tone=Tone(value["tone"]) if value.get("tone") else None,
        act=Act(value["act"]) if value.get("act") else None,
    )  # fmt: skip


def _learned_of(value: Mapping[str, Any]) -> Learned:
    counts: Sequence[Sequence[int]] = value["counts"]
    return Learned(
        on=date.fromisoformat(value["on"]), seed=str(value["seed"]), draws=int(value["draws"]),
        counts=tuple((int(hits), int(of)) for hits, of in counts),
    )  # fmt: skip


def trial_value(trial: Trial) -> dict[str, Any]:
    """What is stored of a trial."""
    learned = trial.learned
    return {
        "code": trial.code, "version": trial.version, "title": trial.title, "ladder": trial.ladder,
        "days": trial.days, "track": str(trial.track), "trigger": str(trial.trigger),
        "from_on": trial.from_on.isoformat(),
        "until_on": trial.until_on.isoformat() if trial.until_on else "",
        "arms": [
            {"code": a.code, "variant": a.variant, "tone": str(a.tone or ""), "act": str(a.act or "")}
            for a in trial.arms
        ],
        "odds_bp": list(trial.odds_bp), "holdout_bp": trial.holdout_bp, "odds": str(trial.odds),
        "response": str(trial.response), "window_days": trial.window_days,
        "customers_min": trial.customers_min,
        "learned": {
            "on": learned.on.isoformat(), "seed": learned.seed, "draws": learned.draws,
            "counts": [list(one) for one in learned.counts],
        } if learned else None,
    }  # fmt: skip
