"""Invoices: the list, one invoice with what happened to it, writing, posting and correcting one."""

from __future__ import annotations

from django.urls import path

from cashwright.surfaces.console.screens.invoices import (
    applying,
    correcting,
    detail,
    drafting,
    listing,
    printed,
)

urlpatterns = [
    path("invoices/", listing.invoice_list, name="invoices"),
    path("invoices/new/", drafting.invoice_new, name="invoice_new"),
    path("invoices/post/", listing.invoices_post, name="invoices_post"),
    path("invoices/<str:public>/", detail.invoice, name="invoice"),
    path("invoices/<str:public>/pdf/", printed.invoice_pdf, name="invoice_pdf"),
    path("invoices/<str:public>/document/", printed.invoice_document, name="invoice_document"),
    path("invoices/<str:public>/edit/", drafting.invoice_edit, name="invoice_edit"),
    path("invoices/<str:public>/post/", drafting.invoice_post, name="invoice_post"),
    path("invoices/<str:public>/discard/", drafting.invoice_discard, name="invoice_discard"),
    path("invoices/<str:public>/apply/", applying.invoice_apply, name="invoice_apply"),
    path("invoices/<str:public>/credit/", correcting.invoice_credit, name="invoice_credit"),
    path(
        "invoices/<str:public>/write-off/", correcting.invoice_write_off, name="invoice_write_off"
    ),
]
