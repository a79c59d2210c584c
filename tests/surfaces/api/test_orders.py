"""Orders come in by key or by signed hook, once each; a refused one is kept with its reason."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import Any

import pytest
from django.test import Client

from cashwright.areas.access.machines import add_hook, renew_hook, revoke_hook
from cashwright.areas.contracts.models import Order
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.refusals import NotAllowedNow
from tests import makers
from tests.surfaces.api.calls import BY, Machine, checked

pytestmark = pytest.mark.django_db

ORDER = {
    "kind": "one_off",
    "customer": "C-9",
    "product": "NONE",
    "amount": "250.00",
    "bill_on": "2026-03-01",
}


def body(ref: str = "o-1", **more: Any) -> dict[str, Any]:
    return {"source": "shop", "source_ref": ref, "order": ORDER, **more}


def test_an_order_that_cannot_be_fulfilled_is_kept_and_says_why() -> None:
    machine = Machine(entity_id=makers.entity().pk)
    status, told = machine.post("/orders", body())
    assert (status, told["state"]) == (200, "refused")
    assert told["refusal"]
    assert machine.post("/orders", body())[1]["id"] == told["id"]
    assert Order.objects.count() == 1


def test_another_order_under_the_same_number_is_refused() -> None:
    machine = Machine(entity_id=makers.entity().pk)
    machine.post("/orders", body())
    status, told = machine.post("/orders", body(order=ORDER | {"amount": "1.00"}))
    assert (status, told["code"]) == (409, "contracts.order_key_reused")


def test_an_idempotency_key_gives_the_first_answer_again() -> None:
    machine = Machine(entity_id=makers.entity().pk)
    first = machine.post("/orders", body(), **{"Idempotency-Key": "k-1"})
    assert machine.post("/orders", body(), **{"Idempotency-Key": "k-1"}) == first
    status, told = machine.post("/orders", body("o-2"), **{"Idempotency-Key": "k-1"})
    assert (status, told["code"]) == (409, "controls.key_reused")
    assert machine.post("/orders", body(), **{"Idempotency-Key": ""})[0] == 422
    assert Order.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"source": 5}, "source"), ({"ordered_on": 0}, "ordered_on"), ({"ordered_on": True}, "ordered_on"),
        ({"ordered_on": "2026-02-30"}, "ordered_on"), ({"more": 1}, "more"), ({"order": []}, "order"),
        ({"source_ref": ""}, "source_ref"),
    ],
)  # fmt: skip
def test_a_body_is_read_strictly(change: dict[str, Any], at: str) -> None:
    status, told = Machine(entity_id=makers.entity().pk).post("/orders", body() | change)
    assert status == 422
    assert at in told["fields"][0]["at"]
    assert Order.objects.count() == 0


# Hooks.


def signature(secret: str, message_id: str, at: int, sent: bytes) -> str:
    """As Standard Webhooks describes it, written anew."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    told = f"{message_id}.{at}.".encode() + sent
    return "v1," + base64.b64encode(hmac.new(key, told, hashlib.sha256).digest()).decode()


def call(
    secret: str, sent: bytes, *, message_id: str = "msg_1", at: int | None = None, signed: str | None = None,
    source: str = "crm",
) -> tuple[int, Any]:  # fmt: skip
    when = int(time.time()) if at is None else at
    answer = Client().post(
        f"/api/v1/hooks/{source}", sent, content_type="application/json",
        headers={
            "webhook-id": message_id, "webhook-timestamp": str(when),
            "webhook-signature": signature(secret, message_id, when, sent) if signed is None else signed,
        },
    )  # fmt: skip
    return answer.status_code, checked(answer)


SENT = json.dumps({"type": "order.created", "data": ORDER}).encode()


@pytest.fixture
def secret() -> str:
    return add_hook(source="crm", entity_id=makers.entity().pk, by=BY)[1]


def test_a_signed_order_is_taken_once(secret: str) -> None:
    status, told = call(secret, SENT)
    assert (status, told["state"]) == (200, "refused")
    assert call(secret, SENT) == (status, told)
    order = Order.objects.get()
    assert (order.source, order.source_ref) == ("crm", "msg_1")
    assert LegalEntity.objects.get(pk=order.entity_id).code == "DE"


def test_one_of_several_signatures_is_enough(secret: str) -> None:
    at = int(time.time())
    good = signature(secret, "msg_1", at, SENT)
    assert call(secret, SENT, at=at, signed=f"v1,AAAA v1a,x {good}")[0] == 200


@pytest.mark.parametrize(
    "signed",
    ["", "v1,", "v1", "v1,é", "nonsense", "v1,%%%", "v2,abc", " " * 5000, "v1,AAAA v1,BBBB"],
)
def test_a_signature_that_is_none_is_refused_and_never_an_error(secret: str, signed: str) -> None:
    assert call(secret, SENT, signed=signed)[1]["code"] == "access.signature_not_valid"
    assert Order.objects.count() == 0


@pytest.mark.parametrize("off", [-301, 301, -(10**9)])
def test_a_call_signed_long_ago_or_ahead_is_refused(secret: str, off: int) -> None:
    at = max(0, int(time.time()) + off)
    assert call(secret, SENT, at=at)[1]["code"] == "access.signature_not_valid"


def test_a_changed_body_an_old_secret_and_a_shut_out_hook_are_refused(secret: str) -> None:
    at = int(time.time())
    signed = signature(secret, "msg_1", at, SENT)
    assert call(secret, SENT + b" ", at=at, signed=signed)[0] == 401
    assert call(secret, SENT, at=at, signed=signed, message_id="msg_2")[0] == 401
    assert call(secret, SENT, source="other")[0] == 401
    _, renewed = renew_hook(source="crm", by=BY)
    assert call(secret, SENT)[0] == 401
    assert call(renewed, SENT)[0] == 200
    revoke_hook(source="crm", by=BY)
    assert call(renewed, SENT)[0] == 401
    with pytest.raises(NotAllowedNow):
        revoke_hook(source="crm", by=BY)


@pytest.mark.parametrize("sent", [b"", b"[]", b"{", b"\xff", b'{"data": 1}', b"null"])
def test_a_signed_body_that_is_no_order_is_a_problem(secret: str, sent: bytes) -> None:
    status, told = call(secret, sent)
    assert status in (400, 422)
    assert told["code"] in ("api.body_unreadable", "bad_input")
