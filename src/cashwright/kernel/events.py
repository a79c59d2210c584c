"""Events: facts announced in the past tense, immutable and versioned, of plain values only.

An area's events.py holds frozen dataclasses (slots, kw_only) with three class variables:
  name     `area.past_tense`, the schema key together with
  version  an integer, raised when the fields change
  subject  the field that names the document the fact is about
and a field `entity_id`: the legal entity whose journal of facts it is written to, or
`HOUSE` for what belongs to no entity (people, settings). Amounts are integers ending in `_minor`.
"""

import json
from dataclasses import fields
from datetime import date, datetime
from typing import Any, ClassVar, Protocol, runtime_checkable
from uuid import UUID

HOUSE = UUID(int=0)


@runtime_checkable
class Event(Protocol):
    """What every event has; a dataclass fulfils it."""

    name: ClassVar[str]
    version: ClassVar[int]
    subject: ClassVar[str]

    @property
    def entity_id(self) -> UUID: ...


def _plain(value: object) -> object:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"an event holds plain values, not {type(value).__name__}")


def body(head: dict[str, Any], event: Event) -> bytes:
    """The exact bytes of one fact: `head` (who, when, why), then the event's own fields as `data`.

    The bytes are stored and hashed as they are; nobody has to make them again.
    JSON in UTF-8 without spaces, fields in the order of the class, ids and dates as text.
    TypeError for a value that is not plain (a model, Money, a Decimal), ValueError for NaN.
    """
    data = {field.name: getattr(event, field.name) for field in fields(event)}  # type: ignore[arg-type]
    return json.dumps(
        {**head, "data": data},
        default=_plain,
        ensure_ascii=False,
        allow_nan=False,
        separators=(",", ":"),
    ).encode()
