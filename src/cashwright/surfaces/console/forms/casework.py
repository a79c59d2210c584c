"""Forms of the policies about disputes: how long a step may take, and who gets which case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from cashwright.areas.access.models import User
from cashwright.areas.disputes.policies import Department, Reason
from cashwright.areas.disputes.policies.clocks import clocks_of
from cashwright.areas.disputes.policies.routing import routing_of
from cashwright.areas.disputes.states import DisputeState
from cashwright.surfaces.console.formats import plural
from cashwright.surfaces.console.forms.settings import PolicyForm

_STATES = {
    DisputeState.NEW: "New", DisputeState.INVESTIGATING: "Being looked into",
    DisputeState.WAITING_INTERNAL: "With a team",
}  # fmt: skip


def _word(name: str) -> str:
    return name.replace("_", " ").capitalize()


_TEAMS = [(str(one), _word(one)) for one in Department]
_REASONS = [(str(one), _word(one)) for one in Reason]


class ClocksForm(PolicyForm):
    """Office hours a step of a case may take."""

    opens_at = forms.IntegerField(label="The office opens at", min_value=0, max_value=23)
    closes_at = forms.IntegerField(label="and closes at", min_value=1, max_value=24)
    escalate_hours = forms.IntegerField(
        label="Office hours past its time until somebody else has it", min_value=1, max_value=400
    )
    update_days = forms.IntegerField(
        label="The customer hears from us every days", min_value=1, max_value=90
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for state, words in _STATES.items():
            self.fields[f"hours_{state}"] = forms.IntegerField(
                label=f"{words}: office hours", min_value=1, max_value=400
            )
        for team, words in _TEAMS:
            self.fields[f"team_{team}"] = forms.IntegerField(
                label=f"With {words.lower()}: office hours",
                min_value=1,
                max_value=400,
                required=False,
            )
        self.order_fields(None)

    @classmethod
    def told(cls, value: Mapping[str, Any]) -> dict[str, Any]:
        """A stored value as initial data."""
        policy = clocks_of(value)
        return {
            "opens_at": policy.opens_at, "closes_at": policy.closes_at,
            "escalate_hours": policy.escalate_hours, "update_days": policy.update_days,
            **{f"hours_{state}": policy.hours.get(state) for state in _STATES},
            **{f"team_{team}": hours for team, hours in policy.team_hours.items()},
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if (given.get("opens_at") or 0) >= (given.get("closes_at") or 25):
            self.add_error("closes_at", "The office closes after it opens.")
        return given

    def value(self, version: int) -> dict[str, Any]:
        given = self.cleaned_data
        names = ("opens_at", "closes_at", "escalate_hours", "update_days")
        return {
            **{name: given[name] for name in names},
            "hours": {str(state): given[f"hours_{state}"] for state in _STATES},
            "team_hours": {t: given[f"team_{t}"] for t, _ in _TEAMS if given[f"team_{t}"]},
        }


def clocks_words(value: Mapping[str, Any]) -> list[str]:
    """The policy in sentences."""
    policy = clocks_of(value)
    told = [
        f"{words}: {plural(policy.hours[state], 'office hour', 'office hours')}."
        for state, words in _STATES.items()
        if state in policy.hours
    ]
    teams = dict(_TEAMS)
    own = [f"{teams[str(team)]} has {hours}" for team, hours in policy.team_hours.items()]
    return [
        f"The office is open from {policy.opens_at}:00 to {policy.closes_at}:00, company time.",
        *told, *([f"With a team of its own time: {', '.join(own)}."] if own else []),
        f"The customer of an open case hears from us every {plural(policy.update_days, 'day', 'days')}.",
    ]  # fmt: skip


class RouteLine(forms.Form):
    """Cases that go to a team. Without a team the line is left out."""

    department = forms.ChoiceField(label="To", required=False, choices=[("", "–"), *_TEAMS])
    reasons = forms.MultipleChoiceField(
        label="Reasons", required=False, choices=_REASONS, help_text="None: every reason."
    )
    from_major = forms.IntegerField(label="From amount", required=False, min_value=0)
    from_complexity = forms.IntegerField(
        label="From complexity", required=False, min_value=0, max_value=9
    )
    skill = forms.CharField(label="Who can", required=False, max_length=40)

    def row(self) -> dict[str, Any] | None:
        """As it is stored; None for a line that is left out."""
        given = self.cleaned_data
        if not given.get("department"):
            return None
        return {
            "department": given["department"], "reasons": list(given["reasons"]),
            "from_major": given["from_major"] or 0, "from_complexity": given["from_complexity"] or 0,
            "skill": given["skill"],
        }  # fmt: skip


class PersonLine(forms.Form):
    """Somebody who works cases. Without a name the line is left out."""

    name = forms.ChoiceField(label="Person", required=False)
    department = forms.ChoiceField(label="Team", required=False, choices=_TEAMS)
    skills = forms.CharField(
        label="Can", required=False, max_length=200, help_text="With commas between."
    )
    cases_max = forms.IntegerField(
        label="Cases at once", required=False, min_value=1, max_value=500
    )
    backup = forms.ChoiceField(label="Stands in", required=False)
    is_away = forms.BooleanField(label="Away", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [("", "–"), *((str(u.pk), str(u)) for u in User.objects.filter(is_active=True))]
        for name in ("name", "backup"):
            self.fields[name].choices = people  # type: ignore[attr-defined]

    def row(self) -> dict[str, Any] | None:
        """As it is stored; None for a line that is left out."""
        given = self.cleaned_data
        if not given.get("name"):
            return None
        skills = [part.strip() for part in given["skills"].split(",") if part.strip()]
        return {
            "name": given["name"], "department": given["department"], "skills": skills,
            "cases_max": given["cases_max"] or 20, "backup": given["backup"],
            "is_away": given["is_away"],
        }  # fmt: skip


class RoutingForm(PolicyForm):
    """Who gets which case; its lines are RouteLines and PersonLines."""

    tables = {
        "routes": ("Where cases go, the first that fits", RouteLine),
        "people": ("Who works them", PersonLine),
    }

    @classmethod
    def rows_told(cls, name: str, value: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The stored lines of a table as initial data."""
        rows = value.get(name, ())
        if name == "people":
            return [{**row, "skills": ", ".join(row.get("skills", ()))} for row in rows]
        return [dict(row) for row in rows]

    def value(self, version: int) -> dict[str, Any]:
        """The policy of the lines. Raises BadInput."""
        told = {name: self.rows[name] for name in self.tables}
        routing_of(told)
        return told


def routing_words(value: Mapping[str, Any]) -> list[str]:
    """The policy in sentences."""
    policy, reasons = routing_of(value), dict(_REASONS)
    told = []
    for route in policy.routes:
        what = ", ".join(sorted(reasons[str(one)].lower() for one in route.reasons)) or "everything"
        least = f" from {route.from_major:,}" if route.from_major else ""
        who = f", to who can {route.skill}" if route.skill else ""
        told.append(f"{_word(route.department)} gets {what}{least}{who}.")
    people = plural(len(policy.people), "person works", "people work")
    return [*told, "What no line takes goes to the team of its reason.", f"{people} cases."]


def lines_of(sets: Sequence[Any]) -> list[dict[str, Any]]:
    """What is stored of the lines of one table that are filled in."""
    return [row for row in (line.row() for line in sets) if row is not None]
