"""Every address of the house, by surface."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("allauth.urls")),
    path("api/v1/", include(("cashwright.surfaces.api.house", "api"))),
    path("hooks/", include("cashwright.surfaces.hooks.urls")),
    path("", include("cashwright.surfaces.console.urls")),
]
