"""POST /events: each event by itself, strict, exact, by key and entity."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cashwright.areas.usage.models import Event
from cashwright.kernel.clock import FixedClock
from tests import makers
from tests.areas.usage.usage_makers import meter, subscription
from tests.surfaces.api.calls import Machine

pytestmark = pytest.mark.django_db


@pytest.fixture
def machine(clock: FixedClock) -> Machine:
    of = subscription()
    meter()
    return Machine(entity_id=of.entity_id)


def event(event_id: str, n: object = 1, **more: object) -> dict[str, object]:
    return {
        "id": event_id, "kind": "call", "subscription": "S-1",
        "occurred_at": "2026-03-02T10:00:00Z", "properties": {"n": n}, **more,
    }  # fmt: skip


def test_events_are_taken_and_known_when_sent_again(machine: Machine) -> None:
    batch = {"source": "app", "events": [event("e1"), event("e2", "2.5")]}
    status, told = machine.post("/events", batch)
    assert (status, told["taken"], told["duplicates"], told["refused"]) == (200, 2, 0, 0)
    assert told["results"] == [{"id": "e1", "state": "taken"}, {"id": "e2", "state": "taken"}]
    assert machine.post("/events", batch)[1]["duplicates"] == 2
    assert Event.objects.count() == 2


def test_a_number_in_the_body_is_exact(machine: Machine) -> None:
    body = b'{"source":"app","events":[%s]}' % (
        b'{"id":"e1","kind":"call","subscription":"S-1","occurred_at":"2026-03-02T10:00:00Z",'
        b'"properties":{"n":1234567890123.000001}}'
    )
    assert machine.post("/events", body)[1]["taken"] == 1
    assert Event.objects.get().value_e6 == 1234567890123000001


def test_a_refused_event_says_why_and_what_to_do(machine: Machine) -> None:
    batch = {"source": "app", "events": [event("e1"), event("e2", kind="other"), {"id": "e3"}, 7]}
    status, told = machine.post("/events", batch)
    assert (status, told["taken"], told["refused"]) == (200, 1, 3)
    codes = [result.get("code") for result in told["results"]]
    assert codes == [None, "usage.kind_unknown"] + ["usage.event_unreadable"] * 2
    assert told["results"][1]["detail"].startswith("No meter counts events of the kind other")
    assert told["results"][1]["remedy"].startswith("add a meter")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b" ", 400, "api.body_unreadable"), (b"{", 400, "api.body_unreadable"),
        (b"\xff", 400, "api.body_unreadable"), (b"[" * 100_000, 400, "api.body_unreadable"),
        (b'{"source":"a","source":"b","events":[]}', 400, "api.body_unreadable"),
        (b'{"source":"a","events":[NaN]}', 400, "api.body_unreadable"),
        (b"1" * 5000, 400, "api.body_unreadable"), (b"[]", 422, "bad_input"),
        (b'{"source":"a","events":[]}', 422, "bad_input"),
        (b'{"source":1,"events":[1]}', 422, "bad_input"),
        (b'{"source":"a","events":[1],"more":1}', 422, "bad_input"),
        (b'{"source":"a","events":[%s1]}' % (b"1," * 1000), 413, "usage.batch_too_large"),
        (b" " * (4 * 1024 * 1024 + 1), 413, "api.body_too_large"),
    ],
)  # fmt: skip
def test_a_body_that_cannot_be_taken_is_a_problem(
    machine: Machine, body: bytes, status: int, code: str
) -> None:
    found, told = machine.post("/events", body)
    assert (found, told["code"]) == (status, code)
    assert Event.objects.count() == 0


def test_cloud_events_come_as_batch_and_alone(machine: Machine) -> None:
    cloud = {
        "specversion": "1.0", "id": "c1", "source": "/app", "type": "call", "subject": "S-1",
        "time": "2026-03-02T10:00:00Z", "data": {"n": 3},
    }  # fmt: skip
    kind = "application/cloudevents-batch+json"
    assert machine.post("/events", [cloud, cloud | {"id": "c2"}], kind)[1]["taken"] == 2
    one = machine.post("/events", cloud, "application/cloudevents+json; charset=utf-8")[1]
    assert one["duplicates"] == 1
    assert machine.post("/events", [cloud], "text/plain")[0] == 415


def test_a_key_takes_events_of_its_own_entity_only(machine: Machine) -> None:
    other = makers.entity("FR", country="FR")
    stranger = Machine(entity_id=other.pk)
    told = stranger.post("/events", {"source": "app", "events": [event("e1")]})[1]
    assert told["results"][0]["code"] == "usage.subscription_unknown"
    status, told = stranger.post("/events?entity=DE", {"source": "app", "events": [event("e1")]})
    assert (status, told["code"]) == (404, "not_found")
    whole = Machine()
    batch = {"source": "app", "events": [event("e1")]}
    assert whole.post("/events", batch)[0] == 422  # which entity?
    assert whole.post("/events?entity=DE", batch)[1]["taken"] == 1


def test_a_key_without_the_permission_takes_nothing(machine: Machine) -> None:
    reader = Machine("usage.read")
    status, told = reader.post("/events", {"source": "app", "events": [event("e1")]})
    assert (status, told["code"]) == (403, "access.key_lacks_permission")


def test_an_event_ahead_of_our_clock_is_refused(machine: Machine, clock: FixedClock) -> None:
    ahead = (clock.now() + timedelta(hours=2)).isoformat()
    batch = {"source": "app", "events": [event("e1", occurred_at=ahead)]}
    assert machine.post("/events", batch)[1]["results"][0]["code"] == "usage.event_in_future"
