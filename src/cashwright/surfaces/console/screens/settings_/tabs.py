"""What the pages of the settings share: their tabs, a form page, a refusal told on the form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cashwright.kernel.refusals import Refusal
from cashwright.surfaces.console.pages import may
from cashwright.surfaces.console.words import say

T = TypeVar("T")
_TABS = (
    ("settings", "Companies", "settings.read"),
    ("catalog", "Terms & groups", "settings.read"),
    ("people", "People & roles", "people.read"),
    ("policies", "Policies", "settings.read"),
    ("texts", "Texts", "settings.read"),
    ("agencies", "Agencies", "collections.read"),
    ("system", "System health", "system.read"),
)


def tabs(request: HttpRequest, here: str) -> list[tuple[str, str, bool]]:
    """(label, address, is here) of the pages the reader may open."""
    return [
        (label, reverse(f"console:{key}"), key == here)
        for key, label, permission in _TABS
        if may(request, permission)
    ]


def crumbs(*rest: tuple[str, str]) -> list[tuple[str, str]]:
    """The way back from a page of the settings."""
    return [("Settings", reverse("console:settings")), *rest]


def tried(form: forms.Form, act: Callable[[], T]) -> T | None:
    """What `act` gives; None, and the sentence on the form, when the house declines."""
    try:
        return act()
    except Refusal as refusal:
        name = str(refusal.facts.get("field", ""))
        form.add_error(name if name in form.fields else None, say(refusal)[1])
        return None


def form_page(
    request: HttpRequest, form: forms.Form, *, title: str, button: str, back: str, note: str = "",
    **more: Any,
) -> HttpResponse:  # fmt: skip
    """One form on a page of its own."""
    context = {
        "title": title, "form": form, "button": button, "back": back, "note": note,
        "crumbs": crumbs((title, "")), **more,
    }  # fmt: skip
    return render(request, "console/settings/form.html", context)
