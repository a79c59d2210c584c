"""Who works here and which roles they hold; duties that are kept apart are refused in words."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from cashwright.areas.access.granting import end_role, grant_or_ask
from cashwright.areas.access.models import RoleAssignment, User
from cashwright.areas.access.policies import GRANT_ROLE, ROLES, Role
from cashwright.areas.access.queries import people as everybody
from cashwright.areas.access.queries import people_day, person
from cashwright.areas.access.rules import RoleAsked
from cashwright.areas.access.services import add_person, end_sessions, set_active
from cashwright.areas.controls.queries import waiting_approvals
from cashwright.areas.parties.models import LegalEntity, Portfolio
from cashwright.kernel.actors import Actor
from cashwright.kernel.ids import parse_public_id
from cashwright.kernel.refusals import BadInput
from cashwright.surfaces.console.acting import ASKED
from cashwright.surfaces.console.forms.settings import PersonForm, RoleForm
from cashwright.surfaces.console.pages import done, may, page
from cashwright.surfaces.console.screens.settings_.tabs import crumbs, form_page, tabs, tried

EDIT = "people.edit"


def _url(user: User) -> str:
    return reverse("console:person", args=[user.public_id])


@page(permission="people.read", section="settings")
def people(request: HttpRequest) -> HttpResponse:
    """Everybody, and the roles in force."""
    day = people_day()
    rows = [
        (user, [ROLES[Role(a.role)].title for a in user.assignments.all() if _is_in_force(a, day)])
        for user in everybody()
    ]
    context = {
        "title": "Settings", "tabs": tabs(request, "people"), "rows": rows, "may_edit": may(request, EDIT),
    }  # fmt: skip
    return render(request, "console/settings/people.html", context)


def _is_in_force(held: RoleAssignment, on: date) -> bool:
    return (
        held.ended_at is None
        and held.from_on <= on
        and (held.until_on is None or held.until_on >= on)
    )


@page(permission=EDIT, section="settings", methods=("GET", "POST"))
def person_new(request: HttpRequest) -> HttpResponse:
    """Add somebody; they can do nothing until they hold a role."""
    form = PersonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        made = tried(form, lambda: add_person(**form.cleaned_data, by=Actor.human(request.user.pk)))
        if made is not None:
            return done(request, _url(made), f"{made} can sign in. Give them a role.")
    return form_page(
        request, form, title="New person", button="Add", back=reverse("console:people")
    )


@page(permission="people.read", section="settings", methods=("GET", "POST"))
def person_one(request: HttpRequest, public: str) -> HttpResponse:
    """One person: their roles, and giving them another."""
    shown = person(parse_public_id(User.PREFIX, public))
    form = RoleForm(request.POST if request.method == "POST" else None)
    may_edit = may(request, EDIT)
    if form.is_bound and may_edit and form.is_valid():
        said = tried(form, lambda: _grant(request, shown, form))
        if said is not None:
            return done(request, _url(shown), said)
    entities: dict[UUID | None, str] = {e.pk: e.name for e in LegalEntity.objects.all()}
    folios: dict[UUID | None, str] = {p.pk: p.name for p in Portfolio.objects.all()}
    held = [
        (a, ROLES[Role(a.role)], entities.get(a.entity_id, ""), folios.get(a.portfolio_id, ""))
        for a in shown.assignments.all()
    ]
    context = {
        "title": str(shown),
        "person": shown,
        "held": held,
        "waiting": [
            ROLES[Role(asked.payload["role"])].title
            for asked in waiting_approvals().filter(kind=GRANT_ROLE, document_id=shown.pk)
        ],
        "form": form,
        "may_edit": may_edit and shown.pk != request.user.pk,
        "crumbs": crumbs(("People & roles", reverse("console:people")), (str(shown), "")),
    }
    return render(request, "console/settings/person.html", context)


def _grant(request: HttpRequest, shown: User, form: RoleForm) -> str:
    """Give the role or ask for it; what became of it, in words."""
    given = form.cleaned_data
    asked = RoleAsked(
        user_id=shown.pk, role=form.role_asked(), from_on=people_day(),
        entity_id=given["entity"].pk if given["entity"] else None,
        portfolio_id=given["portfolio"].pk if given["portfolio"] else None,
        until_on=given["until_on"], compensating_control=given["compensating_control"],
    )  # fmt: skip
    waits = grant_or_ask(asked, by=Actor.human(request.user.pk), reason=given["reason"])
    return ASKED if waits else "The role is given."


@page(permission=EDIT, methods=("POST",))
def role_end(request: HttpRequest, public: str) -> HttpResponse:
    """Take a role away, at once."""
    ended = end_role(
        assignment_id=parse_public_id(RoleAssignment.PREFIX, public),
        by=Actor.human(request.user.pk),
    )
    return done(request, _url(ended.user), "The role is ended.")


@page(permission=EDIT, methods=("POST",))
def person_act(request: HttpRequest, public: str) -> HttpResponse:
    """Let somebody go, take them back, or log them out everywhere."""
    pk: UUID = parse_public_id(User.PREFIX, public)
    by, act = Actor.human(request.user.pk), request.POST.get("do", "")
    match act:
        case "leave" | "return":
            user = set_active(user_id=pk, is_active=act == "return", by=by)
            text = "They are back." if act == "return" else "They cannot sign in any more."
        case "sign_out":
            user, text = end_sessions(user_id=pk, by=by), "They are signed out everywhere."
        case _:
            raise BadInput(field="do", value=act[:16], expected="leave, return or sign_out")
    return done(request, _url(user), text)


urlpatterns = [
    path("settings/people/", people, name="people"),
    path("settings/people/new/", person_new, name="person_new"),
    path("settings/people/<str:public>/", person_one, name="person"),
    path("settings/people/<str:public>/act/", person_act, name="person_act"),
    path("settings/roles/<str:public>/end/", role_end, name="role_end"),
]
