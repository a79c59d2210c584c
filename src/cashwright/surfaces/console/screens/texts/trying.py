"""Starting a trial and ending one: both are agreed on by a second person where there is one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cashwright.areas.collections.policies.trials import Trial
from cashwright.areas.collections.queries import ladders_in_force, send_time, trials_in_force
from cashwright.areas.collections.refusals import BadTrial
from cashwright.areas.collections.services import propose_send_time, propose_trial
from cashwright.areas.controls.models import Approval, PolicyVersion
from cashwright.areas.messaging.policies import TextKind
from cashwright.areas.messaging.queries import text_choices
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import NotFound
from cashwright.surfaces.console.acting import ASKED
from cashwright.surfaces.console.forms.trials import SendTimeForm, TrialForm
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import done, page
from cashwright.surfaces.console.screens.settings_.tabs import form_page, tried
from cashwright.surfaces.console.screens.texts.working import company_of

_WRITTEN = (TextKind.REMINDER, TextKind.NOTICE)


@page(permission="policies.edit", section="settings", methods=("GET", "POST"))
def trial_new(request: HttpRequest) -> HttpResponse:
    """A new trial of a company."""
    company, today = company_of(request, "policies.edit"), frame_of(request).today
    variants = sorted({one for choice in text_choices(_WRITTEN) for one in choice.variants})
    form = TrialForm(
        request.POST if request.method == "POST" else None,
        initial={"from_on": today, "step": request.GET.get("step", "")},
        ladders=list(ladders_in_force(company.pk, today).values()), variants=variants,
    )  # fmt: skip
    if form.is_bound and form.is_valid():
        answer = _proposed(request, company, form, lambda: _trial(form), form.cleaned_data["why"])
        if answer is not None:
            return answer
    return form_page(
        request, form, title="Try a step in several ways", button="Send for approval",
        back=_back(company), note="Way a is the step as it is. Who gets which way is left to chance,"
        " customer by customer, and stays as it is for them.",
    )  # fmt: skip


def _trial(form: TrialForm) -> Trial:
    try:
        return form.trial()
    except AssertionError as error:
        raise BadTrial(reason=str(error)) from error


class EndForm(forms.Form):
    """Why a trial ends."""

    why = forms.CharField(label="Why it ends", max_length=400)


@page(permission="policies.edit", section="settings", methods=("GET", "POST"))
def trial_end(request: HttpRequest, of: str, code: str) -> HttpResponse:
    """End a trial today; what it showed stays."""
    company, today = company_of(request, "policies.edit", of), frame_of(request).today
    shown = next((one for one in trials_in_force(company.pk, today) if one.code == code), None)
    if shown is None:
        raise NotFound(document="trial", id=code[:24])
    form = EndForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        ended = replace(shown, until_on=max(today, shown.from_on))
        answer = _proposed(request, company, form, lambda: ended, form.cleaned_data["why"])
        if answer is not None:
            return answer
    return form_page(
        request, form, title=f"End the trial “{shown.title}”", button="Send for approval",
        back=reverse("console:trial", args=[of, code]),
        note="From tomorrow on everybody gets the step as it is. What was learned stays readable.",
    )  # fmt: skip


@page(permission="policies.edit", section="settings", methods=("GET", "POST"))
def send_time_edit(request: HttpRequest) -> HttpResponse:
    """Whether the hour of reminders is learned."""
    company, today = company_of(request, "policies.edit"), frame_of(request).today
    now = send_time(company.pk, today)
    form = SendTimeForm(
        request.POST if request.method == "POST" else None, initial=SendTimeForm.told(now)
    )
    if form.is_bound and form.is_valid():
        made, by = form.policy(now), Actor.human(request.user.pk)
        told = tried(form, lambda: propose_send_time(
            made, valid_from=today, why=form.cleaned_data["why"], entity_id=company.pk, on=today, by=by
        ))  # fmt: skip
        if told is not None:
            return done(request, _back(company), _said(told))
    return form_page(
        request, form, title="The hour of reminders", button="Send for approval",
        back=_back(company), note="An hour only ever delays a reminder within its day. Windows,"
        " budgets and consent are judged when it goes out, whatever was chosen.",
    )  # fmt: skip


def _said(told: Approval | PolicyVersion) -> str:
    return ASKED if isinstance(told, Approval) else f"It is in force from {told.valid_from}."


def _proposed(
    request: HttpRequest,
    company: LegalEntity,
    form: forms.Form,
    made: Callable[[], Trial],
    why: str,
) -> HttpResponse | None:
    by, today = Actor.human(request.user.pk), frame_of(request).today
    told = tried(
        form, lambda: propose_trial(made(), why=why, entity_id=company.pk, on=today, by=by)
    )
    if told is None:
        return None
    return done(request, _back(company), _said(told))


def _back(company: LegalEntity) -> str:
    return f"{reverse('console:what_works')}?{urlencode({'of': company.code})}"
