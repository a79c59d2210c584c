"""Approvals: requests that need a second person."""

from __future__ import annotations

from django.urls import path

from cashwright.surfaces.console.screens.approvals import deciding, listing

urlpatterns = [
    path("approvals/", listing.approvals, name="approvals"),
    path("approvals/<str:public>/", deciding.approval, name="approval"),
    path("approvals/<str:public>/decide/", deciding.approval_decide, name="approval_decide"),
    path("approvals/<str:public>/withdraw/", deciding.approval_withdraw, name="approval_withdraw"),
]
