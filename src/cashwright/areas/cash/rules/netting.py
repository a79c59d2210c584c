"""Which part of each invoice a credit note settles, and which part the money, when both do."""

from collections.abc import Sequence


def netted(
    parts: Sequence[int], notes: Sequence[int]
) -> tuple[tuple[tuple[int, int, int], ...], tuple[int, ...]]:
    """Use up the credits on the parts in their order; the rest of each part is for the money.

    parts    minor units > 0 to settle of each invoice; notes, minor units > 0 of each credit note
    returns  (note index, part index, minor) for each use, and what is left of each part
    asserts  the credits fit into the parts
    """
    assert sum(notes) <= sum(parts), "credits settle no more than there is"
    left, uses, at = list(parts), [], 0
    for number, note in enumerate(notes):
        unused = note
        while unused:
            take = min(unused, left[at])
            if take:
                uses.append((number, at, take))
            left[at] -= take
            unused -= take
            at += left[at] == 0
    return tuple(uses), tuple(left)
