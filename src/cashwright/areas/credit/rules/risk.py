"""How much of a risk a customer is, by what they do, with the reasons in words."""

from dataclasses import dataclass

from cashwright.areas.credit.policies import RiskPolicy, Tier

STEPS_MAX = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Behavior:
    """What is known of a customer on a day. Amounts in minor units of the entity's currency.

    typical_days       days late of the middle paying day; None: nothing was paid yet
    open_minor         what is open;  late_minor: what of it is more than 30 days past due
    is_warned          a warning that they pay worse stands
    promises_broken, promises_kept  judged ones
    written_off_count  in the last two years;  is_held: new credit is stopped
    """

    typical_days: float | None = None
    open_minor: int = 0
    late_minor: int = 0
    is_warned: bool = False
    promises_broken: int = 0
    promises_kept: int = 0
    written_off_count: int = 0
    is_held: bool = False


@dataclass(frozen=True, slots=True)
class Rating:
    """A tier and why: the reasons, the weightiest first."""

    tier: Tier
    points: int
    reasons: tuple[str, ...]


def rate(known: Behavior, policy: RiskPolicy) -> Rating:
    """Add up the points of what a customer does. Nothing known is a low risk without reasons."""
    told = [each for each in _told(known, policy) if each[0] > 0]
    points = sum(each for each, _ in told)
    reasons = tuple(words for _, words in sorted(told, key=lambda each: -each[0]))
    return Rating(_tier(points, policy), points, reasons)


def _tier(points: int, policy: RiskPolicy) -> Tier:
    if points >= policy.high_from:
        return Tier.HIGH
    return Tier.MEDIUM if points >= policy.medium_from else Tier.LOW


def _told(known: Behavior, policy: RiskPolicy) -> list[tuple[int, str]]:
    late = max(known.typical_days or 0.0, 0.0)
    share_bp = 10_000 * known.late_minor // known.open_minor if known.open_minor > 0 else 0
    breaks_more = known.promises_broken > known.promises_kept
    return [
        (policy.loss_points * (known.written_off_count > 0), "Part of what they owed was written off"),
        (policy.hold_points * known.is_held, "New credit is on hold"),
        (_steps(late, policy.late_days), f"Usually pays {late:.0f} days late"),
        (
            _steps(share_bp, policy.overdue_share_bp),
            f"{share_bp // 100} % of what is open is more than 30 days past due",
        ),
        (policy.drift_points * known.is_warned, "Pays worse than before"),
        (
            policy.promise_points * breaks_more,
            f"Broke {known.promises_broken} promises and kept {known.promises_kept}",
        ),
    ]  # fmt: skip


def _steps(value: float, step: int) -> int:
    return min(int(value // step), STEPS_MAX)
