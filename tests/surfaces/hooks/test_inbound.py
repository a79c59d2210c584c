"""Mail that providers hand on over HTTP: who may, what is taken once, what is too large, too often or no mail."""

import base64
import hashlib
import hmac
import json
import time
from typing import Any

import pytest
from django.test import Client

from cashwright.areas.messaging.models import Inbound
from cashwright.areas.parties.models import Customer
from cashwright.areas.parties.services import add_contact
from cashwright.connectors.providers.inbound import own_signature
from cashwright.connectors.providers.twilio import signature
from cashwright.surfaces.hooks import inbound as hook
from tests.areas.parties.makers import HOUSE_RULE, a_company, a_customer

pytestmark = pytest.mark.django_db
KEY = "a-key-of-some-length"
MAIL = b"From: Ann <ann@example.com>\r\nMessage-ID: <one@example.com>\r\nSubject: Hi\r\n\r\nWe will pay on Friday."
_BASIC = {"Authorization": "Basic " + base64.b64encode(b"post:man").decode()}


@pytest.fixture
def customer(settings: Any) -> Customer:
    settings.CASHWRIGHT_INBOUND_KEY = KEY
    settings.CASHWRIGHT_HOOKS = {
        "mailgun": {"webhook_signing_key": "signing"}, "postmark": {"webhook_secret": "post:man"},
        "sendgrid": {"tracking_webhook_verification_key": "of reports alone"},
    }  # fmt: skip
    hook._allowance.cache_clear()
    found = a_customer(a_company())
    add_contact(
        customer_id=found.pk, name="Ann", by=HOUSE_RULE,
        card={"email": "ann@example.com", "phone": "+4915112345678"},
    )  # fmt: skip
    return found


def at(provider: str, customer: Customer) -> str:
    return f"/hooks/inbound/{provider}/{customer.entity.code}/"


def post(path: str, body: Any, kind: str = "message/rfc822", **headers: str) -> tuple[int, str]:
    client = Client(enforce_csrf_checks=True)
    if kind:
        answer = client.post(path, body, content_type=kind, headers=headers)
    else:
        answer = client.post(path, body, headers=headers)
    told = answer.json()
    return answer.status_code, told.get("outcome") or told["code"]


def own(customer: Customer, body: bytes = MAIL, *, key: str = KEY, ago: int = 0) -> tuple[int, str]:
    sign = own_signature(key, int(time.time()) - ago, body)
    return post(at("raw", customer), body, **{"X-Cashwright-Signature": sign})


def mailgun(customer: Customer, **changes: str) -> tuple[int, str]:
    stamp, token = str(int(time.time())), "token"
    sign = hmac.new(b"signing", f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    form = {"timestamp": stamp, "token": token, "signature": sign, "body-mime": MAIL.decode()}
    return post(at("mailgun", customer), {**form, **changes}, "")


def test_each_way_of_handing_on_takes_the_same_mail_once(customer: Customer) -> None:
    assert own(customer) == (200, "taken")
    assert own(customer) == (200, "known")
    assert mailgun(customer) == (200, "known")
    raw = json.dumps({"RawEmail": MAIL.decode()})
    assert post(at("postmark", customer), raw, "application/json", **_BASIC) == (200, "known")
    (mail,) = Inbound.objects.all()
    assert (mail.customer_id, mail.intent) == (customer.pk, "promise")


def test_without_an_id_of_its_own_a_mail_is_known_by_its_words(customer: Customer) -> None:
    bare = b"From: ann@example.com\n\nWe will pay on Friday."
    said = [own(customer, body)[1] for body in (bare, bare, bare + b"!")]
    assert said == ["taken", "known", "taken"]


def test_who_does_not_prove_itself_is_not_listened_to(customer: Customer, settings: Any) -> None:
    unsigned = (401, "messaging.report_not_signed")
    assert own(customer, key="another-key-as-long") == unsigned
    assert own(customer, ago=301) == unsigned
    assert own(customer, ago=-301) == unsigned
    assert post(at("raw", customer), MAIL) == unsigned
    assert mailgun(customer, token="x") == unsigned
    assert post(at("postmark", customer), b"{}", "application/json") == unsigned
    nobody = (404, "messaging.provider_not_known")
    for name in ("sendgrid", "brevo", "twilio", "elsewhere"):
        assert post(at(name, customer), {"email": MAIL.decode()}, "", **_BASIC) == nobody, name
    settings.CASHWRIGHT_INBOUND_KEY = "short"
    assert own(customer, key="short") == nobody
    assert not Inbound.objects.exists()


@pytest.mark.parametrize(
    "body", [b"", b"nonsense", b"\xff\0" * 100, b"From: a@b.example\n" + b"X: y\n" * 50_000]
)
def test_what_is_no_mail_is_refused(customer: Customer, body: bytes) -> None:
    assert own(customer, body) == (422, "messaging.mail_unreadable")


def test_what_holds_no_raw_mail_is_too_large_too_often_or_for_nobody_is_refused(
    customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert mailgun(customer, **{"body-mime": ""}) == (422, "messaging.report_unreadable")
    for body in (b"[", b"[" * 100_000, b'{"RawEmail": 5}', b"[]"):
        found = post(at("postmark", customer), body, "application/json", **_BASIC)
        assert found == (422, "messaging.report_unreadable")
    assert own(customer, b"x" * 10_000_001)[0] == 413
    sign = {"X-Cashwright-Signature": own_signature(KEY, int(time.time()), MAIL)}
    assert post("/hooks/inbound/raw/NOBODY/", MAIL, **sign) == (404, "not_found")
    monkeypatch.setattr(hook, "_BURST", 2)
    monkeypatch.setattr(hook, "_A_SECOND", 0)
    hook._allowance.cache_clear()
    said = [own(customer, MAIL.replace(b"<one", b"<%d" % number))[0] for number in range(4)]
    assert said == [200, 200, 429, 429]
    assert Client().get(at("raw", customer)).status_code == 405


def test_a_text_message_is_taken_with_twilios_signature_and_known_by_its_number(
    customer: Customer, settings: Any
) -> None:
    settings.CASHWRIGHT_URL = "https://pay.house.example"
    settings.CASHWRIGHT_SMS_URL = "twilio://AC1:token@api.twilio.com?from=+15551234567"
    path = at("twilio", customer)
    form = {"MessageSid": "SM1", "From": "+4915112345678", "Body": "Wir zahlen am Freitag."}

    def texted(token: str) -> tuple[int, str]:
        sign = signature(token, settings.CASHWRIGHT_URL + path, form)
        return post(path, form, "", **{"X-Twilio-Signature": sign})

    assert texted("guessed") == (401, "messaging.report_not_signed")
    assert [texted("token"), texted("token")] == [(200, "taken"), (200, "known")]
    text = Inbound.objects.get()
    assert (text.channel, text.customer_id, text.intent) == ("sms", customer.pk, "promise")
