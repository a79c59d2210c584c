"""Addresses that providers call."""

from __future__ import annotations

from django.urls import path

from cashwright.areas.access.policies import PUBLIC
from cashwright.surfaces.api.calling import gated
from cashwright.surfaces.hooks.inbound import INBOUND_BYTES_MAX, inbound
from cashwright.surfaces.hooks.reports import reports

app_name = "hooks"

urlpatterns = [
    path("reports/<str:provider>/", gated(reports, PUBLIC), name="reports"),
    path(
        "inbound/<str:provider>/<str:code>/",
        gated(inbound, PUBLIC, largest=INBOUND_BYTES_MAX),
        name="inbound",
    ),
]
