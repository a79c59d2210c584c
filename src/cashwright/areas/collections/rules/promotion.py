"""Whether a line of who climbs which has been rehearsed long enough to be let go."""

from collections.abc import Mapping

from cashwright.areas.collections.policies import Assignment, Dunning
from cashwright.kernel.autonomy import Autonomy

_DOES = (Autonomy.SUGGEST, Autonomy.AUTO)


def unrehearsed(before: Dunning, after: Dunning, noted_days: Mapping[str, int]) -> list[Assignment]:
    """The lines that leave the shadow too early, in their order.

    noted_days  on how many days each ladder noted steps in shadow
    source      S1.4.5: promotion blocked until the criterion is met
    """
    shadowed = {
        (one.segments, one.risks): one.ladder
        for one in before.assignments
        if one.autonomy is Autonomy.SHADOW
    }
    return [
        one
        for one in after.assignments
        if one.autonomy in _DOES
        and (one.segments, one.risks) in shadowed
        and noted_days.get(shadowed[one.segments, one.risks], 0) < before.shadow_days_min
    ]
