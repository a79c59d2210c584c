"""Customer 360: everything about one customer, in parts of one page."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from cashwright.areas.credit.queries import alert_of, risk
from cashwright.areas.parties.models import Customer
from cashwright.areas.parties.queries import standing_holds
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.pages import may, page
from cashwright.surfaces.console.scoping import customer_of
from cashwright.surfaces.console.screens.customers import head, overview
from cashwright.surfaces.console.screens.customers.parts import PARTS

_RIGHTS = {
    "may_edit": "customers.edit", "may_hold": "customers.hold", "may_draft": "invoices.draft",
    "may_receive": "payments.receive", "may_add_contact": "contacts.edit",
    "may_erase": "contacts.erase", "may_limit": "credit_limits.edit",
    "may_work": "collections.work", "may_read_work": "collections.read",
    "may_dispute": "disputes.edit", "may_apply": "cash.apply", "may_state": "invoices.read",
}  # fmt: skip


@page(permission="customers.read", section="customers")
def customer(request: HttpRequest, public: str) -> HttpResponse:
    """One customer; `?part=` chooses what is shown below the head."""
    frame = frame_of(request)
    shown = customer_of(request, public)
    offered = {key: label for key, (label, needs, _) in PARTS.items() if may(request, needs)}
    part = request.GET.get("part", "overview")
    if part not in offered:
        raise Http404
    context = {
        "customer": shown, "public": public, "part": part, "title": shown.name,
        "parts": [
            (key, label, frame.link("console:customer", public, part=key))
            for key, label in offered.items()
        ],
        **{name: may(request, needed) for name, needed in _RIGHTS.items()},
        "crumbs": [("Customers", frame.link("console:customers")), (shown.name, "")],
        **_head(request, shown, frame), **PARTS[part][2](request, shown, frame),
    }  # fmt: skip
    return render(request, f"console/customers/{part}.html", context)


def _head(request: HttpRequest, shown: Customer, frame: Frame) -> dict[str, Any]:
    tree = head.kin(request, shown, frame)
    rated = risk(shown.pk, frame.as_of)
    used = overview.open_sums(shown.entity_id, [shown.pk], frame).get(shown.pk, {})
    used_minor = used.get(shown.currency, 0)
    limit = shown.credit_limit_minor
    return {
        "tree": tree, "family_total": head.family_total(tree), "risk": rated,
        "alert": alert_of(shown.pk, frame.as_of),
        "ladder": head.ladder_title(shown, rated, frame) if may(request, "collections.read") else "",
        "used_minor": used_minor, "is_over": limit is not None and used_minor > limit,
        "holds": standing_holds(frame.today).filter(customer_id=shown.pk).order_by("from_on"),
        "banners": head.banners(request, shown, frame),
        "tax_ids": shown.tax_ids.order_by("country", "kind"),
    }  # fmt: skip
