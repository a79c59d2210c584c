"""The list of customers: what each owes, how much of it is late, what is unapplied, as of any day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.urls import reverse

from cashwright.areas.credit.models import DriftAlert
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
from cashwright.surfaces.console.lists import asked as address
from cashwright.surfaces.console.pages import may, page
from cashwright.surfaces.console.scoping import currencies
from cashwright.surfaces.console.screens.customers.standing import standing, with_figures


def href(row: Row) -> str:
    return reverse("console:customer", args=[public_id(Customer.PREFIX, row["pk"])])


def segment_choices(frame: Frame) -> list[tuple[str, str]]:
    return list(Segment.objects.order_by("name").values_list("code", "name"))


def portfolio_choices(frame: Frame) -> list[tuple[str, str]]:
    return list(Portfolio.objects.order_by("name").values_list("code", "name"))


def _marked(mark: str, figure: str) -> Callable[[Frame], Q]:
    """Whether a figure is above 0: by its mark today, by itself on a day gone by."""
    return lambda frame: Q(**{mark: True}) if frame.is_today else Q(**{f"{figure}__gt": 0})


_OWN = "In the customer's own currency, as of the day above; the customer's page shows all of them."

CUSTOMERS = Listing(
    key="customers",
    one="customer",
    many="customers",
    columns=(
        Column(key="name", label="Customer", kind=Kind.LINK, path="name", sort="name", href=href,
               needs=("pk",)),
        Column(key="account", label="Account", path="account_no", sort="account_no"),
        Column(key="owner", label="Kept by", path="account_owner__email", visible=False),
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
        Tab("owing", "Owing", _marked("is_owing", "open_minor")),
        Tab("late", "Past due", _marked("is_late", "overdue_minor")),
        Tab("credit", "With unapplied money", _marked("is_in_credit", "unapplied_minor")),
        Tab("all", "All"),
    ),
    filters=(
        Search("name", "account_no"),
        Choice("currency", "Currency", "currency", currencies),
        Choice("segment", "Segment", "segment__code", segment_choices),
        Choice("portfolio", "Portfolio", "portfolio__code", portfolio_choices),
        AmountRange("open", "Open", "open_minor"),
        Flag("held", "On hold", lambda frame: Q(is_held=True)),
        Flag("mine", "Kept by me", lambda frame: Q(is_mine=True)),
        Flag("warned", "Pays worse", lambda frame: Q(is_warned=True)),
    ),
    sort="name",
    weighs=Invoice,
    prefix=Customer.PREFIX,
    empty=Empty(
        "No customers here", "They come with an import, or are added one by one.",
        "Import customers", "console:imports", "users",
    ),
)  # fmt: skip


_AMOUNTS = {"open", "overdue", "unapplied"}


def rows(request: HttpRequest, frame: Frame) -> QuerySet[Customer]:
    """The customers in scope with what they owed on the frame's day, in their own currency.

    A page in order of names counts for its own customers only; whoever sorts, filters or adds up
    amounts, or looks back, needs those of all, and they are told in one pass (standing.py).
    """
    if frame.is_today and not _is_about_all(request.GET, frame):
        return _one_by_one(_mine(request, frame), frame)
    return told_rows(request, frame)


def told_rows(request: HttpRequest, frame: Frame) -> QuerySet[Customer]:
    """The same, with the figures of all of them told in one pass."""
    return with_figures(_mine(request, frame), standing(frame))


def _mine(request: HttpRequest, frame: Frame) -> QuerySet[Customer]:
    mine = customers_for(request.user).filter(entity_id__in=frame.entity_ids)
    held = standing_holds(frame.as_of).filter(customer_id=OuterRef("pk"))
    warned = DriftAlert.objects.filter(
        customer_id=OuterRef("pk"), noted_on__lte=frame.as_of, cooldown_until__gte=frame.as_of
    )
    mine = mine.annotate(
        is_held=Exists(held), is_warned=Exists(warned),
        is_mine=ExpressionWrapper(Q(account_owner=request.user.pk), output_field=BooleanField()),
    )  # fmt: skip
    return _with_marks(mine, frame) if frame.is_today else mine


def _is_about_all(params: QueryDict, frame: Frame) -> bool:
    asked = address.read(CUSTOMERS, params, frame)
    is_whole = params.get("part") == "figures" or bool(params.get("export"))
    is_sorted = asked.sort is not None and asked.sort.key in _AMOUNTS
    return is_whole or is_sorted or bool(params.get("open_min") or params.get("open_max"))


def _open_invoices(frame: Frame) -> QuerySet[Invoice]:
    return Invoice.objects.filter(
        customer_id=OuterRef("pk"), currency=OuterRef("currency"), balance_minor__gt=0,
        issued_on__lte=frame.as_of,
    )  # fmt: skip


def _unapplied(model: type[Payment | CreditNote]) -> QuerySet[Any]:
    """What is unapplied, of the row's customer; the entity is named for the partial indexes."""
    return model._default_manager.filter(
        entity_id=OuterRef("entity_id"), customer_id=OuterRef("pk"), currency=OuterRef("currency"),
        unapplied_minor__gt=0,
    )  # fmt: skip


def _with_marks(mine: QuerySet[Customer], frame: Frame) -> QuerySet[Customer]:
    """Who owes, is late or has money left: a look at one row each, where a sum reads them all."""
    owed = _open_invoices(frame)
    return mine.annotate(
        is_owing=Exists(owed), is_late=Exists(owed.filter(due_on__lt=frame.as_of)),
        is_in_credit=Exists(_unapplied(Payment)) | Exists(_unapplied(CreditNote)),
    )  # fmt: skip


def _sum(rows: QuerySet[Any], field: str) -> Coalesce:
    total = rows.order_by().values("customer_id").annotate(sum=Sum(field)).values("sum")
    return Coalesce(Subquery(total, output_field=BigIntegerField()), Value(0))


def _one_by_one(mine: QuerySet[Customer], frame: Frame) -> QuerySet[Customer]:
    owed = _open_invoices(frame)
    return mine.annotate(
        open_minor=_sum(owed, "balance_minor"),
        overdue_minor=_sum(owed.filter(due_on__lt=frame.as_of), "balance_minor"),
        unapplied_minor=_sum(_unapplied(Payment), "unapplied_minor")
        + _sum(_unapplied(CreditNote), "unapplied_minor"),
    )


@page(permission="customers.read", section="customers")
def customer_list(request: HttpRequest) -> HttpResponseBase:
    """All customers, as of any day."""
    return CUSTOMERS.render(
        request, rows(request, frame_of(request)), title="Customers",
        template="console/customers/list.html",
        context={"may_edit": may(request, "customers.edit")},
    )  # fmt: skip
