"""The gate in front of every page: no permission declared, no way in.

A view says what it needs by an attribute `permission`: a name of the registry, or PUBLIC or
AUTHENTICATED. `declares` sets it on a function, a class writes it. The system check refuses to
start when a view has none; the middleware refuses to serve it. Records are narrowed by queries.
A view that refuses in its own words (a surface's decorator) also says `guards_itself = True`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.checks import CheckMessage, Error
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url
from django.urls import URLPattern, URLResolver, get_resolver

from cashwright.areas.access import reach
from cashwright.areas.access.policies import AUTHENTICATED, PERMISSIONS, PUBLIC
from cashwright.areas.access.queries import rights_for_request
from cashwright.areas.access.rules import Rights

V = TypeVar("V", bound=Callable[..., Any])

# These ask for a log-in themselves where they need one, or serve nothing but static files.
_KEEP_THEIR_OWN_GATE = ("allauth.", "django.contrib.staticfiles.", "django.views.static")


def declares(permission: str) -> Callable[[V], V]:
    """Decorate a view function with the permission it needs."""
    assert permission in PERMISSIONS or permission in (PUBLIC, AUTHENTICATED), permission

    def mark(view: V) -> V:
        view.permission = permission  # type: ignore[attr-defined]
        if permission == PUBLIC:  # what Django's LoginRequiredMiddleware asks
            view.login_required = False  # type: ignore[attr-defined]
        return view

    return mark


def permission_of(view: Callable[..., Any]) -> str | None:
    """What a view declares; None when it declares nothing."""
    found = getattr(view, "permission", None)
    if found is None:
        found = getattr(getattr(view, "view_class", None), "permission", None)
    return found if isinstance(found, str) else None


def keeps_its_own_gate(view: Callable[..., Any]) -> bool:
    """Whether a view belongs to one of the few packages that need no declaration."""
    module = getattr(getattr(view, "view_class", view), "__module__", "")
    return module.startswith(_KEEP_THEIR_OWN_GATE)


@dataclass(frozen=True, slots=True)
class Page:
    """One URL and what it asks for; None when it declares nothing."""

    route: str
    view: Callable[..., Any]
    permission: str | None


def pages(resolver: URLResolver | None = None, before: str = "/") -> Iterator[Page]:
    """Every URL of the house that has to declare a permission."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from pages(entry, route)
        elif isinstance(entry, URLPattern) and not keeps_its_own_gate(entry.callback):
            yield Page(route, entry.callback, permission_of(entry.callback))


def check_pages(**_: object) -> list[CheckMessage]:
    """The start-up check: every page declares a permission that exists."""
    known = {*PERMISSIONS, PUBLIC, AUTHENTICATED}
    return [
        Error(
            f"{page.route} declares {page.permission or 'no permission'}",
            hint="Set `permission` to a name of access.policies, or to PUBLIC or AUTHENTICATED.",
            id="access.E001",
        )
        for page in pages()
        if page.permission not in known
    ]


class Gate:
    """Middleware: lets a request through to its view only as the view's declaration allows.

    Sets `request.rights`, made from the tables for this request alone, and gives the request the
    reach of its person: the database shows it no row of another legal entity.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        held = rights_for_request(request.user)
        request.rights = held  # type: ignore[attr-defined]
        with reach.reaching(reach.of(held)):
            response = self.get_response(request)
            reach.streamed(response)
            return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: object, kwargs: object
    ) -> HttpResponseBase | None:
        """None lets it through; else the log-in page, or PermissionDenied (403)."""
        permission = permission_of(view)
        if permission == PUBLIC or (permission is None and keeps_its_own_gate(view)):
            return None
        if permission is not None and getattr(view, "guards_itself", False):
            return None
        if not request.user.is_authenticated:
            return _to_login(request)
        allowed: Rights = request.rights  # type: ignore[attr-defined]
        if permission is None or not allowed.may(permission):
            raise PermissionDenied
        return None


def nobody_first(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware, before all others: until the gate knows the person, and after, nobody's reach."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        with reach.reaching(reach.NOBODY):
            return get_response(request)

    return respond


def _to_login(request: HttpRequest) -> HttpResponse:
    if "HX-Request" not in request.headers:
        return redirect_to_login(request.get_full_path())
    # A part of a page must not be replaced by the log-in page: the whole page goes there.
    answer = HttpResponse(status=401)
    answer["HX-Redirect"] = resolve_url(settings.LOGIN_URL)
    return answer
