"""The form of the policy about levels of a case: who answers, by when, what climbs by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from cashwright.areas.access.policies import ROLES
from cashwright.areas.collections.policies import Level
from cashwright.areas.collections.policies.escalating import escalating_of, escalating_value
from cashwright.surfaces.console.collecting import LEVELS
from cashwright.surfaces.console.formats import plural
from cashwright.surfaces.console.forms.settings import PolicyForm

_ROLES = [("", "Nobody by role"), *((str(role), card.title) for role, card in ROLES.items())]


class EscalatingForm(PolicyForm):
    """For each level: a role or one person, days to answer, and whether it climbs."""

    snooze_days_max = forms.IntegerField(
        label="A customer may be put off for days", min_value=1, max_value=365
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for level in Level:
            name = LEVELS[str(level)]
            self.fields[f"{level}_role"] = forms.ChoiceField(
                label=f"{name}: who answers", choices=_ROLES, required=False
            )
            self.fields[f"{level}_email"] = forms.EmailField(
                label=f"{name}: or one person", required=False,
                help_text="The e-mail of a colleague; goes before the role.",
            )  # fmt: skip
            self.fields[f"{level}_answer_days"] = forms.IntegerField(
                label=f"{name}: business days to answer", min_value=1, max_value=90
            )
            if level is not Level.AGENCY:
                self.fields[f"{level}_climbs"] = forms.BooleanField(
                    label=f"{name}: goes up by itself when nobody answered", required=False
                )
        self.order_fields(
            [*(n for n in self.fields if n not in ("valid_from", "why")), "valid_from", "why"]
        )

    @classmethod
    def told(cls, value: Mapping[str, Any]) -> dict[str, Any]:
        """A stored value as initial data."""
        rungs = {
            f"{level}_{name}": told
            for level, rung in value["rungs"].items()
            for name, told in rung.items()
        }
        return {**rungs, "snooze_days_max": value["snooze_days_max"]}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for level in Level:
            if not given.get(f"{level}_role") and not given.get(f"{level}_email"):
                self.add_error(f"{level}_role", "Name a role or a person.")
        return given

    def value(self, version: int) -> dict[str, Any]:
        given = self.cleaned_data
        names = ("answer_days", "role", "email", "climbs")
        rungs = {
            str(level): {name: given.get(f"{level}_{name}", False) for name in names}
            for level in Level
        }
        return escalating_value(
            escalating_of({"rungs": rungs, "snooze_days_max": given["snooze_days_max"]})
        )


def escalating_words(value: Mapping[str, Any]) -> list[str]:
    """The policy in sentences."""
    policy = escalating_of(value)
    titles = dict(_ROLES)
    told = []
    for level, rung in policy.rungs.items():
        who = rung.email or titles.get(rung.role, rung.role)
        up = "; else the case goes up by itself" if rung.climbs else ""
        days = plural(rung.answer_days, "business day", "business days")
        told.append(f"{LEVELS[str(level)]}: {who} answers within {days}{up}.")
    most = plural(policy.snooze_days_max, "day", "days")
    return [*told, f"A customer is put off the worklist for {most} at most."]
