"""Who gets which case: routes in order, and the people of each team with what they can do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cashwright.areas.disputes.policies.reasons import REASONS, Department, Reason
from cashwright.kernel.refusals import BadInput

ROUTING = "disputes.routing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Cases that go to a team. The first route that fits counts; of amounts in major units.

    reasons          empty: every reason
    skill            what its person must be able to do; empty: anybody of the team
    """

    department: Department
    reasons: frozenset[Reason] = frozenset()
    from_major: int = 0
    from_complexity: int = 0
    skill: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who works cases. `name` is a user's id; `backup` stands in when they have too many."""

    name: str
    department: Department
    skills: frozenset[str] = frozenset()
    cases_max: int = 20
    backup: str = ""
    is_away: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingPolicy:
    """Routes in order, then people. What no route takes goes to the team of its reason."""

    routes: tuple[Route, ...] = ()
    people: tuple[Person, ...] = ()

    def __post_init__(self) -> None:
        names = [person.name for person in self.people]
        if len(set(names)) < len(names):
            raise BadInput(field="people", value=str(names)[:64], expected="each named once")
        if any(person.cases_max < 1 for person in self.people):
            raise BadInput(field="cases_max", value="0", expected="one or more")
        for person in self.people:
            if person.backup and person.backup not in names:
                raise BadInput(field="backup", value=person.backup[:64], expected="one of them")


def default_team(reason: Reason) -> Department:
    """The team that usually decides cases of this reason."""
    return REASONS[reason].team


def routing_of(value: Mapping[str, Any]) -> RoutingPolicy:
    """The policy as it is stored: {"routes": [{"department": "tax", "reasons": ["tax"],
    "from_major": 0, "from_complexity": 0, "skill": "vat"}], "people": [{"name": "<user id>",
    "department": "tax", "skills": ["vat"], "cases_max": 20, "backup": "", "is_away": false}]}.
    Raises BadInput."""
    try:
        routes = tuple(
            Route(
                department=Department(row["department"]),
                reasons=frozenset(Reason(r) for r in row.get("reasons", ())),
                from_major=int(row.get("from_major", 0)),
                from_complexity=int(row.get("from_complexity", 0)),
                skill=str(row.get("skill", "")),
            )
            for row in value.get("routes", ())
        )
        people = tuple(
            Person(
                name=str(row["name"]), department=Department(row["department"]),
                skills=frozenset(map(str, row.get("skills", ()))),
                cases_max=int(row.get("cases_max", 20)), backup=str(row.get("backup", "")),
                is_away=bool(row.get("is_away", False)),
            )
            for row in value.get("people", ())
        )  # fmt: skip
    except (KeyError, ValueError, TypeError, AttributeError):
        expected = "routes and people by department"
        raise BadInput(field=ROUTING, value=str(value)[:64], expected=expected) from None
    return RoutingPolicy(routes=routes, people=people)
