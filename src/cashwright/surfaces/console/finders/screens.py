"""Finds screens by name: the navigation, typed."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest

from cashwright.surfaces.console import nav
from cashwright.surfaces.console.finders.hit import Hit
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import SIGNED_IN, may

HEADING = "Go to"
PERMISSION = SIGNED_IN


def find(request: HttpRequest, text: str) -> Iterator[Hit]:
    """The screens whose name has every word of `text`; all of them for no text."""
    words = text.lower().split()
    for each in nav.shown(lambda p: may(request, p), section="", query=frame_of(request).query):
        name = f"{each.item.group} {each.item.label}".lower()
        if all(word in name for word in words):
            note = f"g {each.item.letter}" if each.item.letter else ""
            yield Hit(each.item.label, each.url, each.item.icon, note)
