"""Ahead: the next part is made while one is used, in order, and never more than was said."""

import threading
from collections.abc import Iterator

import pytest

from cashwright.columns.ahead import ahead


def test_parts_come_in_order_and_are_taken_where_the_transaction_is() -> None:
    here = threading.get_ident()
    taken, made = list[int](), list[int]()

    def parts() -> Iterator[int]:
        for number in range(5):
            taken.append(threading.get_ident())
            yield number

    def make(number: int) -> int:
        made.append(threading.get_ident())
        return number * 10

    assert list(ahead(make, parts())) == [0, 10, 20, 30, 40]
    assert set(taken) == {here}
    assert here not in made
    assert list(ahead(make, [])) == []


def test_the_next_part_is_made_while_one_is_used_and_no_further_one() -> None:
    made = [threading.Event() for _ in range(4)]

    def make(number: int) -> int:
        made[number].set()
        return number

    results = ahead(make, range(4))
    assert next(results) == 0
    assert made[1].wait(10), "the second was not begun while the first is used"
    assert not made[2].is_set()
    assert list(results) == [1, 2, 3]


def test_what_fails_is_raised_in_its_turn() -> None:
    results = ahead(lambda number: 6 // number, [3, 2, 0, 1])
    assert [next(results), next(results)] == [2, 3]
    with pytest.raises(ZeroDivisionError):
        next(results)
