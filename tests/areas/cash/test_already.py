"""Lines whose money is in the books already: found where it is clear, asked about where it is not."""

from datetime import date
from typing import Any

from cashwright.areas.cash.rules.already import Pair, paired


def pair(line: str, payment: str, **told: Any) -> Pair:
    given = {
        "booked_on": date(2026, 1, 20), "wants": None, "received_on": date(2026, 1, 20),
        "customer_id": "acme", **told,
    }  # fmt: skip
    return Pair(line_id=line, payment_id=payment, **given)


def test_one_line_and_one_payment_are_the_same_money() -> None:
    assert paired([pair("l1", "p1")]) == ({"l1": "p1"}, frozenset())


def test_one_payment_and_two_lines_are_a_question() -> None:
    assert paired([pair("l1", "p1"), pair("l2", "p1")]) == ({}, frozenset({"l1", "l2"}))


def test_two_of_each_of_one_customer_are_paired_by_their_days() -> None:
    days = {"a": date(2026, 1, 20), "b": date(2026, 1, 22)}
    pairs = [
        pair(f"l-{line}", f"p-{came}", booked_on=days[line], received_on=days[came])
        for line in "ab"
        for came in "ab"
    ]
    assert paired(pairs) == ({"l-a": "p-a", "l-b": "p-b"}, frozenset())


def test_two_of_each_of_different_customers_are_a_question() -> None:
    pairs = [pair(line, came, customer_id=came) for line in ("l1", "l2") for came in ("p1", "p2")]
    assert paired(pairs)[1] == {"l1", "l2"}


def test_a_payment_of_another_customer_than_the_line_cites_is_a_question() -> None:
    assert paired([pair("l1", "p1", wants="bolt")])[1] == {"l1"}
    assert paired([pair("l1", "p1", wants="bolt", customer_id=None)])[0] == {"l1": "p1"}
