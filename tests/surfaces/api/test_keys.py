"""Keys: shown once, kept as a hash, refused alike whatever is wrong with them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from cashwright.areas.access.gate import pages
from cashwright.areas.access.machines import caller, make_api_key, revoke_api_key
from cashwright.areas.access.models import ApiKey, User
from cashwright.areas.access.policies import PUBLIC
from cashwright.areas.access.refusals import KeyNotValid, NotForMachines
from cashwright.areas.controls.models import Fact
from cashwright.areas.parties.services import add_contact
from cashwright.kernel.clock import SystemClock
from cashwright.kernel.ids import public_id
from cashwright.surfaces.api import calling, house
from tests import makers
from tests.surfaces.api.calls import BY, Machine, checked

pytestmark = pytest.mark.django_db


def test_the_secret_of_a_key_is_kept_nowhere() -> None:
    key, text = make_api_key(name="shop", permissions=["usage.take"], by=BY)
    secret = text.rpartition("_")[2][:48]
    assert text.startswith(key.public_id)
    stored = ApiKey.objects.get()
    assert secret not in str(vars(stored))
    assert secret.encode() not in b"".join(bytes(fact.body) for fact in Fact.objects.all())
    assert caller(text).permissions == {"usage.take"}


@pytest.mark.parametrize("change", ["", "x", "key_", "Bearer x", "é", "\0"])
def test_a_key_that_is_none_is_refused(change: str) -> None:
    with pytest.raises(KeyNotValid):
        caller(change)


def test_a_mistyped_revoked_or_expired_key_is_refused() -> None:
    key, text = make_api_key(name="shop", permissions=["usage.take"], by=BY)
    for at in range(len(text)):
        letter = "0" if text[at] != "0" else "1"
        with pytest.raises(KeyNotValid):
            caller(text[:at] + letter + text[at + 1 :])
    revoke_api_key(key_id=key.pk, by=BY)
    with pytest.raises(KeyNotValid):
        caller(text)
    yesterday = datetime.now(UTC) - timedelta(days=1)
    _, text = make_api_key(name="old", permissions=["usage.take"], by=BY, expires_at=yesterday)
    with pytest.raises(KeyNotValid):
        caller(text)


def test_a_key_cannot_hold_what_decides_or_moves_money() -> None:
    for permission in ("approvals.decide", "people.edit", "cash.apply", "no.such"):
        with pytest.raises(NotForMachines):
            make_api_key(name="shop", permissions=[permission], by=BY)


def test_when_a_key_was_last_used_is_seen() -> None:
    machine = Machine("customers.read")
    assert machine.get("/customers")[0] == 200
    used = ApiKey.objects.get().last_used_at
    assert used is not None
    assert SystemClock().now() - used < timedelta(minutes=1)


def test_without_a_key_there_is_only_the_description() -> None:
    client = Client()
    for page in pages():
        if page.route.startswith("/api/v1/") and page.permission != PUBLIC:
            address = page.route.replace("<str:", "").replace(">", "")
            for method in (client.get, client.post):
                answer = method(address)
                assert (answer.status_code, checked(answer)["code"]) == (
                    401,
                    "access.key_not_valid",
                )
                assert answer["WWW-Authenticate"].startswith("Bearer")
    assert client.get("/api/v1/openapi.json").status_code == 200


def test_a_log_in_gives_no_right_to_call(admin_of_console: Client) -> None:
    assert admin_of_console.get("/api/v1/customers").status_code == 401


@pytest.fixture
def admin_of_console() -> Client:
    client = Client()
    client.force_login(User.objects.create_user("ann@example.com"))
    return client


def test_every_operation_declares_a_permission() -> None:
    routes = {p.route: p.permission for p in pages() if p.route.startswith("/api/v1/")}
    assert routes["/api/v1/events"] == "usage.take"
    assert None not in routes.values()


def test_an_operation_without_a_permission_stops_the_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bound = house.api._get_bound_routers()[-1]
    operation = next(iter(bound.path_operations.values())).operations[0]
    monkeypatch.setattr(operation, "view_func", lambda request: None)
    with pytest.raises(AssertionError, match="declares no permission"):
        house._addresses()
    with pytest.raises(AssertionError):
        calling.needs("approvals.decide")


def test_an_unknown_address_or_method_is_a_problem() -> None:
    machine = Machine("customers.read")
    assert machine.get("/no/such/thing")[1]["code"] == "not_found"
    assert machine.post("/customers", {})[1]["code"] == "no_such_method"


def test_a_key_that_calls_too_often_is_told_when_to_come_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(calling, "_ALLOWANCE", calling.Allowance(a_second=0))
    machine = Machine("customers.read")
    codes = {machine.get("/customers")[0] for _ in range(calling.BURST)}
    answer = machine.client.get("/api/v1/customers", headers=machine.headers)
    assert (codes, answer.status_code, answer["Retry-After"]) == ({200}, 429, "1")
    other = Machine("customers.read")
    assert other.get("/customers")[0] == 200


def test_pages_of_customers_follow_each_other_without_gap() -> None:
    de, fr = makers.entity(), makers.entity("FR", country="FR")
    for n in range(5):
        makers.customer(de, f"C-{n}")
    makers.customer(fr, "F-1")
    machine = Machine("customers.read", entity_id=de.pk)
    seen, after = [], None
    while True:
        query = {"limit": 2} | ({"after": after} if after else {})
        page = machine.get("/customers", **query)[1]
        seen += [row["account_no"] for row in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert seen == [f"C-{n}" for n in range(5)]


def test_an_invoice_of_another_entity_is_not_there() -> None:
    de, fr = makers.entity(), makers.entity("FR", country="FR")
    ours, theirs = (makers.invoice(makers.customer(of)) for of in (de, fr))
    machine = Machine("invoices.read", entity_id=de.pk)
    listed = machine.get("/invoices")[1]["items"]
    assert [row["number"] for row in listed] == [ours.document_no]
    told = machine.get(f"/invoices/{listed[0]['id']}")[1]
    assert (told["total_minor"], told["lines"][0]["net_minor"]) == (100_00, 100_00)
    status, told = machine.get(f"/invoices/{public_id('inv', theirs.pk)}")
    assert (status, told["code"]) == (404, "not_found")
    assert machine.get("/invoices/inv_rubbish")[0] == 404
    assert machine.get("/invoices", limit="0")[0] == 422
    assert machine.get("/invoices", limit="many")[0] == 422


def test_a_statement_is_read_to_the_cent_as_of_a_day_or_between_two() -> None:
    buyer = makers.customer(makers.entity())
    invoice = makers.invoice(buyer, 100_00)
    makers.payment(buyer, 30_00)
    machine = Machine("invoices.read")
    path = f"/customers/{public_id('cus', buyer.pk)}/statement"
    (told,) = machine.get(path, until_on="2026-03-01")[1]["currencies"]
    assert (told["credit_minor"], told["closing_minor"]) == (-30_00, 70_00)
    assert [line["document"] for line in told["lines"]] == [invoice.document_no]
    answer = machine.get(path, from_on="2026-01-10", until_on="2026-03-01")[1]
    (told,) = answer["currencies"]
    assert (told["opening_minor"], told["closing_minor"]) == (100_00, 70_00)
    assert machine.get(path, from_on="2026-03-02", until_on="2026-03-01")[1]["code"] == "bad_input"


def test_the_people_at_a_customer_are_told_to_keys_that_may_see_them() -> None:
    buyer = makers.customer(makers.entity())
    card = {"email": "jo@buyer.example", "channel": "phone", "roles": ["approver"]}
    add_contact(customer_id=buyer.pk, name="Jo", card=card, by=BY)
    path = f"/customers/{public_id('cus', buyer.pk)}/contacts"
    (told,) = Machine("contacts.read").get(path)[1]["items"]
    assert (told["email"], told["channel"], told["roles"]) == (
        "jo@buyer.example",
        "phone",
        ["approver"],
    )
    assert Machine("customers.read").get(path)[0] == 403
