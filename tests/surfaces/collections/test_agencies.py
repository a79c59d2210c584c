"""Agencies in the console: set up, asked for, agreed to, their papers, what they recover, recalled."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.test import Client

from cashwright.areas.access.policies import Role
from cashwright.areas.collections.models import Agency, AgencyRecovery, Placement
from cashwright.areas.controls.models import Approval
from cashwright.areas.invoicing.models import Invoice
from cashwright.kernel.ids import public_id
from tests.surfaces.collections.conftest import Desk, Door, focus, owed

pytestmark = pytest.mark.django_db


def an_agency(client: Client, desk: Desk) -> Agency:
    answer = client.post(
        "/settings/agencies/new/",
        {"entity": str(desk.entity.pk), "name": "Firm & Fair", "fee": "25.5", "is_active": "on"},
    )
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return Agency.objects.get()


def asked_for(client: Client, desk: Desk, agency: Agency) -> Any:
    first = desk.customers[0]
    url = f"/collections/place/{first.public_id}/EUR/"
    given = {"agency": str(agency.pk), "invoices": [str(owed(first).pk)], "reason": "90 days late"}
    preview = client.post(url, given)
    assert "keeps 25.50 % of what it recovers" in preview.content.decode()
    assert "10,000.00" in preview.content.decode()
    return client.post(url, {**given, "seen": preview.context["seen"]})


def placed(desk: Desk, as_a: Door) -> tuple[Client, Placement]:
    client = as_a(Role.CREDIT_MANAGER)
    asked_for(client, desk, an_agency(client, desk))
    second = as_a(Role.CONTROLLER)
    request = public_id("apr", Approval.objects.get().pk)
    html = second.get(f"/approvals/{request}/").content.decode()
    assert "Giving claims to an agency" in html
    assert str(owed(desk.customers[0]).document_no) in html
    second.post(f"/approvals/{request}/decide/", {"decision": "approve"})
    return client, Placement.objects.get()


def test_claims_go_to_an_agency_when_a_second_person_agrees(desk: Desk, as_a: Door) -> None:
    client = as_a(Role.CREDIT_MANAGER)
    agency = an_agency(client, desk)
    assert agency.fee_bp == 25_50
    assert "25.5 %" in client.get("/settings/agencies/").content.decode()
    assert asked_for(client, desk, agency).status_code == 302
    assert not Placement.objects.exists()
    request = public_id("apr", Approval.objects.get().pk)
    as_a(Role.CONTROLLER).post(f"/approvals/{request}/decide/", {"decision": "approve"})
    made = Placement.objects.get()
    assert made.fee_bp == 25_50
    rows = client.get("/collections/").context["list"].page
    assert "Customer C-1" not in [row["customer__name"] for row in rows]
    listed = client.get("/collections/placements/").context["list"].page
    assert [(row["customer__name"], row["given_minor"]) for row in listed] == [
        ("Customer C-1", 10_000_00)
    ]


def test_the_papers_are_taken_out_as_one_file(desk: Desk, as_a: Door) -> None:
    client, made = placed(desk, as_a)
    url = f"/collections/placements/{made.public_id}/"
    assert "Something the agency needs is missing." in client.get(url).content.decode()
    answer = client.post(f"{url}export/")
    assert answer["Content-Disposition"] == f'attachment; filename="{made.public_id}.zip"'
    content = answer.getvalue()
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert "claims.csv" in packed.namelist()


def test_a_recovery_is_seen_before_it_is_booked(desk: Desk, as_a: Door) -> None:
    client, made = placed(desk, as_a)
    url = f"/collections/placements/{made.public_id}/"
    given = {"reference": "S-1", "gross": "1000", "fee": "200", "tax": "38", "on": "2026-03-02"}
    preview = client.post(f"{url}recovery/", given)
    html = preview.content.decode()
    assert "What this writes to the ledger" in html
    assert "6250" in html
    assert not AgencyRecovery.objects.exists()
    done = client.post(f"{url}recovery/", {**given, "seen": preview.context["preview"].seen})
    assert done.status_code == 302
    assert Invoice.objects.get(customer=desk.customers[0]).balance_minor == 9_000_00
    html = client.get(url).content.decode()
    assert "1,000.00" in html
    assert "38.00" in html


def test_more_kept_than_paid_is_declined_in_words(desk: Desk, as_a: Door) -> None:
    client, made = placed(desk, as_a)
    answer = client.post(
        f"/collections/placements/{made.public_id}/recovery/",
        {"reference": "S-1", "gross": "10", "fee": "11", "on": "2026-03-02"},
    )
    assert "The agency cannot keep 11.00 EUR of 10.00 EUR" in answer.content.decode()


def test_claims_are_taken_back(desk: Desk, as_a: Door) -> None:
    client, made = placed(desk, as_a)
    url = f"/collections/placements/{made.public_id}/"
    client.post(f"{url}recall/", {"reason": "they pay us"})
    made.refresh_from_db()
    assert made.state == "recalled"
    again = client.post(f"{url}recall/", {"reason": "again"})
    assert "These claims are not with an agency" in again.content.decode()


def test_a_collector_reads_but_gives_nothing_away(desk: Desk, as_a: Door) -> None:
    _, made = placed(desk, as_a)
    client = as_a(Role.COLLECTOR)
    url = f"/collections/placements/{made.public_id}/"
    html = client.get(url).content.decode()
    assert "Recall" not in html
    assert "Give to an agency" not in client.get(focus(desk.customers[1])).content.decode()
    for tail in ("export/", "recall/", "recovery/"):
        assert client.post(f"{url}{tail}").status_code == 403
    place = f"/collections/place/{desk.customers[1].public_id}/EUR/"
    assert client.get(place).status_code == 403
    assert client.post("/settings/agencies/new/").status_code == 403


def test_nothing_of_another_company_or_portfolio_is_shown_or_given_away(
    desk: Desk, as_a: Door
) -> None:
    _, made = placed(desk, as_a)
    south = as_a(Role.CREDIT_MANAGER, name="north", portfolio=desk.north)
    assert south.get(f"/collections/placements/{made.public_id}/").status_code == 200
    assert south.get(f"/collections/place/{desk.customers[1].public_id}/EUR/").status_code == 404
    assert south.get(f"/collections/place/{desk.abroad.public_id}/USD/").status_code == 404
