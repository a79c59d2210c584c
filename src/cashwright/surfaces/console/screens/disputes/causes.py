"""Where disputes come from: what disputed invoices have more often than the others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cashwright.areas.disputes.queries import found_causes
from cashwright.areas.disputes.rules import Finding, hint
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.pages import page
from cashwright.surfaces.console.screens.disputes.behind import FACTOR_NAMES, behind

DAYS, SHOWN_MAX = 365, 40


@dataclass(frozen=True, slots=True)
class Cause:
    """One finding as it is shown: rates and chance in words; `width` of its bar, 0 to 100; `behind` its cases."""

    found: Finding
    factor: str
    hint: str
    width: int
    behind: str

    @property
    def rate_bp(self) -> int:
        return int(self.found.rate * 10_000)

    @property
    def others_bp(self) -> int:
        return int(self.found.others_rate * 10_000)

    @property
    def lift(self) -> str:
        return "–" if self.found.lift is None else f"{float(self.found.lift):.1f}"

    @property
    def p(self) -> str:
        return f"{float(self.found.p):.4f}" if self.found.p >= 0.0001 else "< 0.0001"

    @property
    def q(self) -> str:
        return f"{float(self.found.q):.4f}" if self.found.q >= 0.0001 else "< 0.0001"


@page(permission="disputes.read", section="disputes")
def causes(request: HttpRequest) -> HttpResponse:
    """Root causes of the last year."""
    frame = frame_of(request)
    until_on = frame.as_of + timedelta(days=1)
    since = until_on - timedelta(days=DAYS)
    found = found_causes(frame.entity_ids, since, until_on)[:SHOWN_MAX]
    highest = max((one.rate for one in found), default=0)
    rows = [
        Cause(one, FACTOR_NAMES[one.counted.factor], hint(one),
              int(100 * one.rate / highest) if highest else 0, _behind(frame, one, since, until_on))
        for one in found
    ]  # fmt: skip
    context = {
        "rows": rows, "hints": [row.hint for row in rows if row.hint], "title": "Root causes",
        "crumbs": [("Disputes", frame.link("console:disputes")), ("Root causes", "")],
    }  # fmt: skip
    return render(request, "console/disputes/causes.html", context)


def _behind(frame: Frame, one: Finding, since: date, until_on: date) -> str:
    """The list of exactly the cases a finding counts."""
    told = behind(one.counted.factor, one.counted.value, since, until_on)
    asked = {"tab": "all", "behind": told}
    return f"{reverse('console:disputes')}?{urlencode(asked | frame.kept)}"
