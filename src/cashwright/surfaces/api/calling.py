"""Who calls: the key, what it reaches, how often it may, and which legal entity is meant."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase

from cashwright.areas.access.machines import Caller, caller
from cashwright.areas.access.policies import MACHINE_PERMISSIONS, PUBLIC
from cashwright.areas.access.reach import reaching
from cashwright.areas.access.refusals import KeyLacksPermission, KeyNotValid, TooManyCalls
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.refusals import BadInput, NotFound, Refusal
from cashwright.surfaces.api import problems
from cashwright.surfaces.api.bodies import BODY_MAX, body_of

View = Callable[..., HttpResponseBase]
W = TypeVar("W", bound=Callable[..., Any])

BURST = 200  # calls a key may make at once, in each process that serves
A_SECOND = 50  # and so many a second after that


class Allowance:
    """How many calls each key has left. In memory: a limit against loops, not a bill."""

    def __init__(self, *, burst: int = BURST, a_second: int = A_SECOND) -> None:
        self._burst, self._a_second = float(burst), a_second
        self._left: dict[UUID, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def take(self, key_id: UUID) -> None:
        """One call. Raises TooManyCalls."""
        at = time.monotonic()
        with self._lock:
            left, since = self._left.get(key_id, (self._burst, at))
            left = min(self._burst, left + (at - since) * self._a_second)
            if left < 1:
                self._left[key_id] = (left, at)
                raise TooManyCalls(seconds=1)
            self._left[key_id] = (left - 1, at)


_ALLOWANCE = Allowance()


def keyed(view: View, permission: str) -> View:
    """A view that only a key holding `permission` reaches; the database shows it what the key covers.

    Cookies are not looked at: another site cannot make a browser call with a key, so there is no
    forgery to guard against, and a log-in gives no right here.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            who = _caller(request)
            _ALLOWANCE.take(who.key_id)
            if permission not in who.permissions:
                raise KeyLacksPermission(permission=permission)
            _no_nul(request)
            body_of(request)
        except Refusal as refusal:
            return problems.of_refusal(request, refusal)
        request.caller = who  # type: ignore[attr-defined]
        with reaching(who.reach):
            return _shaped(view(request, *args, **kwargs))

    return answer


def signed(view: View, *, largest: int = BODY_MAX) -> View:
    """A view that checks a signature itself; only the size of the body is looked at here."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            _no_nul(request)
            body_of(request, largest)
        except Refusal as refusal:
            return problems.of_refusal(request, refusal)
        return _shaped(view(request, *args, **kwargs))

    return answer


def _no_nul(request: HttpRequest) -> None:
    """No text we keep or compare with holds a NUL: the database knows none."""
    if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
        raise BadInput(field="address", value="", expected="text without NUL characters")


def _shaped(response: HttpResponseBase) -> HttpResponseBase:
    if response.status_code != 405:
        return response
    told = problems.problem(405, "no_such_method", "This address does not take this method.")
    told["Allow"] = response["Allow"]
    return told


def _caller(request: HttpRequest) -> Caller:
    kind, _, key = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer":
        raise KeyNotValid
    return caller(key.strip())


def caller_of(request: HttpRequest) -> Caller:
    """The program that calls, once `keyed` let it in."""
    who: Caller = request.caller  # type: ignore[attr-defined]
    return who


def needs(permission: str) -> Callable[[W], W]:
    """Decorate an operation with the permission a key must hold, or PUBLIC: it checks a signature."""
    assert permission == PUBLIC or permission in MACHINE_PERMISSIONS, permission

    def mark(work: W) -> W:
        work.permission = permission  # type: ignore[attr-defined]
        return work

    return mark


def gated(view: View, permission: str, *, largest: int = BODY_MAX) -> View:
    """The view behind its gate, and known to the house's own gate as one that guards itself.

    largest  how many bytes the body of a PUBLIC one may have
    """
    guarded = signed(view, largest=largest) if permission == PUBLIC else keyed(view, permission)
    guarded.permission = permission  # type: ignore[attr-defined]
    guarded.guards_itself = True  # type: ignore[attr-defined]
    guarded.login_required = False  # type: ignore[attr-defined]
    guarded.csrf_exempt = True  # type: ignore[attr-defined]
    return guarded


def entity_of(request: HttpRequest, code: str | None) -> LegalEntity:
    """The legal entity that is meant: the key's, the one of that code, or the only one there is.

    raises  NotFound, BadInput (several, and none is named)
    """
    who = caller_of(request)
    entities = LegalEntity.objects.order_by("code")
    if who.entity_id is not None:
        entities = entities.filter(pk=who.entity_id)
    if code is not None:
        entities = entities.filter(code=code)
    found = list(entities[:2])
    if not found:
        raise NotFound(document="legal entity", id=(code or "")[:40])
    if len(found) > 1:
        raise BadInput(field="entity", value="", expected="the code of a legal entity")
    return found[0]
