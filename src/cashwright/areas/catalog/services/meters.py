"""Doing, about meters: saying what is counted, and how."""

from collections.abc import Sequence
from dataclasses import dataclass

from cashwright.areas.catalog.events import MeterAdded
from cashwright.areas.catalog.models import Meter
from cashwright.areas.catalog.policies import Aggregation
from cashwright.areas.catalog.refusals import CodeTaken
from cashwright.areas.controls.services import announce, command
from cashwright.areas.parties.rules import words
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import BadInput


@dataclass(frozen=True, slots=True, kw_only=True)
class MeterFilter:
    """Only events whose property `key` is one of `values` count."""

    key: str
    values: tuple[str, ...]


@command
def add_meter(
    *,
    code: str,
    name: str,
    unit_name: str,
    event_kind: str,
    aggregation: str,
    by: Actor,
    value_key: str = "",
    filters: Sequence[MeterFilter] = (),
    group_key: str = "",
    percentile: int | None = None,
) -> Meter:
    """Add a meter; models.Meter says what each field means.

    raises  CodeTaken; BadInput: an unknown aggregation, no value_key where a number or an identity is
            needed, a percentile missing or out of place
    """
    short = words.code("code", code, length_max=40)
    if Meter.objects.filter(code=short).exists():
        raise CodeTaken(document="meter", code=short)
    _check(aggregation, value_key, percentile)
    meter = Meter.objects.create(
        code=short,
        name=words.one_line("name", name, length_max=120),
        unit_name=words.one_line("unit_name", unit_name, length_max=40),
        event_kind=words.one_line("event_kind", event_kind, length_max=80),
        aggregation=aggregation,
        value_key=words.one_line("value_key", value_key, length_max=40, may_be_empty=True),
        filters=[{"key": f.key, "values": list(f.values)} for f in filters],
        group_key=words.one_line("group_key", group_key, length_max=40, may_be_empty=True),
        percentile=percentile,
    )
    event = MeterAdded(
        meter_id=meter.pk, code=short, event_kind=meter.event_kind, aggregation=aggregation
    )
    announce(event, by=by)
    return meter


def _check(aggregation: str, value_key: str, percentile: int | None) -> None:
    if aggregation not in set(Aggregation):
        raise BadInput(field="aggregation", value=aggregation[:16], expected=", ".join(Aggregation))
    if aggregation != Aggregation.COUNT and not value_key.strip():
        raise BadInput(field="value_key", value="", expected="the property to read")
    if aggregation == Aggregation.PERCENTILE:
        if percentile is None or not 1 <= percentile <= 100:
            raise BadInput(field="percentile", value=str(percentile), expected="1 to 100")
    elif percentile is not None:
        raise BadInput(field="percentile", value=str(percentile), expected="nothing")
