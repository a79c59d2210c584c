"""System health: what the doctor finds."""

from __future__ import annotations

from itertools import groupby

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.module_loading import import_string

from cashwright.surfaces.console.pages import page
from cashwright.surfaces.console.screens.settings_.tabs import tabs


@page(permission="system.read", section="settings")
def system(request: HttpRequest) -> HttpResponse:
    """Everything the doctor looks at, by part; what is wrong comes with its remedy."""
    findings = import_string(settings.CASHWRIGHT_EXAMINE)()
    context = {
        "title": "Settings",
        "tabs": tabs(request, "system"),
        "parts": [(part, list(found)) for part, found in groupby(findings, lambda f: f.part)],
        "wrong": sum(found.verdict == "wrong" for found in findings),
    }
    return render(request, "console/settings/system.html", context)


urlpatterns = [path("settings/system/", system, name="system")]
