"""How a view becomes a page of the console.

    from cashwright.surfaces.console.pages import page

    @page(permission="invoices.read", section="invoices")
    def invoice_list(request: HttpRequest) -> HttpResponse: ...

    @page(permission="invoices.post", methods=("POST",))
    def post_invoice(request: HttpRequest, public: str) -> HttpResponse:
        services.post_invoice(...)              # a Refusal becomes words by itself
        return done(request, reverse("console:invoice", args=[public]), "INV-7 is posted.")

`permission` is a name of the access area's catalogue, PUBLIC (anybody, signed in or not) or
SIGNED_IN (whoever is signed in). A view without one fails Django's system check at start-up.
`section` is the key of the navigation item to light up. Only GET (with HEAD) and POST are served.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.shortcuts import render, resolve_url
from django.utils.html import format_html

from cashwright.areas.access.policies import AUTHENTICATED
from cashwright.areas.access.policies import PUBLIC as PUBLIC  # given on to the pages
from cashwright.areas.access.queries import rights
from cashwright.areas.access.rules import Rights
from cashwright.kernel.refusals import Refusal
from cashwright.surfaces.console import words

SIGNED_IN = AUTHENTICATED

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asked for a piece of a page rather than a whole one."""
    return request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in (
        request.headers
    )


def is_for(request: HttpRequest, element_id: str) -> bool:
    """Whether htmx is going to put the answer into the element with this id."""
    target = request.headers.get("HX-Target", "")
    return is_fragment(request) and target.endswith(f"#{element_id}")


def rights_of(request: HttpRequest) -> Rights:
    """What the visitor may do, read once a request."""
    found: Rights | None = getattr(request, "rights", None)
    if found is None:
        found = rights(request.user)
        request.rights = found  # type: ignore[attr-defined]
    return found


def may(request: HttpRequest, permission: str) -> bool:
    """Whether the visitor may use what asks for `permission`."""
    return permission == PUBLIC or rights_of(request).may(permission)


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    if not is_fragment(request):
        return redirect_to_login(request.get_full_path())
    came_from = urlsplit(request.headers.get("HX-Current-URL", "/"))
    response = HttpResponse(status=401)
    login = resolve_url(settings.LOGIN_URL)
    response["HX-Redirect"] = f"{login}?next={came_from.path}"
    return response


def refusal_response(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """What a person sees when the books decline: words, with the status the code stands for."""
    status, sentence = words.say(refusal)
    return declined(request, status, sentence)


def declined(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    """A page (or, for htmx, a notice) that says `sentence`."""
    if not is_fragment(request):
        context = {"sentence": sentence, "status": status}
        return render(request, "console/declined.html", context, status=status)
    response = render(
        request, "console/components/notice.html", {"sentence": sentence}, status=status
    )
    response["HX-Retarget"] = "#toasts"
    response["HX-Reswap"] = "beforeend"
    return response


def page(
    *, permission: str, methods: Sequence[str] = ("GET",), section: str = ""
) -> Callable[[View[P]], View[P]]:
    """Declare what a view asks of its visitor; see the top of this file."""
    served = {*methods, "HEAD"} if "GET" in methods else set(methods)
    assert served <= {"GET", "HEAD", "POST"}, "a console view answers GET and POST only"
    assert permission, "every page declares a permission"

    def declare(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method not in served:
                return HttpResponseNotAllowed(sorted(served))
            if not may(request, permission):
                if not request.user.is_authenticated:
                    return _ask_to_sign_in(request)
                return declined(request, 403, words.NOT_PERMITTED)
            request.section = section  # type: ignore[attr-defined]
            try:
                return view(request, *args, **kwargs)
            except Refusal as refusal:
                return refusal_response(request, refusal)

        guarded.permission = permission  # type: ignore[attr-defined]
        guarded.guards_itself = True  # type: ignore[attr-defined]
        # Asking to sign in is done above, in a way that suits htmx.
        guarded.login_required = False  # type: ignore[attr-defined]
        return guarded

    return declare


def toast(request: HttpRequest, text: str, *, undo_url: str = "") -> None:
    """Say `text` at the next chance; with `undo_url` the notice offers Undo for ten seconds."""
    shown: str = text
    if undo_url:
        shown = format_html(
            '{} <button type="button" class="btn btn-sm btn-undo" data-undo hx-post="{}">Undo</button>',
            text,
            undo_url,
        )
    messages.success(request, shown)


def done(request: HttpRequest, url: str, text: str = "", *, undo_url: str = "") -> HttpResponse:
    """The answer to a command that worked: say `text`, then show `url`."""
    if text:
        toast(request, text, undo_url=undo_url)
    if not is_fragment(request):
        return HttpResponseRedirect(url)
    response = HttpResponse(status=204)
    response["HX-Redirect"] = url
    return response
