"""Policies: what a house may set, in words, with every version it ever had and why."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from cashwright.areas.access.models import User
from cashwright.areas.cash.policies import ApplicationPolicy
from cashwright.areas.collections.policies import DUNNING, LADDER
from cashwright.areas.collections.policies.charging import (
    CHARGING,
    Charging,
    Mode,
    charging_of,
    charging_value,
)
from cashwright.areas.collections.policies.escalating import (
    ESCALATION,
    START,
    escalating_value,
)
from cashwright.areas.contracts.policies import PRORATION, Turn, matrix_of
from cashwright.areas.controls.models import PolicyVersion
from cashwright.areas.controls.policies import (
    CREDIT_NOTE,
    DEFAULT_LIMITS,
    LIMITS,
    REFUND,
    WRITE_OFF,
)
from cashwright.areas.controls.queries import policy_value, policy_values
from cashwright.areas.controls.services import set_policy
from cashwright.areas.credit.policies import DRIFT, RISK
from cashwright.areas.disputes.policies.clocks import CLOCKS
from cashwright.areas.disputes.policies.routing import ROUTING
from cashwright.areas.messaging.policies import CONTACT, ContactPolicy, value_of_contact
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import NotFound
from cashwright.runs.policies import CASH_APPLICATION, DAY_SCHEDULE
from cashwright.surfaces.console.formats import day_text, plural
from cashwright.surfaces.console.forms.agreements import ChargingForm
from cashwright.surfaces.console.forms.casework import (
    ClocksForm,
    RoutingForm,
    clocks_words,
    lines_of,
    routing_words,
)
from cashwright.surfaces.console.forms.contacting import ContactForm, contact_words
from cashwright.surfaces.console.forms.contracts import PRORATIONS
from cashwright.surfaces.console.forms.escalating import EscalatingForm, escalating_words
from cashwright.surfaces.console.forms.settings import (
    CashPolicyForm,
    DayScheduleForm,
    LimitsForm,
    PolicyForm,
    ProrationForm,
)
from cashwright.surfaces.console.forms.warnings import (
    DriftForm,
    RiskForm,
    drift_words,
    risk_words,
)
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.laddering.owners import may_for, owner_of, owners
from cashwright.surfaces.console.pages import done, page
from cashwright.surfaces.console.screens.settings_.tabs import crumbs, tabs, tried

_METHODS = {
    "exact": "the one open invoice of exactly the amount",
    "exact_sum": "the only set of invoices that sums to it",
    "oldest_first": "the invoices due first",
}


def _cash_words(value: Mapping[str, Any]) -> list[str]:
    methods = ", then ".join(_METHODS[m] for m in value["methods"])
    tie = "a person is asked" if value["same_amount"] == "ask" else "the one due first is taken"
    return [
        f"A payment that names no invoice settles {methods}.",
        f"When several fit equally well, {tie}.",
        f"Sums are looked for in sets of up to {value['set_size_max']} invoices.",
    ]


def _limits_words(value: Mapping[str, Any]) -> list[str]:
    names = {WRITE_OFF: "Write-offs", CREDIT_NOTE: "Credit notes", REFUND: "Refunds"}
    told = []
    for kind, name in names.items():
        limits = {**DEFAULT_LIMITS, **value}[kind]
        others = "".join(f", {code} {n:,}" for code, n in limits.items() if code != "*")
        if not any(limits.values()):
            told.append(f"{name}: always by two people.")
        else:
            told.append(f"{name}: up to {limits['*']:,} in any currency{others}.")
    return [*told, "For one customer in thirty days. What is above needs a second person."]


def _proration_words(value: Mapping[str, Any]) -> list[str]:
    names = {
        Turn.UPGRADE: "A change that costs more", Turn.DOWNGRADE: "A change that costs less",
        Turn.QUANTITY_UP: "A larger quantity", Turn.QUANTITY_DOWN: "A smaller quantity",
        Turn.CANCEL: "A cancellation",
    }  # fmt: skip
    said = [
        f"{names[turn]}: {PRORATIONS[how][0].lower()}{PRORATIONS[how][1:]}."
        for turn, how in matrix_of(value).items()
    ]
    return [*said, "What the change itself says, or its contract agreed, goes first."]


def _schedule_words(value: Mapping[str, Any]) -> list[str]:
    if value["hour"] is None:
        return ["The day is run only when somebody starts it."]
    return [
        f"A worker runs the day by itself from {value['hour']:02}:00 on, on the company's own clock.",
        "A day that is done stays as it is; books on a test clock wait for somebody.",
    ]


def _charging_words(value: Mapping[str, Any]) -> list[str]:
    charging = charging_of(value)
    if charging.mode == Mode.OFF or charging.since is None:
        return ["Paying late costs nothing."]
    rate = f"{charging.rate_bp // 100}.{charging.rate_bp % 100:02} % a year by contract"
    law = (
        f"the law of {charging.law.upper()}" if charging.law else "the law of the company's country"
    )
    told = rate if charging.mode == Mode.CONTRACTUAL else f"as {law} gives it"
    tax = "with tax" if charging.tax_rate_ppm else "outside the scope of tax"
    fee = "with a fee for each" if charging.has_fee else "without a fee"
    grace = plural(charging.grace_days, "day", "days")
    least = charging.minimum_major
    return [
        f"Interest, {told}, on invoices due from {day_text(charging.since)}, {fee}.",
        f"{grace} after the due day cost nothing; interest below {least} waits until it adds up.",
        f"It is accrued by the day's run, and billed or waived by a person, {tax}.",
    ]


def _cash_standard() -> dict[str, Any]:
    standard = ApplicationPolicy()
    return {
        "methods": [str(m) for m in standard.methods], "same_amount": str(standard.same_amount),
        "set_size_max": standard.set_size_max, "work_max": standard.work_max,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """One policy: its name in the books and in words, its form, how a value reads."""

    name: str
    title: str
    form: type[PolicyForm]
    standard: Callable[[], dict[str, Any]]
    words: Callable[[Mapping[str, Any]], list[str]]
    initial: Callable[[Mapping[str, Any]], dict[str, Any]] = dict


KINDS = {
    kind.name: kind
    for kind in (
        Kind(CASH_APPLICATION, "How known cash is applied", CashPolicyForm, _cash_standard, _cash_words),
        Kind(
            CONTACT, "When and how often people are contacted", ContactForm,
            lambda: value_of_contact(ContactPolicy()), contact_words, ContactForm.told,
        ),
        Kind(
            LIMITS, "What one person may do alone", LimitsForm, lambda: dict(DEFAULT_LIMITS),
            _limits_words, LimitsForm.told,
        ),
        Kind(
            PRORATION, "What a change does to a billed period", ProrationForm,
            lambda: {str(turn): str(how) for turn, how in matrix_of(None).items()},
            _proration_words,
        ),
        Kind(
            CHARGING, "What paying late costs", ChargingForm, lambda: charging_value(Charging()),
            _charging_words, ChargingForm.told,
        ),
        Kind(
            ESCALATION, "Who answers for a case", EscalatingForm, lambda: escalating_value(START),
            escalating_words, EscalatingForm.told,
        ),
        Kind(ROUTING, "Who gets which dispute", RoutingForm, dict, routing_words),
        Kind(CLOCKS, "How long a dispute may take", ClocksForm, dict, clocks_words, ClocksForm.told),
        Kind(DRIFT, "Who begins to pay worse", DriftForm, dict, drift_words, DriftForm.told),
        Kind(RISK, "Who is a risk", RiskForm, dict, risk_words, RiskForm.told),
        Kind(
            DAY_SCHEDULE, "When the day is run", DayScheduleForm, lambda: {"hour": None},
            _schedule_words, DayScheduleForm.told,
        ),
    )
}  # fmt: skip


def _in_force(kind: Kind, on: date, entity_id: UUID) -> dict[str, Any]:
    return {**kind.standard(), **(policy_value(kind.name, on=on, entity_id=entity_id) or {})}


@page(permission="settings.read", section="settings")
def policies(request: HttpRequest) -> HttpResponse:
    """Every policy in force, in sentences."""
    frame = frame_of(request)
    owner = owner_of(request, "settings.read")
    values = policy_values(KINDS, on=frame.as_of, entity_id=owner.pk)
    shown = [
        (
            kind, kind.words({**kind.standard(), **values.get(kind.name, {})}),
            reverse("console:policy", args=[kind.name]),
        )
        for kind in KINDS.values()
    ]  # fmt: skip
    context = {
        "title": "Settings",
        "tabs": tabs(request, "policies"),
        "shown": shown,
        "code": owner.code,
        "name": owner.name,
        "owners": owners(request, "settings.read"),
    }
    return render(request, "console/settings/policies.html", context)


@page(permission="settings.read", section="settings", methods=("GET", "POST"))
def policy(request: HttpRequest, name: str) -> HttpResponse:
    """One policy: what is in force, its versions, and giving it a new one."""
    kind = KINDS.get(name)
    if kind is None and (name == DUNNING or name.startswith(f"{LADDER}.")):
        return HttpResponseRedirect(owner_of(request, "collections.read").link("console:ladders"))
    if kind is None:
        raise NotFound(document="policy", id=name[:60])
    frame, owner = frame_of(request), owner_of(request, "settings.read")
    value = _in_force(kind, frame.as_of, owner.pk)
    may_edit = may_for(request, "policies.edit", owner)
    posted = request.POST if request.method == "POST" and may_edit else None
    form = kind.form(posted, initial={"valid_from": frame.today, **kind.initial(value)})
    tables = _tables(form, value, posted)
    if posted is not None and all([form.is_valid(), *(lines.is_valid() for _, lines in tables)]):
        form.rows = {lines.prefix: lines_of(lines) for _, lines in tables}
        made = tried(form, lambda: _set(request, kind, owner.pk, form))
        if made is not None:
            back = owner.link("console:policy", name)
            return done(
                request, back, f"Version {made.version} is in force from {made.valid_from}."
            )
    context = {
        "title": kind.title,
        "owner_name": owner.name,
        "sentences": kind.words(value),
        "versions": _versions(kind, owner.pk),
        "form": form,
        "tables": tables,
        "may_edit": may_edit,
        "crumbs": crumbs(("Policies", reverse("console:policies")), (kind.title, "")),
    }
    return render(request, "console/settings/policy.html", context)


def _tables(form: PolicyForm, value: Mapping[str, Any], posted: Any) -> list[tuple[str, Any]]:
    """The lists of lines of a policy, each with two empty ones at its end."""
    return [
        (title, forms.formset_factory(line, extra=2, max_num=60)(
            posted, prefix=name, initial=form.rows_told(name, value)
        ))
        for name, (title, line) in form.tables.items()
    ]  # fmt: skip


def _set(request: HttpRequest, kind: Kind, owner: UUID, form: PolicyForm) -> PolicyVersion:
    given = form.cleaned_data
    latest = PolicyVersion.objects.filter(name=kind.name, entity_id=owner).count()
    return set_policy(
        name=kind.name, value=form.value(latest + 1), valid_from=given["valid_from"],
        why=given["why"], by=Actor.human(request.user.pk), entity_id=owner,
    )  # fmt: skip


def _versions(kind: Kind, owner: UUID) -> list[dict[str, Any]]:
    """Every version, the latest first, each beside the one before it."""
    rows = list(PolicyVersion.objects.filter(name=kind.name, entity_id=owner).order_by("-version"))
    names = {str(user.pk): str(user) for user in User.objects.all()}
    return [
        {
            "row": row,
            "who": names.get(row.set_by, row.set_by),
            "after": json.dumps(row.value, indent=1),
            "before": json.dumps(older.value, indent=1) if older else "",
        }
        for row, older in zip_longest(rows, rows[1:])
    ]


urlpatterns = [
    path("settings/policies/", policies, name="policies"),
    path("settings/policies/<str:name>/", policy, name="policy"),
]
