"""Meters as the rules read them."""

from collections.abc import Iterable

from cashwright.areas.catalog.models import Meter
from cashwright.areas.catalog.policies import Aggregation
from cashwright.areas.usage.rules import MeterTerms, text_of


def terms_of(meter: Meter) -> MeterTerms:
    """A meter as the rules read it."""
    return MeterTerms(
        meter.pk, meter.code, meter.event_kind, Aggregation(meter.aggregation), meter.value_key,
        tuple((f["key"], frozenset(text_of(v) for v in f["values"])) for f in meter.filters),
        meter.group_key, meter.percentile,
    )  # fmt: skip


def meters_of(kinds: Iterable[str]) -> dict[str, list[MeterTerms]]:
    """The meters of these kinds of events, by kind. One that is retired counts for contracts that have it."""
    found: dict[str, list[MeterTerms]] = {}
    for meter in Meter.objects.filter(event_kind__in=set(kinds)).order_by("pk"):
        found.setdefault(meter.event_kind, []).append(terms_of(meter))
    return found
