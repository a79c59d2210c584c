"""What every console template finds in its context: the frame, the navigation, the demo clock."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from cashwright.areas.controls.queries import test_clock_day
from cashwright.surfaces.console import nav
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import may


def _url_if_any(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def shell(request: HttpRequest) -> dict[str, Any]:
    """The parts of base.html; nothing for a visitor who is not signed in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    frame = frame_of(request)
    items = nav.shown(
        lambda permission: may(request, permission),
        section=getattr(request, "section", ""),
        query=frame.query,
    )
    return {
        "frame": frame,
        "nav_groups": nav.grouped(items),
        "clock_url": _clock_url(request),
    }


def _clock_url(request: HttpRequest) -> str:
    """Where the books' own clock is moved on; "" where they run on the machine's time."""
    url = _url_if_any("console:advance_clock")
    return url if url and may(request, "runs.run") and test_clock_day() else ""
