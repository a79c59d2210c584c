"""Every page of billing opens for whoever may see it, is refused to others, and stays cheap."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cashwright.areas.access.policies import Role
from cashwright.areas.contracts.models import Milestone
from cashwright.areas.controls.models import Fact
from tests.surfaces.billing.conftest import Door, Shop
from tests.surfaces.books.reading import sums, text, words


def pages(shop: Shop) -> dict[str, tuple[str, int]]:
    """Address -> what must be on it, and the statements it may cost."""
    contract, subscription = shop.contract.public_id, shop.subscription.public_id
    return {
        "/catalog/": ("Platform", 20),
        f"/catalog/products/{shop.product.public_id}/": ("10.00 EUR a seat", 20),
        f"/catalog/prices/{shop.seats.public_id}/": ("12.00 EUR a seat", 20),
        f"/catalog/prices/{shop.calls.public_id}/?quantity=412": ("100 at 0.10, 312 at 0.08", 20),
        "/catalog/coupons/": ("WELCOME10", 20),
        "/catalog/taxes/": ("19 %", 24),
        "/catalog/meters/": ("Counting", 20),
        f"/catalog/meters/{shop.meter.public_id}/": ("api.call", 24),
        "/contracts/": ("CT-000001", 22),
        f"/contracts/{contract}/": ("What will be billed when", 70),
        f"/contracts/{shop.draft.public_id}/": ("75 days, agreed for it", 40),
        "/usage/": ("acme-prod", 22),
        f"/usage/{subscription}/": ("If it goes on like this", 60),
        "/billing/": ("Left for a person", 90),
        "/billing/documents/": ("Customer C-1", 60),
        "/billing/parked/": ("It must name a purchase order", 22),
        "/billing/exceptions/": ("Everything could be billed", 20),
        f"/invoices/{shop.invoice.public_id}/": ("100 at 0.10, 320 at 0.08", 50),
        f"/invoices/{shop.invoice.public_id}/document/?language=de": ("Rechnung", 40),
        f"/invoices/{shop.held.public_id}/": ("The bill run left this draft for a person", 45),
        f"/customers/{shop.acme.public_id}/?part=contracts": ("CT-000001", 35),
    }


def test_who_works_with_bills_reads_every_page_at_a_bounded_cost(shop: Shop, as_a: Door) -> None:
    client, dear, lacking = as_a(Role.CONTROLLER), {}, []
    for url, (shown, most) in pages(shop).items():
        with CaptureQueriesContext(connection) as told:
            html = text(client, url)
        if shown not in html:
            lacking.append((url, shown))
        if len(told) > most:
            dear[url] = len(told)
    assert lacking == []
    assert dear == {}


FORMS = ("products/new/", "coupons/new/", "taxes/new/", "taxes/file/", "taxes/registrations/new/",
         "taxes/exemptions/new/", "meters/new/")  # fmt: skip
ACTS = ("quantity", "price", "add", "remove", "pause", "resume", "cancel", "coterm")
AGREED = (
    "subscribe",
    "renew",
    "discount",
    "coupon",
    "credit",
    "once",
    "milestone",
    "order",
    "payer",
)


def forms(shop: Shop) -> list[str]:
    """Every page with something to fill in."""
    milestone = Milestone.objects.get()
    return [
        *(f"/catalog/{each}" for each in FORMS),
        f"/catalog/products/{shop.product.public_id}/edit/",
        f"/catalog/products/{shop.product.public_id}/prices/new/",
        f"/catalog/prices/{shop.seats.public_id}/set/?currency=USD",
        f"/catalog/prices/{shop.calls.public_id}/set/", "/contracts/new/?account_no=C-1",
        *(f"/contracts/{shop.contract.public_id}/{each}/" for each in AGREED),
        f"/contracts/{shop.contract.public_id}/negotiate/?price={shop.seats.public_id}",
        f"/contracts/{shop.draft.public_id}/activate/", f"/milestones/{milestone.public_id}/reach/",
        *(f"/subscriptions/{shop.subscription.public_id}/{each}/" for each in ACTS), "/usage/file/",
    ]  # fmt: skip


def test_every_form_opens_for_who_may_fill_it_in_and_for_nobody_else(
    shop: Shop, as_a: Door
) -> None:
    keeper, clerk, reader = as_a(Role.CONTROLLER), as_a(Role.CLERK), as_a(Role.SALES)
    for url in forms(shop):
        able = keeper if url.startswith("/catalog/") else clerk
        assert "form-foot" in text(able, url), url
        assert "Your role does not include this" in text(reader, url, 403), url
        assert Client().get(url).status_code == 302, url


def test_nothing_is_done_by_who_may_only_read(shop: Shop, as_a: Door) -> None:
    client, before = as_a(Role.AUDITOR), Fact.objects.count()
    posts = [
        "/billing/run/", f"/invoices/{shop.held.public_id}/release/", "/billing/release/",
        f"/catalog/prices/{shop.seats.public_id}/retire/", "/catalog/taxes/starter/",
        f"/contracts/{shop.draft.public_id}/discard/", *(url.split("?")[0] for url in forms(shop)),
    ]  # fmt: skip
    for url in posts:
        assert client.post(url).status_code == 403, url
    assert Fact.objects.count() == before


def test_contracts_of_another_company_do_not_exist(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.CLERK)
    text(client, f"/contracts/{shop.foreign.public_id}/", 404)
    text(client, f"/contracts/{shop.foreign.public_id}/once/", 404)
    assert "Customer X-1" not in text(client, "/contracts/?tab=all")


def test_a_figure_of_the_plan_is_the_sum_of_its_documents(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.CONTROLLER)
    for plan in (client.get("/billing/"), client.get("/billing/?as_of=2026-04-01")):
        for each in plan.context["totals"]:
            assert sums(client, each.url) == {each.currency: each.total_minor}


def test_an_empty_house_teaches(db: None, clock: None, as_an_admin: Client) -> None:
    for url in ("/catalog/", "/catalog/meters/", "/catalog/coupons/", "/catalog/taxes/", "/contracts/",
                "/usage/", "/billing/", "/billing/parked/", "/billing/exceptions/"):  # fmt: skip
        assert "empty-state" in text(as_an_admin, url), url


@pytest.fixture
def as_an_admin(db: None, clock: None) -> Client:
    from tests.areas.parties.makers import a_person
    from tests.surfaces.billing.conftest import browser_of

    return browser_of(a_person("all@example.com", Role.CONTROLLER))


def test_a_line_says_how_its_amount_came_about(shop: Shop, as_a: Door) -> None:
    page = words(text(as_a(Role.CLERK), f"/invoices/{shop.invoice.public_id}/"))
    assert "12 seats: 12 at 10.00; less 6.00 EUR" in page
    assert "420 calls: 100 at 0.10, 320 at 0.08" in page


def test_the_timeline_of_a_customer_leads_to_its_contract(shop: Shop, as_a: Door) -> None:
    page = text(as_a(Role.CLERK), f"/customers/{shop.acme.public_id}/?part=timeline")
    assert "Subscription changed" in page
    assert f"/contracts/{shop.contract.public_id}/" in page


def test_on_a_day_gone_by_a_contract_shows_what_stood_then(shop: Shop, as_a: Door) -> None:
    client, url = as_a(Role.CLERK), f"/contracts/{shop.contract.public_id}/"
    assert "12 seats 15 seats from 15 Mar 2026" in words(text(client, url))
    later = words(text(client, f"{url}?as_of=2026-06-20"))
    assert "15 seats 12.00 EUR a seat" in later
