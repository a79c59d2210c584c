"""A customer's page tells their risk, why, and that they pay worse."""

from datetime import date

import polars as pl
from django.urls import reverse

from cashwright.areas.access.policies import Role
from cashwright.areas.credit.frames.schemas import WARNED
from cashwright.areas.credit.models import DriftAlert
from cashwright.areas.credit.policies import DriftPolicy
from cashwright.areas.credit.queries import risk_of
from cashwright.areas.credit.services import note_drift
from cashwright.areas.parties.models import Customer
from cashwright.areas.parties.services import change_customer
from tests.areas.parties.makers import a_person
from tests.makers import ANN
from tests.surfaces.receivables.conftest import Door, Shop, browser_of

TODAY = date(2026, 3, 2)


def test_a_person_sets_the_risk_with_a_reason_and_the_page_tells_it(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.CREDIT_MANAGER)
    asked = reverse("console:customer_risk", args=[shop.buyer.public_id])
    refused = client.post(asked, {"tier": "high", "until_on": "2026-01-01", "reason": "Press"})
    assert refused.status_code == 422
    sent = client.post(asked, {"tier": "high", "until_on": "2026-03-31", "reason": "In the press"})
    assert sent.status_code == 302
    assert risk_of([shop.buyer.pk], TODAY) == {shop.buyer.pk: "high"}
    shown = client.get(reverse("console:customer", args=[shop.buyer.public_id])).content.decode()
    assert "<strong>High</strong>, set by hand until" in shown
    assert "In the press" in shown


def test_who_pays_worse_is_told_so_on_their_page(shop: Shop, as_a: Door) -> None:
    rows = [(str(shop.buyer.pk), "paid", 6.0, 3.0, 21.0)]
    warned = pl.DataFrame(rows, schema=dict(WARNED), orient="row")
    note_drift(warned, entity_id=shop.entity.pk, on=TODAY, by=ANN, policy=DriftPolicy())
    change_customer(customer_id=shop.buyer.pk, changes={"is_vip": True}, by=ANN)
    page = as_a(Role.CREDIT_MANAGER).get(reverse("console:customer", args=[shop.buyer.public_id]))
    shown = page.content.decode()
    assert "paid 21 days after due, 3 was usual" in shown
    assert "Looked after by people" in shown


def test_who_keeps_an_account_finds_on_the_home_page_that_it_pays_worse(
    shop: Shop, as_a: Door
) -> None:
    keeper = a_person("keeper@example.com", Role.SALES, entity_id=shop.entity.pk)
    owned = {"account_owner_id": keeper.pk}
    for buyer in (shop.buyer, shop.child):
        change_customer(customer_id=buyer.pk, changes=owned, by=ANN)
    home = browser_of(keeper)

    def warn(of: Customer) -> None:
        rows = [(str(of.pk), "paid", 6.0, 3.0, 21.0)]
        warned = pl.DataFrame(rows, schema=dict(WARNED), orient="row")
        note_drift(warned, entity_id=shop.entity.pk, on=TODAY, by=ANN, policy=DriftPolicy())

    assert "Speak with" not in home.get("/").content.decode()
    warn(shop.buyer)
    warn(shop.buyer)
    assert DriftAlert.objects.count() == 1
    shown = home.get("/").content.decode()
    assert "Speak with Customer C-1" in shown
    assert "They pay worse: paid 21 days after due, 3 was usual" in shown
    warn(shop.child)
    assert "Speak with 2 customers of yours" in home.get("/").content.decode()
    told = home.get("/customers/?tab=all&mine=1&warned=1").content.decode()
    assert "2 customers" in told
    assert "Speak with" not in as_a(Role.SALES, name="other").get("/").content.decode()
