"""Cash at the desk: recorded, named, applied with the machine's plan, taken back, sent back."""

from __future__ import annotations

from cashwright.areas.access.policies import Role
from cashwright.areas.cash.models import Application
from cashwright.areas.controls.models import Approval, Task
from cashwright.areas.controls.services import open_task
from cashwright.areas.payments.models import Payment
from cashwright.kernel.ids import public_id
from tests import makers
from tests.makers import ANN, JAN_20
from tests.surfaces.receivables.conftest import Door, Shop, confirmed, pay


def test_a_payment_is_recorded_with_or_without_a_customer(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.CASH_APPLIER)
    answers = {
        "account_no": "C-1", "entity": "DE", "received_on": "2026-03-02", "amount": "1,234.50",
        "currency": "eur", "method": "bank_transfer", "reference": "INV 7",
    }  # fmt: skip
    assert client.post("/payments/new/", answers).status_code == 302
    made = Payment.objects.latest("created_at", "pk")
    assert (made.amount_minor, made.customer_id) == (1234_50, shop.buyer.pk)
    assert client.post("/payments/new/", {**answers, "account_no": ""}).status_code == 302
    assert Payment.objects.latest("created_at", "pk").customer_id is None
    wrong = client.post("/payments/new/", {**answers, "amount": "12.345"}).content.decode()
    assert "Write an amount with at most 2 decimals" in wrong


def test_the_machines_plan_is_filled_in_with_its_reason(shop: Shop, as_a: Door) -> None:
    page = as_a(Role.CASH_APPLIER).get(pay(shop.payment, "apply/"))
    html = page.content.decode()
    assert "The balance of one open item is exactly this amount." in html
    filled = {item.invoice.pk: item.amount for item in page.context["items"]}
    assert filled == {shop.late.pk: "100.00", shop.of_child.pk: "", shop.due.pk: ""}


def test_a_parent_pays_for_its_child_by_hand_and_it_can_be_undone(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.CASH_APPLIER)
    typed = {
        f"amount_{shop.of_child.pk.hex}": "40.00",
        f"amount_{shop.due.pk.hex}": "10",
        "on": "2026-03-02",
    }
    assert client.post(pay(shop.payment, "apply/"), typed).status_code == 302
    shop.payment.refresh_from_db()
    assert shop.payment.unapplied_minor == 50_00
    ids = "&".join(f"a={public_id('app', a.pk)}" for a in Application.objects.all())
    assert client.post(f"/applications/undo/?{ids}").status_code == 302
    shop.payment.refresh_from_db()
    assert shop.payment.unapplied_minor == 100_00


def test_what_is_too_much_or_unreadable_is_declined_and_kept_in_the_boxes(
    shop: Shop, as_a: Door
) -> None:
    client, url = as_a(Role.CASH_APPLIER), pay(shop.payment, "apply/")
    much = client.post(url, {f"amount_{shop.due.pk.hex}": "200.00", "on": "2026-03-02"})
    assert much.status_code == 409
    assert 'value="200.00"' in much.content.decode()
    odd = client.post(url, {f"amount_{shop.due.pk.hex}": "ten", "on": "2026-03-02"})
    assert "Write an amount, such as 1234.50." in odd.content.decode()
    assert "at least one invoice" in client.post(url, {"on": "2026-03-02"}).content.decode()
    assert not Application.objects.exists()


def test_unidentified_money_gets_its_customer(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.CASH_APPLIER)
    confirmed(client, pay(shop.unknown, "identify/"), {"account_no": "C-2", "on": "2026-03-02"})
    shop.unknown.refresh_from_db()
    assert shop.unknown.customer_id == shop.child.pk


def test_an_application_is_taken_back_with_a_reason(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.CASH_APPLIER)
    client.post(
        pay(shop.payment, "apply/"), {f"amount_{shop.late.pk.hex}": "100.00", "on": "2026-03-02"}
    )
    made = Application.objects.get()
    url = f"/applications/{public_id('app', made.pk)}/unapply/"
    back = confirmed(client, url, {"on": "2026-03-02", "reason": "wrong invoice"})
    assert back == pay(shop.payment)
    shop.late.refresh_from_db()
    assert shop.late.state == "posted"


def test_the_bank_takes_a_payment_back(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.CASH_APPLIER)
    confirmed(client, pay(shop.payment, "return/"), {"on": "2026-03-02", "reason": "no cover"})
    shop.payment.refresh_from_db()
    assert shop.payment.state == "returned"
    assert b"Returned" in client.get("/payments/?tab=returned").content


def test_money_kept_on_account_moves_to_its_tab_and_back(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.CASH_APPLIER)
    client.post(pay(shop.payment, "keep/"))
    assert str(shop.payment.pk) in client.get("/payments/?tab=account").content.decode()
    client.post(pay(shop.payment, "keep/"))
    assert str(shop.payment.pk) in client.get("/payments/?tab=unapplied").content.decode()


def test_a_refund_waits_for_a_second_person(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.CREDIT_MANAGER)
    answers = {"on": "2026-03-02", "reason": "asked for it", "amount": "100.00"}
    confirmed(client, pay(shop.payment, "refund/"), answers)
    shop.payment.refresh_from_db()
    assert shop.payment.unapplied_minor == 100_00
    assert Approval.objects.get().kind == "payments.refund"


def test_a_question_of_the_machine_is_answered_with_one_press(shop: Shop, as_a: Door) -> None:
    twin = makers.invoice(shop.buyer, 100_00, due_on=JAN_20)
    task = open_task(
        entity_id=shop.entity.pk, kind="cash.application", key="k", title="Where?", on=JAN_20, by=ANN,
        facts={"reasons": [], "candidates": [[str(shop.late.pk)], [str(twin.pk)]]},
        customer_id=shop.buyer.pk, document_id=shop.payment.pk,
    )  # fmt: skip
    client = as_a(Role.CASH_APPLIER)
    url = f"/tasks/{public_id('task', task.pk)}/"
    assert client.get(url).content.decode().count("Apply this one") == 2
    client.post(f"{url}apply/", {"number": "1"})
    twin.refresh_from_db()
    assert twin.state == "settled"
    assert Task.objects.get().state == "done"
