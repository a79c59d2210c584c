"""A customer's page: every part opens, every figure leads to its rows, and what is done is kept."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cashwright.areas.access.policies import Role
from cashwright.areas.cash.models import SourceKind
from cashwright.areas.cash.services import Part, apply
from cashwright.areas.collections.models import Note
from cashwright.areas.collections.services import note_promise, write_note
from cashwright.areas.controls.models import Fact
from cashwright.areas.disputes.policies import Origin, Reason
from cashwright.areas.disputes.services import open_dispute
from cashwright.areas.messaging.models import Message
from cashwright.areas.parties.models import Contact, Customer
from cashwright.areas.parties.policies import Channel, Purpose
from cashwright.areas.parties.services import add_contact, state_consent
from cashwright.kernel.clock import now
from cashwright.surfaces.console.screens.customers.parts import PARTS
from tests import makers
from tests.makers import ANN
from tests.surfaces.receivables.conftest import Door, Shop, cus
from tests.surfaces.receivables.test_figures import _sums

TODAY = date(2026, 3, 2)


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return re.sub(r"\s+", " ", answer.content.decode())


def test_every_part_opens_for_who_may_see_it_and_has_a_key(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.CREDIT_MANAGER)
    for part in PARTS:
        html = text(client, cus(shop.buyer, f"?part={part}"))
        assert 'aria-current="true"' in html
    assert re.findall(r'data-key="(\d)"', html) == list("123456789")
    assert as_a(Role.SALES).get(cus(shop.buyer, "?part=contacts")).status_code == 404


def test_the_head_tells_who_keeps_them_their_limit_and_the_family(shop: Shop, as_a: Door) -> None:
    manager, clerk = as_a(Role.CREDIT_MANAGER), as_a(Role.CLERK)
    url = cus(shop.buyer, "limit/")
    assert clerk.get(url).status_code == 403
    assert manager.post(url, {"limit": "nonsense", "reason": "x"}).status_code == 422
    assert manager.post(url, {"limit": "300.00", "reason": "new year"}).status_code == 302
    page = manager.get(cus(shop.buyer))
    assert page.context["used_minor"] == 350_00
    assert page.context["is_over"]
    assert "over the limit" in page.content.decode()
    assert Fact.objects.filter(name="parties.credit_limit_set").count() == 1
    assert [(each.customer.pk, each.owed) for each in page.context["tree"]] == [
        (shop.buyer.pk, (("EUR", 350_00),)), (shop.child.pk, (("EUR", 40_00),)),
    ]  # fmt: skip
    assert page.context["family_total"] == [("EUR", 390_00)]
    assert manager.post(url, {"limit": "", "reason": "no more"}).status_code == 302
    assert Customer.objects.get(pk=shop.buyer.pk).credit_limit_minor is None


@pytest.mark.parametrize("as_of", ["", "&as_of=2026-02-20"])
def test_each_figure_of_the_page_is_the_total_of_the_list_it_opens(
    shop: Shop, as_a: Door, as_of: str
) -> None:
    apply(
        source_kind=SourceKind.PAYMENT, source_id=shop.payment.pk, by=ANN, on=date(2026, 2, 25),
        parts=[Part(shop.late.pk, 30_00)],
    )  # fmt: skip
    client = as_a(Role.CREDIT_MANAGER)
    html = client.get(cus(shop.buyer, f"?part=overview{as_of}")).content.decode()
    found = re.findall(
        r'<a href="(/invoices/\?[^"]+)"><span class="[^"]*money[^"]*">([\d,.]+)', html
    )
    assert len(found) >= 5, "head, currency, past due, family of two"
    for url, shown in found:
        assert _sums(client, url.replace("&amp;", "&")).get("Balance", "0.00") == shown, url


def test_what_stops_reminders_stands_at_the_head(shop: Shop, as_a: Door) -> None:
    open_dispute(
        invoice_id=shop.late.pk, reason=Reason.PRICING, amount_minor=25_00, on=TODAY,
        origin=Origin.CONSOLE, by=ANN,
    )  # fmt: skip
    note_promise(
        customer_id=shop.buyer.pk, currency="EUR", amount_minor=75_00, on=TODAY, origin="call",
        due_on=TODAY + timedelta(7), by=ANN,
    )  # fmt: skip
    person = add_contact(
        customer_id=shop.buyer.pk, name="Jo", card={"email": "jo@b.example"}, by=ANN
    )
    state_consent(
        contact_id=person.pk, channel=Channel.EMAIL, purpose=Purpose.REMINDERS, is_given=False,
        stated_at=now(), proof="said so", by=ANN,
    )  # fmt: skip
    client = as_a(Role.COLLECTOR)
    html = text(client, cus(shop.buyer))
    assert "1 dispute is open" in html
    assert "25.00 EUR: nobody is reminded of that part" in html
    assert "75.00 EUR, the first by 9 Mar 2026" in html
    assert "1 person does not want reminders" in html
    assert "1 dispute is open" not in text(client, cus(shop.child))


def test_how_they_pay_is_told_by_the_habit_once_there_is_one(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.CLERK)
    assert "Nothing was paid yet" in text(client, cus(shop.buyer))
    for number in range(4):
        issued = date(2026, 1, 6) + timedelta(number)
        bill = makers.invoice(shop.buyer, 10_00, issued_on=issued, due_on=issued + timedelta(10))
        money = makers.payment(shop.buyer, 10_00, on=bill.due_on + timedelta(12))
        apply(
            source_kind=SourceKind.PAYMENT, source_id=money.pk, on=bill.due_on + timedelta(12),
            by=ANN, parts=[Part(bill.pk, 10_00)],
        )  # fmt: skip
    html = text(client, cus(shop.buyer))
    assert re.search(r"Usually pays 1[0-2] days after it is due, give or take", html)
    assert html.count("<a ") > 5
    assert "<svg" in html
    assert f'href="/invoices/{bill.public_id}/"' in html


def test_the_timeline_is_filtered_by_kind_paged_and_has_pinned_notes(
    shop: Shop, as_a: Door
) -> None:
    for _ in range(30):
        makers.invoice(shop.buyer, 1_00)
    note = write_note(customer_id=shop.buyer.pk, text="Ask for Ms Ito", by=ANN)
    client, seen, place = as_a(Role.COLLECTOR), [], ""
    while True:
        told = client.get(cus(shop.buyer), {"part": "timeline", "before": place})
        seen += [one.fact.seq for one in told.context["told"]]
        place = told.context["older"]
        if not place:
            break
    assert len(seen) == len(set(seen)) > 40
    notes = client.get(cus(shop.buyer, "?part=timeline&kind=notes"))
    assert [one.said for one in notes.context["told"]] == ["Ask for Ms Ito"]
    assert client.get(cus(shop.buyer, "?part=timeline&kind=nonsense")).status_code == 404
    pin = reverse("console:note_pin", args=[note.public_id])
    assert as_a(Role.CLERK).post(pin, {"pinned": "1"}).status_code == 403
    assert client.post(pin, {"pinned": "1"}).status_code == 302
    assert Note.objects.get().is_pinned
    assert client.get(cus(shop.buyer, "?part=timeline")).context["pinned"] == [note]
    client.post(pin, {"pinned": "0"})
    assert not Note.objects.get().is_pinned


def test_a_persons_card_and_what_they_agree_to_are_kept(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.CLERK)
    card = {"name": "Ada", "email": "ada@b.example", "channel": "phone", "phone": "+49 30 1"}
    client.post(cus(shop.buyer, "contacts/new/"), card)
    ada = Contact.objects.get(name="Ada")
    assert ada.channel == "phone"
    url = reverse("console:contact_edit", args=[ada.public_id])
    assert client.post(url, {**card, "channel": "pigeon"}).status_code == 200
    answer = client.post(url, {**card, "channel": "sms", "zone": "Asia/Tokyo", "is_active": "on"})
    assert answer.status_code == 302
    ada.refresh_from_db()
    assert (ada.channel, ada.zone, ada.is_active) == ("sms", "Asia/Tokyo", True)
    said = {"channel": "sms", "purpose": "reminders", "is_given": "yes", "proof": "on the phone"}
    assert (
        client.post(reverse("console:contact_consent", args=[ada.public_id]), said).status_code
        == 302
    )
    assert "yes to reminders by Sms" in text(client, cus(shop.buyer, "?part=contacts"))


def test_the_statement_is_shown_kept_and_sent(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.COLLECTOR)
    add_contact(customer_id=shop.buyer.pk, name="Jo", card={"email": "jo@b.example"}, by=ANN)
    ((told, _),) = client.get(cus(shop.buyer, "statement/")).context["told"]
    assert told.closing_minor == 250_00
    activity = cus(shop.buyer, "statement/?from=2026-01-01&until=2026-03-02")
    ((told, moved),) = client.get(activity).context["told"]
    assert (told.closing_minor, len(moved)) == (250_00, 3)
    assert client.get(cus(shop.buyer, "statement/?from=soon")).status_code == 422
    pdf = client.get(cus(shop.buyer, "statement/pdf/?until=2026-03-02&language=nl"))
    assert pdf.content.startswith(b"%PDF-")
    table = client.get(cus(shop.buyer, "statement/csv/?from=2026-01-01&until=2026-03-02"))
    assert table.content.decode().splitlines()[-1].endswith("250.00")
    url = cus(shop.buyer, "statement/send/?until=2026-03-02&language=de")
    start = client.get(url).context["form"].initial
    assert start["subject"] == "Kontoauszug C-1, 02.03.2026"
    for _ in range(2):
        assert client.post(url, start).status_code == 302
    message = Message.objects.get(template__startswith="statement/")
    assert (message.to_address, message.language) == ("jo@b.example", "de")
