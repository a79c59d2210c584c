"""Usage events: up to a thousand at once, each judged by itself, on the disk before the answer."""

from __future__ import annotations

import json
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from cashwright.areas.usage.policies import BATCH_MAX
from cashwright.areas.usage.refusals import BatchTooLarge, remedy_of
from cashwright.areas.usage.services import (
    Outcome,
    Sent,
    Taken,
    sent_cloud_events,
    sent_events,
    take_events,
)
from cashwright.areas.usage.services.intake import State
from cashwright.kernel.refusals import BadInput
from cashwright.surfaces.api.bodies import body_of, read_json
from cashwright.surfaces.api.calling import caller_of, entity_of, needs
from cashwright.surfaces.api.refusals import ContentTypeUnknown
from cashwright.surfaces.api.schemas import CloudEvent, EventBatch, EventsTaken
from cashwright.surfaces.console.words import say

OURS = "application/json"
CLOUD_BATCH = "application/cloudevents-batch+json"
CLOUD_ONE = "application/cloudevents+json"


def _reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


BODY = {
    "required": True,
    "content": {
        OURS: {"schema": _reference("EventBatch")},
        CLOUD_BATCH: {
            "schema": {"type": "array", "items": _reference("CloudEvent"), "maxItems": BATCH_MAX}
        },
        CLOUD_ONE: {"schema": _reference("CloudEvent")},
    },
}
TAKES = (EventBatch, CloudEvent)


def add_to(router: Router, problems: dict[int, Any]) -> None:
    """Add the operation."""
    router.post(
        "/events", response={200: EventsTaken, **problems}, operation_id="takeEvents",
        summary="Take usage events", openapi_extra={"requestBody": BODY},
    )(needs("usage.take")(take))  # fmt: skip


def take(
    request: HttpRequest, entity: Annotated[str | None, Query(max_length=12)] = None
) -> HttpResponse:
    """Take up to 1,000 events. Each is taken, known already (duplicate), or refused with its reason.

    Send a batch again when no answer came: what was taken is answered as duplicate. `entity` is the
    code of a legal entity, for keys that reach several.
    """
    sent = _sent(request)
    if len(sent) > BATCH_MAX:
        raise BatchTooLarge(events=len(sent), most=BATCH_MAX)
    whose = entity_of(request, entity)
    taken = take_events(sent, entity_id=whose.pk, by=caller_of(request).actor)
    return HttpResponse(json.dumps(_told(taken)), content_type="application/json")


def _sent(request: HttpRequest) -> list[Sent]:
    kind, body = request.content_type, body_of(request)
    if kind == CLOUD_BATCH:
        return sent_cloud_events(_list(read_json(body, deepest=None), "body"))
    if kind == CLOUD_ONE:
        return sent_cloud_events([read_json(body, deepest=None)])
    if kind != OURS:
        raise ContentTypeUnknown(expected=[OURS, CLOUD_BATCH, CLOUD_ONE])
    batch = read_json(body, deepest=None)
    if not isinstance(batch, dict) or batch.keys() != {"source", "events"}:
        raise BadInput(field="body", value="", expected="an object of source and events")
    source = batch["source"]
    if not isinstance(source, str) or not 0 < len(source) <= 80 or not source.isprintable():
        raise BadInput(field="source", value="", expected="a text of 1 to 80 letters")
    return sent_events(_list(batch["events"], "events"), source)


def _list(found: Any, field: str) -> list[Any]:
    if not isinstance(found, list) or not found:
        raise BadInput(field=field, value="", expected="a list of events")
    return found


def _told(taken: Taken) -> dict[str, Any]:
    return {
        "batch_id": str(taken.batch_id),
        "taken": taken.count(State.TAKEN),
        "duplicates": taken.count(State.DUPLICATE),
        "refused": taken.count(State.REFUSED),
        "results": [_result(outcome) for outcome in taken.outcomes],
    }


def _result(outcome: Outcome) -> dict[str, str]:
    told = {"id": outcome.event_id, "state": str(outcome.state)}
    if outcome.refusal is not None:
        _, detail = say(outcome.refusal)
        told |= {
            "code": outcome.refusal.code,
            "detail": detail,
            "remedy": remedy_of(outcome.refusal),
        }
    return told
