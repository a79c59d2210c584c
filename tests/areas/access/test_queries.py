"""Record scope: another company's or portfolio's record is as if it did not exist."""

from datetime import date
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser

from cashwright.areas.access.granting import end_role, grant_role
from cashwright.areas.access.policies import Role
from cashwright.areas.access.queries import found, holders, may, person, scoped
from cashwright.areas.parties.models import Customer, Hold
from cashwright.areas.parties.policies import HoldKind
from cashwright.areas.parties.queries import customer_for, customers_for, entities_for
from cashwright.areas.parties.services import add_portfolio, place_hold
from cashwright.kernel.refusals import NotFound
from tests.areas.parties.makers import HOUSE_RULE, a_company, a_customer, a_person

pytestmark = pytest.mark.django_db


def names(rows: object) -> list[str]:
    return sorted(row.name for row in rows)  # type: ignore[attr-defined]


@pytest.fixture
def house() -> dict[str, Customer]:
    german, french = a_company("DE"), a_company("FR")
    key = add_portfolio(code="KEY", name="Key accounts", by=HOUSE_RULE)
    return {
        "key": a_customer(german, "1", "Key", portfolio_id=key.pk),
        "plain": a_customer(german, "2", "Plain"),
        "foreign": a_customer(french, "1", "Foreign", portfolio_id=key.pk),
    }


def test_a_role_without_limits_sees_every_company(house: dict[str, Customer]) -> None:
    user = a_person("ann@example.com", Role.COLLECTOR)
    assert names(customers_for(user)) == ["Foreign", "Key", "Plain"]
    assert [e.code for e in entities_for(user, "customers.read")] == ["DE", "FR"]


def test_a_role_in_one_company_sees_no_other(house: dict[str, Customer]) -> None:
    user = a_person("ann@example.com", Role.COLLECTOR, entity_id=house["key"].entity_id)
    assert names(customers_for(user)) == ["Key", "Plain"]
    assert [e.code for e in entities_for(user, "customers.read")] == ["DE"]


def test_a_role_over_a_portfolio_sees_its_customers_only(house: dict[str, Customer]) -> None:
    user = a_person("ann@example.com", Role.COLLECTOR, portfolio_id=house["key"].portfolio_id)
    assert names(customers_for(user)) == ["Foreign", "Key"]


def test_company_and_portfolio_together_narrow_twice(house: dict[str, Customer]) -> None:
    key = house["key"]
    user = a_person(
        "ann@example.com", Role.COLLECTOR, entity_id=key.entity_id, portfolio_id=key.portfolio_id
    )
    assert names(customers_for(user)) == ["Key"]


def test_the_customer_of_another_company_does_not_exist_for_the_asker(
    house: dict[str, Customer],
) -> None:
    user = a_person("ann@example.com", Role.COLLECTOR, entity_id=house["key"].entity_id)
    assert customer_for(user, house["plain"].pk).name == "Plain"
    with pytest.raises(NotFound) as other:
        customer_for(user, house["foreign"].pk)
    with pytest.raises(NotFound) as missing:
        customer_for(user, uuid4())
    assert other.value.facts.keys() == missing.value.facts.keys()


def test_a_permission_one_lacks_shows_no_record_at_all(house: dict[str, Customer]) -> None:
    user = a_person("ann@example.com", Role.PRODUCT)
    assert names(customers_for(user)) == []
    with pytest.raises(NotFound):
        customer_for(user, house["plain"].pk)


def test_documents_are_narrowed_through_their_customer(house: dict[str, Customer]) -> None:
    on = date(2026, 1, 1)
    holds = {
        name: place_hold(
            customer_id=customer.pk, kind=HoldKind.DUNNING, reason="asked", from_on=on,
            by=HOUSE_RULE,
        )
        for name, customer in house.items()
    }  # fmt: skip
    user = a_person("ann@example.com", Role.COLLECTOR, portfolio_id=house["key"].portfolio_id)
    seen = scoped(Hold.objects.all(), user, "customers.read", entity="customer__entity_id")
    assert set(seen) == {holds["key"], holds["foreign"]}


def test_records_of_no_customer_are_not_for_people_of_one_portfolio(
    house: dict[str, Customer],
) -> None:
    key = house["key"]
    wide = a_person("ann@example.com", Role.COLLECTOR, entity_id=key.entity_id)
    narrow = a_person("bob@example.com", Role.COLLECTOR, portfolio_id=key.portfolio_id)
    narrower = a_person(
        "cid@example.com", Role.COLLECTOR, entity_id=key.entity_id, portfolio_id=key.portfolio_id
    )
    rows = Customer.objects.all()
    assert scoped(rows, wide, "customers.read", portfolio=None).count() == 2
    assert scoped(rows, narrow, "customers.read", portfolio=None).count() == 0
    assert scoped(rows, narrower, "customers.read", portfolio=None).count() == 0


def test_two_roles_reach_what_either_reaches_and_not_what_only_both_together_would(
    house: dict[str, Customer],
) -> None:
    key, foreign = house["key"], house["foreign"]
    other = a_customer(foreign.entity, "2", "Other")
    user = a_person(
        "ann@example.com", Role.COLLECTOR, entity_id=key.entity_id, portfolio_id=key.portfolio_id
    )
    grant_role(
        user_id=user.pk, role=Role.SALES, from_on=date(2020, 1, 1), by=HOUSE_RULE,
        entity_id=other.entity_id,
    )  # fmt: skip
    assert names(customers_for(user)) == ["Foreign", "Key", "Other"]
    assert names(customers_for(user, "customers.hold")) == ["Key"]


def test_a_scope_costs_one_question_however_many_rows_there_are(
    house: dict[str, Customer], django_assert_num_queries: object
) -> None:
    user = a_person("ann@example.com", Role.COLLECTOR)
    with django_assert_num_queries(2):  # type: ignore[operator]
        list(customers_for(user))


def test_one_row_is_found_only_within_the_scope(house: dict[str, Customer]) -> None:
    user = a_person("ann@example.com", Role.COLLECTOR, entity_id=house["key"].entity_id)
    rows = Customer.objects.all()
    args = {"document": "customer", "portfolio": "portfolio_id"}
    assert found(rows, user, "customers.read", house["key"].pk, **args)
    with pytest.raises(NotFound):
        found(rows, user, "customers.read", house["foreign"].pk, **args)


def test_a_stranger_sees_nothing(house: dict[str, Customer]) -> None:
    assert not may(AnonymousUser(), "customers.read")
    assert names(customers_for(AnonymousUser())) == []


def test_whom_to_ask_for_a_decision(house: dict[str, Customer]) -> None:
    german, french = house["key"].entity_id, house["foreign"].entity_id
    everywhere = a_person("cfo@example.com", Role.CFO)
    abroad = a_person("fr@example.com", Role.CONTROLLER, entity_id=french)
    a_person("clerk@example.com", Role.CLERK)
    assert list(holders("approvals.decide", entity_id=french)) == [everywhere, abroad]
    assert list(holders("approvals.decide", entity_id=german)) == [everywhere]
    end_role(assignment_id=everywhere.assignments.get().pk, by=HOUSE_RULE)
    assert list(holders("approvals.decide", entity_id=german)) == []


def test_a_person_is_shown_with_all_roles() -> None:
    user = a_person("ann@example.com", Role.SALES, Role.PRODUCT)
    assert {a.role for a in person(user.pk).assignments.all()} == {"sales", "product"}
    with pytest.raises(NotFound):
        person(uuid4())
