"""What buyers use: calls with seasons and one spike, storage that grows, payments they take.

Events are told a third of a month at a time, as rows of JSON; some of the last third of a month come
only with the next, after the month was billed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from cashwright.connectors.simulator.company import Buyer, Company, Entity, dice
from cashwright.connectors.simulator.deals import takes_payments, usage_reference
from cashwright.connectors.simulator.spans import span_end
from cashwright.kernel.periods import add_months, last_day_of_month

SOURCE = "platform"
SPIKE_MONTH, SPIKE_TIMES = 10, 10  # counted from the first month of the story, which is 0
_CALL_DAYS, _LEVEL_DAYS, _LATE_SHARE = 3, 7, 0.04
_SEASON = {8: 0.8, 11: 1.35, 12: 1.45}
_REGIONS = ("eu", "us", "apac")

Event = dict[str, object]


def usage_told(company: Company, entity: Entity, on: date) -> list[Event]:
    """The events an entity's platform tells at the end of a day: those of a third on its last day."""
    if span_end(on) != on:
        return []
    first = on.replace(day=1 if on.day == 10 else 11 if on.day == 20 else 21)
    found: list[Event] = []
    for buyer in company.buyers:
        if buyer.entity == entity and buyer.calls:
            if not _tells_late(company, buyer, first):
                found += _events(company, buyer, first, on)
            if first.day == 1:
                found += _held_back(company, buyer, first)
    return found


def _held_back(company: Company, buyer: Buyer, first: date) -> Iterator[Event]:
    """The last third of the month before, where it was told late."""
    before = (first - timedelta(days=1)).replace(day=21)
    if _tells_late(company, buyer, before):
        yield from _events(company, buyer, before, last_day_of_month(before))


def _tells_late(company: Company, buyer: Buyer, first: date) -> bool:
    roll = dice(company.seed, "late", buyer.account_no, first)
    return first.day == 21 and roll.random() < _LATE_SHARE


def _events(company: Company, buyer: Buyer, first: date, last: date) -> Iterator[Event]:
    on = max(first, buyer.starts_on)
    until = min(last, buyer.leaves_on - timedelta(days=1)) if buyer.leaves_on else last
    phase = int(buyer.account_no[2:])
    is_merchant = takes_payments(company.seed, buyer)
    while on <= until:
        number = on.toordinal() + phase
        roll = dice(company.seed, "usage", buyer.account_no, on)
        if number % _CALL_DAYS == 0:
            yield _calls(company, buyer, on, roll)
        if number % _LEVEL_DAYS == 0 and buyer.segment != "startup":
            yield _event(buyer, on, "storage.level", {"gb": _storage(company, buyer, on, roll)})
        if is_merchant and roll.random() < 0.25:
            amount = f"{roll.randint(20_00, 900_00) / 100:.2f}"
            yield _event(buyer, on, "payment.processed", {"amount": amount})
        on += timedelta(days=1)


def _calls(company: Company, buyer: Buyer, on: date, roll: Random) -> Event:
    mean = buyer.calls * _CALL_DAYS / 30 * _SEASON.get(on.month, 1.0)
    spike = add_months(company.starts_on.replace(day=1), SPIKE_MONTH)
    if buyer.part == "spike" and (on.year, on.month) == (spike.year, spike.month):
        mean *= SPIKE_TIMES
    calls = int(mean * roll.uniform(0.7, 1.3))
    return _event(buyer, on, "api.calls", {"calls": calls, "region": roll.choice(_REGIONS)})


def _storage(company: Company, buyer: Buyer, on: date, roll: Random) -> int:
    months = (on.year - company.starts_on.year) * 12 + on.month - company.starts_on.month
    return int(buyer.seats * 6 * (1 + months / 20) * roll.uniform(0.95, 1.05))


def _event(buyer: Buyer, on: date, kind: str, properties: dict[str, object]) -> Event:
    reference = usage_reference(buyer)
    return {
        "id": f"{reference}-{kind}-{on}", "kind": kind, "subscription": reference,
        "occurred_at": f"{on}T10:00:00Z", "properties": properties,
    }  # fmt: skip
