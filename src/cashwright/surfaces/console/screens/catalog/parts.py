"""What the pages of the price book share: their parts, and a form page that keeps to its place."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cashwright.surfaces.console.frame import frame_of

_PARTS = (
    ("products", "Products & prices"), ("meters", "Meters"), ("coupons", "Coupons"), ("taxes", "Tax"),
)  # fmt: skip


def parts(request: HttpRequest, here: str) -> list[tuple[str, str, bool]]:
    """(label, address, is here) of the parts of the price book."""
    frame = frame_of(request)
    return [(label, frame.link(f"console:{key}"), key == here) for key, label in _PARTS]


def crumbs(*rest: tuple[str, str]) -> list[tuple[str, str]]:
    """The way back from a page of the price book."""
    return [("Price book", reverse("console:products")), *rest]


def form_page(
    request: HttpRequest, form: forms.Form, *, title: str, button: str, back: str, note: str = "",
    **more: Any,
) -> HttpResponse:  # fmt: skip
    """One form on a page of its own."""
    context = {
        "title": title, "form": form, "button": button, "back": back, "note": note,
        "crumbs": crumbs((title, "")), **more,
    }  # fmt: skip
    return render(request, "console/form.html", context)
