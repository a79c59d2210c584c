"""Declaring a page: who gets in, what is served, what people read when the books decline."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client, RequestFactory

from cashwright.areas.access.gate import check_pages
from cashwright.areas.access.models import User
from cashwright.kernel.refusals import Refusal
from cashwright.surfaces.console import words
from cashwright.surfaces.console.pages import page, refusal_response

FRAGMENT = {"HX-Request": "true", "HX-Current-URL": "http://testserver/list/?tab=late"}


def test_a_stranger_is_asked_to_sign_in_and_comes_back_to_the_page(pages: None, db: None) -> None:
    response = Client().get("/list/?tab=late")
    assert response.status_code == 302
    assert response["Location"] == "/account/login/?next=/list/%3Ftab%3Dlate"


def test_a_stranger_in_the_middle_of_a_page_is_sent_to_the_door_whole(
    pages: None, db: None
) -> None:
    response = Client().get("/list/", headers=FRAGMENT)
    assert response.status_code == 401
    assert response["HX-Redirect"].startswith("/account/login/")


def test_a_public_page_asks_nobody(pages: None, db: None) -> None:
    assert Client().get("/public/").content == b"well"


def test_whoever_lacks_the_permission_is_told_so_in_words(pages: None, db: None) -> None:
    client = Client()
    client.force_login(User.objects.create_user("nobody@example.com"))
    response = client.get("/list/")
    assert response.status_code == 403


def test_a_command_is_posted_never_followed_as_a_link(client_in: Client) -> None:
    assert client_in.get("/decline/").status_code == 405


def test_a_command_without_the_form_token_is_refused(client_in: Client, person: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person)
    assert strict.post("/remind/").status_code == 403


def test_a_refusal_is_a_page_with_words_and_the_status_of_its_code(client_in: Client) -> None:
    response = client_in.post("/decline/")
    assert response.status_code == 409
    assert "This invoice is settled, so it cannot do that now (post)." in response.content.decode()


def test_a_refusal_inside_a_page_is_a_notice_that_leaves_the_page_alone(client_in: Client) -> None:
    response = client_in.post("/decline/", headers=FRAGMENT)
    assert response.status_code == 409
    assert response["HX-Retarget"] == "#toasts"
    assert 'role="alert"' in response.content.decode()
    assert "<html" not in response.content.decode()


def test_the_facts_of_a_refusal_read_like_days_and_money() -> None:
    class TooMuch(Refusal):
        code = "tests.too_much"

    words.WORDS["tests.too_much"] = (422, "{left_minor} was left on {on}; {missing}.")
    try:
        refusal = TooMuch(left_minor=-123456, currency="EUR", on=date(2025, 12, 22))
        assert words.say(refusal) == (422, "−1,234.56 EUR was left on 22 Dec 2025; ….")
    finally:
        del words.WORDS["tests.too_much"]


def test_a_hostile_fact_stays_text(rf: RequestFactory) -> None:
    class Odd(Refusal):
        code = "tests.odd"

    words.WORDS["tests.odd"] = (409, "{name} is odd.")
    try:
        request = rf.get("/", headers={"HX-Request": "true"})
        html = refusal_response(request, Odd(name="<script>alert(1)</script>")).content.decode()
        assert "<script>" not in html
        assert "&lt;script&gt;" in html
    finally:
        del words.WORDS["tests.odd"]


def test_every_address_of_the_console_declares_a_permission(pages: None) -> None:
    assert check_pages() == []


def test_a_page_without_a_permission_cannot_be_written() -> None:
    with pytest.raises(AssertionError):
        page(permission="")
    with pytest.raises(AssertionError):
        page(permission="invoices.read", methods=("DELETE",))


def test_the_day_in_the_address_is_kept_on_every_link_of_the_sidebar(client_in: Client) -> None:
    html = client_in.get("/sink/?as_of=2012-06-30").content.decode()
    assert "/go/invoices/?as_of=2012-06-30" in html
    assert "30 Jun 2012" in html


def test_a_day_that_is_no_date_is_said_and_today_is_shown(client_in: Client) -> None:
    assert "is no date" in client_in.get("/sink/?as_of=tomorrow").content.decode()


def test_a_person_sees_only_the_screens_their_roles_open(pages: None, db: None) -> None:
    from cashwright.areas.access.policies import Role
    from tests.areas.parties.makers import a_person

    client = Client()
    client.force_login(a_person("sal@example.com", Role.SALES))
    html = client.get("/sink/").content.decode()
    assert "/go/invoices/" in html
    assert "/go/audit/" not in html


def test_a_form_sends_nobody_to_another_site(client_in: Client) -> None:
    response = client_in.post("/entity/", {"entity": "", "next": "https://evil.example/"})
    assert response["Location"] == "/"


def test_the_palette_finds_screens_by_words_of_their_names(client_in: Client) -> None:
    html = client_in.get("/palette/?q=cash+pay").content.decode()
    assert "Cash &amp; payments" in html
    assert "Ledger" not in html
    assert "Nothing found" in client_in.get("/palette/?q=%3Cb%3E").content.decode()
    assert "<b>" not in client_in.get("/palette/?q=%3Cb%3E").content.decode()
