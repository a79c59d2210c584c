"""Matching the lines that wait once more: after a payer was taught, an invoice posted, a threshold changed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from cashwright.areas.access.queries import scope
from cashwright.areas.controls.queries import books_today
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.refusals import Refusal
from cashwright.runs.match import run_match
from cashwright.surfaces.console.formats import count_text, plural
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import done, page
from cashwright.surfaces.console.screens.cash.scope import queue_url, waiting_lines
from cashwright.surfaces.console.words import say

AT_ONCE = 5_000  # lines that are matched while somebody waits for the page


@page(permission="runs.run", methods=("POST",))
def cash_again(request: HttpRequest) -> HttpResponse:
    """Match what waits in every company of the frame that the reader may run."""
    before = waiting_lines(request).count()
    if before > AT_ONCE:
        said = f"{count_text(before)} lines wait: more than a page can match. Run the day, or `cashwright match run`."
        messages.warning(request, said)
        return done(request, queue_url(request))
    reach = scope(request.user, "runs.run")
    for entity in LegalEntity.objects.filter(pk__in=frame_of(request).entity_ids, is_active=True):
        if not reach.covers(entity.pk):
            continue
        try:
            run_match(entity, books_today(entity.zone))
        except Refusal as refusal:
            messages.warning(request, say(refusal)[1])
    gone = before - waiting_lines(request).count()
    said = (
        f"{plural(gone, 'line is', 'lines are')} matched now."
        if gone
        else "Nothing new is certain."
    )
    return done(request, queue_url(request), said)
