"""The palette's answers, saved views and the entity switch."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme

from cashwright.kernel.refusals import BadInput
from cashwright.surfaces.console import finders
from cashwright.surfaces.console.frame import SESSION_KEY
from cashwright.surfaces.console.models import SavedView
from cashwright.surfaces.console.pages import SIGNED_IN, page, toast

QUERY_MAX = 2000


def _back(request: HttpRequest, fallback: str = "/") -> str:
    """The page the form stood on; never another site."""
    url = request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()})
    return url if own else fallback


@page(permission=SIGNED_IN)
def palette(request: HttpRequest) -> HttpResponse:
    """What the palette found, as a fragment."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    groups = list(finders.find(request, text))
    return render(request, "console/components/palette_hits.html", {"groups": groups, "text": text})


@page(permission=SIGNED_IN, methods=("POST",))
def choose_entity(request: HttpRequest) -> HttpResponse:
    """Remember the legal entity for this session; empty means all."""
    request.session[SESSION_KEY] = request.POST.get("entity", "")[:12]
    return HttpResponseRedirect(_back(request))


@page(permission=SIGNED_IN, methods=("POST",))
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep a list's address under a name; an existing name is replaced."""
    name, query = request.POST.get("name", "").strip(), request.POST.get("query", "")
    if not name or len(name) > 60:
        raise BadInput(field="Name", value=name[:60], expected="1 to 60 letters")
    if len(query) > QUERY_MAX:
        raise BadInput(field="View", value=query[:20], expected=f"at most {QUERY_MAX} letters")
    SavedView.objects.update_or_create(
        user_id=str(request.user.pk),
        list_key=request.POST.get("list", "")[:40],
        name=name,
        defaults={"query": query},
    )
    toast(request, f"View “{name}” is saved.")
    return HttpResponseRedirect(_back(request))


@page(permission=SIGNED_IN, methods=("POST",))
def forget_view(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Remove one of the reader's own saved views; another's is left alone."""
    SavedView.objects.filter(pk=pk, user_id=str(request.user.pk)).delete()
    toast(request, "The view is removed.")
    return HttpResponseRedirect(_back(request))


urlpatterns = [
    path("palette/", palette, name="palette"),
    path("entity/", choose_entity, name="choose_entity"),
    path("views/", save_view, name="save_view"),
    path("views/<uuid:pk>/forget/", forget_view, name="forget_view"),
]
