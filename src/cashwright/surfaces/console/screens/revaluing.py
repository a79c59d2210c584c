"""Revaluing open foreign items at a month's end: what is open, what it would write, the act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from cashwright.areas.ledger.models import JournalEntry
from cashwright.areas.ledger.refusals import PeriodNotOver
from cashwright.areas.ledger.revaluation import Valuation, revaluation_of, revalue, valuations
from cashwright.areas.ledger.rules import BalanceRow
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.actors import Actor
from cashwright.kernel.ids import public_id
from cashwright.kernel.periods import Period as Month
from cashwright.kernel.periods import month_of
from cashwright.kernel.refusals import BadInput
from cashwright.surfaces.console.acting import Step, carry_out, show
from cashwright.surfaces.console.books.reach import whole_entity
from cashwright.surfaces.console.formats import day_text
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.pages import page


@dataclass(frozen=True, slots=True)
class Foreign:
    """Open foreign items of a month's end. `made_url`: the entry, once they are revalued."""

    rows: list[Valuation]
    made_url: str
    revalue_url: str
    rates_url: str


def month_named(text: str) -> Month:
    """The month of "2026-01". Raises BadInput."""
    try:
        return month_of(date.fromisoformat(f"{text}-01"))
    except ValueError:
        raise BadInput(field="month", value=text[:10], expected="a month such as 2026-01") from None


def foreign(
    entity: LegalEntity, month: Month, frame: Frame, balances: list[BalanceRow], *,
    may_revalue: bool,
) -> Foreign:  # fmt: skip
    """What the page of a month shows of its foreign items; `balances`: the trial balance at its end."""
    rows = valuations(entity, month.last_on, balances)
    made = revaluation_of(entity.pk, month.last_on)
    is_wanted = may_revalue and not made and any(r.difference_minor != 0 for r in rows)
    is_known = all(r.worth_minor is not None for r in rows)
    where = (entity.code, f"{month.start:%Y-%m}")
    return Foreign(
        rows,
        reverse("console:entry", args=[public_id(JournalEntry.PREFIX, made.entry_id)]) if made else "",
        frame.link("console:period_revalue", *where) if is_wanted and is_known else "",
        "" if made or is_known else frame.link("console:rates"),
    )  # fmt: skip


@page(permission="periods.close", section="ledger", methods=("GET", "POST"))
def period_revalue(request: HttpRequest, code: str, month: str) -> HttpResponse:
    """Revalue what is open in foreign currencies as of a month's last day."""
    entity, asked, frame = (
        whole_entity(request, "periods.close", code), month_named(month), frame_of(request),
    )  # fmt: skip
    on = asked.last_on
    if on >= frame.today:
        raise PeriodNotOver(ends_on=on, today=frame.today)
    by = Actor.human(request.user.pk)
    back = frame.link("console:period", entity.code, f"{asked.start:%Y-%m}")
    step = Step(
        f"Revalue open foreign items as of {day_text(on)}", "Revalue", back,
        "Open foreign items are revalued.",
        "Each currency is valued at the last rate published by that day. "
        "The first of the next month takes it back.",
        about=entity.name,
        crumbs=[
            ("Ledger", frame.link("console:ledger")),
            ("Periods", frame.link("console:periods", of=entity.code)),
            (f"{asked.start:%B %Y}", back),
            ("Revalue", ""),
        ],
    )  # fmt: skip
    form = forms.Form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return carry_out(
            request, step, form, lambda: revalue(entity_id=entity.pk, on=on, by=by), by
        )
    return show(request, step, form)


urlpatterns = [
    path("ledger/periods/<str:code>/<str:month>/revalue/", period_revalue, name="period_revalue"),
]
