"""Forms of the policies about who pays worse and who is a risk: every figure of them, with its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any, ClassVar

from django import forms

from cashwright.areas.credit.policies import DriftPolicy, RiskPolicy
from cashwright.surfaces.console.formats import plural
from cashwright.surfaces.console.forms.settings import PolicyForm


class FiguresForm(PolicyForm):
    """A policy that is a list of figures: a field for each, by what it holds."""

    policy: ClassVar[type[DriftPolicy | RiskPolicy]]
    labels: ClassVar[Mapping[str, tuple[str, str]]]
    """(label, help) by the name of the figure."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, standard in asdict(self.policy()).items():
            if name != "version":
                label, told = self.labels.get(name, (name.replace("_", " ").capitalize(), ""))
                self.fields[name] = _field(standard, label, told)
        self.order_fields(None)

    @classmethod
    def told(cls, value: Mapping[str, Any]) -> dict[str, Any]:
        """A stored value as initial data."""
        known = asdict(cls.policy.of(value))
        return {
            name: ", ".join(map(str, each)) if isinstance(each, tuple) else each
            for name, each in known.items()
        }

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors:
            try:
                self.policy.of(self._stored(given))
            except AssertionError:
                self.add_error(
                    None, "These figures contradict each other. Look at the smaller ones."
                )
        return given

    def _stored(self, given: Mapping[str, Any]) -> dict[str, Any]:
        standard = asdict(self.policy())
        return {
            one.name: type(standard[one.name])(given[one.name])
            for one in fields(self.policy)
            if one.name in given
        }

    def value(self, version: int) -> dict[str, Any]:
        return {
            name: list(each) if isinstance(each, tuple) else each
            for name, each in self._stored(self.cleaned_data).items()
        }


def _field(standard: object, label: str, told: str) -> forms.Field:
    if isinstance(standard, bool):
        return forms.BooleanField(label=label, help_text=told, required=False)
    if isinstance(standard, int):
        return forms.IntegerField(label=label, help_text=told, min_value=0, max_value=100_000)
    if isinstance(standard, float):
        return forms.FloatField(label=label, help_text=told, min_value=0, max_value=1_000)
    return _DaysField(label=label, help_text=told or "Whole numbers with commas between.")


class _DaysField(forms.CharField):
    """Whole numbers, one or more: 7, 14, 30."""

    def clean(self, value: Any) -> tuple[int, ...]:
        parts = [part.strip() for part in str(super().clean(value)).split(",") if part.strip()]
        if not parts or not all(part.isdecimal() and 0 < int(part) < 1_000 for part in parts):
            raise forms.ValidationError(
                "Write whole numbers with commas between, such as 7, 14, 30."
            )
        return tuple(map(int, parts))


class DriftForm(FiguresForm):
    """When a customer is said to pay worse."""

    policy = DriftPolicy
    labels = {
        "is_on": ("Look for customers who begin to pay worse", ""),
        "history_count": ("Paying days that make the habit", ""),
        "history_min": ("At least so many, else nothing is told", ""),
        "memory_count": ("A lateness is nothing new within paying days", ""),
        "windows": ("Latest paying days that may be the new behavior", "With commas between."),
        "slack": ("Still nothing, in spreads worse than usual", ""),
        "threshold": ("Beyond that must add up to, in spreads", "Higher: fewer warnings, later."),
        "alone_threshold": ("Of a single paying day, in spreads", ""),
        "seldom_days": ("Who pays so seldom is warned of after one day", "Days between payments."),
        "slip_days_min": ("Smaller slips are nobody's business, days", ""),
        "hazard_ratio": ("Feared pace of open invoices, part of the usual", "Between 0 and 1."),
        "open_threshold": ("Open invoices must speak for it by", "Log odds."),
        "invoice_max": ("One invoice may say at most", "Log odds."),
        "open_days": ("Open invoices are looked at as of days before", "With commas between."),
        "signal_days": ("Signs are counted within days", "Broken promises and the like."),
        "signal_odds": ("A count must be as rare as", "0.001: one in a thousand."),
        "cooldown_days": ("A customer is not spoken of again for days", ""),
    }  # fmt: skip


def drift_words(value: Mapping[str, Any]) -> list[str]:
    """The policy in sentences."""
    policy = DriftPolicy.of(value)
    if not policy.is_on:
        return ["Nobody is told when a customer begins to pay worse."]
    slip, rest = (
        plural(policy.slip_days_min, "day", "days"),
        plural(policy.cooldown_days, "day", "days"),
    )
    return [
        f"A customer's habit is made of their last {policy.history_count} paying days, {policy.history_min} at least.",
        f"A slip of {slip} or more that adds up beyond the usual spread becomes one task.",
        f"After a warning the customer is not spoken of again for {rest}.",
    ]


class RiskForm(FiguresForm):
    """What makes a customer a risk."""

    policy = RiskPolicy
    labels = {
        "late_days": ("A point for each so many days usually late", "Up to 3 points."),
        "overdue_share_bp": (
            "A point for each such share over 30 days late", "In hundredths of a percent: 2500 is 25 %.",
        ),
        "drift_points": ("Points while a warning stands", ""),
        "promise_points": ("Points when promises are broken more often than kept", ""),
        "loss_points": ("Points when something was written off in two years", ""),
        "hold_points": ("Points when new credit is stopped", ""),
        "medium_from": ("Medium risk from points", ""), "high_from": ("High risk from points", ""),
    }  # fmt: skip


def risk_words(value: Mapping[str, Any]) -> list[str]:
    """The policy in sentences."""
    policy = RiskPolicy.of(value)
    return [
        f"From {policy.medium_from} points on a customer is a medium risk, from {policy.high_from} a high one.",
        (
            f"A point for each {plural(policy.late_days, 'day', 'days')} usually late and for each"
            f" {policy.overdue_share_bp // 100} % of what is open over 30 days late, up to 3 each."
        ),
        (
            f"A warning: {policy.drift_points}; broken promises: {policy.promise_points};"
            f" a loss: {policy.loss_points}; no new credit: {policy.hold_points}."
        ),
    ]
