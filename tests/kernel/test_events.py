"""Facts become bytes once, and those bytes are what is hashed."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

import pytest

from cashwright.kernel.events import HOUSE, Event, body


@dataclass(frozen=True, slots=True, kw_only=True)
class CashApplied:
    name: ClassVar[str] = "cash.applied"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "payment_id"

    entity_id: UUID
    payment_id: UUID
    applied_on: date
    at: datetime
    parts: tuple[tuple[str, int], ...]
    note: str | None
    extra: object = None


FACT = CashApplied(
    entity_id=HOUSE,
    payment_id=UUID(int=255),
    applied_on=date(2026, 3, 2),
    at=datetime(2026, 3, 2, 12, tzinfo=UTC),
    parts=(("inv_1", 100_00), ("inv_2", -1)),
    note='Zoë said "ok"\n',
)


def test_the_bytes_of_a_fact_are_fixed_to_the_letter() -> None:
    assert (
        body({"by": "human:7", "why": ""}, FACT)
        == (
            '{"by":"human:7","why":"","data":{'
            '"entity_id":"00000000-0000-0000-0000-000000000000",'
            '"payment_id":"00000000-0000-0000-0000-0000000000ff",'
            '"applied_on":"2026-03-02","at":"2026-03-02T12:00:00+00:00",'
            '"parts":[["inv_1",10000],["inv_2",-1]],"note":"Zoë said \\"ok\\"\\n","extra":null}}'
        ).encode()
    )


def test_a_dataclass_with_the_names_is_an_event() -> None:
    assert isinstance(FACT, Event)
    assert not isinstance(object(), Event)


@pytest.mark.parametrize(
    ("value", "error"), [(Decimal(1), TypeError), (object(), TypeError), (float("nan"), ValueError)]
)
def test_what_is_not_a_plain_value_stops_the_run(value: object, error: type[Exception]) -> None:
    fact = CashApplied(
        entity_id=HOUSE,
        payment_id=HOUSE,
        applied_on=FACT.applied_on,
        at=FACT.at,
        parts=(),
        note=None,
        extra=value,
    )
    with pytest.raises(error):
        body({}, fact)
