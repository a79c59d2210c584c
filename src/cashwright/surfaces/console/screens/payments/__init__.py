"""Cash and payments: what came in, whose it is, where it went."""

from __future__ import annotations

from django.urls import path

from cashwright.surfaces.console.screens.payments import (
    applying,
    detail,
    giving_back,
    listing,
    receiving,
)

urlpatterns = [
    path("payments/", listing.payment_list, name="cash"),
    path("payments/new/", receiving.payment_new, name="payment_new"),
    path("payments/<str:public>/", detail.payment, name="payment"),
    path("payments/<str:public>/identify/", receiving.payment_identify, name="payment_identify"),
    path("payments/<str:public>/apply/", applying.payment_apply, name="payment_apply"),
    path("payments/<str:public>/keep/", receiving.payment_keep, name="payment_keep"),
    path("payments/<str:public>/return/", receiving.payment_return, name="payment_return"),
    path("payments/<str:public>/refund/", giving_back.payment_refund, name="payment_refund"),
    path("payments/<str:public>/recover/", giving_back.payment_recover, name="payment_recover"),
    path("applications/undo/", applying.applications_undo, name="applications_undo"),
    path("applications/<str:public>/unapply/", applying.unapply, name="unapply"),
]
