"""Who may open what: every page for the right role, none for others, nothing outside the scope."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cashwright.areas.access.policies import Role
from cashwright.areas.controls.models import Approval
from cashwright.areas.controls.services import open_task
from cashwright.areas.parties.models import Contact
from cashwright.areas.parties.services import add_contact
from cashwright.areas.payments.services import receive_payment
from cashwright.kernel.ids import public_id
from tests import makers
from tests.areas.parties.makers import a_person
from tests.makers import ANN, JAN_20
from tests.surfaces.receivables.conftest import Door, Shop, browser_of, confirmed, cus, inv, pay

PARTS = ("overview", "invoices", "payments", "contacts", "timeline", "messages")
LISTS = (
    "/invoices/",
    "/customers/",
    "/payments/",
    "/collections/",
    "/tasks/",
    "/approvals/",
    "/mailbox/",
)


def test_a_clerk_opens_every_list_today_and_as_of_a_day_gone_by(as_a: Door) -> None:
    client = as_a(Role.CLERK)
    for path in LISTS:
        for query in ("", "?as_of=2026-01-31", "?tab=all"):
            assert client.get(path + query).status_code == 200, path + query


def test_every_page_of_a_document_opens_for_those_who_work_on_it(shop: Shop, as_a: Door) -> None:
    clerk, cash = as_a(Role.CLERK), as_a(Role.CASH_APPLIER)
    collector, credit, controller = (
        as_a(Role.COLLECTOR),
        as_a(Role.CREDIT_MANAGER),
        as_a(Role.CONTROLLER),
    )
    opened = [
        (clerk, inv(shop.late)), (clerk, inv(shop.draft)), (clerk, inv(shop.draft, "edit/")),
        (clerk, inv(shop.draft, "post/")), (clerk, "/invoices/new/?account_no=C-1"),
        (cash, inv(shop.late, "apply/")), (collector, inv(shop.late, "write-off/")),
        (controller, inv(shop.late, "credit/")), (clerk, cus(shop.buyer, "edit/")),
        (clerk, "/customers/new/"), (clerk, cus(shop.buyer, "contacts/new/")),
        (collector, cus(shop.buyer, "hold/")), (cash, "/payments/new/?account_no=C-1"),
        (cash, pay(shop.payment)), (cash, pay(shop.unknown)), (cash, pay(shop.unknown, "identify/")),
        (cash, pay(shop.payment, "apply/")), (cash, pay(shop.payment, "return/")),
        (credit, pay(shop.payment, "refund/")), (collector, pay(shop.payment, "recover/")),
        *((clerk, cus(shop.buyer, f"?part={part}")) for part in PARTS),
        (clerk, cus(shop.buyer, "statement/")), (credit, cus(shop.buyer, "limit/")),
    ]  # fmt: skip
    for client, path in opened:
        assert client.get(path).status_code == 200, path


def test_what_a_role_does_not_include_is_refused_in_words(shop: Shop, as_a: Door) -> None:
    auditor = as_a(Role.AUDITOR)
    for path in ("/invoices/new/", inv(shop.draft, "post/"), inv(shop.late, "credit/"),
                 pay(shop.payment, "apply/"), pay(shop.payment, "refund/"), cus(shop.buyer, "hold/"),
                 "/payments/new/", "/mailbox/"):  # fmt: skip
        response = auditor.get(path)
        assert response.status_code == 403, path
        assert "Your role does not include this" in response.content.decode()
    assert auditor.get(cus(shop.buyer, "?part=contacts")).status_code == 404  # personal data


def test_documents_of_another_entity_are_as_if_they_did_not_exist(shop: Shop, as_a: Door) -> None:
    clerk, controller = as_a(Role.CLERK), as_a(Role.CONTROLLER)
    for client, path in ((clerk, inv(shop.foreign)), (controller, inv(shop.foreign, "credit/")),
                         (clerk, cus(shop.stranger)), (clerk, "/payments/pay_nonsense/")):  # fmt: skip
        assert client.get(path).status_code in (404, 422), path
    assert b"Customer X-1" not in clerk.get("/customers/?tab=all").content


def test_a_collector_of_one_portfolio_sees_its_customers_alone(shop: Shop) -> None:
    folio = shop.buyer.__class__.objects.get(pk=shop.buyer.pk).portfolio_id
    client = browser_of(
        a_person("north@example.com", Role.COLLECTOR, entity_id=shop.entity.pk, portfolio_id=folio)
    )
    assert client.get(cus(shop.buyer)).status_code == 200
    assert client.get(cus(shop.child)).status_code == 404
    assert client.get(pay(shop.unknown)).status_code == 404
    page = client.get("/customers/?tab=all").content
    assert b"Customer C-1" in page
    assert b"Customer C-2" not in page


@pytest.mark.parametrize("path", ["/customers/?tab=all", "/invoices/?tab=all", "/payments/?tab=all",
                                  "/collections/?tab=all"])  # fmt: skip
def test_a_list_costs_the_same_queries_however_long_it_is(
    shop: Shop, as_a: Door, path: str
) -> None:
    client = as_a(Role.CLERK)
    client.get(path)
    with CaptureQueriesContext(connection) as few:
        client.get(path)
    for number in range(6):
        buyer = makers.customer(shop.entity, f"N-{number}")
        makers.invoice(buyer, 10_00, due_on=JAN_20)
        makers.payment(buyer, 5_00)
    client.get(path)  # the worklist follows what happened
    with CaptureQueriesContext(connection) as many:
        client.get(path)
    assert len(many) == len(few) <= 25


def test_a_request_and_a_task_open_for_those_who_decide(shop: Shop, as_a: Door) -> None:
    collector, controller = as_a(Role.COLLECTOR), as_a(Role.CONTROLLER)
    answers = {"on": "2026-03-02", "amount": "250.00", "reason": "gone"}
    confirmed(collector, inv(shop.due, "write-off/"), answers)
    asked = Approval.objects.get()
    assert controller.get(f"/approvals/{public_id('apr', asked.pk)}/").status_code == 200
    task = open_task(
        entity_id=shop.entity.pk, kind="cash.application", key="k", title="Where?", on=JAN_20, by=ANN,
        facts={"reasons": ["two fit"], "candidates": [[str(shop.late.pk)], [str(shop.due.pk)]]},
        customer_id=shop.buyer.pk, document_id=shop.payment.pk,
    )  # fmt: skip
    page = collector.get(f"/tasks/{public_id('task', task.pk)}/").content.decode()
    assert "two fit" in page


def test_a_persons_data_is_erased_by_those_who_answer_for_the_books(shop: Shop, as_a: Door) -> None:
    card = {"email": "canary@nest.example", "phone": "+49 30 1"}
    kim = add_contact(customer_id=shop.buyer.pk, name="Kim Canary", card=card, by=ANN)
    path = f"/contacts/{kim.public_id}/erase/"
    clerk, controller = as_a(Role.CLERK), as_a(Role.CONTROLLER)
    as_a(Role.CREDIT_MANAGER)
    assert clerk.get(path).status_code == 403
    assert b"Erase personal data" not in clerk.get(cus(shop.buyer, "?part=contacts")).content
    assert path.encode() in controller.get(cus(shop.buyer, "?part=contacts")).content
    page = controller.get(path)
    assert b"go for good" in page.content
    assert controller.post(path, {"why": ""}).status_code == 200, "a reason is needed"
    assert Contact.objects.get(pk=kim.pk).email == "canary@nest.example"
    assert controller.post(path, {"why": "their letter of 1 March"}).status_code == 302
    assert Contact.objects.get(pk=kim.pk).email, "a second person has to agree"
    felix = as_a(Role.CFO)
    (asked,) = Approval.objects.filter(document_id=kim.pk)
    decide = f"/approvals/{public_id('apr', asked.pk)}/"
    words = felix.get(decide).content
    assert b"erased for good" in words
    assert b"Canary" not in words
    assert felix.post(f"{decide}decide/", {"decision": "approve"}).status_code == 302
    contacts = controller.get(cus(shop.buyer, "?part=contacts")).content
    assert b"Canary" not in contacts
    assert b"Erased" in contacts
    abroad = add_contact(customer_id=shop.stranger.pk, name="Lee", by=ANN)
    assert controller.get(f"/contacts/{abroad.public_id}/erase/").status_code == 404


def test_a_payers_account_is_shown_to_those_who_ask_for_refunds(shop: Shop, as_a: Door) -> None:
    paid = receive_payment(
        entity_id=shop.entity.pk, customer_id=shop.buyer.pk, received_on=JAN_20, currency="EUR",
        amount_minor=1_00, by=ANN, payer_text="Nest DE89 3704 0044 0532 0130 00",
    )  # fmt: skip
    for role, is_shown in ((Role.CREDIT_MANAGER, True), (Role.CASH_APPLIER, False)):
        page = as_a(role).get(pay(paid)).content
        assert (b"DE89370400440532013000" in page) is is_shown
        assert b"Nest DE**3000" in page
