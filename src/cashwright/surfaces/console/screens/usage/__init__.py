"""Usage: who is metered, what one subscription used so far and what that will cost, taking a file."""

from __future__ import annotations

from django.urls import path

from cashwright.surfaces.console.screens.usage import listing, one, taking

urlpatterns = [
    path("usage/", listing.usage_list, name="usage"),
    path("usage/file/", taking.usage_file, name="usage_file"),
    path("usage/<str:public>/", one.usage, name="usage_one"),
]
