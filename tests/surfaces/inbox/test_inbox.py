"""Screen 9: what customers wrote, the words it was read from, and what a person makes of it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from cashwright.areas.access.policies import Role
from cashwright.areas.collections.models import Promise
from cashwright.areas.controls.services import request_approval
from cashwright.areas.messaging.models import InboundFile, Message, Suggestion, Thread
from cashwright.areas.messaging.services.threads import close_thread
from cashwright.kernel.clock import FixedClock, running_on
from tests import makers
from tests.makers import ANN
from tests.surfaces.inbox.conftest import Door, Post

pytestmark = pytest.mark.django_db


def html(response: Any) -> str:
    return str(response.content.decode())


def url(thread: Thread, tail: str = "") -> str:
    return f"/inbox/{thread.public_id}/{tail}"


def card(thread: Thread) -> Suggestion:
    return Suggestion.objects.get(inbound__thread=thread)


def facts(post: Post, **other: Any) -> dict[str, Any]:
    given = {
        "intent": "promise",
        "on": "2026-03-06",
        "currency": "EUR",
        "document_ids": [str(post.invoice.pk)],
    }
    return {f"facts-{name}": value for name, value in (given | other).items()}


def test_the_first_that_waits_is_open_with_its_sentence_marked(post: Post, as_a: Door) -> None:
    shown = html(as_a(Role.COLLECTOR).get("/inbox/"))
    assert f"<mark>We will pay {post.invoice.document_no} on Friday.</mark>" in shown
    assert "Promise to pay" in shown
    assert "&lt;b&gt;Sorry&lt;/b&gt;" in shown
    assert shown.count('class="queue-row') == 3
    assert 'value="2026-03-06"' in shown


def test_a_promise_is_done_as_it_was_read(post: Post, as_a: Door) -> None:
    browser = as_a(Role.COLLECTOR)
    path = f"/inbox/suggestion/{card(post.promise).public_id}/do/"
    assert browser.post(path, facts(post)).status_code == 302
    promise = Promise.objects.get()
    assert (promise.amount_minor, promise.due_on) == (300_00, date(2026, 3, 6))
    assert "Replies <span" in html(browser.get("/inbox/"))
    assert Thread.objects.get(pk=post.promise.pk).state == "answered"
    assert card(post.promise).state == "confirmed"


def test_a_promise_is_done_as_it_was_corrected_and_a_mistake_is_said(
    post: Post, as_a: Door
) -> None:
    browser = as_a(Role.COLLECTOR)
    path = f"/inbox/suggestion/{card(post.promise).public_id}/do/"
    wrong = browser.post(path, facts(post, amount="1.234"))
    assert wrong.status_code == 422
    assert "Write an amount" in html(wrong)
    missing = browser.post(path, facts(post, on=""))
    assert missing.status_code == 422
    assert not Promise.objects.exists()
    assert browser.post(path, facts(post, amount="120.50", on="2026-03-09")).status_code == 302
    promise = Promise.objects.get()
    assert (promise.amount_minor, promise.due_on) == (120_50, date(2026, 3, 9))
    assert card(post.promise).state == "edited"


def test_what_was_misread_is_rejected_and_still_waits(post: Post, as_a: Door) -> None:
    browser = as_a(Role.COLLECTOR)
    browser.post(f"/inbox/suggestion/{card(post.promise).public_id}/reject/")
    assert card(post.promise).state == "rejected"
    assert "Nothing suggested" in html(browser.get(url(post.promise)))


def test_an_answer_begins_in_the_language_of_the_mail_and_goes_out(post: Post, as_a: Door) -> None:
    browser = as_a(Role.COLLECTOR)
    assert "Das Dokument ist mit eigener Mail" in html(browser.get(url(post.copy)))
    assert browser.post(url(post.copy, "answer/"), {"answer-text": " "}).status_code == 422
    assert browser.post(url(post.copy, "answer/"), {"answer-text": "Gern."}).status_code == 302
    assert Message.objects.get(thread=post.copy).body_text == "Gern.\n"


def test_a_stranger_is_given_to_a_customer_before_anything_else(post: Post, as_a: Door) -> None:
    browser = as_a(Role.COLLECTOR)
    assert "Nobody knows yet" in html(browser.get(url(post.stranger)))
    assert (
        browser.post(url(post.stranger, "assign/"), {"assign-account_no": "X"}).status_code == 422
    )
    browser.post(url(post.stranger, "assign/"), {"assign-account_no": "C-1"})
    post.stranger.refresh_from_db()
    assert post.stranger.customer == post.customer


def test_a_conversation_is_put_off_taken_on_and_closed(post: Post, as_a: Door) -> None:
    browser = as_a(Role.COLLECTOR)
    assert (
        browser.post(url(post.copy, "snooze/"), {"snooze-until": "2026-03-02"}).status_code == 422
    )
    browser.post(url(post.copy, "snooze/"), {"snooze-until": "2026-03-10"})
    browser.post(url(post.promise, "mine/"))
    browser.post(url(post.stranger, "close/"))
    states = {one.pk: one.state for one in Thread.objects.all()}
    assert [states[one.pk] for one in (post.promise, post.copy, post.stranger)] == [
        "waiting", "snoozed", "closed",
    ]  # fmt: skip
    assert "· mine" in html(browser.get(url(post.promise)))
    assert html(browser.get("/inbox/?tab=closed")).count('class="queue-row') == 1


def test_each_conversation_says_what_it_is_about_how_much_and_until_when_an_answer_is_due(
    post: Post, as_a: Door
) -> None:
    shown = html(as_a(Role.COLLECTOR).get("/inbox/"))
    row = shown[shown.index(f'data-row="{post.promise.public_id}"') :].split("</a>")[0]
    assert "300.00" in row, "what its invoice leaves open"
    assert "answer in 2 days" in row
    with running_on(FixedClock(datetime(2026, 3, 6, 12, tzinfo=UTC))):
        assert "answer was due" in html(as_a(Role.SALES, Role.COLLECTOR).get("/inbox/"))


def test_an_answer_begins_with_what_a_person_chooses(post: Post, as_a: Door) -> None:
    browser = as_a(Role.COLLECTOR)
    assert "Which amounts could you pay" in html(
        browser.get(url(post.promise, "?begin=payment_plan"))
    )
    assert "6 March 2026" in html(browser.get(url(post.promise)))
    assert "Das Dokument ist" in html(browser.get(url(post.copy, "?begin=nonsense")))


def test_a_conversation_is_given_to_a_colleague_who_may_answer(post: Post, as_a: Door) -> None:
    browser, colleague = as_a(Role.COLLECTOR), as_a(Role.CREDIT_MANAGER)
    key = colleague.session["_auth_user_id"]
    assert browser.post(url(post.promise, "owner/"), {"owner-owner": "nobody"}).status_code == 422
    browser.post(url(post.promise, "owner/"), {"owner-owner": key})
    assert "a colleague has it" in html(browser.get(url(post.promise)))
    browser.post(url(post.promise, "owner/"), {"owner-owner": ""})
    post.promise.refresh_from_db()
    assert post.promise.owner == ""


def test_what_needs_a_second_person_stands_beside_what_goes_out(post: Post, as_a: Door) -> None:
    request_approval(
        entity_id=post.entity.pk, kind="credit.write_off", document_id=post.invoice.pk,
        customer_id=post.customer.pk, currency="EUR", amount_minor=300_00, payload={}, by=ANN,
        reason="too old to sue for",
    )  # fmt: skip
    assert "too old to sue for" in html(as_a(Role.CREDIT_MANAGER).get("/inbox/outgoing/"))


def test_an_empty_inbox_says_how_the_machine_read(post: Post, as_a: Door) -> None:
    browser = as_a(Role.COLLECTOR)
    browser.post(f"/inbox/suggestion/{card(post.promise).public_id}/do/", facts(post))
    browser.post(f"/inbox/suggestion/{card(post.copy).public_id}/reject/")
    for thread in (post.copy, post.stranger):
        close_thread(thread_id=thread.pk, by=ANN)
    said = " ".join(html(browser.get("/inbox/")).split())
    assert "1 suggestion was done as read, 0 after a correction; 1 was misread" in said


def test_where_nothing_waits_the_inbox_is_empty(post: Post, as_a: Door) -> None:
    for thread in (post.promise, post.copy, post.stranger):
        close_thread(thread_id=thread.pk, by=ANN)
    assert "Inbox zero" in html(as_a(Role.COLLECTOR).get("/inbox/"))


def test_what_is_about_to_go_out_is_held_let_go_and_stopped(post: Post, as_a: Door) -> None:
    browser = as_a(Role.CREDIT_MANAGER)
    message = Message.objects.get()
    assert message.subject in html(browser.get("/inbox/outgoing/"))
    for how, state in (("hold", "held"), ("release", "queued"), ("stop", "suppressed")):
        browser.post(f"/inbox/outgoing/{message.public_id}/{how}/")
        message.refresh_from_db()
        assert message.state == state
    assert "Nothing is about to go out" in html(browser.get("/inbox/outgoing/"))


def test_a_file_is_handed_over_to_be_kept_and_not_opened(post: Post, as_a: Door) -> None:
    file = InboundFile.objects.filter(inbound__thread=post.promise).get()
    answer = as_a(Role.COLLECTOR).get(f"/inbox/file/{file.pk}/")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="a_b.pdf"'
    assert answer.content == b"%PDF"


def test_another_company_sees_and_does_nothing(post: Post, as_a: Door) -> None:
    elsewhere = as_a(Role.COLLECTOR, entity=makers.entity("US", "USD", "US"))
    file = InboundFile.objects.filter(inbound__thread=post.promise).get()
    assert "Inbox zero" in html(elsewhere.get("/inbox/"))
    assert elsewhere.get(url(post.promise)).status_code == 404
    assert elsewhere.get(f"/inbox/file/{file.pk}/").status_code == 404
    for path in (
        url(post.promise, "close/"), url(post.promise, "answer/"), url(post.promise, "mine/"),
        f"/inbox/suggestion/{card(post.promise).public_id}/do/",
        f"/inbox/suggestion/{card(post.promise).public_id}/reject/",
    ):  # fmt: skip
        assert elsewhere.post(path).status_code == 404
    assert Thread.objects.get(pk=post.promise.pk).state == "waiting"


def test_who_only_reads_finds_no_button_and_may_do_nothing(post: Post, as_a: Door) -> None:
    reader = as_a(Role.AUDITOR)
    assert 'data-key="a"' not in html(reader.get(url(post.promise)))
    assert reader.post(url(post.promise, "close/")).status_code == 403
