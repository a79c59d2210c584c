"""The description is whole, answers keep to it, and nothing that is sent is an error of ours."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from cashwright.areas.usage.refusals import EventUnreadable
from cashwright.areas.usage.rules import read_event
from cashwright.kernel.clock import FixedClock
from cashwright.surfaces.api import calling, schemas
from cashwright.surfaces.api.house import openapi
from tests import makers
from tests.areas.usage.usage_makers import meter, subscription
from tests.surfaces.api.calls import Machine, checked

pytestmark = pytest.mark.django_db
STATUSES = {200, 400, 401, 403, 404, 405, 409, 413, 415, 422, 429}


def test_the_description_names_only_what_it_holds() -> None:
    told = json.loads(Client().get("/api/v1/openapi.json").content)
    assert told["openapi"].startswith("3.1")
    text = json.dumps(told)
    for part in text.split('"$ref": "#/components/schemas/')[1:]:
        assert part.partition('"')[0] in told["components"]["schemas"]
    operations = {o["operationId"] for path in told["paths"].values() for o in path.values()}
    assert operations >= {
        "takeEvents",
        "getUsage",
        "takeOrder",
        "hook",
        "listInvoices",
        "getCustomer",
    }
    for path in told["paths"].values():
        for operation in path.values():
            assert operation["summary"]
            problem = (
                operation["responses"][422]["content"]
                if 422 in operation["responses"]
                else (operation["responses"]["422"]["content"])
            )
            assert list(problem) == ["application/problem+json"]


@pytest.fixture
def machine(clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Machine:
    monkeypatch.setattr(calling, "BURST", 10**6)
    of = subscription()
    meter()
    return Machine(entity_id=of.entity_id)


TEXT = st.text(max_size=12)
LEAF = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT
JSON = st.recursive(
    LEAF, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4), max_leaves=12
)  # fmt: skip
EVENT = st.fixed_dictionaries(
    {},
    optional={
        "id": LEAF | st.just("e1"), "kind": LEAF | st.just("call"),
        "subscription": LEAF | st.just("S-1"),
        "occurred_at": LEAF | st.just("2026-03-02T10:00:00Z") | st.datetimes().map(str),
        "properties": JSON | st.dictionaries(TEXT | st.just("n"), LEAF, max_size=3),
        "corrects": LEAF | st.just("e1"), "retracts": LEAF, "surprise": LEAF,
    },
)  # fmt: skip


@settings(max_examples=60)
@given(
    batch=st.fixed_dictionaries(
        {"source": LEAF | st.just("app"), "events": JSON | st.lists(EVENT, max_size=4)}
    )
)
def test_whatever_is_sent_as_events_is_answered_in_shape(machine: Machine, batch: Any) -> None:
    sent = json.dumps(batch).encode()
    status, told = machine.post("/events", sent)
    assert status in STATUSES
    if status == 200:
        assert schemas.EventsTaken.model_validate(told).results
        assert told["taken"] + told["duplicates"] + told["refused"] == len(batch["events"])


@settings(max_examples=60)
@given(event=EVENT)
def test_what_the_schema_refuses_the_reader_refuses(event: Any) -> None:
    try:
        read_event(json.loads(json.dumps(event), parse_float=lambda _: None))
    except EventUnreadable:
        return
    schemas.Event.model_validate(event)


@settings(max_examples=40)
@given(sent=JSON)
def test_whatever_is_sent_as_an_order_is_answered_in_shape(machine: Machine, sent: Any) -> None:
    order = {"source": "s", "source_ref": "r", "order": sent}
    assert machine.post("/orders", order)[0] in STATUSES
    assert machine.post("/orders", json.dumps(sent).encode())[0] in STATUSES


@settings(max_examples=40)
@given(text=st.text(st.characters(codec="utf-8"), min_size=1, max_size=30), number=st.integers())
def test_whatever_is_asked_for_is_answered_in_shape(
    machine: Machine, text: str, number: int
) -> None:
    from urllib.parse import quote

    name = quote(text, safe="")
    for path in (f"/subscriptions/{name}/usage", f"/invoices/{name}", f"/customers/{name}"):
        answer = machine.client.get(f"/api/v1{path}", headers=machine.headers)
        assert answer.status_code in STATUSES
        checked(answer)
    for query in (
        {"on": text},
        {"entity": text},
        {"limit": str(number)},
        {"after": text},
        {"account_no": text},
    ):
        for path in ("/subscriptions/S-1/usage", "/invoices", "/customers"):
            assert machine.get(path, **query)[0] in STATUSES


def test_usage_to_date_of_a_subscription_without_a_schedule_is_not_found(machine: Machine) -> None:
    assert machine.get("/subscriptions/S-1/usage")[1]["code"] == "not_found"
    assert makers.some_id()
    assert openapi()["info"]["title"] == "Cashwright"
