"""Who gets a case: by what it is about, how much, how hard it is, who can do it and has room."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from cashwright.areas.disputes.policies import Department, Origin, Reason
from cashwright.areas.disputes.policies.routing import Person, Route, RoutingPolicy, default_team
from cashwright.kernel.currencies import minor_units

_HARDNESS = {
    Reason.PRICING: 2, Reason.USAGE: 3, Reason.DUPLICATE: 1, Reason.PURCHASE_ORDER: 1,
    Reason.TAX: 3, Reason.SERVICE: 3, Reason.TERMS: 3, Reason.NOT_RECEIVED: 1,
    Reason.ALREADY_PAID: 1, Reason.OTHER: 2,
}  # fmt: skip
_MANY_LINES, _LARGE_MAJOR = 5, 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """What routing looks at. `others_open`: other open cases of the same customer."""

    reason: Reason
    origin: Origin
    currency: str
    amount_minor: int
    is_whole: bool
    line_count: int = 0
    others_open: int = 0


@dataclass(frozen=True, slots=True)
class Routed:
    """Where a case goes; `owner` is empty when nobody has room, `passed_over` who had not."""

    department: Department
    owner: str
    why: str
    passed_over: tuple[str, ...] = ()


def complexity(case: CaseFacts) -> int:
    """How hard a case is, 1 to 10: its reason, and one or two for each thing that makes it harder."""
    harder = (
        not case.is_whole,
        case.line_count > 1,
        case.line_count > _MANY_LINES,
        case.others_open > 0,
        case.amount_minor >= _LARGE_MAJOR * _scale(case.currency),
        case.origin is Origin.CHARGEBACK,
        case.origin is Origin.CHARGEBACK,
    )
    return min(10, _HARDNESS[case.reason] + sum(harder))


def route(case: CaseFacts, policy: RoutingPolicy, loads: Mapping[str, int]) -> Routed:
    """The team and the person of a new case.

    loads  open cases by person; who is not in it has none
    person the one of the team with the skill and the least of their room taken, then by name;
           where all are full or away, the first backup of theirs who has room; else nobody
    """
    found = next((one for one in policy.routes if _fits(one, case)), None)
    department = found.department if found else default_team(case.reason)
    skill = found.skill if found else ""
    why = f"{case.reason} goes to {department}" if found is None else _why(found)
    able = [p for p in policy.people if p.department is department and _can(p, skill)]
    able.sort(key=lambda p: (Fraction(loads.get(p.name, 0), p.cases_max), p.name))
    free = [person for person in able if _has_room(person, loads)]
    full = tuple(person.name for person in able if person not in free)
    if free:
        return Routed(department, free[0].name, why, full)
    by_name = {person.name: person for person in policy.people}
    for backup in (by_name[person.backup] for person in able if person.backup):
        if _has_room(backup, loads):
            return Routed(department, backup.name, f"{why}; stands in", full)
    return Routed(department, "", f"{why}; nobody has room" if able else why, full)


def stand_in(
    owner: str,
    department: Department,
    policy: RoutingPolicy,
    loads: Mapping[str, int],
    tried: Collection[str],
) -> str:
    """Who gets a case whose owner let its time go by; "" when nobody is left who has room.

    First the owner's backup, then the backup's, then whoever of the team has the most room.
    tried   people who had this step already: it does not come back to them
    """
    by_name = {person.name: person for person in policy.people}
    passed = {owner, *tried}
    at = by_name.get(owner)
    while at is not None and at.backup and at.backup not in passed:
        at = by_name[at.backup]
        if _has_room(at, loads):
            return at.name
        passed.add(at.name)
    team = [p for p in policy.people if p.department is department and p.name not in passed]
    free = [person for person in team if _has_room(person, loads)]
    free.sort(key=lambda p: (Fraction(loads.get(p.name, 0), p.cases_max), p.name))
    return free[0].name if free else ""


def _fits(one: Route, case: CaseFacts) -> bool:
    return (
        (not one.reasons or case.reason in one.reasons)
        and case.amount_minor >= one.from_major * _scale(case.currency)
        and complexity(case) >= one.from_complexity
    )


def _why(found: Route) -> str:
    told = [", ".join(sorted(found.reasons)) or "every reason"]
    if found.from_major:
        told.append(f"from {found.from_major:,}")
    if found.from_complexity:
        told.append(f"from complexity {found.from_complexity}")
    return f"{' '.join(told)} goes to {found.department}"


def _can(person: Person, skill: str) -> bool:
    return not skill or skill in person.skills


def _has_room(person: Person, loads: Mapping[str, int]) -> bool:
    return not person.is_away and loads.get(person.name, 0) < person.cases_max


def _scale(currency: str) -> int:
    scale: int = 10 ** minor_units(currency)
    return scale
