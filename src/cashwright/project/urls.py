"""Every address of the house, by surface."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("allauth.urls")),
]
if find_spec("cashwright.surfaces.console.urls"):
    urlpatterns.append(path("", include("cashwright.surfaces.console.urls")))
