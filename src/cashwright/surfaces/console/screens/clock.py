"""The clock of books that run on their own day: let one day or a week pass."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string

from cashwright.areas.access.reach import whole_house
from cashwright.areas.controls.queries import test_clock_day
from cashwright.kernel.refusals import BadInput, NotFound
from cashwright.surfaces.console.formats import day_text
from cashwright.surfaces.console.pages import done, page

STEPS = {"1": 1, "7": 7}


@page(permission="runs.run", methods=("POST",))
def advance_clock(request: HttpRequest) -> HttpResponse:
    """Let days pass: what came in is imported and every day is run. Only for a test clock."""
    if test_clock_day() is None:
        raise NotFound(document="clock", id="")
    asked = request.POST.get("days", "")
    if asked not in STEPS:
        raise BadInput(field="days", value=asked[:8], expected="1 or 7")
    with whole_house():  # days pass for every company, also for those the asker does not see
        today: date = import_string(settings.CASHWRIGHT_ADVANCE)(STEPS[asked])
    wanted = request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return done(
        request, wanted if own else reverse("console:home"), f"It is {day_text(today)} now."
    )


urlpatterns = [path("clock/advance/", advance_clock, name="advance_clock")]
