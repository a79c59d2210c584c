"""Promises, payment plans and late charges in the console: noted, previewed, agreed to, billed, waived."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from cashwright.areas.access.policies import Role
from cashwright.areas.collections.models import LateCharge, PaymentPlan, Promise
from cashwright.areas.collections.policies.charging import (
    CHARGING,
    Charging,
    LawCode,
    Mode,
    charging_of,
    charging_value,
)
from cashwright.areas.collections.services import accrue_late_charges
from cashwright.areas.controls.models import Approval, PolicyVersion
from cashwright.areas.controls.services import set_policy
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import Customer
from cashwright.kernel.ids import public_id
from tests.makers import ANN
from tests.surfaces.collections.conftest import TODAY, Desk, Door, owed

pytestmark = pytest.mark.django_db


def html(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, answer.content.decode()[-2000:]
    return answer.content.decode()


def previewed(client: Client, url: str, given: dict[str, Any]) -> tuple[str, Any]:
    """What the page shows before the act, and the answer to the second press."""
    shown = client.post(url, given)
    text = shown.content.decode()
    seen = shown.context.get("seen") or getattr(shown.context.get("preview"), "seen", "")
    return text, client.post(url, {**given, "seen": seen})


def charging(desk: Desk) -> None:
    value = Charging(mode=Mode.STATUTORY, since=date(2026, 1, 1), law=LawCode.EU)
    set_policy(
        name=CHARGING, value=charging_value(value), valid_from=date(2026, 1, 1), by=ANN,
        why="agreed", entity_id=desk.entity.pk,
    )  # fmt: skip


def a_plan(client: Client, of: Customer, **more: object) -> PaymentPlan:
    given = {
        "invoices": [str(owed(of).pk)], "count": 3, "first_on": "2026-03-16", "interval": "month",
        "lines": "", "note": "seasonal", **more,
    }  # fmt: skip
    text, answer = previewed(client, f"/customers/{of.public_id}/plan/", given)
    assert answer.status_code == 302, text[-2500:]
    return PaymentPlan.objects.get(customer=of)


def test_a_promise_is_noted_listed_with_its_rate_and_withdrawn(desk: Desk, as_a: Door) -> None:
    client, of = as_a(Role.COLLECTOR), desk.customers[1]
    url = f"/customers/{of.public_id}/promise/"
    assert str(owed(of).document_no) in html(client, url)
    given = {"amount": "1,000.00", "currency": "EUR", "due_on": "2026-03-09", "origin": "call"}
    too_much = client.post(url, {**given, "amount": "9000"})
    assert (too_much.status_code, Promise.objects.count()) == (422, 0)
    assert "5,000.00" in too_much.content.decode()
    assert client.post(url, given).status_code == 302
    made = Promise.objects.get()
    assert (made.amount_minor, made.due_on) == (1_000_00, date(2026, 3, 9))
    assert "Customer C-2" in html(client, "/collections/promises/")
    page = html(client, f"/collections/promises/{made.public_id}/")
    assert str(owed(of).document_no) in page
    assert client.post(f"/collections/promises/{made.public_id}/withdraw/").status_code == 302
    made.refresh_from_db()
    assert made.state == "withdrawn"
    assert "Noted by mistake" not in html(client, f"/collections/promises/{made.public_id}/")


def test_the_list_tells_how_many_promises_were_kept_as_of_the_day(desk: Desk, as_a: Door) -> None:
    client, of = as_a(Role.COLLECTOR), desk.customers[1]
    for state, on in (("kept", 20), ("broken", 25)):
        Promise.objects.create(
            entity=desk.entity, customer=of, currency="EUR", amount_minor=100_00,
            promised_on=date(2026, 2, 1), due_on=date(2026, 2, 10), kept_until=date(2026, 2, 12),
            origin="call", state=state, judged_on=date(2026, 2, on), noted_by="ann",
            paid_minor=100_00 if state == "kept" else 0, noted_at="2026-02-01T12:00:00Z",
        )  # fmt: skip
    page = html(client, "/collections/promises/?tab=all")
    assert "1 kept, 0 in part, 1 broken" in page
    assert "50" in page
    before = client.get("/collections/promises/?tab=open&as_of=2026-02-22")
    assert [row["state_then"] for row in before.context["list"].page] == ["open"]


def test_the_schedule_is_seen_before_a_plan_is_proposed_and_agreed_to(
    desk: Desk, as_a: Door
) -> None:
    client, of = as_a(Role.COLLECTOR), desk.customers[1]
    given = {
        "invoices": [str(owed(of).pk)], "count": 3, "first_on": "2026-03-16", "interval": "month",
        "lines": "", "note": "",
    }  # fmt: skip
    text = client.post(f"/customers/{of.public_id}/plan/", given).content.decode()
    assert not PaymentPlan.objects.exists()
    for told in ("16 Mar 2026", "16 Apr 2026", "16 May 2026", "1,666.67", "1,666.66", "3,333.33"):
        assert told in text, told
    plan = a_plan(client, of)
    url = f"/collections/plans/{plan.public_id}/"
    assert "Customer C-2" in html(client, "/collections/plans/?tab=proposed")
    assert client.post(f"{url}agree/", {"reason": "they asked"}).status_code == 302
    page = html(client, url)
    assert page.count("<progress") == 3
    assert "To come" in page
    assert client.post(f"{url}cancel/", {"reason": "sold"}).status_code == 302
    plan.refresh_from_db()
    assert plan.state == "cancelled"


def test_instalments_may_be_written_one_by_one_and_must_come_to_what_is_open(
    desk: Desk, as_a: Door
) -> None:
    client, of = as_a(Role.COLLECTOR), desk.customers[1]
    url = f"/customers/{of.public_id}/plan/"
    given = {
        "invoices": [str(owed(of).pk)], "count": 3, "first_on": "2026-03-16", "interval": "week",
        "lines": "2026-03-16 2000\n2026-04-01 2,999.99", "note": "",
    }  # fmt: skip
    short = client.post(url, given)
    assert short.status_code == 422
    assert "4,999.99" in short.content.decode()
    assert (
        "is no day with an amount"
        in client.post(url, {**given, "lines": "soon 5"}).content.decode()
    )
    plan = a_plan(client, of, lines="2026-03-16 2000\n2026-04-01 3000")
    assert list(plan.instalments.values_list("amount_minor", flat=True)) == [2_000_00, 3_000_00]


def test_a_large_plan_waits_for_a_second_person(desk: Desk, as_a: Door) -> None:
    client, of = as_a(Role.COLLECTOR), desk.customers[0]
    Invoice.objects.filter(customer=of)
    set_policy(
        name="controls.limits", value={"collections.payment_plan": {"*": 5_000}},
        valid_from=date(2026, 1, 1), by=ANN, why="small house",
    )  # fmt: skip
    plan = a_plan(client, of)
    url = f"/collections/plans/{plan.public_id}/"
    assert client.post(f"{url}agree/", {"reason": "they asked"}).status_code == 302
    plan.refresh_from_db()
    assert plan.state == "proposed"
    assert "waits for a second person" in html(client, url)
    request = public_id("apr", Approval.objects.get().pk)
    second = as_a(Role.CONTROLLER)
    page = html(second, f"/approvals/{request}/")
    assert "Payment plan" in page
    assert "16 Mar 2026" in page
    second.post(f"/approvals/{request}/decide/", {"decision": "approve"})
    plan.refresh_from_db()
    assert plan.state == "active"


def test_late_charges_are_accrued_after_a_look_billed_after_a_look_and_waived_with_a_reason(
    desk: Desk, as_a: Door
) -> None:
    client, of = as_a(Role.CREDIT_MANAGER), desk.customers[1]
    assert "Paying late costs nothing here" in html(client, "/collections/charges/")
    charging(desk)
    text, answer = previewed(client, "/collections/charges/accrue/", {})
    assert "Interest" in text
    assert answer.status_code == 302
    rows = client.get("/collections/charges/").context["list"].page
    assert {row["customer__name"] for row in rows} >= {"Customer C-1", "Customer C-2"}
    interest = LateCharge.objects.get(customer=of, kind="interest")
    page = html(client, f"/collections/charges/{interest.public_id}/")
    assert "10.15 %" in page
    assert "13 Jan 2026 to 28 Feb 2026" in page

    url = f"/collections/charges/{interest.public_id}/waive/"
    assert client.post(url, {"reason": ""}).status_code == 200
    assert client.post(url, {"reason": "our own delay"}).status_code == 302
    interest.refresh_from_db()
    assert (interest.state, interest.reason) == ("waived", "our own delay")

    bill = f"/customers/{of.public_id}/bill-charges/"
    text, answer = previewed(client, bill, {"on": "2026-03-02", "due_on": "2026-03-16"})
    assert "Interest and fees for late payment" in text
    assert answer.status_code == 302
    fee = LateCharge.objects.get(customer=of, kind="fee")
    assert fee.invoice_billed is not None
    assert (fee.state, fee.invoice_billed.total_minor) == ("billed", 40_00)


def test_selected_charges_are_billed_one_invoice_a_customer(desk: Desk, as_a: Door) -> None:
    charging(desk)
    accrue_late_charges(entity_id=desk.entity.pk, on=TODAY, by=ANN)
    client = as_a(Role.CREDIT_MANAGER)
    before = Invoice.objects.count()
    ids = [str(pk) for pk in LateCharge.objects.values_list("pk", flat=True)]
    answer = client.post("/collections/charges/bill/", {"row": ids})
    assert answer.status_code == 302
    customers = LateCharge.objects.values("customer_id").distinct().count()
    assert Invoice.objects.count() - before == customers > 2
    assert set(LateCharge.objects.values_list("state", flat=True)) == {"billed"}


def test_a_reader_sees_and_decides_nothing(desk: Desk, as_a: Door) -> None:
    charging(desk)
    accrue_late_charges(entity_id=desk.entity.pk, on=TODAY, by=ANN)
    charge = LateCharge.objects.filter(kind="fee").first()
    assert charge is not None
    client = as_a(Role.AUDITOR)
    assert "Waive" not in html(client, f"/collections/charges/{charge.public_id}/")
    assert client.post(f"/collections/charges/{charge.public_id}/waive/").status_code == 403
    assert client.get(f"/customers/{desk.quiet.public_id}/promise/").status_code == 403
    assert client.get(f"/customers/{desk.quiet.public_id}/plan/").status_code == 403
    stranger = as_a(Role.COLLECTOR, portfolio=desk.north)
    assert stranger.get(f"/customers/{desk.quiet.public_id}/promise/").status_code == 404


def test_the_policy_is_set_in_a_form_and_told_in_sentences(desk: Desk, as_a: Door) -> None:
    client = as_a(Role.CREDIT_MANAGER)
    url = f"/settings/policies/collections.charging/?of={desk.entity.code}"
    given = {
        "mode": "contractual", "since": "2026-03-01", "law": "", "rate_percent": "9.25",
        "fee_major": "25", "has_fee": "on", "minimum_major": "2", "grace_days": "3",
        "rounding": "exact", "tax_percent": "0", "valid_from": "2026-03-02", "why": "contracts",
    }  # fmt: skip
    missing = client.post(url, {**given, "since": ""})
    assert "Name the first due day" in missing.content.decode()
    assert client.post(url, given).status_code == 302
    known = charging_of(PolicyVersion.objects.get().value)
    assert (known.mode, known.rate_bp, known.grace_days) == (Mode.CONTRACTUAL, 925, 3)
    page = html(client, url)
    assert "9.25 % a year by contract" in page
    assert "1 Mar 2026" in page


def test_a_customers_page_can_show_what_was_agreed(desk: Desk, as_a: Door, rf: Any) -> None:
    from django.template.loader import render_to_string

    from cashwright.surfaces.console.agreements import agreements_of
    from cashwright.surfaces.console.frame import frame_of

    client, of = as_a(Role.CREDIT_MANAGER), desk.customers[1]
    charging(desk)
    accrue_late_charges(entity_id=desk.entity.pk, on=TODAY, by=ANN)
    a_plan(client, of)
    request = client.get("/collections/").wsgi_request
    told = agreements_of(request, of)
    shown = render_to_string(
        "console/collections/agreements.html", {**told, "frame": frame_of(request)}, request
    )
    assert "Payment plans" in shown
    assert f"/customers/{of.public_id}/bill-charges/" in shown
