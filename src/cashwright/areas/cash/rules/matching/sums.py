"""How many sets of open amounts add up to a target, and how many would by chance alone.

A sum counts as a finding only when one set has it; so sets are counted, not just found. Equal amounts
are different documents here: two of 49.00 of which one is needed are two sets.

Words: *chance* is the number of sets expected to hit the target by accident, told from how densely the
sums of all sets lie around it.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

SIZE_MAX = 26  # amounts that are searched through; more are not
_SETS_MAX = 2  # counted up to here: two are as bad as many


@dataclass(frozen=True, slots=True)
class Sums:
    """Sets of places that sum to the target: how many (2 means two or more), the first, chance."""

    count: int
    first: tuple[int, ...]
    chance: float


NOTHING = Sums(0, (), 0.0)


def sets_summing(target: int, amounts: Sequence[int]) -> Sums:
    """Count the sets of two or more amounts that sum to the target, in the middle they meet.

    amounts  above zero; those beyond the target are left out; at most 26 are searched
    """
    usable = [(amount, place) for place, amount in enumerate(amounts) if amount < target]
    if len(usable) < 2 or len(usable) > SIZE_MAX or sum(a for a, _ in usable) < target:
        return NOTHING
    if target % math.gcd(*(amount for amount, _ in usable)):
        return NOTHING
    middle = len(usable) // 2
    left = _all_sums([a for a, _ in usable[:middle]])
    right = _all_sums([a for a, _ in usable[middle:]])
    found = _meet(target, left, right)
    if not found:
        return NOTHING
    mask_left, mask_right = found[0]
    places = [p for bit, (_, p) in enumerate(usable[:middle]) if mask_left >> bit & 1]
    places += [p for bit, (_, p) in enumerate(usable[middle:]) if mask_right >> bit & 1]
    chance = _chance(target, [a for a, _ in usable], left, right)
    return Sums(min(len(found), _SETS_MAX), tuple(places), chance)


def _all_sums(amounts: Sequence[int]) -> list[int]:
    """The sum of every set of these amounts; the place of a sum is the set, as bits."""
    sums = [0]
    for amount in amounts:
        sums += [total + amount for total in sums]
    return sums


def _meet(target: int, left: list[int], right: list[int]) -> list[tuple[int, int]]:
    """Up to two (left set, right set) of two or more amounts together that sum to the target."""
    meeting = set(left).intersection([target - total for total in right])
    found: list[tuple[int, int]] = []
    for total in sorted(meeting):
        others = [mask for mask, other in enumerate(right) if other == target - total]
        for mask, one in enumerate(left):
            if one == total:
                pairs = ((mask, o) for o in others if mask.bit_count() + o.bit_count() > 1)
                found += islice(pairs, _SETS_MAX - len(found))
                if len(found) == _SETS_MAX:
                    return found
    return found


def _chance(target: int, amounts: list[int], left: list[int], right: list[int]) -> float:
    """Sets expected to hit the target by accident: sets nearby, over the steps sums can take there.

    A step is the greatest common divisor of the amounts: sums of whole hundreds meet more often.
    """
    step = math.gcd(*amounts)
    width = max(target // 10, step)
    ordered = sorted(left)
    near = 0
    for total in right if len(right) <= 512 else right[:: len(right) // 512]:
        low = bisect_left(ordered, target - total - width)
        near += bisect_right(ordered, target - total + width) - low
    near = near * max(1, len(right) // 512)
    return max(near - 1, 0) / (2 * width / step + 1)


@lru_cache(maxsize=50_000)
def cached_sets(target: int, amounts: tuple[int, ...]) -> Sums:
    """The same, remembered: many lines ask about one customer's documents."""
    return sets_summing(target, amounts)


def sets_among(target: int, amounts: tuple[int, ...]) -> Sums:
    """The same among any number of amounts: of too many, pairs alone, and then chance is certain."""
    if len(amounts) <= SIZE_MAX or sum(amount < target for amount in amounts) <= SIZE_MAX:
        return cached_sets(target, amounts)
    seen: dict[int, int] = {}
    pairs: list[tuple[int, int]] = []
    for place, amount in enumerate(amounts):
        if target - amount in seen:
            pairs.append((seen[target - amount], place))
        seen.setdefault(amount, place)
    return Sums(min(len(pairs), _SETS_MAX), pairs[0] if pairs else (), 1.0)
