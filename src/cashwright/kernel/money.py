"""Money: an integer count of minor units in one ISO 4217 currency."""

from collections.abc import Sequence
from dataclasses import dataclass

from cashwright.kernel.refusals import CurrencyMismatch

MINOR_MAX = 2**63 - 1  # the largest amount a bigint column holds


def split_minor(minor: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Divide `minor` by `weights`, losing no unit: largest remainder, ties to the earlier part.

    minor    any sign
    weights  n >= 1 non-negative integers, at least one positive
    returns  n parts, in the order of `weights`; their sum is exactly `minor`
    """
    assert weights, "split needs at least one weight"
    assert min(weights) >= 0, "weights are not negative"
    whole = sum(weights)
    assert whole > 0, "one weight must be positive"
    sign = -1 if minor < 0 else 1
    floors, rests = zip(*(divmod(abs(minor) * w, whole) for w in weights), strict=True)
    left_over = abs(minor) - sum(floors)
    lucky = set(sorted(range(len(weights)), key=lambda i: (-rests[i], i))[:left_over])
    return tuple(sign * (floor + (i in lucky)) for i, floor in enumerate(floors))


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """`minor` counts the smallest unit: 1999 in USD is $19.99, 1999 in JPY is 1,999 yen."""

    minor: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        if self.currency != other.currency:
            raise CurrencyMismatch(left=self.currency, right=other.currency)
        return Money(self.minor + other.minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return self + -other

    def split(self, weights: Sequence[int]) -> tuple["Money", ...]:
        """Divide without losing a minor unit; see `split_minor`."""
        return tuple(Money(part, self.currency) for part in split_minor(self.minor, weights))
