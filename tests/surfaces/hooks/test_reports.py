"""Providers' reports over HTTP: who may report, what is taken once, in which order, and what follows."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.utils import timezone

from cashwright.areas.controls.models import Task
from cashwright.areas.messaging.models import BlockedAddress, Message, MessageReport
from cashwright.areas.messaging.queries import consents
from cashwright.areas.messaging.services import deliver_queued
from cashwright.areas.parties.models import Contact, Customer
from cashwright.areas.parties.policies import Channel, Purpose
from cashwright.areas.parties.services import add_contact, state_consent
from cashwright.connectors.providers.twilio import signature
from cashwright.kernel.clock import noon_utc, running_on
from tests.areas.messaging.makers import a_message, state_of
from tests.areas.parties.makers import HOUSE_RULE, a_company, a_customer

pytestmark = pytest.mark.django_db
ON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SIGNING = "key-signing"
HOUSE = "https://pay.house.example"
_BASIC = "Basic " + base64.b64encode(b"post:man").decode()


@pytest.fixture
def customer(settings: Any) -> Iterator[Customer]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.CASHWRIGHT_HOOKS = {
        "mailgun": {"webhook_signing_key": SIGNING},
        "postmark": {"webhook_secret": "post:man"},
    }
    with running_on(noon_utc(ON.date())):
        yield a_customer(a_company(), country="DE", zone="Europe/Berlin")


def sent(customer: Customer, key: str = "one", **more: Any) -> Message:
    """A message that the provider took; the hook's own clock runs on from its sending."""
    message = a_message(customer, key, **more)
    deliver_queued(limit=10, on=ON.date(), at=ON, by=HOUSE_RULE)
    Message.objects.filter(pk=message.pk).update(
        provider="mailgun", provider_id=f"<{key}@mg.house.example>"
    )
    return message


def mailgun(
    event: str, *, key: str = "one", minutes: float = 1, signed_with: str = SIGNING, token: str = "",
    **data: Any,
) -> Any:  # fmt: skip
    at = timezone.now() + timedelta(minutes=minutes)
    token, stamp = token or f"{key}{event}{minutes}", str(int(at.timestamp()))
    sign = hmac.new(signed_with.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    body = {
        "signature": {"token": token, "timestamp": stamp, "signature": sign},
        "event-data": {
            "event": event, "timestamp": at.timestamp(),
            "message": {"headers": {"message-id": f"{key}@mg.house.example"}}, **data,
        },
    }  # fmt: skip
    return post("mailgun", body)


def post(provider: str, body: Any, **headers: str) -> Any:
    return Client(enforce_csrf_checks=True).post(
        f"/hooks/reports/{provider}/", json.dumps(body), content_type="application/json",
        headers=headers,
    )  # fmt: skip


def hard(**more: Any) -> dict[str, Any]:
    status = {"message": "550 5.1.1 <ann@example.com> unknown"}
    return {"severity": "permanent", "reason": "bounce", "delivery-status": status, **more}


def taken(answer: Any) -> tuple[int, int, int]:
    assert answer.status_code == 200, answer.content
    told = answer.json()
    return told["taken"], told["known"], told["unknown"]


def refused(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_what_arrived_is_noted_once_however_often_it_is_told(customer: Customer) -> None:
    message = sent(customer)
    assert taken(mailgun("delivered")) == (1, 0, 0)
    assert taken(mailgun("delivered")) == (0, 1, 0)
    assert taken(mailgun("opened", minutes=2)) == (1, 0, 0)
    assert state_of(message.pk) == "delivered"
    kinds = MessageReport.objects.order_by("reported_at").values_list("kind", flat=True)
    assert list(kinds) == ["delivered", "opened"]


def test_a_dead_address_is_blocked_and_what_servers_say_of_it_is_not_kept(
    customer: Customer,
) -> None:
    message = sent(customer)
    mailgun("failed", **hard())
    found = Message.objects.get(pk=message.pk)
    assert (found.state, found.reason) == ("bounced", "5.1.1")
    assert found.bounced_at is not None
    assert BlockedAddress.objects.get().message_id == message.pk
    assert "ann@" not in str(MessageReport.objects.values())


@pytest.mark.parametrize("turn", [1, -1])
def test_the_later_of_arrived_and_came_back_counts_in_whatever_order_they_reach_us(
    customer: Customer, turn: int
) -> None:
    after_all, back = sent(customer, "after"), sent(customer, "back")
    bounced, arrived = ("failed", hard()), ("delivered", dict[str, Any]())
    calls = [
        ("after", 1, bounced),
        ("after", 9, arrived),
        ("back", 1, arrived),
        ("back", 9, bounced),
    ]
    for key, minutes, (event, told) in calls[::turn]:
        assert mailgun(event, key=key, minutes=minutes, **told).status_code == 200
    assert (state_of(after_all.pk), state_of(back.pk)) == ("delivered", "bounced")
    assert Message.objects.get(pk=after_all.pk).bounced_at is None


def test_what_failed_for_now_blocks_nothing_until_it_has_failed_three_times(
    customer: Customer,
) -> None:
    soft = {"Type": "SoftBounce", "RecordType": "Bounce", "Details": "smtp;452 4.2.2 full"}
    for number in range(3):
        message = sent(customer, str(number), purpose=Purpose.INVOICES)
        assert BlockedAddress.objects.count() == 0
        at = (timezone.now() + timedelta(minutes=1)).isoformat()
        body = {**soft, "ID": number, "BouncedAt": at, "Metadata": {"message": message.public_id}}
        assert taken(post("postmark", body, Authorization=_BASIC)) == (1, 0, 0)
        assert state_of(message.pk) == "bounced"
    assert BlockedAddress.objects.get().reason == "bounce"


def test_a_delay_changes_nothing(customer: Customer) -> None:
    message = sent(customer)
    assert taken(mailgun("failed", severity="temporary", reason="generic")) == (1, 0, 0)
    assert state_of(message.pk) == "sent"
    assert MessageReport.objects.get().kind == "deferred"


def test_a_complaint_is_the_last_word_and_a_person_finds_another_way(customer: Customer) -> None:
    message = sent(customer)
    for event, minutes in (("delivered", 1), ("complained", 2), ("delivered", 3)):
        mailgun(event, minutes=minutes)
    assert state_of(message.pk) == "complained"
    assert BlockedAddress.objects.get().reason == "complaint"
    assert Task.objects.get().kind == "messaging.complaint"


def test_who_unsubscribes_at_the_provider_is_opted_out(customer: Customer) -> None:
    ann = person(customer)
    sent(customer, contact_id=ann.pk)
    mailgun("unsubscribed")
    assert consents([ann.pk]) == {(ann.pk, "email", "reminders"): False}


def test_a_report_answers_what_nobody_knew(customer: Customer) -> None:
    message = sent(customer)
    Message.objects.filter(pk=message.pk).update(state="unknown", provider="", provider_id="")
    told: dict[str, Any] = {"user-variables": {"message": message.public_id}}
    assert taken(mailgun("delivered", **told)) == (1, 0, 0)
    assert state_of(message.pk) == "delivered"


def test_what_is_said_of_an_earlier_attempt_says_nothing_of_this_one(customer: Customer) -> None:
    message = sent(customer)
    assert taken(mailgun("failed", minutes=-60, **hard())) == (1, 0, 0)
    assert state_of(message.pk) == "sent"


def test_nobody_who_does_not_prove_it_is_listened_to(customer: Customer, settings: Any) -> None:
    message = sent(customer)
    not_signed = (401, "messaging.report_not_signed")
    unknown = (404, "messaging.provider_not_known")
    assert refused(mailgun("delivered", signed_with="guessed")) == not_signed
    assert refused(post("postmark", {"RecordType": "Delivery"})) == not_signed
    wrong = "Basic " + base64.b64encode(b"post:men").decode()
    assert refused(post("postmark", {}, Authorization=wrong)) == not_signed
    assert refused(post("sendgrid", [])) == unknown  # known to us, not set up here
    assert refused(post("nobody", {})) == unknown
    settings.CASHWRIGHT_HOOKS = {"mailgun": {}}
    assert refused(mailgun("delivered")) == unknown
    assert state_of(message.pk) == "sent"
    assert MessageReport.objects.count() == 0


def test_messages_that_are_not_ours_are_refused_and_ours_beside_them_are_taken(
    customer: Customer, settings: Any
) -> None:
    message = sent(customer)
    assert refused(mailgun("delivered", key="else")) == (404, "messaging.message_not_reported")
    key = ec.generate_private_key(ec.SECP256R1())
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    settings.CASHWRIGHT_HOOKS = {
        "sendgrid": {"tracking_webhook_verification_key": base64.b64encode(public).decode()}
    }
    at = int(timezone.now().timestamp()) + 60
    body = [
        {"event": "delivered", "timestamp": at, "sg_event_id": "1", "smtp-id": "<x@else.example>"},
        {"event": "delivered", "timestamp": at, "sg_event_id": "2", "message": message.public_id},
        {"event": "processed", "timestamp": at, "sg_event_id": "3", "message": message.public_id},
    ]
    text, stamp = json.dumps(body), str(at)
    sign = base64.b64encode(key.sign((stamp + text).encode(), ec.ECDSA(hashes.SHA256()))).decode()
    proof = {
        "X-Twilio-Email-Event-Webhook-Signature": sign,
        "X-Twilio-Email-Event-Webhook-Timestamp": stamp,
    }
    assert taken(post("sendgrid", body, **proof)) == (1, 0, 1)
    assert refused(post("sendgrid", body[:1], **proof)) == (401, "messaging.report_not_signed")
    assert state_of(message.pk) == "delivered"


def test_while_the_sending_is_not_noted_yet_the_provider_is_asked_to_come_again(
    customer: Customer,
) -> None:
    message = sent(customer)
    Message.objects.filter(pk=message.pk).update(state="sending")
    assert refused(mailgun("delivered")) == (409, "messaging.still_sending")


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"{}", b"[" * 5_000, b'{"signature":1}', b"\xff", b"x" * 1_100_000]
)
def test_what_cannot_be_read_changes_nothing_and_breaks_nothing(
    customer: Customer, body: bytes
) -> None:
    for provider, head in (("mailgun", {}), ("postmark", {"Authorization": _BASIC})):
        answer = Client().post(
            f"/hooks/reports/{provider}/", body, content_type="application/json", headers=head
        )
        assert answer.status_code in (200, 401, 422), (provider, answer.status_code)
    assert MessageReport.objects.count() == 0
    assert Client().get("/hooks/reports/mailgun/").status_code == 405
    assert Client().head("/hooks/reports/mailgun/").status_code == 200


def person(customer: Customer, name: str = "Ann", **card: Any) -> Contact:
    given = {"email": f"{name.lower()}@example.com", **card}
    return add_contact(customer_id=customer.pk, name=name, card=given, by=HOUSE_RULE)


def test_twilio_reports_are_taken_only_with_its_signature(
    customer: Customer, settings: Any
) -> None:
    settings.CASHWRIGHT_URL = HOUSE
    settings.CASHWRIGHT_SMS_URL = ""
    ann = person(customer, phone="+4915112345678")
    state_consent(
        contact_id=ann.pk, channel=Channel.SMS, purpose=Purpose.REMINDERS, is_given=True,
        stated_at=ON - timedelta(days=1), proof="form", by=HOUSE_RULE,
    )  # fmt: skip
    text = a_message(
        customer, channel=Channel.SMS, to_address="+4915112345678", contact_id=ann.pk,
    )  # fmt: skip
    deliver_queued(limit=1, on=ON.date(), at=ON, by=HOUSE_RULE)
    Message.objects.filter(pk=text.pk).update(provider="twilio", provider_id="SM1")
    form = {"MessageSid": "SM1", "MessageStatus": "delivered"}
    assert refused(twilio(form)) == (404, "messaging.provider_not_known")
    settings.CASHWRIGHT_SMS_URL = "twilio://AC1:to%2Fken@api.twilio.com?from=+15551234567"
    assert refused(twilio(form, token="guessed")) == (401, "messaging.report_not_signed")
    assert taken(twilio({**form, "MessageStatus": "sent"})) == (0, 0, 0)
    assert taken(twilio(form)) == (1, 0, 0)
    assert taken(twilio(form)) == (0, 1, 0)
    assert state_of(text.pk) == "delivered"
    assert refused(twilio({**form, "MessageSid": "SM2"})) == (404, "messaging.message_not_reported")


def twilio(form: dict[str, str], *, token: str = "to/ken") -> Any:
    path = "/hooks/reports/twilio/"
    sign = signature(token, HOUSE + path, form)
    return Client(enforce_csrf_checks=True).post(path, form, headers={"X-Twilio-Signature": sign})


def test_the_signature_is_that_of_twilios_own_example() -> None:
    form = {
        "CallSid": "CA1234567890ABCDE", "Caller": "+14158675309", "Digits": "1234",
        "From": "+14158675309", "To": "+18005551212",
    }  # fmt: skip
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert signature("12345", url, form) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="
