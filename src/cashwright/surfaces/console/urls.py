"""Addresses of the console. A screen module in screens/ adds its own `urlpatterns` by itself."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from django.urls import URLPattern, URLResolver

from cashwright.surfaces.console import screens
from cashwright.surfaces.console.views import furniture

app_name = "console"

urlpatterns: list[URLPattern | URLResolver] = [*furniture.urlpatterns]
for _module in iter_modules(screens.__path__):
    urlpatterns += import_module(f"{screens.__name__}.{_module.name}").urlpatterns
