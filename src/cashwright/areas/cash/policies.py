"""What a user may set about cash application: versioned values, never code."""

from dataclasses import dataclass
from enum import StrEnum


class Method(StrEnum):
    """A way to find the items a payment settles, when it names none."""

    EXACT = "exact"
    EXACT_SUM = "exact_sum"
    OLDEST_FIRST = "oldest_first"


class SameAmount(StrEnum):
    """What to do when open items of one amount fit equally well."""

    ASK = "ask"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationPolicy:
    """How a payment that names no invoice is applied to its known customer's open items.

    methods       tried in this order; leave OLDEST_FIRST out and what fits nothing stays on account
    same_amount   ASK hands a tie to a person; OLDEST settles the item due first
    set_size_max  the largest set of items an exact sum is looked for in (all items together
                  always count as one set, however many they are)
    work_max      partial sums one search may hold; beyond it the search gives up and says so
    """

    version: int = 1
    methods: tuple[Method, ...] = (Method.EXACT, Method.EXACT_SUM, Method.OLDEST_FIRST)
    same_amount: SameAmount = SameAmount.ASK
    set_size_max: int = 6
    work_max: int = 20_000

    def __post_init__(self) -> None:
        assert len(set(self.methods)) == len(self.methods), "a method is named once"
        assert self.set_size_max >= 1
        assert self.work_max >= 1
