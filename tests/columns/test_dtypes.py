"""A frame that does not keep its contract is told in one sentence."""

import polars as pl
import pytest

from cashwright.columns.dtypes import CODE, DAY, INSTANT, MINOR, FrameMismatch, check

SCHEMA = {"due_on": DAY, "balance_minor": MINOR, "currency": CODE}


def test_a_frame_with_the_columns_and_more_keeps_its_contract() -> None:
    frame = pl.DataFrame(schema={**SCHEMA, "note": pl.String()})
    check(frame, SCHEMA)
    check(frame.lazy(), SCHEMA)


def test_every_fault_is_named_at_once() -> None:
    frame = pl.DataFrame(schema={"due_on": pl.String(), "balance_minor": pl.Float64()})
    with pytest.raises(FrameMismatch) as fault:
        check(frame, SCHEMA, "open items")
    assert str(fault.value) == (
        "open items: due_on is String, not Date; balance_minor is Float64, not Int64; "
        "currency is missing"
    )


def test_an_instant_of_another_zone_is_another_kind() -> None:
    frame = pl.DataFrame(schema={"at": pl.Datetime("us", "Europe/Berlin")})
    with pytest.raises(FrameMismatch):
        check(frame, {"at": INSTANT})
