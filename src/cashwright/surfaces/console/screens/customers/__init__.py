"""Customers: the list, everything about one, and what is done about them."""

from __future__ import annotations

from django.urls import path, re_path

from cashwright.surfaces.console.screens.customers import (
    acting,
    detail,
    erasing,
    limiting,
    listing,
    people,
    rating,
    statement,
    timeline,
)

urlpatterns = [
    path("customers/", listing.customer_list, name="customers"),
    path("customers/new/", acting.customer_new, name="customer_new"),
    path("customers/<str:public>/", detail.customer, name="customer"),
    path("customers/<str:public>/edit/", acting.customer_edit, name="customer_edit"),
    path("customers/<str:public>/hold/", acting.customer_hold, name="customer_hold"),
    path("customers/<str:public>/limit/", limiting.customer_limit, name="customer_limit"),
    path("customers/<str:public>/statement/", statement.statement, name="customer_statement"),
    path(
        "customers/<str:public>/statement/send/",
        statement.statement_send,
        name="customer_statement_send",
    ),
    re_path(
        r"^customers/(?P<public>\w+)/statement/(?P<kind>pdf|csv)/$",
        statement.statement_file,
        name="customer_statement_file",
    ),
    path("notes/<str:public>/pin/", timeline.note_pin, name="note_pin"),
    path("customers/<str:public>/risk/", rating.customer_risk, name="customer_risk"),
    path("customers/<str:public>/contacts/new/", people.contact_new, name="contact_new"),
    path("contacts/<str:public>/edit/", people.contact_edit, name="contact_edit"),
    path("contacts/<str:public>/consent/", people.contact_consent, name="contact_consent"),
    path("contacts/<str:public>/erase/", erasing.contact_erase, name="contact_erase"),
    path("holds/<str:public>/release/", acting.hold_release, name="hold_release"),
]
