"""Orders of other systems: sent with a key, or by a hook that signs what it sends."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Path, Query, Router
from pydantic import Field

from cashwright.areas.access.machines import signed_by
from cashwright.areas.access.policies import PUBLIC
from cashwright.areas.access.reach import Reach, reaching
from cashwright.areas.contracts.models import Contract, Order
from cashwright.areas.contracts.services import take_order
from cashwright.areas.controls.queries import books_today
from cashwright.areas.controls.services import once
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.actors import Actor
from cashwright.kernel.events import HOUSE
from cashwright.kernel.ids import public_id
from cashwright.kernel.refusals import BadInput
from cashwright.surfaces.api.bodies import Day, Strict, body_of, read_json
from cashwright.surfaces.api.calling import caller_of, entity_of, needs
from cashwright.surfaces.api.repeating import repeatable
from cashwright.surfaces.api.schemas import OrderOut


class OrderIn(Strict):
    """An order. `source` and `source_ref` name it: the same order again changes nothing.

    `order` is what is asked for: see docs/api.md. `ordered_on` is today when it is not said.
    """

    source: Annotated[str, Field(min_length=1, max_length=40)]
    source_ref: Annotated[str, Field(min_length=1, max_length=120)]
    ordered_on: Day | None = None
    order: dict[str, Any]


def add_to(router: Router, problems: dict[int, Any]) -> None:
    """Add the operations."""
    router.post(
        "/orders", response={200: OrderOut, **problems}, operation_id="takeOrder",
        summary="Take an order",
    )(needs("orders.take")(take))  # fmt: skip
    router.post(
        "/hooks/{source}", response={200: OrderOut, **problems}, operation_id="hook",
        summary="Take an order from a system that signs what it sends",
        openapi_extra={"security": [], "requestBody": _HOOK_BODY},
    )(needs(PUBLIC)(hook))  # fmt: skip


_HOOK_BODY = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["type", "data"],
                "properties": {
                    "type": {"type": "string"},
                    "timestamp": {"type": "string"},
                    "data": {"type": "object"},
                },
            }
        }
    },
}


def take(
    request: HttpRequest, body: OrderIn, entity: Annotated[str | None, Query(max_length=12)] = None
) -> dict[str, Any]:
    """Take an order. One that cannot be fulfilled is kept, refused with its reason; send it again
    when the cause is mended. `Idempotency-Key` is honoured."""
    whose = entity_of(request, entity)

    def work() -> dict[str, Any]:
        order = take_order(
            entity_id=whose.pk, payload=_plain(body.order), source=body.source,
            source_ref=body.source_ref, on=body.ordered_on or books_today(whose.zone),
            by=caller_of(request).actor,
        )  # fmt: skip
        return _told(order)

    return repeatable(request, work)


def hook(
    request: HttpRequest, source: Annotated[str, Path(min_length=1, max_length=40)]
) -> dict[str, Any]:
    """Take an order from a hook: signed as Standard Webhooks says (webhook-id, webhook-timestamp,
    webhook-signature), at most five minutes ago. The same webhook-id again gets the same answer."""
    headers, sent = request.headers, body_of(request)
    found = signed_by(
        source, message_id=headers.get("webhook-id", ""),
        timestamp=headers.get("webhook-timestamp", ""),
        signatures=headers.get("webhook-signature", ""), body=sent,
    )  # fmt: skip
    message = read_json(sent)
    data = message.get("data") if isinstance(message, dict) else None
    if not isinstance(data, dict):
        raise BadInput(field="data", value="", expected="the order")
    reach = Reach(f"{found.entity_id},{HOUSE}", is_limited=True)
    with reaching(reach):
        return once(
            scope=f"hook {found.public_id}", key=headers["webhook-id"],
            request={"body": sent.decode()},
            work=lambda: _from_hook(found.entity_id, found.source, headers["webhook-id"], data),
        )  # fmt: skip


def _from_hook(
    entity_id: UUID, source: str, message_id: str, data: dict[str, Any]
) -> dict[str, Any]:
    zone = LegalEntity.objects.get(pk=entity_id).zone
    order = take_order(
        entity_id=entity_id, payload=_plain(data), source=source, source_ref=message_id,
        on=books_today(zone), by=Actor.rule(f"hook:{source}"),
    )  # fmt: skip
    return _told(order)


def _told(order: Order) -> dict[str, Any]:
    contract_id = order.contract_id
    told = OrderOut(
        id=public_id(Order.PREFIX, order.pk), state=order.state,
        contract_id=public_id(Contract.PREFIX, contract_id) if contract_id else None,
        refusal=order.refusal, refusal_facts=order.refusal_facts,
    )  # fmt: skip
    return told.model_dump(mode="json")


def _plain(value: Any) -> Any:
    """An order as it can be stored: exact numbers as text."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return f"{value:f}" if isinstance(value, Decimal) else value
