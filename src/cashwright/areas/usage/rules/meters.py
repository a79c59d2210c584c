"""What a meter makes of one event: nothing when its filters leave it out, else a value."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from cashwright.areas.catalog.policies import Aggregation
from cashwright.areas.usage.policies import UNIT_E6
from cashwright.areas.usage.refusals import ValueMissing, ValueNegative
from cashwright.areas.usage.rules.events import Plain, identity_key
from cashwright.areas.usage.rules.values import quantity_e6, text_of

_GROUP_MAX = 80


@dataclass(frozen=True, slots=True)
class MeterTerms:
    """A meter as a value. `filters`: each property with the texts it may have."""

    meter_id: UUID
    code: str
    event_kind: str
    aggregation: Aggregation
    value_key: str = ""
    filters: tuple[tuple[str, frozenset[str]], ...] = ()
    group_key: str = ""
    percentile: int | None = None
    text_id: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "text_id", str(self.meter_id))


@dataclass(slots=True)
class Read:
    """What one meter read in one event."""

    value_e6: int
    group_value: str = ""
    identity_key: int | None = None


def meter_reads(terms: MeterTerms, properties: Mapping[str, Plain]) -> Read | None:
    """What the meter reads in an event of its kind; None when its filters leave the event out.

    raises   ValueMissing, ValueUnreadable, ValueNegative
    """
    for key, allowed in terms.filters:
        if key not in properties or text_of(properties[key]) not in allowed:
            return None
    group = text_of(properties.get(terms.group_key, ""))[:_GROUP_MAX] if terms.group_key else ""
    if terms.aggregation == Aggregation.COUNT:
        return Read(UNIT_E6, group)
    value = properties.get(terms.value_key)
    if value is None:
        raise ValueMissing(field=terms.value_key, meter=terms.code)
    if terms.aggregation == Aggregation.UNIQUE:
        return Read(UNIT_E6, group, identity_key(text_of(value)))
    size = quantity_e6(value, terms.value_key)
    if size < 0:
        raise ValueNegative(field=terms.value_key, meter=terms.code)
    return Read(size, group)
