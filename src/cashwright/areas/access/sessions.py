"""How long a session lasts: ended after a rest, and in any case after a working day.

Measured on the machine's own clock: the books' virtual day says nothing about who sits there.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib.auth import logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from cashwright.kernel.clock import SystemClock

IDLE_MAX = timedelta(minutes=60)
LENGTH_MAX = timedelta(hours=12)
_NOTED_EVERY = timedelta(minutes=1)
_BEGUN, _SEEN = "access_begun_at", "access_seen_at"


def is_over(*, begun_at: datetime, seen_at: datetime, at: datetime) -> bool:
    """Whether a session that began and was last used then has ended at `at`."""
    return at - seen_at >= IDLE_MAX or at - begun_at >= LENGTH_MAX


class SessionLimits:
    """Middleware, after authentication: logs out whoever rested or worked too long."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            _keep_or_end(request, SystemClock().now())
        return self.get_response(request)


def _keep_or_end(request: HttpRequest, at: datetime) -> None:
    session = request.session
    begun_at = datetime.fromisoformat(session.get(_BEGUN, at.isoformat()))
    seen_at = datetime.fromisoformat(session.get(_SEEN, at.isoformat()))
    if is_over(begun_at=begun_at, seen_at=seen_at, at=at):
        logout(request)
        return
    if _BEGUN not in session:
        session[_BEGUN] = at.isoformat()
    # Written at most once a minute: a write for each request would be a row update for each page.
    if _SEEN not in session or at - seen_at >= _NOTED_EVERY:
        session[_SEEN] = at.isoformat()
