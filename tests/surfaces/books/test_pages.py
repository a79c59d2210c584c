"""Every page of the books opens for whoever may see it, is refused to others, and stays cheap."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cashwright.areas.access.policies import Role
from cashwright.areas.controls.models import Fact
from cashwright.areas.controls.services import set_book_clock
from cashwright.areas.ledger.models import JournalEntry
from cashwright.kernel.ids import public_id
from cashwright.runs.day import run_day
from tests.areas.parties.makers import a_person
from tests.makers import ANN
from tests.surfaces.books.conftest import TODAY, House
from tests.surfaces.books.reading import text

SignIn = Callable[..., Client]

# address -> (what must be on it, the statements it may cost)
PAGES: dict[str, tuple[str, int]] = {
    "/": ("Needs you", 48),
    "/received/": ("60.00", 16),
    "/aging/": ("370.01", 18),
    "/aging/?by=segment": ("None given", 18),
    "/aging/items/": ("INV-2026", 16),
    "/aging/credits/?currency=EUR": ("Payment", 16),
    "/kpis/": ("DSO, simple", 60),
    "/kpis/DE/EUR/cei/": ("Behind it", 40),
    "/ledger/": ("Trade receivables", 12),
    "/ledger/DE/accounts/1100/EUR/": ("Invoice", 18),
    "/ledger/rates/": ("1.200000", 16),
    "/ledger/periods/?of=DE": ("January 2026", 14),
    "/ledger/periods/DE/2026-01/": ("Before it is closed", 22),
    "/imports/": ("Bring your own data", 15),
    "/export/": ("Everything at once", 10),
    "/runs/": ("No day was run yet", 15),
    "/runs/plan/": ("Plan of the day", 25),
    "/audit/": ("Posted", 17),
    "/audit/?of=house": ("Catalog entry added", 17),
    "/settings/": ("Northwind DE", 13),
    "/settings/catalog/": ("Payment terms", 13),
    "/settings/policies/": ("How known cash is applied", 17),
    "/settings/policies/credit.risk/": ("No version was set", 14),
}  # fmt: skip


def test_a_controller_reads_every_page_at_a_bounded_cost(house: House, someone: SignIn) -> None:
    client, dear = someone(Role.CONTROLLER), {}
    for url, (shown, most) in PAGES.items():
        with CaptureQueriesContext(connection) as told:
            html = text(client, url)
        assert shown in html, url
        if len(told) > most:
            dear[url] = len(told)
    assert dear == {}


def test_a_house_without_anything_teaches_on_every_page(someone: SignIn) -> None:
    client = someone(Role.CONTROLLER)
    for url in PAGES:
        if "/DE/" not in url:
            text(client, url)
    assert "Set up your house" in text(someone(Role.CLERK), "/")
    assert "Set up your company" in text(someone(Role.ADMIN), "/")


CLOSED_TO_SALES = ["/ledger/", "/ledger/rates/", "/ledger/periods/", "/imports/", "/export/", "/runs/",
                   "/runs/plan/", "/audit/", "/settings/", "/settings/people/", "/settings/system/"]  # fmt: skip


def test_a_seller_is_refused_what_is_not_theirs(house: House, someone: SignIn) -> None:
    client = someone(Role.SALES)
    for url in CLOSED_TO_SALES:
        assert "Your role does not include this" in text(client, url, 403)


POSTS = {"/imports/new/": Role.CONTROLLER, "/runs/now/": Role.CLERK, "/clock/advance/": Role.CLERK,
         "/ledger/new/": Role.CONTROLLER, "/ledger/periods/DE/2026-01/close/": Role.ACCOUNTANT,
         "/settings/people/new/": Role.CONTROLLER, "/settings/companies/new/": Role.CONTROLLER,
         "/settings/catalog/terms/new/": Role.CLERK}  # fmt: skip


def test_nothing_is_done_by_whoever_may_not(house: House, someone: SignIn) -> None:
    for url, role in POSTS.items():
        client = someone(role)
        before = Fact.objects.count()
        assert client.post(url, {"days": "1"}).status_code == 403, url
        assert Fact.objects.count() == before


def test_visitors_are_sent_to_the_door(house: House) -> None:
    for url in PAGES:
        assert Client().get(url).status_code == 302


def test_one_company_is_all_that_its_people_see(house: House, someone: SignIn) -> None:
    user = a_person("local@example.com", Role.CONTROLLER, entity_id=house.abroad.pk)
    client = Client()
    client.force_login(user)
    assert "370.01" not in text(client, "/aging/")
    assert "500.00" in text(client, "/aging/")
    for url in (
        "/kpis/DE/EUR/cei/",
        "/ledger/DE/accounts/1100/EUR/",
        "/ledger/periods/DE/2026-01/",
    ):
        text(client, url, 404)
    theirs = JournalEntry.objects.filter(entity=house.home).first()
    assert theirs
    text(client, f"/ledger/entries/{public_id('je', theirs.pk)}/", 404)
    fact = Fact.objects.filter(chain_id=house.home.pk).first()
    assert fact
    text(client, f"/audit/{fact.chain_id}/{fact.seq}/", 404)
    assert "Northwind DE" not in text(client, "/audit/")


def test_an_entry_leads_to_its_document_and_a_fact_shows_its_exact_bytes(
    house: House, someone: SignIn
) -> None:
    client = someone(Role.CONTROLLER)
    entry = JournalEntry.objects.get(kind="application")
    html = text(client, f"/ledger/entries/{public_id('je', entry.pk)}/")
    assert f"/invoices/{public_id('inv', house.paid.pk)}/" in html
    fact = Fact.objects.filter(name="cash.applied").first()
    assert fact
    page = text(client, f"/audit/{fact.chain_id}/{fact.seq}/")
    assert bytes(fact.hash).hex() in page
    assert "&quot;name&quot;:&quot;cash.applied&quot;" in page


def test_the_chain_is_checked_on_demand_and_a_break_is_told(house: House, someone: SignIn) -> None:
    client = someone(Role.AUDITOR)
    assert "Whole." in client.post("/audit/verify/").content.decode()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE controls_fact DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE controls_fact SET body = convert_to(replace(convert_from(body, 'UTF8'), '10000', '90000'), 'UTF8')"
            " WHERE chain_id = %s", [house.home.pk],
        )  # fmt: skip
        cursor.execute("ALTER TABLE controls_fact ENABLE TRIGGER USER")
    assert "Broken." in client.post("/audit/verify/").content.decode()


def test_facts_are_found_by_hand_event_document_and_day(house: House, someone: SignIn) -> None:
    client = someone(Role.AUDITOR)
    invoice = public_id("inv", house.paid.pk)
    assert text(client, f"/audit/?of=DE&document={invoice}").count("/audit/") > 3
    assert "Applied" in text(client, "/audit/?of=DE&event=cash.applied")
    assert "No facts match" in text(client, "/audit/?of=DE&touch=model")
    assert "is no id" in text(client, "/audit/?of=DE&document=nonsense")
    assert "is no date" in text(client, "/audit/?of=DE&from=yesterday")
    assert "No facts match" in text(client, "/audit/?of=DE&to=2020-01-01")


def test_a_run_is_planned_run_and_read(house: House, someone: SignIn) -> None:
    client = someone(Role.CONTROLLER)
    plan = text(client, "/runs/plan/?of=DE")
    assert "Customer C-2" in plan or "Customer C-1" in plan
    answer = client.post("/runs/now/", {"of": "DE", "on": "2026-03-02"})
    page = text(client, answer["Location"])
    assert "What it did" in page
    assert "figures noted" in page
    assert run_day(house.home, TODAY).was_done
    assert client.post("/runs/now/", {"of": "DE", "on": "2027-01-01"}).status_code in (409, 422)
    assert client.post("/runs/now/", {"of": "DE", "on": "someday"}).status_code == 422


def test_the_clock_moves_only_where_the_books_have_one(
    house: House, someone: SignIn, settings: object
) -> None:
    client = someone(Role.CONTROLLER)
    assert client.post("/clock/advance/", {"days": "1"}).status_code == 404
    settings.CASHWRIGHT_ADVANCE = "tests.surfaces.books.test_pages.advance"  # type: ignore[attr-defined]
    set_book_clock(today=TODAY, by=ANN)
    assert client.post("/clock/advance/", {"days": "400"}).status_code == 422
    answer = client.post("/clock/advance/", {"days": "7", "next": "https://evil.example/"})
    assert answer["Location"] == "/"


def advance(days: int) -> object:
    """What the demo would do."""
    assert days == 7
    return TODAY
