"""The subscriptions that are metered."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from cashwright.areas.access.queries import scoped
from cashwright.areas.contracts.models import Charge, Subscription
from cashwright.areas.usage.models import Event
from cashwright.kernel.ids import public_id
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.lists import Column, Empty, Kind, Listing, Row, Search, Tab
from cashwright.surfaces.console.pages import may, page
from cashwright.surfaces.console.scoping import OfCustomer


def _href(row: Row) -> str:
    return reverse("console:usage_one", args=[public_id(Subscription.PREFIX, row["pk"])])


def _running(frame: Frame) -> Q:
    not_over = Q(ends_on__isnull=True) | Q(ends_on__gt=frame.as_of)
    return Q(contract__state="active", starts_on__lte=frame.as_of) & not_over


METERED = Listing(
    key="usage",
    one="subscription",
    many="subscriptions",
    columns=(
        Column(key="name", label="Subscription", kind=Kind.LINK, path="name", href=_href,
               needs=("pk",), sort="name"),
        Column(key="customer", label="Customer", path="customer__name", sort="customer__name"),
        Column(key="contract", label="Contract", path="contract__contract_no"),
        Column(key="reference", label="Reference", path="reference",
               hint="What usage events call it."),
        Column(key="last", label="Last event", kind=Kind.INSTANT, path="last_at"),
        Column(key="starts", label="Starts", kind=Kind.DATE, path="starts_on", sort="starts_on",
               visible=False),
    ),
    tabs=(Tab("running", "Running", _running), Tab("all", "All")),
    filters=(Search("name", "reference", "customer__name", "contract__contract_no"), OfCustomer()),
    sort="customer",
    prefix=Subscription.PREFIX,
    empty=Empty(
        "Nobody is metered yet", "Add a meter, a price that is charged by it, and a subscription to"
        " that price; then events show here as they come.", "Meters", "console:meters", "gauge",
    ),
)  # fmt: skip


def metered(request: HttpRequest, permission: str = "usage.read") -> QuerySet[Subscription]:
    """The subscriptions in the reader's scope that pay for a meter."""
    paying = Charge.objects.filter(subscription=OuterRef("pk"), price__meter__isnull=False)
    latest = Event.objects.filter(subscription=OuterRef("pk")).order_by("-occurred_at")
    rows = Subscription.objects.filter(
        Exists(paying), entity_id__in=frame_of(request).entity_ids
    ).annotate(last_at=Subquery(latest.values("occurred_at")[:1]))  # fmt: skip
    return scoped(rows, request.user, permission)


@page(permission="usage.read", section="usage")
def usage_list(request: HttpRequest) -> HttpResponseBase:
    """Everybody whose usage is counted."""
    return METERED.render(
        request, metered(request), title="Usage", template="console/usage/list.html",
        context={
            "may_take": may(request, "usage.take"), "may_see_meters": may(request, "catalog.read"),
        },
    )  # fmt: skip
