"""Periods: what is left to do, closing a month, locking it, asking for it to be opened again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from cashwright.areas.access.queries import found
from cashwright.areas.controls.models import Approval
from cashwright.areas.controls.queries import waiting_approvals
from cashwright.areas.controls.services import request_approval
from cashwright.areas.ledger.models import Period, Posting
from cashwright.areas.ledger.periods import REOPEN, close_period, lock_period
from cashwright.areas.ledger.queries import trial_balance
from cashwright.areas.ledger.states import PERIOD, PeriodState
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.actors import Actor
from cashwright.kernel.ids import parse_public_id, public_id
from cashwright.kernel.periods import Period as Month
from cashwright.kernel.periods import add_months, month_of
from cashwright.surfaces.console.books.checklist import checks, hash_holds
from cashwright.surfaces.console.books.reach import whole_entities, whole_entity
from cashwright.surfaces.console.forms.ledger import WhyForm
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.pages import done, may, page
from cashwright.surfaces.console.screens.revaluing import foreign, month_named


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month of a company, and its period once it was closed."""

    month: Month
    period: Period | None
    state: str
    url: str


@page(permission="ledger.read", section="ledger")
def periods(request: HttpRequest) -> HttpResponse:
    """The months of one company from the first posting on, the latest first."""
    frame = frame_of(request)
    entities = whole_entities(request, "ledger.read")
    code = request.GET.get("of", "")
    entity = next((e for e in entities if e.code == code), entities[0] if entities else None)
    months = _months(entity, frame) if entity else []
    context = {
        "title": "Periods",
        "entity": entity,
        "entities": [(e, frame.link("console:periods", of=e.code)) for e in entities],
        "months": months,
        "next": next((m for m in reversed(months) if m.state == "open"), None),
        "today": frame.today,
        "crumbs": [("Ledger", frame.link("console:ledger")), ("Periods", "")],
    }
    return render(request, "console/periods/list.html", context)


def _months(entity: LegalEntity, frame: Frame) -> list[MonthRow]:
    first = Posting.objects.filter(entity=entity).aggregate(first=Min("effective_on"))["first"]
    if first is None:
        return []
    known = {row.starts_on: row for row in Period.objects.filter(entity=entity)}
    rows, month = [], month_of(first)
    while month.start <= frame.today:
        rows.append(_row(entity, month, known.get(month.start), frame))
        month = month_of(add_months(month.start, 1))
    return rows[::-1]


def _row(entity: LegalEntity, month: Month, period: Period | None, frame: Frame) -> MonthRow:
    url = frame.link("console:period", entity.code, f"{month.start:%Y-%m}")
    return MonthRow(month, period, period.state if period else str(PERIOD.start), url)


@page(permission="ledger.read", section="ledger")
def period(request: HttpRequest, code: str, month: str) -> HttpResponse:
    """One month: its checklist, its state, what may be done about it."""
    frame = frame_of(request)
    entity = whole_entity(request, "ledger.read", code)
    return _page(request, frame, entity, month_named(month), WhyForm())


def _page(
    request: HttpRequest, frame: Frame, entity: LegalEntity, month: Month, form: WhyForm
) -> HttpResponse:
    kept = Period.objects.filter(entity=entity, starts_on=month.start).first()
    state = PeriodState(kept.state) if kept else PERIOD.start
    is_over = month.last_on < frame.today
    rows = trial_balance(entity.pk, month.last_on)
    todo = checks(entity, month, frame, rows) if state == PeriodState.OPEN else []
    may_close = is_over and PERIOD.allows(state, "close") and may(request, "periods.close")
    context = {
        "title": f"{month.start:%B %Y}",
        "entity": entity,
        "month": month,
        "period": kept,
        "public": public_id(Period.PREFIX, kept.pk) if kept else "",
        "state": str(state),
        "is_over": is_over,
        "checks": todo,
        "warnings": " ".join(each.warns for each in todo if each.warns),
        "foreign": foreign(entity, month, frame, rows, may_revalue=may_close),
        "hash_holds": hash_holds(kept) if kept and state != PeriodState.OPEN else None,
        "asked": _asked(kept),
        "form": form,
        "may_close": may_close,
        "may_lock": PERIOD.allows(state, "lock") and may(request, "periods.close"),
        "may_ask": PERIOD.allows(state, "reopen") and may(request, "periods.reopen"),
        "crumbs": [
            ("Ledger", frame.link("console:ledger")),
            ("Periods", frame.link("console:periods", of=entity.code)),
            (f"{month.start:%B %Y}", ""),
        ],
    }
    return render(request, "console/periods/one.html", context)


def _asked(kept: Period | None) -> Approval | None:
    if kept is None:
        return None
    return waiting_approvals().filter(kind=REOPEN, document_id=kept.pk).first()


def _url(code: str, starts_on: date) -> str:
    return reverse("console:period", args=[code, f"{starts_on:%Y-%m}"])


@page(permission="periods.close", methods=("POST",))
def period_close(request: HttpRequest, code: str, month: str) -> HttpResponse:
    """Close a month."""
    entity = whole_entity(request, "periods.close", code)
    made = close_period(
        entity_id=entity.pk, starts_on=month_named(month).start, today=frame_of(request).today,
        by=Actor.human(request.user.pk),
    )  # fmt: skip
    return done(request, _url(code, made.starts_on), f"{made.starts_on:%B %Y} is closed.")


def _one(request: HttpRequest, public: str, permission: str) -> Period:
    pk = parse_public_id(Period.PREFIX, public)
    rows = Period.objects.select_related("entity")
    return found(rows, request.user, permission, pk, document="period", portfolio=None)


@page(permission="periods.close", methods=("POST",))
def period_lock(request: HttpRequest, public: str) -> HttpResponse:
    """Lock a closed month for good."""
    kept = _one(request, public, "periods.close")
    lock_period(period_id=kept.pk, by=Actor.human(request.user.pk))
    return done(
        request, _url(kept.entity.code, kept.starts_on), f"{kept.starts_on:%B %Y} is locked."
    )


@page(permission="periods.reopen", section="ledger", methods=("POST",))
def period_ask(request: HttpRequest, public: str) -> HttpResponse:
    """Ask a second person to open a closed month again."""
    kept = _one(request, public, "periods.reopen")
    PERIOD.after(PeriodState(kept.state), "reopen")
    form = WhyForm(request.POST)
    if not form.is_valid():
        return _page(request, frame_of(request), kept.entity, month_of(kept.starts_on), form)
    request_approval(
        entity_id=kept.entity_id, kind=REOPEN, document_id=kept.pk,
        payload={"period_id": str(kept.pk)}, by=Actor.human(request.user.pk),
        reason=form.cleaned_data["reason"],
    )  # fmt: skip
    return done(
        request, _url(kept.entity.code, kept.starts_on),
        "A second person was asked. The month opens when they approve.",
    )  # fmt: skip


urlpatterns = [
    path("ledger/periods/", periods, name="periods"),
    path("ledger/periods/<str:code>/<str:month>/", period, name="period"),
    path("ledger/periods/<str:code>/<str:month>/close/", period_close, name="period_close"),
    path("ledger/period/<str:public>/lock/", period_lock, name="period_lock"),
    path("ledger/period/<str:public>/ask/", period_ask, name="period_ask"),
]
