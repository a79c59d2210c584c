"""The gate: no page without a declared permission, and no way past it."""

from collections.abc import Iterator
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from django.views.generic import View

from cashwright.areas.access.documents import permissions_markdown
from cashwright.areas.access.gate import check_pages, declares, permission_of
from cashwright.areas.access.policies import AUTHENTICATED, PERMISSIONS, PUBLIC, ROLES, Role
from tests.areas.parties.makers import a_person


@declares("invoices.read")
def invoices(request: HttpRequest) -> HttpResponse:
    return HttpResponse("invoices")


def own_words(request: HttpRequest) -> HttpResponse:
    return HttpResponse("you may not", status=403)


own_words.permission = "ledger.read"  # type: ignore[attr-defined]
own_words.guards_itself = True  # type: ignore[attr-defined]


@declares(PUBLIC)
def health(request: HttpRequest) -> HttpResponse:
    return HttpResponse("well")


class Start(View):
    permission = AUTHENTICATED

    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse("hello")


def forgotten(request: HttpRequest) -> HttpResponse:
    return HttpResponse("secret")


def misspelt(request: HttpRequest) -> HttpResponse:
    return HttpResponse("secret")


misspelt.permission = "invoices.raed"  # type: ignore[attr-defined]

GOOD_PAGES = [
    path("", Start.as_view()),
    path("health", health),
    path("in/", include([path("invoices", invoices), path("own", own_words)])),
    path("account/", include("allauth.urls")),
]
BAD_PAGES = [path("forgotten", forgotten), path("in/", include([path("misspelt", misspelt)]))]


@pytest.fixture
def pages(settings: Any) -> Iterator[ModuleType]:
    urls = ModuleType("urls_of_this_test")
    vars(urls)["urlpatterns"] = GOOD_PAGES + BAD_PAGES
    settings.ROOT_URLCONF = urls
    settings.MIDDLEWARE = [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "cashwright.areas.access.sessions.SessionLimits",
        "cashwright.areas.access.gate.Gate",
        "allauth.account.middleware.AccountMiddleware",
    ]
    return urls


def logged_in(*roles: Role) -> Client:
    client = Client()
    client.force_login(a_person("ann@example.com", *roles))
    return client


def test_a_page_that_declares_nothing_or_nonsense_stops_the_start(pages: ModuleType) -> None:
    assert [error.msg for error in check_pages()] == [
        "/forgotten declares no permission",
        "/in/misspelt declares invoices.raed",
    ]
    assert {error.id for error in check_pages()} == {"access.E001"}


def test_pages_that_all_declare_themselves_may_start(pages: ModuleType) -> None:
    vars(pages)["urlpatterns"] = GOOD_PAGES
    assert check_pages() == []


def test_a_class_and_a_function_say_it_alike() -> None:
    assert permission_of(Start.as_view()) == AUTHENTICATED
    assert permission_of(invoices) == "invoices.read"
    assert permission_of(forgotten) is None


def test_a_permission_that_does_not_exist_cannot_be_declared() -> None:
    with pytest.raises(AssertionError):
        declares("invoices.raed")


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_every_role_opens_what_it_may_and_nothing_else(pages: ModuleType, role: Role) -> None:
    client = logged_in(role)
    expected = 200 if "invoices.read" in ROLES[role].permissions else 403
    assert client.get("/in/invoices").status_code == expected
    assert client.get("/").status_code == 200
    assert client.get("/health").status_code == 200


@pytest.mark.django_db
def test_a_stranger_is_sent_to_the_log_in_and_comes_back(pages: ModuleType) -> None:
    answer = Client().get("/in/invoices?as_of=2026-01-31")
    assert answer.status_code == 302
    assert answer["Location"].endswith("?next=/in/invoices%3Fas_of%3D2026-01-31")
    assert Client().get("/health").status_code == 200


@pytest.mark.django_db
def test_a_part_of_a_page_sends_the_whole_page_to_the_log_in(pages: ModuleType) -> None:
    answer = Client(headers={"HX-Request": "true"}).get("/in/invoices")
    assert answer.status_code == 401
    assert answer["HX-Redirect"] == "/account/login/"


@pytest.mark.django_db
def test_a_page_that_declares_nothing_is_served_to_nobody(pages: ModuleType) -> None:
    client = logged_in(Role.CFO)
    assert client.get("/forgotten").status_code == 403
    with pytest.raises(AssertionError):
        client.get("/in/misspelt")


@pytest.mark.django_db
def test_a_page_may_refuse_in_its_own_words(pages: ModuleType) -> None:
    assert Client().get("/in/own").content == b"you may not"


@pytest.mark.django_db
def test_a_role_that_is_taken_away_stops_the_next_request(pages: ModuleType) -> None:
    user = a_person("ann@example.com", Role.CLERK)
    client = Client()
    client.force_login(user)
    assert client.get("/in/invoices").status_code == 200
    user.assignments.all().delete()
    assert client.get("/in/invoices").status_code == 403


@pytest.mark.django_db
def test_a_session_ends_after_a_rest_and_after_a_long_day(
    pages: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cashwright.areas.access import sessions
    from cashwright.kernel.clock import FixedClock, SystemClock

    start = SystemClock().now()

    def at(**later: int) -> int:
        clock = FixedClock(start + timedelta(**later))
        monkeypatch.setattr(sessions, "SystemClock", lambda: clock)
        return client.get("/").status_code

    client = logged_in()
    assert at() == 200
    assert at(minutes=59) == 200
    assert at(minutes=118) == 200
    assert at(minutes=178) == 302, "an hour without a request"

    client = Client()
    client.force_login(a_person("bob@example.com"))
    at()
    working = [at(minutes=50 * step) for step in range(1, 15)]
    assert working == [200] * 14
    assert at(hours=12) == 302, "twelve hours, however busy"


def test_the_written_matrix_holds_every_page_and_every_role(pages: ModuleType) -> None:
    text = permissions_markdown()
    row = next(line for line in text.splitlines() if line.startswith("| `/in/invoices`"))
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells[1] == "`invoices.read`"
    marks = dict(zip(ROLES, cells[3:], strict=True))
    assert {role for role, mark in marks.items() if mark} == {
        role for role, card in ROLES.items() if "invoices.read" in card.permissions
    }
    assert all(f"`{permission}`" in text for permission in PERMISSIONS)
    assert "`account/" not in text
