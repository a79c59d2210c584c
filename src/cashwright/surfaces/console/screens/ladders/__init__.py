"""How customers are reminded: ladders and who climbs which, rehearsed, proposed, and their versions.

listing.py     every ladder, the copy of one, who climbs which in words
editor.py      one ladder as cards on a line; every button changes a draft
preview.py     a step's words with a real customer; a test to oneself
simulating.py  who would get what, when, beside what is in force
who.py         who climbs which ladder, how far by itself
publishing.py  proposing a draft to a second person
versions.py    every version there was, and back to one
"""

from __future__ import annotations

from django.urls import path

from cashwright.surfaces.console.screens.ladders import (
    editor,
    listing,
    preview,
    publishing,
    simulating,
    versions,
    who,
)

_ONE = "collections/ladders/<slug:name>/"

urlpatterns = [
    path("collections/ladders/", listing.ladders, name="ladders"),
    path("collections/ladders/new/", listing.ladder_new, name="ladder_new"),
    path("collections/ladders/who/", who.who, name="ladders_who"),
    path(_ONE, editor.ladder, name="ladder"),
    path(f"{_ONE}undo/", editor.ladder_undo, name="ladder_undo"),
    path(f"{_ONE}discard/", editor.ladder_discard, name="ladder_discard"),
    path(f"{_ONE}preview/", preview.preview, name="ladder_preview"),
    path(f"{_ONE}test/", preview.test, name="ladder_test"),
    path(f"{_ONE}simulate/", simulating.simulate, name="ladder_simulate"),
    path(f"{_ONE}propose/", publishing.propose, name="ladder_propose"),
    path(f"{_ONE}versions/", versions.versions, name="ladder_versions"),
]
