"""Money and credit notes settling the same invoices: nothing is used twice, nothing is left over."""

import hypothesis.strategies as st
from hypothesis import given

from cashwright.areas.cash.rules.netting import netted

AMOUNTS = st.lists(st.integers(1, 10**12), min_size=1, max_size=6)


def test_credits_are_used_on_the_first_invoices_and_money_pays_the_rest() -> None:
    uses, left = netted([100, 50], [120])
    assert uses == ((0, 0, 100), (0, 1, 20))
    assert left == (0, 30)


@given(AMOUNTS, AMOUNTS)
def test_every_part_is_settled_by_credits_and_money_together(
    parts: list[int], notes: list[int]
) -> None:
    fitting, room = [], sum(parts)
    for note in notes:
        if note <= room:
            fitting.append(note)
            room -= note
    uses, left = netted(parts, fitting)
    for at, part in enumerate(parts):
        assert sum(minor for _, to, minor in uses if to == at) + left[at] == part
    for number, note in enumerate(fitting):
        assert sum(minor for of, _, minor in uses if of == number) == note
    assert all(minor > 0 for _, _, minor in uses)
