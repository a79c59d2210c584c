"""Ladders in the console: read by who may, changed on a draft, tried, proposed, agreed to, gone back on."""

from __future__ import annotations

from datetime import date

from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cashwright.areas.access.policies import Role
from cashwright.areas.collections.queries import dunning_in_force, ladder_in_force, reminder_plan
from cashwright.areas.controls.models import Approval, Fact, PolicyVersion
from cashwright.areas.messaging.models import Message
from cashwright.kernel.events import HOUSE
from cashwright.kernel.ids import public_id
from cashwright.surfaces.console.models import PolicyDraft
from tests.areas.parties.makers import a_person
from tests.surfaces.books.reading import text, words
from tests.surfaces.ladders.conftest import TODAY, Door, House

LIST = "/collections/ladders/"
URL = "/collections/ladders/standard/"
WHO = "/collections/ladders/who/"


def codes(name: str = "standard") -> list[str]:
    found = ladder_in_force(name, HOUSE, TODAY)
    assert found is not None
    return [step.code for step in found.steps]


def press(client: Client, do: str, url: str = URL, **more: str) -> None:
    answer = client.post(url, {"do": do, **more})
    assert answer.status_code == 302, words(answer.content.decode())


def typed(days: int, counts: str = "after", **more: str) -> dict[str, str]:
    """A card as the form posts it."""
    given = {"days": str(days), "counts": counts, "act": "email", "template": "reminder.second",
             "tone": "plain", "sender": "collector", **more}  # fmt: skip
    return {f"step-{name}": value for name, value in given.items()}


def proposed(client: Client, name: str = "standard") -> Approval:
    url = f"/collections/ladders/{name}/propose/"
    answer = client.post(url, {"valid_from": "2026-03-02", "why": "fewer calls"})
    assert answer.status_code == 302, words(answer.content.decode())
    return Approval.objects.filter(kind="controls.policy").latest("pk")


def agreed(client: Client, asked: Approval) -> str:
    url = f"/approvals/{public_id('apr', asked.pk)}/"
    page = words(text(client, url))
    client.post(f"{url}decide/", {"decision": "approve"})
    asked.refresh_from_db()
    assert asked.state == "done", asked.outcome
    return page


def test_the_ready_ladders_teach_and_each_is_shown_with_a_real_customer(
    house: House, as_: Door
) -> None:
    client = as_(house.boss)
    told = words(text(client, LIST))
    assert "Four ladders come with the house" in told
    assert "Climbed by Everybody" in told
    with CaptureQueriesContext(connection) as asked:
        page = words(text(client, URL))
    assert len(asked) <= 40
    assert "14 days after it was due" in page
    assert "The invoice is due" in page
    assert "Only the disputed part stops" in page
    assert "Kim 3" in page, "the preview speaks to the customer who is longest late"
    german = text(client, f"{URL}?at=2&language=de&width=narrow")
    assert "Guten Tag Kim 3" in german
    assert "is-narrow" in german


def test_a_draft_is_its_authors_alone_and_each_change_can_be_taken_back(
    house: House, as_: Door
) -> None:
    client, before = as_(house.boss), codes()
    press(client, "add:due")
    press(client, "copy:0")
    press(client, "down:1", open="1", **typed(20, "before", tone="firm"))
    draft = PolicyDraft.objects.get()
    steps = [(one["days"], one["tone"]) for one in draft.value["steps"] if one["track"] == "due"]
    assert steps[:3] == [(-20, "friendly"), (-3, "firm"), (1, "friendly")]
    assert (52, "plain") in steps
    client.post(f"{URL}undo/")
    draft.refresh_from_db()
    assert [one["days"] for one in draft.value["steps"]][:2] == [-3, -2]
    assert codes() == before
    colleague = a_person("other@example.com", Role.CREDIT_MANAGER)
    assert "You are at work on a draft" not in text(as_(colleague), URL)
    client.post(f"{URL}discard/")
    assert not PolicyDraft.objects.exists()


def test_a_ladder_is_proposed_in_words_agreed_to_by_a_second_person_and_climbed_from_then_on(
    house: House, as_: Door
) -> None:
    client = as_(house.boss)
    press(client, "save", open="1", **typed(2, tone="friendly", template="reminder.first"))
    page = words(text(client, f"{URL}propose/"))
    assert "1 day after it was due E-mail, “First reminder”, friendly –" in page
    asked = proposed(client)
    assert codes()[1] == "due+1"
    refused = client.post(
        f"/approvals/{public_id('apr', asked.pk)}/decide/", {"decision": "approve"}
    )
    assert refused.status_code == 403
    seen = agreed(as_(house.second), asked)
    assert "2 days after it was due" in seen
    assert (
        f"proposal={public_id('apr', asked.pk)}".encode()
        in as_(house.second).get(f"/approvals/{public_id('apr', asked.pk)}/").content
    )
    assert codes()[1] == "due+2"
    assert not PolicyDraft.objects.filter(user=house.boss).exists() or "Propose" not in text(
        client, URL
    )
    taken = reminder_plan(house.entity.pk, TODAY).filter(days=2)
    assert taken.is_empty(), "who is a day late hears nothing on the first day any more"
    assert PolicyVersion.objects.get().set_by == str(house.boss.pk)
    history = words(text(client, f"{URL}versions/"))
    assert "Version 1" in history
    assert "fewer calls" in history
    client.post(f"{URL}versions/", {"version": "0"})
    agreed(as_(house.second), proposed(client))
    assert codes()[1] == "due+1"


def test_what_moved_meanwhile_is_not_put_in_force_unread(house: House, as_: Door) -> None:
    client = as_(house.boss)
    press(client, "remove:1")
    first = proposed(client)
    press(client, "remove:1")
    second = proposed(client)
    agreed(as_(house.second), first)
    as_(house.second).post(
        f"/approvals/{public_id('apr', second.pk)}/decide/", {"decision": "approve"}
    )
    second.refresh_from_db()
    assert (second.state, second.outcome[:23]) == ("failed", "controls.policy_moved: ")
    assert PolicyVersion.objects.count() == 1


def test_bad_ladders_are_refused_in_words(house: House, as_: Door) -> None:
    client = as_(house.boss)
    twice = client.post(URL, {"do": "save", "open": "1", **typed(7)})
    assert twice.status_code == 422
    assert "another step stands on day 7 already" in words(twice.content.decode())
    silly = client.post(URL, {"do": "save", "open": "1", **typed(900)})
    assert silly.status_code == 422
    assert client.post(URL, {"do": "melt:1"}).status_code == 422
    press(client, "save", open="1", **typed(1, template="call.overdue"))
    page = text(client, f"{URL}propose/")
    assert "is no text for this: E-mail" in words(page)
    assert 'class="btn btn-primary" disabled' in page
    answer = client.post(f"{URL}propose/", {"valid_from": "2026-03-02", "why": "anyway"})
    assert answer.status_code == 200
    assert not Approval.objects.filter(kind="controls.policy").exists()


def test_a_test_goes_to_whoever_asks_and_is_no_message_of_the_customers(
    house: House, as_: Door
) -> None:
    press(client := as_(house.boss), "save", open="1", **typed(2, tone="friendly"))
    client.post(f"{URL}test/", {"step": "1", "customer": house.customers[2].public_id})
    assert [(one.to, one.subject[:7]) for one in mail.outbox] == [(["boss@example.com"], "[Test] ")]
    assert "Only you got it" in mail.outbox[0].body
    assert "Customer C-3" in mail.outbox[0].body or "Kim 3" in mail.outbox[0].body
    assert not Message.objects.exists()
    assert Fact.objects.filter(name="collections.step_tested").count() == 1


def test_a_draft_is_tried_on_the_books_beside_what_is_in_force(house: House, as_: Door) -> None:
    client = as_(house.boss)
    press(client, "whole", **{
        "whole-title": "Slow", "whole-gap_days": "10", "whole-day_rule": "following",
        "whole-entry": "contextual",
    })  # fmt: skip
    page = text(client, f"{URL}simulate/?company=DE&on=2026-03-02&days=30&whom=theirs")
    told = words(page)
    assert "Your draft, beside what is in force" in told
    assert "Too soon after the last message" in told
    assert "Messages 10 8 −2" in told
    assert "Customers who hear something 3 3 the same" in told
    assert "30 days after it was due Too soon after the last message 2" in told
    day = words(text(client, f"{URL}simulate/?company=DE&days=30&whom=theirs&day=2026-03-02"))
    assert "Who would get what on 2 Mar 2026" in day
    assert "Customer C-2 2 Mar 2026 1 day after it was due E-mail" in day
    waits = words(text(client, f"{URL}simulate/?company=DE&days=30&whom=theirs&day=2026-03-09"))
    assert "Made to wait" in waits
    assert not Message.objects.exists()
    assert not PolicyVersion.objects.exists()


def test_who_climbs_which_is_set_by_segment_and_risk_and_the_planner_follows(
    house: House, as_: Door
) -> None:
    client = as_(house.boss)
    lines = {"patience-reply_days": "3", "patience-promise_days_max": "30",
             "patience-shadow_days_min": "5",
             "line0-ladder": "standard", "line0-autonomy": "auto"}  # fmt: skip
    press(client, "add", WHO, **lines)
    lines |= {"line0-ladder": "gentle", "line0-autonomy": "shadow", "line0-segments": "SMB",
              "line1-ladder": "standard", "line1-autonomy": "auto"}  # fmt: skip
    press(client, "save", WHO, **lines)
    everybody = client.post(WHO, {"do": "save", **lines, "line0-segments": ""})
    assert everybody.status_code == 422
    seen = agreed(as_(house.second), proposed(client, "who"))
    assert "Small firms" in seen
    dunning = dunning_in_force(house.entity.pk, TODAY)
    assert dunning.of("SMB", "").ladder == "gentle"
    assert dunning.of("", "").ladder == "standard"
    plan = reminder_plan(house.entity.pk, TODAY)
    whose = dict(plan.select("customer_id", "ladder").iter_rows())
    assert whose[str(house.customers[2].pk)] == "gentle"
    press(client, "save", WHO, **lines | {"line0-autonomy": "auto"})
    early = client.post(f"{LIST}who/propose/", {"valid_from": "2026-03-02", "why": "it is fine"})
    assert "noted steps in shadow on 0 days so far, and 5 are asked for" in words(
        early.content.decode()
    )


def test_a_ladder_of_ones_own_begins_as_a_copy(house: House, as_: Door) -> None:
    client = as_(house.boss)
    given = {"source": "gentle", "name": "who", "title": "Key accounts"}
    assert "has this name already" in client.post(f"{LIST}new/", given).content.decode()
    client.post(f"{LIST}new/", given | {"name": "key-accounts"})
    assert "Draft, not in force" in text(client, LIST)
    agreed(as_(house.second), proposed(client, "key-accounts"))
    assert codes("key-accounts") == codes("gentle")
    assert text(as_(house.second), f"{LIST}key-accounts/versions/")


def test_others_read_and_strangers_do_not(house: House, as_: Door) -> None:
    collector = as_(a_person("col@example.com", Role.COLLECTOR, entity_id=house.entity.pk))
    page = text(collector, URL)
    assert "Add a step" not in page
    assert collector.post(URL, {"do": "remove:0"}).status_code == 200
    assert collector.post(f"{URL}test/", {"step": "0"}).status_code == 403
    assert not PolicyDraft.objects.exists()
    auditor = as_(a_person("aud@example.com", Role.AUDITOR))
    assert "Kim 3" not in text(auditor, URL)
    assert as_(a_person("sal@example.com", Role.SALES)).get(LIST).status_code == 403
    own = as_(a_person("de@example.com", Role.CREDIT_MANAGER, entity_id=house.entity.pk))
    assert "Add a step" not in text(own, URL), "the house's ladders are not one company's to change"
    assert "Add a step" in text(own, f"{URL}?of=DE")
    assert own.get(f"{URL}?of=XX").status_code == 404


def test_the_plan_of_a_past_day_has_the_balances_of_that_day(house: House, as_: Door) -> None:
    client = as_(house.boss)
    page = words(text(client, f"{URL}simulate/?company=DE&on=2026-02-16&days=10&whom=all"))
    assert "16 Feb 2026 to 25 Feb 2026" in page
    assert date(2026, 2, 16) < TODAY
