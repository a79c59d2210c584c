"""The forms of the policies about contact, disputes and risk: what is written is what the house then does."""

from __future__ import annotations

from typing import Any

from django.test import Client

from cashwright.areas.controls.queries import policy_value
from cashwright.areas.credit.policies import DriftPolicy, RiskPolicy
from cashwright.areas.disputes.policies.clocks import clocks_of
from cashwright.areas.disputes.policies.routing import routing_of
from cashwright.areas.messaging.queries import contact_policy
from cashwright.kernel.events import HOUSE
from tests.surfaces.books.reading import text, words
from tests.surfaces.ladders.conftest import TODAY, Door, House

OWN = {"valid_from": "2026-03-02", "why": "as agreed"}


def put(client: Client, name: str, **given: Any) -> str:
    answer = client.post(f"/settings/policies/{name}/", OWN | given)
    assert answer.status_code == 302, words(answer.content.decode())
    return words(text(client, f"/settings/policies/{name}/"))


def shown(client: Client, name: str) -> dict[str, Any]:
    """What the form of a policy shows, as it would be posted."""
    form = client.get(f"/settings/policies/{name}/").context["form"]
    told = {bound.name: bound.value() for bound in form}
    return {key: value for key, value in told.items() if value is not None and value is not False}


def value(name: str) -> dict[str, Any]:
    found = policy_value(name, on=TODAY, entity_id=HOUSE)
    assert found is not None
    return found


def test_hours_of_contact_are_written_or_taken_over_whole(house: House, as_: Door) -> None:
    client, name = as_(house.boss), "messaging.contact"
    given = shown(client, name) | {"from_hour": "9", "weekdays": ["0", "1"], "budget": "2"}
    page = put(client, name, **given)
    assert "from 9:00 to 21:00 where the reader is, Monday, Tuesday" in page
    policy = contact_policy(house.entity.pk, TODAY)
    assert (policy.from_hour, policy.weekdays, policy.budget) == (9, (0, 1), 2)
    upside_down = client.post(
        f"/settings/policies/{name}/", OWN | given | {"from_hour": "22", "until_hour": "6"}
    )
    assert "A window opens before it closes" in upside_down.content.decode()
    put(client, name, **given | {"start": "eu"})
    assert contact_policy(house.entity.pk, TODAY).until_hour == 20


def test_a_disputes_clock_and_its_routes_are_written_line_by_line(house: House, as_: Door) -> None:
    client = as_(house.boss)
    given = shown(client, "disputes.clocks") | {"hours_new": "4", "team_tax": "40"}
    assert "New: 4 office hours" in put(client, "disputes.clocks", **given)
    clocks = clocks_of(value("disputes.clocks"))
    assert {str(team): hours for team, hours in clocks.team_hours.items()} == {"tax": 40}
    lines = {
        "routes-TOTAL_FORMS": "2", "routes-INITIAL_FORMS": "0", "people-TOTAL_FORMS": "2",
        "people-INITIAL_FORMS": "0", "routes-0-department": "tax", "routes-0-reasons": ["tax"],
        "routes-0-from_major": "1000", "people-0-name": str(house.boss.pk),
        "people-0-department": "tax", "people-0-skills": "vat, customs",
    }  # fmt: skip
    assert "Tax gets tax from 1,000." in put(client, "disputes.routing", **lines)
    routing = routing_of(value("disputes.routing"))
    assert routing.people[0].skills == {"vat", "customs"}
    assert routing.routes[0].from_major == 1000
    wrong = lines | {"people-0-backup": str(house.second.pk)}
    assert client.post("/settings/policies/disputes.routing/", OWN | wrong).status_code == 200


def test_figures_of_risk_and_drift_are_each_set(house: House, as_: Door) -> None:
    client = as_(house.boss)
    given = shown(client, "credit.risk") | {"high_from": "9", "late_days": "20"}
    assert "from 9 a high one" in put(client, "credit.risk", **given)
    assert RiskPolicy.of(value("credit.risk")) == RiskPolicy(high_from=9, late_days=20)
    given |= {"high_from": "1"}
    page = client.post("/settings/policies/credit.risk/", OWN | given)
    assert "contradict each other" in page.content.decode()
    given = shown(client, "credit.drift") | {
        "cooldown_days": "60",
        "windows": "1, 2",
        "slack": "1.5",
    }
    put(client, "credit.drift", **given)
    policy = DriftPolicy.of(value("credit.drift"))
    assert policy == DriftPolicy(cooldown_days=60, windows=(1, 2), slack=1.5)


def test_ladders_have_pages_of_their_own(house: House, as_: Door) -> None:
    answer = as_(house.boss).get("/settings/policies/collections.ladder.standard/?of=DE")
    assert answer.headers["Location"] == "/collections/ladders/?of=DE"
