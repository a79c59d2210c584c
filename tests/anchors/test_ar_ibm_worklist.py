"""The order of the worklist on real payers: it finds more of what stays unpaid than amount or age do."""

from collections.abc import Callable
from pathlib import Path

from bench.worklist import found_by_order, read


def test_the_first_tenth_holds_more_of_what_stays_unpaid_than_by_amount_or_by_age(
    real_data: Callable[[str], Path],
) -> None:
    items = read(real_data("ar-ibm/invoices_before_2013-03-01.csv"))
    assert len(items) == 1_488
    found = found_by_order(items)
    ours = found["amount x P(unpaid in 14 d)"]
    for percent in (5, 10, 20):
        assert ours[percent] > 1.5 * found["amount"][percent]
        assert ours[percent] > 1.5 * found["days overdue"][percent]
    assert ours[10] > 0.30
