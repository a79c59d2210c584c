"""Payment plans: the list, one plan with its instalments, and what is done about it."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse

from cashwright.areas.collections.models import PaymentPlan
from cashwright.areas.collections.queries import Progress, plan_for, plans_for, progress
from cashwright.areas.collections.services import agree_plan, cancel_plan, plan_payload
from cashwright.areas.collections.states import PAYMENT_PLAN, PlanState
from cashwright.areas.controls.models import Approval
from cashwright.areas.controls.policies import PAYMENT_PLAN as LIMITED
from cashwright.areas.controls.states import ApprovalState
from cashwright.kernel.actors import Actor
from cashwright.kernel.ids import parse_public_id, public_id
from cashwright.kernel.refusals import Refusal
from cashwright.surfaces.console.acting import ASKED
from cashwright.surfaces.console.approving import Asking, or_ask
from cashwright.surfaces.console.forms.agreements import WhyForm
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.lists import Choice, Column, Empty, Kind, Listing, Row, Search, Tab
from cashwright.surfaces.console.pages import done, may, page
from cashwright.surfaces.console.scoping import OfCustomer, currencies
from cashwright.surfaces.console.screens.collections import plans_editor
from cashwright.surfaces.console.timeline import story
from cashwright.surfaces.console.words import say


def _href(row: Row) -> str:
    return reverse("console:plan", args=[public_id(PaymentPlan.PREFIX, row["pk"])])


PLANS = Listing(
    key="payment_plans",
    one="payment plan",
    many="payment plans",
    columns=(
        Column(key="customer", label="Customer", kind=Kind.LINK, path="customer__name",
               sort="customer__name", href=_href, needs=("pk",)),
        Column(key="total", label="Over", kind=Kind.MONEY, path="total_minor", sort="total_minor",
               total=True),
        Column(key="count", label="Instalments", kind=Kind.NUMBER, path="instalment_count"),
        Column(key="state", label="State", kind=Kind.STATE, path="state"),
        Column(key="agreed", label="Agreed on", kind=Kind.DATE, path="agreed_on"),
        Column(key="ended", label="Ended on", kind=Kind.DATE, path="ended_on"),
        Column(key="proposed", label="Proposed on", kind=Kind.DATE, path="proposed_on",
               sort="proposed_on", visible=False),
        Column(key="entity", label="Entity", path="entity__code", visible=False),
    ),
    tabs=(
        Tab("active", "In force", Q(state="active")),
        Tab("proposed", "Proposed", Q(state="proposed")),
        Tab("defaulted", "Missed", Q(state="defaulted")),
        Tab("kept", "Kept", Q(state="kept")),
        Tab("all", "All"),
    ),
    filters=(
        Search("customer__name", "customer__account_no", "note"),
        Choice("currency", "Currency", "currency", currencies),
        OfCustomer(),
    ),
    sort="-proposed",
    prefix=PaymentPlan.PREFIX,
    href=_href,
    empty=Empty(
        "No payment plans here", "Write one on a customer's page; reminders pause while it is kept.",
        icon="calendar-due",
    ),
)  # fmt: skip


def _rows(request: HttpRequest, frame: Frame) -> QuerySet[PaymentPlan]:
    mine = plans_for(request.user).filter(entity_id__in=frame.entity_ids)
    return mine.annotate(instalment_count=Count("instalments"))


@page(permission="collections.read", section="collections")
def plans(request: HttpRequest) -> HttpResponseBase:
    """All payment plans."""
    frame = frame_of(request)
    return PLANS.render(
        request, _rows(request, frame), title="Payment plans",
        crumbs=[("Collections", frame.link("console:collections")), ("Payment plans", "")],
    )  # fmt: skip


@page(permission="collections.read", section="collections")
def plan(request: HttpRequest, public: str) -> HttpResponse:
    """One plan: its instalments as bars, its invoices, what happened."""
    shown = plan_for(request.user, parse_public_id(PaymentPlan.PREFIX, public))
    frame = frame_of(request)
    on = min(frame.as_of, shown.ended_on) if shown.ended_on else frame.as_of
    found = progress([shown.pk], on)[shown.pk] if shown.agreed_on else None
    state = PlanState(shown.state)
    works = may(request, "collections.work")
    waiting = Approval.objects.filter(document_id=shown.pk, state=ApprovalState.REQUESTED)
    context = {
        "plan": shown, "public": public, "parts": _parts(shown, found), "progress": found,
        "items": shown.items.select_related("invoice"), "facts": story(shown.pk),
        "waiting": waiting,
        "may_agree": works and PAYMENT_PLAN.allows(state, "agree") and not waiting,
        "may_cancel": works and PAYMENT_PLAN.allows(state, "cancel"),
        "title": f"Payment plan of {shown.customer.name}",
        "crumbs": [
            ("Collections", frame.link("console:collections")),
            ("Payment plans", frame.link("console:plans")), ("Plan", ""),
        ],
    }  # fmt: skip
    return render(request, "console/collections/plan.html", context)


def _parts(shown: PaymentPlan, found: Progress | None) -> list[dict[str, object]]:
    """Each instalment with what came of it; only proposed ones have no standing."""
    rows = list(shown.instalments.order_by("number"))
    standings = [str(one) for one in found.standings] if found else ["proposed"] * len(rows)
    paid = found.filled if found else (0,) * len(rows)
    return [
        {"row": row, "state": standing, "paid_minor": minor}
        for row, standing, minor in zip(rows, standings, paid, strict=True)
    ]


@page(permission="collections.work", section="collections", methods=("GET", "POST"))
def plan_agree(request: HttpRequest, public: str) -> HttpResponse:
    """Both sides said yes; a large plan is sent to a second person."""
    shown = plan_for(request.user, parse_public_id(PaymentPlan.PREFIX, public), "collections.work")
    by, on = Actor.human(request.user.pk), frame_of(request).today

    def act(reason: str) -> str:
        asking = Asking(
            LIMITED, shown.entity_id, shown.pk, shown.customer_id, shown.currency,
            shown.total_minor, plan_payload(shown), reason,
        )  # fmt: skip
        asked = or_ask(lambda: agree_plan(plan_id=shown.pk, on=on, by=by), asking, by)
        return ASKED if asked else "The plan is in force: reminders of its invoices pause."

    return _with_reason(request, shown, "Agree", act)


@page(permission="collections.work", section="collections", methods=("GET", "POST"))
def plan_cancel(request: HttpRequest, public: str) -> HttpResponse:
    """Give a plan up."""
    shown = plan_for(request.user, parse_public_id(PaymentPlan.PREFIX, public), "collections.work")
    by, on = Actor.human(request.user.pk), frame_of(request).today

    def act(reason: str) -> str:
        cancel_plan(plan_id=shown.pk, on=on, by=by, why=reason)
        return "The plan is cancelled: reminders of its invoices go on."

    return _with_reason(request, shown, "Cancel the plan", act)


def _with_reason(
    request: HttpRequest, shown: PaymentPlan, button: str, act: plans_editor.Said
) -> HttpResponse:
    """Ask why, do it, say what came of it."""
    url = reverse("console:plan", args=[shown.public_id])
    form, status = WhyForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST" and form.is_valid():
        try:
            return done(request, url, act(form.cleaned_data["reason"]))
        except Refusal as refusal:
            status, sentence = say(refusal)
            form.add_error(None, sentence)
    context = {
        "form": form, "title": f"{button}: payment plan of {shown.customer.name}", "back": url,
        "button": button, "crumbs": [("Payment plan", url), (button, "")],
    }  # fmt: skip
    return render(request, "console/form.html", context, status=status)


urlpatterns = [
    path("collections/plans/", plans, name="plans"),
    path("collections/plans/<str:public>/", plan, name="plan"),
    path("collections/plans/<str:public>/agree/", plan_agree, name="plan_agree"),
    path("collections/plans/<str:public>/cancel/", plan_cancel, name="plan_cancel"),
    path("customers/<str:public>/plan/", plans_editor.plan_new, name="plan_new"),
]
