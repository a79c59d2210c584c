"""The list of payments, as of any day."""

from __future__ import annotations

from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from cashwright.areas.access.queries import found, scoped
from cashwright.areas.cash.models import Application
from cashwright.areas.credit.models import Recovery
from cashwright.areas.payments.models import Payment, Refund
from cashwright.areas.payments.queries import payments
from cashwright.kernel.ids import parse_public_id, public_id
from cashwright.surfaces.console.forms.payments import METHODS
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.lists import (
    AmountRange,
    Choice,
    Column,
    DateRange,
    Empty,
    Kind,
    Listing,
    Row,
    Search,
    Tab,
)
from cashwright.surfaces.console.pages import may, page
from cashwright.surfaces.console.scoping import OfCustomer, currencies

PREFIX = Payment.PREFIX
_HERE = Q(state="received")
_LEFT = _HERE & Q(unapplied_on_minor__gt=0, customer__isnull=False)


def href(row: Row) -> str:
    return reverse("console:payment", args=[public_id(PREFIX, row["pk"])])


def _state(row: Row, frame: Frame) -> str:
    """What a person calls it on the frame's day."""
    if row["state"] == "returned":
        return "returned"
    if row["customer_id"] is None:
        return "unidentified"
    if row["unapplied_on_minor"] == 0:
        return "applied"
    if row["is_on_account"]:
        return "on_account"
    is_whole = row["unapplied_on_minor"] == row["amount_minor"]
    return "unapplied" if is_whole else "partly_applied"


PAYMENTS = Listing(
    key="payments",
    one="payment",
    many="payments",
    columns=(
        Column(key="received", label="Received", kind=Kind.DATE, path="received_on",
               sort="received_on", href=href, needs=("pk",)),
        Column(key="customer", label="Customer", sort="customer__name",
               value=lambda row, _: row["customer__name"] or row["payer_text"] or "Unidentified",
               needs=("customer__name", "payer_text")),
        Column(key="reference", label="Reference", path="reference"),
        Column(key="amount", label="Amount", kind=Kind.MONEY, path="amount_minor",
               sort="amount_minor", total=True),
        Column(key="unapplied", label="Unapplied", kind=Kind.MONEY, path="unapplied_on_minor",
               sort="unapplied_on_minor", total=True,
               hint="What of it was tied to no invoice by the day above."),
        Column(key="state", label="State", kind=Kind.STATE, value=_state,
               needs=("state", "customer_id", "unapplied_on_minor", "is_on_account", "amount_minor")),
        Column(key="method", label="Method", visible=False,
               value=lambda row, _: dict(METHODS).get(row["method"], row["method"]),
               needs=("method",)),
        Column(key="entity", label="Entity", path="entity__code", visible=False),
        Column(key="source", label="Source", path="source", visible=False),
    ),
    tabs=(
        Tab("unapplied", "Unapplied", _LEFT & Q(is_on_account=False)),
        Tab("unidentified", "Unidentified", _HERE & Q(customer__isnull=True)),
        Tab("account", "On account", _LEFT & Q(is_on_account=True)),
        Tab("applied", "Applied", _HERE & Q(unapplied_on_minor=0)),
        Tab("returned", "Returned", Q(state="returned")),
        Tab("all", "All"),
    ),
    filters=(
        Search("reference", "payer_text", "customer__name", "customer__account_no", "source_ref"),
        DateRange("received", "Received", "received_on"),
        AmountRange("amount", "Amount", "amount_minor"),
        Choice("currency", "Currency", "currency", currencies),
        OfCustomer(),
    ),
    sort="-received",
    prefix=PREFIX,
    href=href,
    empty=Empty(
        "No payments here", "They come with a bank file, or are recorded one by one.",
        "Import a file", "console:imports", "cash",
    ),
)  # fmt: skip


def _by(rows: QuerySet[Any], path: str) -> Coalesce:
    mine = rows.filter(**{path: OuterRef("pk")}).order_by().values(path)
    total = mine.annotate(sum=Sum("amount_minor")).values("sum")
    return Coalesce(Subquery(total, output_field=BigIntegerField()), Value(0))


def rows(request: HttpRequest, frame: Frame) -> QuerySet[Payment]:
    """The payments in scope received by the frame's day, with what of them was unapplied then."""
    mine = scoped(payments(), request.user, "payments.read").filter(
        entity_id__in=frame.entity_ids, received_on__lte=frame.as_of
    )
    if frame.is_today:
        return mine.annotate(unapplied_on_minor=F("unapplied_minor"))
    used = (
        _by(Application.objects.filter(applied_on__lte=frame.as_of), "source_id")
        + _by(Refund.objects.filter(refunded_on__lte=frame.as_of), "source_id")
        + _by(Recovery.objects.filter(recovered_on__lte=frame.as_of), "payment_id")
    )
    return mine.annotate(
        unapplied_on_minor=Case(
            When(returned_on__lte=frame.as_of, then=Value(0)), default=F("amount_minor") - used,
            output_field=BigIntegerField(),
        )
    )  # fmt: skip


def one(request: HttpRequest, public: str, permission: str) -> Payment:
    """The payment with this public id. Raises NotFound outside the scope of `permission`."""
    pk = parse_public_id(PREFIX, public)
    return found(payments(), request.user, permission, pk, document="payment")


def url(shown: Payment) -> str:
    """The address of a payment."""
    return reverse("console:payment", args=[public_id(PREFIX, shown.pk)])


@page(permission="payments.read", section="cash")
def payment_list(request: HttpRequest) -> HttpResponseBase:
    """All payments, as of any day."""
    return PAYMENTS.render(
        request, rows(request, frame_of(request)), title="Cash & payments",
        template="console/payments/list.html",
        context={"may_receive": may(request, "payments.receive")},
    )  # fmt: skip
