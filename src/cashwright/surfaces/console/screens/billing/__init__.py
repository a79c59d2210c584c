"""The bill run: what it would do, what stands in its way, what it left to a person, doing it now."""

from __future__ import annotations

from django.urls import path

from cashwright.surfaces.console.screens.billing import (
    exceptions,
    parked,
    planning,
    progress,
    running,
)

urlpatterns = [
    path("billing/", planning.billing, name="billing"),
    path("billing/documents/", planning.documents, name="billing_documents"),
    path("billing/run/", running.billing_run, name="billing_run"),
    path("billing/progress/", progress.billing_progress, name="billing_progress"),
    path("billing/parked/", parked.parked_list, name="billing_parked"),
    path("billing/release/", parked.parked_release, name="billing_release"),
    path("billing/exceptions/", exceptions.exception_list, name="billing_exceptions"),
    path("invoices/<str:public>/release/", parked.invoice_release, name="invoice_release"),
]
