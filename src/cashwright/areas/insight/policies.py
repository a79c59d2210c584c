"""What a user may set about insight: the loss rates of the allowance, as a versioned value."""

from dataclasses import dataclass, field

from cashwright.areas.collections.rules import Bucket


def _standard() -> dict[Bucket, int]:
    return {
        Bucket.CURRENT: 50,
        Bucket.DAYS_1_30: 200,
        Bucket.DAYS_31_60: 500,
        Bucket.DAYS_61_90: 1_500,
        Bucket.DAYS_91_120: 4_000,
        Bucket.OVER_120: 4_000,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class LossRates:
    """The share of each bucket expected to be lost, in basis points."""

    version: int = 1
    loss_bp: dict[Bucket, int] = field(default_factory=_standard)

    def __post_init__(self) -> None:
        assert set(self.loss_bp) == set(Bucket), "every bucket has a rate"
        assert all(0 <= rate <= 10_000 for rate in self.loss_bp.values())
