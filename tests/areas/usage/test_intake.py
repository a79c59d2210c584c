"""Events are taken once, each by itself; what is wrong with one does not hold up the others."""

from __future__ import annotations

import json
import time
from datetime import date, timedelta
from threading import Event as Signal
from threading import Thread

import pytest
from django.db import connection, transaction

from cashwright.areas.catalog.services import retire
from cashwright.areas.contracts.states import ContractState
from cashwright.areas.controls.models import Fact
from cashwright.areas.controls.services import set_policy
from cashwright.areas.usage.models import Event
from cashwright.areas.usage.policies import INTAKE
from cashwright.areas.usage.services import known_instant, sent_cloud_events, take_events
from cashwright.kernel.refusals import NotFound
from tests import makers
from tests.areas.usage.usage_makers import (
    BY,
    RECEIVED,
    at,
    became,
    meter,
    raw,
    subscription,
    take,
)

pytestmark = pytest.mark.django_db


def test_an_event_is_stored_as_its_meter_reads_it() -> None:
    of, counted = subscription(), meter(group_key="tier")
    taken = take(of.entity, raw("e1", "2.5") | {"properties": {"n": "2.5", "tier": "gold"}})
    assert became(taken) == ["taken"]
    row = Event.objects.get()
    assert (row.subscription_id, row.meter_id) == (of.pk, counted.pk)
    assert (row.value_e6, row.group_value, row.source, row.source_id) == (
        2_500_000,
        "gold",
        "app",
        "e1",
    )
    assert (row.occurred_at, row.received_at) == (at(10), RECEIVED)
    assert row.properties == {"n": "2.5", "tier": "gold"}


def test_the_same_event_again_changes_nothing() -> None:
    of = subscription().entity
    meter()
    assert became(take(of, raw("e1"), raw("e2"))) == ["taken", "taken"]
    assert became(take(of, raw("e2"), raw("e1"), raw("e3"))) == ["duplicate", "duplicate", "taken"]
    assert became(take(of, raw("e4"), raw("e4"))) == ["taken", "duplicate"]
    assert Event.objects.count() == 4


def test_an_event_that_is_refused_is_refused_as_often_as_a_batch_holds_it() -> None:
    of = subscription().entity
    meter()
    lost = raw("e2", corrects="nobody")
    assert became(take(of, lost, lost)) == ["usage.corrects_unknown"] * 2
    assert not Event.objects.exists()


def test_a_meter_that_is_retired_goes_on_counting_for_contracts_that_have_it() -> None:
    of, counted = subscription().entity, meter()
    retire(entry=counted, by=BY)
    assert became(take(of, raw("e1"))) == ["taken"]


def test_the_same_id_of_another_source_is_another_event() -> None:
    of = subscription().entity
    meter()
    take(of, raw("e1"), source="app")
    assert became(take(of, raw("e1"), source="other")) == ["taken"]


def test_the_same_id_with_another_content_is_refused() -> None:
    of = subscription().entity
    meter()
    take(of, raw("e1", 1))
    assert became(take(of, raw("e1", 2))) == ["usage.event_differs"]
    assert became(take(of, raw("e2", 1), raw("e2", 2))) == ["taken", "usage.event_differs"]
    assert list(Event.objects.values_list("value_e6", flat=True)) == [1_000_000] * 2


def test_each_refused_event_says_why_and_the_others_are_taken() -> None:
    of = subscription(ends_on=date(2026, 3, 20)).entity
    subscription(of, "S-D", state=ContractState.DRAFT)
    subscription(of, "S-2")
    meter(filters=[{"key": "region", "values": ["eu"]}])
    meter("max", "disk")
    batch = [
        raw("a") | {"properties": {"n": 1, "region": "eu"}},
        raw("b") | {"kind": "nothing"},
        raw("c") | {"properties": {"n": 1, "region": "us"}},
        raw("d") | {"subscription": "S-9"},
        raw("e") | {"subscription": "S-D", "kind": "disk"},
        raw("f", on=at(20, 0)) | {"kind": "disk"},  # 20 March begins at 23:00 UTC in Berlin
        raw("g", on=at(19, 22)) | {"kind": "disk"},
        raw("h", on=RECEIVED + timedelta(hours=1)) | {"kind": "disk", "subscription": "S-2"},
        raw("i", "-1") | {"kind": "disk"},
        raw("j", "many") | {"kind": "disk"},
        raw("k") | {"kind": "disk", "properties": {}},
        raw("l") | {"colour": "red"},
        "no event",
    ]
    assert became(take(of, *batch)) == [
        "taken", "usage.kind_unknown", "usage.no_meter_counts", "usage.subscription_unknown",
        "usage.subscription_not_agreed", "usage.subscription_not_running", "taken",
        "usage.event_in_future", "usage.value_negative", "usage.value_unreadable",
        "usage.value_missing", "usage.event_unreadable", "usage.event_unreadable",
    ]  # fmt: skip
    assert Event.objects.count() == 2


def test_how_old_an_event_may_be_is_a_policy() -> None:
    of = subscription().entity
    meter()
    assert became(take(of, raw("e1", on=at(5)))) == ["taken"]
    set_policy(name=INTAKE, value={"past_days": 10}, valid_from=date(2026, 1, 1), by=BY, why="test")
    assert became(take(of, raw("e2", on=at(5)))) == ["usage.event_too_old"]


def test_an_event_counts_for_every_meter_of_its_kind() -> None:
    of = subscription().entity
    meter("sum")
    meter("count")
    assert became(take(of, raw("e1", 5))) == ["taken"]
    assert sorted(Event.objects.values_list("value_e6", flat=True)) == [1_000_000, 5_000_000]


def test_a_meter_added_later_does_not_count_an_event_sent_again() -> None:
    of = subscription().entity
    meter("sum")
    take(of, raw("e1"))
    meter("count")
    assert became(take(of, raw("e1"))) == ["duplicate"]
    assert Event.objects.count() == 1


def test_a_correction_takes_the_place_of_what_it_corrects() -> None:
    of = subscription().entity
    meter()
    take(of, raw("e1", 100), received_at=at(20))
    assert became(take(of, raw("e2", 10, corrects="e1"), received_at=at(21))) == ["taken"]
    wrong, right = Event.objects.order_by("-value_e6")
    assert (wrong.superseded_at, right.superseded_at) == (at(21), None)
    assert right.corrects_key == wrong.event_key
    assert became(take(of, raw("e2", 10, corrects="e1"))) == ["duplicate"]
    assert became(take(of, raw("e3", 1, corrects="e1"))) == ["usage.already_corrected"]
    assert became(take(of, raw("e4", 1, corrects="e9"))) == ["usage.corrects_unknown"]
    assert became(take(of, raw("e5", 1, corrects="e5"))) == ["usage.corrects_unknown"]


def test_an_event_and_its_corrections_may_come_in_one_batch_in_any_order() -> None:
    of = subscription().entity
    meter()
    batch = [raw("e3", 3, corrects="e2"), raw("e2", 2, corrects="e1"), raw("e1", 1)]
    assert became(take(of, *batch)) == ["taken"] * 3
    assert [e.source_id for e in Event.objects.filter(superseded_at__isnull=True)] == ["e3"]


def test_a_retraction_leaves_nothing_in_the_place() -> None:
    of = subscription().entity
    meter("count")
    take(of, raw("e1"))
    assert became(take(of, raw("e2", corrects="e1", retracts=True))) == ["taken"]
    assert not Event.objects.filter(superseded_at__isnull=True).exists()


def test_one_fact_tells_of_a_batch_and_of_no_property() -> None:
    of = subscription().entity
    meter()
    one = raw("e1") | {"properties": {"n": 41, "who": "secret"}}
    take(of, one, one, raw("e2", "secret"))
    fact = Fact.objects.get(name="usage.events_taken")
    told = json.loads(bytes(fact.body))["data"]
    counts = {name: told[name] for name in ("taken", "duplicates", "refused", "readings", "source")}
    assert counts == {"taken": 1, "duplicates": 1, "refused": 1, "readings": 1, "source": "app"}
    assert b"secret" not in bytes(fact.body)
    take(of, one)
    assert Fact.objects.filter(name="usage.events_taken").count() == 1


def test_cloud_events_keep_each_their_own_source() -> None:
    of = subscription().entity
    meter()
    cloud = {
        "specversion": "1.0", "type": "call", "subject": "S-1", "time": at(10).isoformat(),
        "data": {"n": 1}, "id": "e1",
    }  # fmt: skip
    sent = sent_cloud_events([cloud | {"source": "one"}, cloud | {"source": "two"}, cloud])
    taken = take_events(sent, entity_id=of.pk, by=BY, received_at=RECEIVED)
    assert became(taken) == ["taken", "taken", "usage.event_unreadable"]


def test_another_entity_does_not_see_the_subscription() -> None:
    subscription()
    meter()
    other = makers.entity("FR", country="FR")
    assert became(take(other, raw("e1"))) == ["usage.subscription_unknown"]
    with pytest.raises(NotFound):
        take_events([], entity_id=makers.some_id(), by=BY)


@pytest.mark.django_db(transaction=True)
def test_two_writers_of_the_same_events_store_them_once() -> None:
    of = subscription().entity
    meter()
    events = [raw(f"e{n}", n) for n in range(200)]
    found: list[str] = []

    def write(batch: list[dict[str, object]]) -> None:
        try:
            found.extend(became(take(of, *batch)))
        finally:
            connection.close()

    threads = [Thread(target=write, args=(batch,)) for batch in (events, events[::-1], events)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (found.count("taken"), found.count("duplicate")) == (200, 400)
    assert Event.objects.count() == 200


def test_the_known_instant_is_not_before_what_was_taken() -> None:
    of = subscription().entity
    meter()
    take_events([], entity_id=of.pk, by=BY)
    before = known_instant(of.pk)
    assert before <= known_instant(of.pk)


@pytest.mark.django_db(transaction=True)
def test_what_is_being_written_is_seen_by_whoever_asks_for_the_known_instant() -> None:
    of = subscription().entity
    meter()
    began, seen = Signal(), []

    def write() -> None:
        try:
            with transaction.atomic():
                take(of, raw("e1"))
                began.set()
                time.sleep(0.4)  # written, and not yet to be seen
        finally:
            connection.close()

    writer = Thread(target=write)
    writer.start()
    began.wait(10)
    assert not Event.objects.exists()
    known_instant(of.pk)
    seen.append(Event.objects.count())
    writer.join()
    assert seen == [1]
