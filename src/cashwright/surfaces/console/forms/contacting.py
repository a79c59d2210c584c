"""The form of the policy about contact: in which hours, on which days, how often, by whose leave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from cashwright.areas.messaging.policies import (
    PRESETS,
    ContactPolicy,
    contact_policy_of,
    value_of_contact,
)
from cashwright.areas.messaging.refusals import BadContactPolicy
from cashwright.areas.parties.policies import Channel, Purpose
from cashwright.surfaces.console.collecting import CONTACTS
from cashwright.surfaces.console.formats import plural
from cashwright.surfaces.console.forms.settings import PolicyForm

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_STARTS = {
    "standard": "Between companies", "us": "Consumers in the US: Regulation F and the TCPA",
    "eu": "The stricter hours of the EU",
}  # fmt: skip
_CHANNELS = [(str(one), CONTACTS.get(str(one), str(one).capitalize())) for one in Channel]
_PURPOSES = [(str(one), str(one).replace("_", " ").capitalize()) for one in Purpose]


def _ticks(
    label: str, choices: list[tuple[str, str]], told: str = "", *, required: bool = False
) -> forms.Field:
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        required=required,
        widget=forms.CheckboxSelectMultiple,
        help_text=told,
    )


class ContactForm(PolicyForm):
    """When and how often somebody may be contacted."""

    start = forms.ChoiceField(
        label="Take over the rules", required=False,
        choices=[("", "As written below"), *_STARTS.items()],
        help_text="A set of rules goes before what is written below.",
    )  # fmt: skip
    from_hour = forms.IntegerField(
        label="From hour", min_value=0, max_value=23, help_text="On the recipient's own clock."
    )
    until_hour = forms.IntegerField(label="Until hour", min_value=1, max_value=24)
    weekdays = _ticks(
        "On these days", [(str(n), day) for n, day in enumerate(_DAYS)], required=True
    )
    business_days_only = forms.BooleanField(
        label="Not on weekends and holidays either", required=False
    )
    budget = forms.IntegerField(
        label="Messages to a customer in seven days", min_value=1, max_value=50
    )
    gap_hours = forms.IntegerField(
        label="Hours between two messages", min_value=0, max_value=24 * 60
    )
    calls_max = forms.IntegerField(label="Calls in seven days", min_value=1, max_value=50)
    talk_gap_days = forms.IntegerField(
        label="Days without a call after a talk", min_value=0, max_value=60
    )
    consent_channels = _ticks("A yes is needed for", _CHANNELS, "Marketing always needs one.")
    documents_any_time = forms.BooleanField(label="Invoices go out at any hour", required=False)
    unsubscribe_purposes = _ticks("A link to unsubscribe is in", _PURPOSES)
    field_order = ("start", "from_hour", "until_hour", "weekdays", "business_days_only", "budget")

    @classmethod
    def told(cls, value: Mapping[str, Any]) -> dict[str, Any]:
        """A stored value as initial data."""
        known = value_of_contact(contact_policy_of(value))
        return {**known, "weekdays": [str(day) for day in known["weekdays"]], "start": ""}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not given["start"]:
            try:
                self._written()
            except BadContactPolicy:
                self.add_error("until_hour", "A window opens before it closes.")
        return given

    def _written(self) -> ContactPolicy:
        given = self.cleaned_data
        names = ("from_hour", "until_hour", "business_days_only", "budget", "gap_hours", "calls_max",
                 "talk_gap_days", "consent_channels", "documents_any_time", "unsubscribe_purposes")  # fmt: skip
        days = [int(day) for day in given["weekdays"]]
        return contact_policy_of({**{name: given[name] for name in names}, "weekdays": days})

    def value(self, version: int) -> dict[str, Any]:
        start = self.cleaned_data["start"]
        return value_of_contact(PRESETS[start] if start else self._written())


def contact_words(value: Mapping[str, Any]) -> list[str]:
    """The policy in sentences."""
    policy = contact_policy_of(value)
    days = (
        "every day" if len(policy.weekdays) == 7 else ", ".join(_DAYS[n] for n in policy.weekdays)
    )
    off = ", and on no holiday" if policy.business_days_only else ""
    gap = f", {policy.gap_hours} hours between two" if policy.gap_hours else ""
    asked = [dict(_CHANNELS)[one].lower() for one in policy.consent_channels]
    return [
        f"Messages go out from {policy.from_hour}:00 to {policy.until_hour}:00 where the reader is, {days}{off}.",
        (
            f"{plural(policy.budget, 'message', 'messages')} to a customer in seven days{gap};"
            f" {plural(policy.calls_max, 'call', 'calls')}."
        ),
        f"A yes is needed first for: {', '.join(asked) or 'nothing but marketing'}.",
    ]
