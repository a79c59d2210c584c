"""The list of customers: what each owes, how much of it is late, what is unapplied, as of any day."""

from __future__ import annotations

import json

from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from cashwright.areas.insight.queries.aging import aging
from cashwright.areas.invoicing.models import CreditNote, Invoice
from cashwright.areas.parties.models import Customer, Portfolio, Segment
from cashwright.areas.parties.queries import customers_for, standing_holds
from cashwright.areas.payments.models import Payment
from cashwright.kernel.ids import public_id
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.lists import (
    AmountRange,
    Choice,
    Column,
    Empty,
    Flag,
    Kind,
    Listing,
    Row,
    Search,
    Tab,
)
from cashwright.surfaces.console.pages import may, page
from cashwright.surfaces.console.scoping import currencies


def href(row: Row) -> str:
    return reverse("console:customer", args=[public_id(Customer.PREFIX, row["pk"])])


def _segments(frame: Frame) -> list[tuple[str, str]]:
    return list(Segment.objects.order_by("name").values_list("code", "name"))


def _portfolios(frame: Frame) -> list[tuple[str, str]]:
    return list(Portfolio.objects.order_by("name").values_list("code", "name"))


_OWN = "In the customer's own currency, as of the day above; the customer's page shows all of them."

CUSTOMERS = Listing(
    key="customers",
    one="customer",
    many="customers",
    columns=(
        Column(key="name", label="Customer", kind=Kind.LINK, path="name", sort="name", href=href,
               needs=("pk",)),
        Column(key="account", label="Account", path="account_no", sort="account_no"),
        Column(key="entity", label="Entity", path="entity__code"),
        Column(key="segment", label="Segment", path="segment__name"),
        Column(key="portfolio", label="Portfolio", path="portfolio__name"),
        Column(key="open", label="Open", kind=Kind.MONEY, path="open_minor", sort="open_minor",
               total=True, hint=_OWN),
        Column(key="overdue", label="Past due", kind=Kind.MONEY, path="overdue_minor",
               sort="overdue_minor", total=True, hint=_OWN),
        Column(key="unapplied", label="Unapplied", kind=Kind.MONEY, path="unapplied_minor",
               sort="unapplied_minor", total=True, hint="Payments and credits tied to no invoice."),
        Column(key="currency", label="Currency", path="currency", visible=False),
        Column(key="country", label="Country", path="country", visible=False),
        Column(key="terms", label="Terms", path="terms__code", visible=False),
    ),
    tabs=(
        Tab("owing", "Owing", Q(open_minor__gt=0)),
        Tab("late", "Past due", Q(overdue_minor__gt=0)),
        Tab("credit", "With unapplied money", Q(unapplied_minor__gt=0)),
        Tab("all", "All"),
    ),
    filters=(
        Search("name", "account_no"),
        Choice("currency", "Currency", "currency", currencies),
        Choice("segment", "Segment", "segment__code", _segments),
        Choice("portfolio", "Portfolio", "portfolio__code", _portfolios),
        AmountRange("open", "Open", "open_minor"),
        Flag("held", "On hold", lambda frame: Q(is_held=True)),
    ),
    sort="-overdue",
    prefix=Customer.PREFIX,
    empty=Empty(
        "No customers here", "They come with an import, or are added one by one.",
        "Import customers", "console:imports", "users",
    ),
)  # fmt: skip


def rows(request: HttpRequest, frame: Frame) -> QuerySet[Customer]:
    """The customers in scope with what they owed on the frame's day, in their own currency."""
    mine = customers_for(request.user).filter(entity_id__in=frame.entity_ids)
    held = standing_holds(frame.as_of).filter(customer_id=OuterRef("pk"))
    mine = mine.annotate(is_held=Exists(held))
    return _today(mine, frame) if frame.is_today else _on_a_day(mine, frame)


def _sum(
    rows: QuerySet[Invoice] | QuerySet[Payment] | QuerySet[CreditNote], field: str
) -> Coalesce:
    mine = rows.filter(customer_id=OuterRef("pk"), currency=OuterRef("currency")).order_by()
    total = mine.values("customer_id").annotate(sum=Sum(field)).values("sum")
    return Coalesce(Subquery(total, output_field=BigIntegerField()), Value(0))


def _today(mine: QuerySet[Customer], frame: Frame) -> QuerySet[Customer]:
    posted = Invoice.objects.filter(state="posted", issued_on__lte=frame.as_of)
    return mine.annotate(
        open_minor=_sum(posted, "balance_minor"),
        overdue_minor=_sum(posted.filter(due_on__lt=frame.as_of), "balance_minor"),
        payments_minor=_sum(Payment.objects.filter(unapplied_minor__gt=0), "unapplied_minor"),
        credits_minor=_sum(CreditNote.objects.filter(unapplied_minor__gt=0), "unapplied_minor"),
    ).annotate(unapplied_minor=F("payments_minor") + F("credits_minor"))


def _on_a_day(mine: QuerySet[Customer], frame: Frame) -> QuerySet[Customer]:
    """A day gone by is told by the aging report itself, so that list and report cannot differ."""
    told: dict[str, dict[str, int]] = {"open_minor": {}, "overdue_minor": {}, "unapplied_minor": {}}
    for entity_id in frame.entity_ids:
        for report in aging(entity_id, frame.as_of):
            for row in report.rows:
                key = row.key + report.currency
                told["open_minor"][key] = row.aged.open_minor
                told["overdue_minor"][key] = row.aged.past_due_minor
                told["unapplied_minor"][key] = -row.aged.unapplied_minor
    return mine.annotate(**{name: _looked_up(by_key) for name, by_key in told.items()})


def _looked_up(by_key: dict[str, int]) -> RawSQL:
    return RawSQL(
        "coalesce((%s::jsonb ->> (parties_customer.id::text || parties_customer.currency))::bigint, 0)",
        [json.dumps(by_key)],
        output_field=BigIntegerField(),
    )


@page(permission="customers.read", section="customers")
def customer_list(request: HttpRequest) -> HttpResponseBase:
    """All customers, as of any day."""
    return CUSTOMERS.render(
        request, rows(request, frame_of(request)), title="Customers",
        template="console/customers/list.html",
        context={"may_edit": may(request, "customers.edit")},
    )  # fmt: skip
