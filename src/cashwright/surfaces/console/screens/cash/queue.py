"""The review queue: bank lines that wait | what is proposed for the chosen one | what speaks for it.

    /cash/?line=bln_…     the line whose proposal is shown; the oldest without one
    ?side=out             money that went out; else money that came in
    ?from=…               where the page of lines begins (a mark of lists/keyset.py)

The list is paged by day and id, so that clearing fifty thousand lines costs the same at either end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from cashwright.areas.cash.models import BankLine, Match
from cashwright.areas.cash.queries import standing_match, standing_matches
from cashwright.areas.controls.models import Approval
from cashwright.areas.controls.states import ApprovalState
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.lists import keyset
from cashwright.surfaces.console.lists.shown import count_words
from cashwright.surfaces.console.lists.totals import counts
from cashwright.surfaces.console.pages import is_fragment, may, page
from cashwright.surfaces.console.screens.cash.emptied import emptied
from cashwright.surfaces.console.screens.cash.evidence import evidence_of
from cashwright.surfaces.console.screens.cash.proposals import guard_words, proposals_of
from cashwright.surfaces.console.screens.cash.scope import (
    Sure,
    is_waiting,
    one_line,
    sure_of,
    waiting_lines,
)

SIZE = 40
SIDES = {"in": "Money in", "out": "Money out"}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of the left pane."""

    line: BankLine
    public: str
    url: str
    work_url: str
    sure: Sure
    is_here: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks of the queue."""

    side: str
    line: str
    mark: str

    @classmethod
    def of(cls, params: Any) -> Asked:
        side = params.get("side", "in")
        return cls(side if side in SIDES else "in", params.get("line", ""), params.get("from", ""))

    def url(self, frame: Frame, **changes: str) -> str:
        """The address of the queue with some of it changed."""
        told = {"side": self.side, "line": self.line, "from": self.mark, **changes}
        kept = {
            name: value for name, value in told.items() if value and (name, value) != ("side", "in")
        }
        return frame.link("console:cash_queue", **kept)


@page(permission="payments.read", section="cash_queue")
def cash_queue(request: HttpRequest) -> HttpResponse:
    """The queue as a page; for htmx, its three panes."""
    asked = Asked.of(request.GET)
    template = "console/cash/panes.html" if is_fragment(request) else "console/cash/queue.html"
    return render(request, template, panes(request, asked))


@page(permission="payments.read", section="cash_queue")
def cash_work(request: HttpRequest, public: str) -> HttpResponse:
    """The two right panes for one line; in a browser without htmx the queue with it chosen."""
    line = one_line(request, public, "payments.read")
    asked = Asked.of(request.GET)
    if not is_fragment(request):
        asked = Asked(asked.side, public, asked.mark)
        return render(request, "console/cash/queue.html", panes(request, asked))
    return render(request, "console/cash/work.html", work(request, line, asked))


def sided(rows: QuerySet[BankLine], side: str) -> QuerySet[BankLine]:
    """The lines that brought money, or those that took it."""
    return rows.filter(amount_minor__gt=0) if side == "in" else rows.filter(amount_minor__lte=0)


def panes(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """All three panes: the page of lines that has the chosen one, and that one's proposal."""
    frame = frame_of(request)
    rows = sided(waiting_lines(request), asked.side)
    shown, before, after = _page(rows, asked)
    chosen = next((row for row in shown if row.public_id == asked.line), None)
    if chosen is None and asked.line:
        chosen = one_line(request, asked.line, "payments.read")
    chosen = chosen or (shown[0] if shown else None)
    matches = standing_matches([row.pk for row in shown])
    sides = counts([sided(waiting_lines(request), side) for side in SIDES])
    context: dict[str, Any] = {
        "title": "Review queue", "asked": asked,
        "rows": [_waiting(frame, asked, row, matches.get(row.pk), chosen) for row in shown],
        "sides": [
            (SIDES[side], count_words(count), asked.url(frame, side=side, line="", **{"from": ""}), side == asked.side)
            for side, count in zip(SIDES, sides, strict=True)
        ],
        "previous_url": asked.url(frame, line="", **{"from": before}) if before else "",
        "next_url": asked.url(frame, line="", **{"from": after}) if after else "",
        "left_words": f"{count_words(sides[list(SIDES).index(asked.side)])} left",
        "may_apply": may(request, "cash.apply"), "may_run": may(request, "runs.run"),
    }  # fmt: skip
    if chosen is not None:
        match = matches.get(chosen.pk) if chosen.pk in matches else standing_match(chosen.pk)
        return context | work(request, chosen, asked, match)
    return context | {"line": None, "emptied": emptied(request) if not any(sides) else None}


def _page(rows: QuerySet[BankLine], asked: Asked) -> tuple[list[BankLine], str, str]:
    """A page of lines, and the marks of the pages before ("first" for the first) and after it.

    A mark is the last line before its page, so that clearing lines moves the page on by itself.
    """
    by = keyset.order(rows, "booked_on", is_descending=False)
    place = keyset.place(asked.mark, by) if asked.mark else None
    later = rows.filter(by.beyond(place[0], place[1])) if place else rows
    found = list(later.order_by(*by.terms())[: SIZE + 1])
    position = place[2] if place else 0
    shown = found[:SIZE]
    after = before = ""
    if len(found) > SIZE:
        after = keyset.mark(shown[-1].booked_on, shown[-1].pk, position + SIZE)
    if place:
        before = _mark_before(rows, by, place)
    return shown, before, after


def _mark_before(rows: QuerySet[BankLine], by: keyset.Order, place: tuple[Any, Any, int]) -> str:
    """The mark of the page before: the line SIZE before this page's mark; "first" where there is none."""
    earlier = rows.filter(by.beyond(place[0], place[1], backwards=True))
    found = list(earlier.order_by(*by.terms(backwards=True))[:SIZE])
    if len(found) < SIZE:
        return "first"
    return keyset.mark(found[-1].booked_on, found[-1].pk, max(0, place[2] - SIZE))


def _waiting(
    frame: Frame, asked: Asked, row: BankLine, match: Match | None, chosen: BankLine | None
) -> Waiting:
    public = row.public_id
    query = urlencode({"side": asked.side, "from": asked.mark, **frame.kept})
    work_url = reverse("console:cash_work", args=[public])
    return Waiting(
        row, public, asked.url(frame, line=public), f"{work_url}?{query}", sure_of(match),
        chosen is not None and row.pk == chosen.pk,
    )  # fmt: skip


_UNKNOWN: Any = object()


def work(
    request: HttpRequest, line: BankLine, asked: Asked, match: Any = _UNKNOWN
) -> dict[str, Any]:
    """The two right panes."""
    standing: Match | None = standing_match(line.pk) if match is _UNKNOWN else match
    proposals = proposals_of(line, standing)
    may_act = may(request, "cash.apply") and is_waiting(line)
    asked_for = Approval.objects.filter(document_id=line.pk, state=ApprovalState.REQUESTED).first()
    return {
        "line": line, "public": line.public_id, "match": standing, "asked": asked,
        "proposal": proposals[0] if proposals else None, "alternatives": proposals[1:],
        "guards": guard_words(standing), "sure": sure_of(standing), "evidence": evidence_of(line),
        "is_waiting": is_waiting(line), "may_act": may_act and asked_for is None,
        "asked_for": asked_for, "is_in": line.amount_minor > 0,
        "seen": str(standing.pk) if standing else "",
    }  # fmt: skip


def next_line(request: HttpRequest, line: BankLine, side: str) -> BankLine | None:
    """The line that waits after this one; the first of the queue when it was the last."""
    rows = sided(waiting_lines(request), side)
    by = keyset.order(rows, "booked_on", is_descending=False)
    later = rows.filter(by.beyond(line.booked_on, line.pk)).order_by(*by.terms())
    return later.first() or rows.order_by(*by.terms()).exclude(pk=line.pk).first()


def answer(
    request: HttpRequest, asked: Asked, chosen: BankLine | None, *, status: int = 200
) -> HttpResponse:
    """The panes again after an act, with `chosen` in them; without htmx, the page of it."""
    asked = Asked(asked.side, chosen.public_id if chosen else "", asked.mark)
    url = asked.url(frame_of(request))
    if not is_fragment(request):
        return HttpResponseRedirect(url)
    response = render(request, "console/cash/answer.html", panes(request, asked), status=status)
    response["HX-Push-Url"] = url
    return response


def is_on_queue(request: HttpRequest) -> bool:
    """Whether the act was given on the queue, whose panes can be answered in place."""
    if not is_fragment(request):
        return True
    came_from = urlsplit(request.headers.get("HX-Current-URL", "")).path
    return came_from == reverse("console:cash_queue")
