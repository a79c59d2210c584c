"""The mailbox: what is unclear, waits or came back is told in words, and a person who may decides."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from cashwright.areas.access.policies import Role
from cashwright.areas.messaging.models import Letter, Message, MessageReport
from cashwright.areas.messaging.states import MessageState
from cashwright.kernel.clock import FixedClock, running_on
from tests.areas.messaging.makers import a_message, state_of
from tests.areas.parties.makers import a_company, a_customer, a_person

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def door(role: Role, email: str = "bea@example.com") -> Client:
    client = Client()
    client.force_login(a_person(email, role))
    return client


def standing(state: MessageState, reason: str = "", key: str = "one", **more: Any) -> Message:
    """A message that came to a state."""
    found = Message.objects.first()
    message = a_message(found.customer if found else a_customer(a_company()), key)
    Message.objects.filter(pk=message.pk).update(state=state, reason=reason, **more)
    message.refresh_from_db()
    return message


def test_what_is_unclear_has_a_list_of_its_own_and_is_decided_by_who_may() -> None:
    with running_on(FixedClock(NOON)):
        lost = standing(MessageState.UNKNOWN, "SMTPServerDisconnected", "lost")
        gone = standing(MessageState.UNKNOWN, "the sender stopped while sending", "gone")
        standing(MessageState.SENT, key="sent", sent_at=NOON)
        client = door(Role.COLLECTOR)
        rows = client.get("/mailbox/?tab=unknown").context["list"].page
        assert {row["pk"] for row in rows} == {lost.pk, gone.pk}
        page = client.get(f"/mailbox/{gone.public_id}/").content.decode()
        assert "Nobody knows whether it went out." in page
        reader = door(Role.AUDITOR, "aud@example.com")
        assert reader.post(f"/mailbox/{lost.public_id}/confirm/").status_code == 403
        client.post(f"/mailbox/{lost.public_id}/confirm/")
        client.post(f"/mailbox/{gone.public_id}/again/")
        assert (state_of(lost.pk), state_of(gone.pk)) == ("sent", "queued")


def test_what_was_typed_and_what_was_printed_waits_for_its_person() -> None:
    with running_on(FixedClock(NOON)):
        typed = standing(MessageState.HELD, "figures_changed", "typed", figures={"asked": {}})
        paper = standing(MessageState.HELD, "to_post", "paper", channel="post", to_address="")
        Letter.objects.create(
            entity_id=paper.entity_id, message=paper, letter_no="L-1", dated_on=NOON.date(),
            pdf=b"%PDF", made_at=NOON,
        )  # fmt: skip
        client = door(Role.COLLECTOR)
        page = client.get(f"/mailbox/{typed.public_id}/").content.decode()
        assert "Other amounts are open than when it was typed." in page
        assert "It was posted" not in page
        client.post(f"/mailbox/{typed.public_id}/release/")
        client.post(f"/mailbox/{paper.public_id}/post/")
        assert (state_of(typed.pk), state_of(paper.pk)) == ("queued", "sent")
        assert Message.objects.get(pk=typed.pk).figures == {}


def test_what_the_provider_says_stands_beside_the_message() -> None:
    with running_on(FixedClock(NOON)):
        message = standing(MessageState.BOUNCED, "5.1.1", "back", sent_at=NOON, bounced_at=NOON)
        for n, (kind, code) in enumerate((("deferred", "4.2.2"), ("bounced", "5.1.1"))):
            MessageReport.objects.create(
                entity_id=message.entity_id, message=message, provider="mailgun", kind=kind,
                report_key=str(n), code=code, reported_at=NOON + timedelta(minutes=n), taken_at=NOON,
            )  # fmt: skip
        page = door(Role.COLLECTOR).get(f"/mailbox/{message.public_id}/").content.decode()
        assert "It came back for good (5.1.1)." in page
        assert page.index("4.2.2") < page.rindex("5.1.1")
