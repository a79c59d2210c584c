"""The list of contracts, and finding one or a subscription within the reader's scope."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from cashwright.areas.access.queries import found
from cashwright.areas.contracts.models import Contract, Subscription
from cashwright.areas.contracts.queries import contracts_for
from cashwright.areas.contracts.states import ContractState
from cashwright.kernel.ids import parse_public_id, public_id
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.lists import (
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

PREFIX = Contract.PREFIX
SOON = timedelta(days=90)


def href(row: Row) -> str:
    return reverse("console:contract", args=[public_id(PREFIX, row["pk"])])


def _ending(frame: Frame) -> Q:
    """Active ones that end within the quarter and do not go on by themselves."""
    return Q(state=ContractState.ACTIVE, renewal_months=0, ends_on__lte=frame.as_of + SOON)


def _goes_on(row: Row, _: object) -> str:
    if row["ends_on"] is None:
        return "no end"
    months = row["renewal_months"]
    return f"by itself, {months} months" if months else "ends"


CONTRACTS = Listing(
    key="contracts",
    one="contract",
    many="contracts",
    columns=(
        Column(
            key="number", label="Contract", kind=Kind.LINK, path="contract_no", href=href,
            needs=("pk",), sort="contract_no",
        ),
        Column(key="customer", label="Customer", path="customer__name", sort="customer__name"),
        Column(key="subscriptions", label="Subscriptions", kind=Kind.NUMBER, path="subscriptions_no"),
        Column(key="starts", label="Starts", kind=Kind.DATE, path="starts_on", sort="starts_on"),
        Column(key="ends", label="Ends", kind=Kind.DUE, path="ends_on"),
        Column(
            key="then", label="Then", value=_goes_on, needs=("ends_on", "renewal_months"),
            hint="What happens when it ends.",
        ),
        Column(key="currency", label="Currency", path="currency"),
        Column(key="payer", label="Payer", path="bill_to__name", visible=False),
        Column(key="po", label="Purchase order", path="purchase_order_no", visible=False),
        Column(key="entity", label="Entity", path="entity__code", visible=False),
        Column(
            key="state", label="State", kind=Kind.STATE, needs=("state",),
            value=lambda row, _: row["state"],
        ),
    ),
    tabs=(
        Tab("active", "Active", Q(state=ContractState.ACTIVE)),
        Tab("draft", "Drafts", Q(state=ContractState.DRAFT)),
        Tab("ending", "Ending soon", _ending),
        Tab("ended", "Ended", Q(state__in=[ContractState.ENDED, ContractState.DISCARDED])),
        Tab("all", "All"),
    ),
    filters=(
        Search("contract_no", "customer__name", "customer__account_no", "purchase_order_no"),
        DateRange("ends", "Ends", "ends_on"), DateRange("starts", "Starts", "starts_on"),
        Choice("currency", "Currency", "currency", currencies), OfCustomer(),
    ),
    sort="-starts",
    prefix=PREFIX,
    empty=Empty(
        "No contracts yet", "A contract says who pays for what, from when, how often. Its page shows"
        " what will be billed when, before anything is.",
        "New contract", "console:contract_new", "file-text",
    ),
)  # fmt: skip


@page(permission="contracts.read", section="contracts")
def contract_list(request: HttpRequest) -> HttpResponseBase:
    """Everything that was agreed."""
    frame = frame_of(request)
    rows = contracts_for(request.user).filter(entity_id__in=frame.entity_ids).order_by()
    return CONTRACTS.render(
        request, rows.annotate(subscriptions_no=Count("subscriptions")), title="Contracts",
        template="console/contracts/list.html", context={"may_edit": may(request, "contracts.edit")},
    )  # fmt: skip


def contract_of(request: HttpRequest, public: str, permission: str = "contracts.read") -> Contract:
    """The contract with this public id. Raises NotFound outside the scope of `permission`."""
    rows = Contract.objects.select_related("customer", "bill_to", "entity", "terms")
    pk = parse_public_id(PREFIX, public)
    return found(rows, request.user, permission, pk, document="contract")


def subscription_of(
    request: HttpRequest, public: str, permission: str = "contracts.read"
) -> Subscription:
    """The subscription with this public id. Raises NotFound outside the scope of `permission`."""
    rows = Subscription.objects.select_related("contract__customer", "entity", "customer")
    pk = parse_public_id(Subscription.PREFIX, public)
    return found(rows, request.user, permission, pk, document="subscription")


def url(shown: Contract) -> str:
    """The address of a contract."""
    return reverse("console:contract", args=[shown.public_id])


def crumbs(request: HttpRequest, shown: Contract, last: str) -> list[tuple[str, str]]:
    """The way back from an act on a contract."""
    contracts = frame_of(request).link("console:contracts")
    return [("Contracts", contracts), (shown.contract_no, url(shown)), (last, "")]
