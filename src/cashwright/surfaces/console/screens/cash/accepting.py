"""Accepting many proposals at once: how many and how much first, then in steps that show how far it is.

The preview is kept in the session: exactly the lines and proposals that were seen are accepted, and
one that changed since is left in the queue. Every step is a page of its own, so that it may be left.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cashwright.areas.access.queries import scoped
from cashwright.areas.cash.models import BankLine, Match
from cashwright.areas.cash.queries import WAITING, standing_matches
from cashwright.areas.cash.services import answer_of, confirm_match
from cashwright.areas.cash.states import MatchState
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import Refusal
from cashwright.surfaces.console.approving import or_ask
from cashwright.surfaces.console.formats import money_text
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import done, is_fragment, page
from cashwright.surfaces.console.screens.cash.deciding import asking_of
from cashwright.surfaces.console.screens.cash.proposals import lane_words
from cashwright.surfaces.console.screens.cash.scope import (
    queue_url,
    waiting_lines,
    words_of,
)
from cashwright.surfaces.console.words import say

KEY = "cash_accepting"
MOST = 2_000  # lines of one go; what is more waits for the next
A_STEP = 25
SHOWN = 12


@dataclass(slots=True)
class Going:
    """A go under way: what is still to do as [line, proposal], and what became of the rest."""

    left: list[list[str]]
    whole: int
    title: str
    back: str
    done: int = 0
    asked: int = 0
    declined: list[list[str]] = field(default_factory=list)


@page(permission="cash.apply", section="cash_queue")
def cash_certain(request: HttpRequest) -> HttpResponse:
    """Everything that is certain: how many, how much, which; nothing is done yet."""
    rows = waiting_lines(request).filter(amount_minor__gt=0)
    return accept_page(
        request,
        rows,
        title="Accept all that is certain",
        back=queue_url(request),
        only_certain=True,
    )


def accept_page(
    request: HttpRequest, rows: QuerySet[Any], *, title: str, back: str, only_certain: bool = False
) -> HttpResponse:
    """Count, sum and the first lines of what would be accepted."""
    proposed = Match.objects.filter(
        line_id=OuterRef("pk"), state=MatchState.PROPOSED, customer__isnull=False
    )
    if only_certain:
        proposed = proposed.filter(is_certain=True)
    mine = BankLine.objects.filter(pk__in=rows.order_by().values("pk"), amount_minor__gt=0)
    chosen = mine.annotate(match_id=Subquery(proposed.values("pk")[:1])).filter(
        match_id__isnull=False
    )
    ordered = chosen.order_by("booked_on", "pk")
    seen = [[str(pk), str(match)] for pk, match in ordered.values_list("pk", "match_id")[:MOST]]
    keys = [pk for pk, _ in seen]
    sums = (
        BankLine.objects.filter(pk__in=keys).order_by().values_list("currency")
        .annotate(n=Count("pk"), minor=Sum("amount_minor")).order_by("currency")
    )  # fmt: skip
    first = list(ordered.select_related("bank_account")[:SHOWN])
    matches = standing_matches([row.pk for row in first])
    lanes = Counter(
        Match.objects.filter(pk__in=[m for _, m in seen]).values_list("lane", flat=True)
    )
    _keep(request, Going(seen, len(seen), title, back))
    context = {
        "title": title, "count": len(seen), "back": back, "is_all": chosen.count() <= MOST,
        "skipped": mine.count() - chosen.count() if not only_certain else 0,
        "sums": [(n, f"{money_text(minor, code)} {code}") for code, n, minor in sums],
        "lanes": [(lane_words(lane), n) for lane, n in lanes.most_common()],
        "first": [(row, matches.get(row.pk)) for row in first],
        "crumbs": [("Review queue", queue_url(request)), (title, "")],
    }  # fmt: skip
    return render(request, "console/cash/accepting.html", context)


@page(permission="cash.apply", section="cash_queue", methods=("POST",))
def cash_accepting(request: HttpRequest) -> HttpResponse:
    """The next step of what was previewed; the last one says what became of all."""
    going = _kept(request)
    if going is None:
        return done(request, queue_url(request))
    for line_id, match_id in going.left[:A_STEP]:
        _accept(request, going, UUID(line_id), match_id)
    going.left = going.left[A_STEP:]
    _keep(request, going)
    context = {
        "title": going.title, "going": going, "so_far": going.whole - len(going.left),
        "crumbs": [("Review queue", queue_url(request)), (going.title, "")],
    }  # fmt: skip
    part = "console/cash/going.html" if is_fragment(request) else "console/cash/gone.html"
    return render(request, part, context)


def _accept(request: HttpRequest, going: Going, line_id: UUID, match_id: str) -> None:
    """One of them: accepted, sent to a second person, or left with the reason."""
    rows = BankLine.objects.select_related("bank_account").filter(pk=line_id, state__in=WAITING)
    line = scoped(rows, request.user, "cash.apply").first()
    match = Match.objects.filter(pk=match_id, state=MatchState.PROPOSED).first()
    if line is None or match is None:
        what = words_of(line) if line else "A line that is answered already"
        going.declined.append([what, "It changed after you looked, and was left as it is."])
        return
    by, on = Actor.human(request.user.pk), frame_of(request).today
    try:
        asking = asking_of(line, answer_of(match, 0), "accepted with others")
        asked = or_ask(lambda: confirm_match(line_id=line_id, on=on, by=by), asking, by)
    except Refusal as refusal:
        going.declined.append([words_of(line), say(refusal)[1]])
        return
    if asked is not None:
        going.asked += 1
    else:
        going.done += 1


def _keep(request: HttpRequest, going: Going) -> None:
    request.session[KEY] = asdict(going)


def _kept(request: HttpRequest) -> Going | None:
    told = request.session.get(KEY)
    return Going(**told) if told else None
