"""Focus mode: one customer after another, each act done once, by whoever is there."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from cashwright.areas.access.models import User
from cashwright.areas.access.policies import Role
from cashwright.areas.cash.models import SourceKind
from cashwright.areas.cash.services import Part, apply
from cashwright.areas.collections.models import Call, Escalation, Note, Promise, Snooze
from cashwright.areas.collections.policies import CallOutcome, Level
from cashwright.areas.collections.rules.script import OnThePhone, call_script
from cashwright.areas.collections.services import log_call
from cashwright.areas.controls.models import Task
from cashwright.areas.controls.states import TaskState
from cashwright.areas.disputes.models import Dispute
from cashwright.areas.messaging.models import Inbound, Message, Thread
from cashwright.areas.parties.models import Contact, Customer
from cashwright.kernel.clock import FixedClock, running_on
from cashwright.kernel.ids import public_id
from tests import makers
from tests.areas.parties.makers import a_person
from tests.makers import ANN
from tests.surfaces.collections.conftest import TODAY, Desk, Door, focus, owed

pytestmark = pytest.mark.django_db


def follow(client: Client, of: Customer, act: str, **given: Any) -> Any:
    """Do an act in focus mode; returns where it leads."""
    answer = client.post(focus(of, f"{act}/"), {"tab": "today", "once": "one", **given})
    assert answer.status_code == 302, answer.content.decode()[-2500:]
    return answer["Location"]


def test_it_begins_with_whom_most_is_at_stake(desk: Desk, as_a: Door) -> None:
    answer = as_a(Role.COLLECTOR).get("/collections/focus/")
    assert answer["Location"] == focus(desk.customers[0])


def test_the_page_has_facts_story_and_the_words_of_the_next_step(desk: Desk, as_a: Door) -> None:
    first = desk.customers[0]
    html = as_a(Role.COLLECTOR).get(focus(first)).content.decode()
    assert "50 days late" in html
    assert str(owed(first).document_no) in html
    assert "+49301234567" in html
    assert "Ask for Kim 1." in html
    assert "You call about 1 invoice, 10,000.00 EUR, the oldest 50 days late." in html
    assert "Dear Kim 1" in html
    assert "0 of 5" in html
    assert f"/customers/{first.public_id}/plan/" in html


def test_a_call_is_logged_its_step_closed_and_the_next_customer_comes(
    desk: Desk, as_a: Door
) -> None:
    client = as_a(Role.COLLECTOR)
    first, second = desk.customers[:2]
    kim = Contact.objects.get(customer=first)
    to = follow(client, first, "call", outcome="spoke", contact=str(kim.pk), note="Friday.")
    assert to == focus(second)
    assert Task.objects.get(customer_id=first.pk).state == TaskState.DONE
    html = client.get(to).content.decode()
    assert "Call logged: spoke with somebody." in html
    assert "1 of 5, EUR 10.0k touched" in html
    assert "Friday." in client.get(focus(first)).content.decode()


def test_two_clicks_are_one_call_and_another_page_is_another(desk: Desk, as_a: Door) -> None:
    client = as_a(Role.COLLECTOR)
    first = desk.customers[0]
    for once in ("a", "a", "b"):
        follow(client, first, "call", outcome="no_answer", once=once)
    assert Call.objects.count() == 2
    follow(client, first, "call", outcome="left_message", once="a")
    assert Call.objects.count() == 3


def test_no_answer_keeps_the_step_for_another_try(desk: Desk, as_a: Door) -> None:
    client = as_a(Role.COLLECTOR)
    first = desk.customers[0]
    follow(client, first, "call", outcome="no_answer")
    assert Task.objects.get(customer_id=first.pk).state == TaskState.OPEN
    assert Call.objects.count() == 1


def test_a_manager_completes_the_step_of_a_colleague(desk: Desk, as_a: Door) -> None:
    collector = as_a(Role.COLLECTOR, portfolio=desk.north)
    first = desk.customers[0]
    collector.get(focus(first))
    manager = as_a(Role.CREDIT_MANAGER)
    follow(manager, first, "call", outcome="spoke")
    assert Task.objects.get(customer_id=first.pk).state == TaskState.DONE
    assert "All clear" in collector.get("/collections/").content.decode()


def test_a_promise_is_noted_and_the_customer_rests(desk: Desk, as_a: Door) -> None:
    client = as_a(Role.COLLECTOR)
    first = desk.customers[0]
    to = follow(client, first, "promise", amount="2500.00", currency="EUR", due_on="2026-03-06")
    made = Promise.objects.get()
    assert (made.amount_minor, made.due_on, made.origin) == (2500_00, date(2026, 3, 6), "call")
    assert to == focus(desk.customers[1])
    rows = client.get("/collections/").context["list"].page
    assert "Customer C-1" not in [row["customer__name"] for row in rows]


def test_a_part_is_disputed_and_the_rest_stays(desk: Desk, as_a: Door) -> None:
    client = as_a(Role.COLLECTOR)
    first = desk.customers[0]
    follow(
        client, first, "dispute", invoice=str(owed(first).pk), reason="pricing", amount="150.00",
        text="They say 10 % was agreed.",
    )  # fmt: skip
    made = Dispute.objects.get()
    assert (made.amount_minor, made.reason) == (150_00, "pricing")
    rows = client.get("/collections/?tab=disputed").context["list"].page
    assert [row["customer__name"] for row in rows] == ["Customer C-1"]


def test_an_email_goes_out_once_in_the_words_it_was_sent_with(desk: Desk, as_a: Door) -> None:
    client = as_a(Role.COLLECTOR)
    first = desk.customers[0]
    kim = Contact.objects.get(customer=first)
    words = {
        "contact": str(kim.pk),
        "subject": "Your invoice",
        "text": "Dear Kim,\n\n<b>please</b> pay.",
    }
    for _ in range(2):
        follow(client, first, "email", **words)
    sent = Message.objects.get(template="by hand")
    assert (sent.to_address, sent.subject) == ("kim1@buyer.example", "Your invoice")
    assert "<b>" not in sent.body_html
    assert Task.objects.get(customer_id=first.pk).state == TaskState.DONE


def test_what_was_paid_while_it_was_typed_is_told_before_it_goes_out(
    desk: Desk, as_a: Door
) -> None:
    client, first = as_a(Role.COLLECTOR), desk.customers[0]
    words = {
        "contact": str(Contact.objects.get(customer=first).pk), "subject": "All of it",
        "text": "Dear Kim,\n\nplease pay all of it.", "once": "1",
    }  # fmt: skip
    seen = _seen(client.get(focus(first)))
    invoice = owed(first)
    paid = makers.payment(first, invoice.balance_minor - 1_00, on=TODAY)
    parts = [Part(invoice.pk, invoice.balance_minor - 1_00)]
    apply(source_kind=SourceKind.PAYMENT, source_id=paid.pk, parts=parts, on=TODAY, by=ANN)
    answer = client.post(focus(first, "email/"), {**words, "seen": seen})
    assert answer.status_code == 422
    assert f"what is open of {invoice.document_no} changed" in answer.content.decode()
    assert not Message.objects.filter(template="by hand").exists()
    follow(client, first, "email", **{**words, "seen": _seen(answer), "once": "2"})
    assert Message.objects.filter(template="by hand").count() == 1


def _seen(answer: Any) -> str:
    """What the e-mail form says its figures were."""
    form = next(form for act, form in answer.context["acts"] if act.key == "email")
    return str(form["seen"].value())


def test_an_email_goes_to_the_customers_own_people_alone(desk: Desk, as_a: Door) -> None:
    client = as_a(Role.COLLECTOR)
    stranger = Contact.objects.get(customer=desk.customers[1])
    answer = client.post(
        focus(desk.customers[0], "email/"),
        {"contact": str(stranger.pk), "subject": "Hello", "text": "Hello", "once": "1"},
    )
    assert answer.status_code == 422
    assert not Message.objects.exists()


def test_putting_off_passing_on_and_holding_are_a_key_away(desk: Desk, as_a: Door) -> None:
    a_person("boss@example.com", Role.CREDIT_MANAGER, entity_id=desk.entity.pk)
    client = as_a(Role.COLLECTOR)
    one, two, three = desk.customers[:3]
    follow(client, one, "snooze", until_on="2026-03-05", reason="trade fair")
    follow(client, two, "escalate", level="manager", reason="does not answer")
    to = follow(client, three, "hold", reason="a call with sales")
    assert to == focus(three), "a hold does not finish with a customer"
    assert Snooze.objects.get().until_on == date(2026, 3, 5)
    assert Escalation.objects.get().level == Level.MANAGER
    assert three.holds.get().reason == "a call with sales"
    html = client.get(focus(two)).content.decode()
    assert "case with manager" in html
    assert "Passed on: Manager" in html


def test_a_customer_is_handed_over_to_a_colleague(desk: Desk, as_a: Door) -> None:
    client, _ = as_a(Role.COLLECTOR), as_a(Role.COLLECTOR, name="bea", portfolio=desk.north)
    bea = User.objects.get(email="bea@example.com")
    second = desk.customers[1]
    follow(client, second, "reassign", to=f"u{bea.pk}")
    second.refresh_from_db()
    assert second.portfolio_id == desk.north.pk
    alone = User.objects.get(email="collector@example.com")
    answer = client.post(focus(second, "reassign/"), {"to": f"u{alone.pk}"})
    assert "looks after no portfolio" in answer.content.decode()


def test_a_customer_who_was_put_off_is_woken(desk: Desk, as_a: Door) -> None:
    client = as_a(Role.COLLECTOR)
    first = desk.customers[0]
    follow(client, first, "snooze", until_on="2026-03-05")
    assert "Put off until 5 Mar 2026" in client.get(focus(first)).content.decode()
    client.post(focus(first, "wake/"), {"tab": "today"})
    assert "Put off until" not in client.get(focus(first)).content.decode()


def test_a_note_calls_a_colleague_and_stays_at_the_head_when_pinned(desk: Desk, as_a: Door) -> None:
    bea = a_person("bea@example.com", Role.COLLECTOR, entity_id=desk.entity.pk)
    client = as_a(Role.COLLECTOR)
    first = desk.customers[0]
    to = follow(client, first, "note", text="Talk to Kim", mentions=[str(bea.pk)], pinned="on")
    assert to == focus(first)
    assert Note.objects.get().is_pinned
    assert Task.objects.get(kind="collections.mention").facts["for"] == str(bea.pk)
    assert client.get(focus(first)).content.decode().count("Talk to Kim") == 2


def test_who_was_called_finds_the_note_among_their_tasks_and_others_do_not(
    desk: Desk, as_a: Door
) -> None:
    author, bea = as_a(Role.COLLECTOR), as_a(Role.COLLECTOR, name="bea")
    called = User.objects.get(email="bea@example.com")
    first = desk.customers[0]
    follow(author, first, "note", text="Talk to Kim first.", mentions=[str(called.pk)])
    mine = bea.get("/tasks/?tab=mine").context["list"].page
    assert [row["title"] for row in mine] == ["A colleague mentioned you in a note"]
    assert author.get("/tasks/?tab=mine").context["list"].page == []
    html = bea.get(f"/tasks/{public_id('task', mine[0]['pk'])}/").content.decode()
    assert "Talk to Kim first." in html
    assert focus(first) in html
    assert str(called.pk) not in html


def test_what_is_declined_is_said_above_the_form_with_everything_typed(
    desk: Desk, as_a: Door
) -> None:
    client = as_a(Role.COLLECTOR)
    first = desk.customers[0]
    answer = client.post(
        focus(first, "snooze/"), {"tab": "today", "until_on": "2027-03-05", "reason": "long"}
    )
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose a day from tomorrow to 1 Apr 2026" in html
    assert 'value="2027-03-05"' in html
    answer = client.post(focus(first, "promise/"), {"amount": "much", "currency": "EUR"})
    assert answer.status_code == 422
    assert not Promise.objects.exists()


def test_clearing_the_list_ends_with_what_comes_next(desk: Desk, as_a: Door) -> None:
    client = as_a(Role.COLLECTOR)
    url = client.get("/collections/focus/")["Location"]
    for n, of in enumerate(desk.customers, start=1):
        assert url == focus(of)
        url = follow(client, of, "snooze", until_on=f"2026-03-0{3 + n}")
    html = client.get(url).content.decode()
    assert "All clear" in html
    assert "Next action Wednesday 4 Mar 2026, 08:00." in html
    assert "5 of 5" in html


def test_the_queue_is_that_of_the_view_it_began_in(desk: Desk, as_a: Door) -> None:
    client = as_a(Role.COLLECTOR)
    url = client.get("/collections/focus/?tab=all")["Location"]
    assert url == f"{focus(desk.customers[0])}?tab=all"
    last = client.get(f"{focus(desk.quiet)}?tab=all").context
    assert last["previous_url"] == f"{focus(desk.customers[4])}?tab=all"
    assert last["said"] == "0 of 6"


def test_nobody_outside_the_scope_is_seen_or_touched(desk: Desk, as_a: Door) -> None:
    client = as_a(Role.COLLECTOR, portfolio=desk.north)
    for of in (desk.abroad, desk.customers[1]):
        assert client.get(focus(of)).status_code == 404
        assert client.post(focus(of, "call/"), {"outcome": "spoke"}).status_code == 404
    assert not Call.objects.exists()


@pytest.mark.parametrize(
    "act", ["call", "promise", "snooze", "escalate", "note", "email", "dispute"]
)
def test_who_reads_only_finds_no_forms(desk: Desk, as_a: Door, act: str) -> None:
    client = as_a(Role.CASH_APPLIER)
    first = desk.customers[0]
    assert f'data-act="{act}"' not in client.get(focus(first)).content.decode()
    assert client.post(focus(first, f"{act}/"), {}).status_code == 403


def test_it_says_when_they_may_not_be_called_and_from_when(desk: Desk, as_a: Door) -> None:
    client = as_a(Role.COLLECTOR)
    first = desk.customers[0]
    assert "note-warn" not in client.get(focus(first)).content.decode()
    with running_on(FixedClock(datetime(2026, 3, 2, 22, 30, tzinfo=UTC))):
        html = client.get(focus(first)).content.decode()
        assert "It is not a good hour where they are: from 3 Mar 2026 08:00 Europe/Berlin." in html
    for _ in range(7):
        log_call(customer_id=first.pk, outcome=CallOutcome.NO_ANSWER, on=TODAY, by=ANN)
    html = client.get(focus(first)).content.decode()
    assert "They were called often enough this week: from 9 Mar 2026 13:00 Europe/Berlin." in html


def test_what_they_wrote_is_in_the_story_and_leads_to_the_conversation(
    desk: Desk, as_a: Door
) -> None:
    first = desk.customers[0]
    at = datetime(2026, 3, 1, 9, tzinfo=UTC)
    thread = Thread.objects.create(
        entity=desk.entity, customer=first, subject="INV", state="waiting", opened_at=at, last_at=at
    )
    Inbound.objects.create(
        entity=desk.entity, thread=thread, customer=first, from_address="kim1@buyer.example",
        subject="Your invoice", body_text="We pay <b>soon</b>.", message_id="<1@x>", intent="promise",
        confidence=900, received_at=at,
    )  # fmt: skip
    client = as_a(Role.COLLECTOR)
    html = client.get(focus(first)).content.decode()
    assert "We pay &lt;b&gt;soon&lt;/b&gt;." in html
    assert f"/inbox/{thread.public_id}/" in html
    rows = client.get("/collections/?tab=replies").context["list"].page
    assert [row["customer__name"] for row in rows] == ["Customer C-1"]


def test_the_script_says_what_the_case_needs_and_no_more() -> None:
    call = OnThePhone(
        contact="", owed=("5.00 EUR", "7.00 USD"), late_count=2, days_late=9, is_broken=True,
        has_replied=True,
    )  # fmt: skip
    told = call_script(call)
    assert told[:2] == (
        "Ask for accounts payable.",
        "You call about 2 invoices, 5.00 EUR and 7.00 USD, the oldest 9 days late.",
    )
    assert "answer what they asked" in told[2]
    assert "ask what came in between" in told[3]
    assert len(told) == 6
