"""A role asked for in the console: who hears of it, who agrees, and what they read."""

import pytest
from django.test import Client

from cashwright.areas.access.models import User
from cashwright.areas.access.policies import Role
from cashwright.areas.access.queries import may
from cashwright.areas.access.services import add_person
from cashwright.areas.controls.models import Approval
from cashwright.kernel.ids import public_id
from tests.areas.parties.makers import HOUSE_RULE, a_company, a_person, a_role

pytestmark = pytest.mark.django_db


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def ann() -> User:
    return add_person(email="ann@example.com", name="Ann Arbor", by=HOUSE_RULE)


def asked_in_the_console(ann: User) -> Approval:
    admin = browser(a_person("adam@example.com", Role.ADMIN))
    page = f"/settings/people/{ann.public_id}/"
    answer = admin.post(page, {"role": "clerk", "reason": "starts on Monday"}, follow=True)
    assert "needs a second person" in answer.content.decode()
    assert "Billing clerk: asked for" in admin.get(page).content.decode()
    return Approval.objects.get(document_id=ann.pk)


def test_a_role_is_asked_for_by_one_and_agreed_to_by_another_who_reads_what_it_means(
    ann: User,
) -> None:
    a_company("DE")
    chris = browser(a_person("chris@example.com", Role.CREDIT_MANAGER))
    approval = asked_in_the_console(ann)
    assert not may(ann, "invoices.post")
    assert "Decide 1 request" in chris.get("/").content.decode()
    assert "Giving a role</a>" in chris.get("/approvals/").content.decode()
    page = f"/approvals/{public_id('apr', approval.pk)}/"
    html = chris.get(page).content.decode()
    for told in ("Roles of Ann Arbor", "issue invoice", "All companies", "starts on Monday"):
        assert told in html
    assert f"/settings/people/{ann.public_id}/" not in html  # a credit manager does not see people
    answer = chris.post(f"{page}decide/", {"decision": "approve"}, follow=True)
    assert "Approved and carried out." in answer.content.decode()
    assert may(ann, "invoices.post")


def test_who_decides_for_one_company_neither_sees_nor_decides_it(ann: User) -> None:
    company = a_company("DE")
    a_person("felix@example.com", Role.CFO)
    approval = asked_in_the_console(ann)
    local = browser(a_person("local@example.com", Role.CREDIT_MANAGER, entity_id=company.pk))
    page = f"/approvals/{public_id('apr', approval.pk)}/"
    assert "Giving a role</a>" not in local.get("/approvals/").content.decode()
    assert local.get(page).status_code == 404
    assert local.post(f"{page}decide/", {"decision": "approve"}).status_code == 404
    assert not may(ann, "invoices.post")


def test_nobody_decides_about_themselves(ann: User) -> None:
    a_company("DE")
    a_person("felix@example.com", Role.CFO)
    approval = asked_in_the_console(ann)
    client = browser(ann)
    Approval.objects.filter(pk=approval.pk).update(requested_by="someone")
    a_role(ann, Role.CONTROLLER)
    page = f"/approvals/{public_id('apr', approval.pk)}/"
    html = client.get(page).content.decode()
    assert "This is about you, so somebody else decides it." in html
    assert 'value="approve"' not in html
    assert client.post(f"{page}decide/", {"decision": "approve"}).status_code == 403
