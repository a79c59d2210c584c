"""What the last bill run could not bill: each charge and period with its reason and what helps."""

from __future__ import annotations

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from cashwright.areas.access.queries import scoped
from cashwright.areas.contracts.models import Contract
from cashwright.kernel.ids import public_id
from cashwright.runs.models import BillException
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.lists import Choice, Column, Empty, Kind, Listing, Row, Search
from cashwright.surfaces.console.pages import page

_WORDS = {
    "catalog.no_price_in_currency": (
        "No price in the contract's currency",
        "products",
        "Price book",
    ),
    "catalog.no_tax_rate": ("No tax rate is known for the place and day", "taxes", "Tax rates"),
    "ledger.no_rate": ("No exchange rate is known", "rates", "Exchange rates"),
    "catalog.tier_overrun": ("More was used than the last tier holds", "products", "Price book"),
}


def remedy_of(code: str) -> tuple[str, str, str]:
    """Why in words, the address that helps ("" where none does), and what it is called."""
    words, name, label = _WORDS.get(code, ("", "", ""))
    if not words:
        return code.rpartition(".")[2].replace("_", " ").capitalize(), "", ""
    return words, reverse(f"console:{name}"), label


def _href(row: Row) -> str:
    return reverse("console:contract", args=[public_id(Contract.PREFIX, row["contract_id"])])


def _codes(frame: Frame) -> list[tuple[str, str]]:
    rows = BillException.objects.filter(entity_id__in=frame.entity_ids).order_by("code")
    return [(code, remedy_of(code)[0]) for code in rows.values_list("code", flat=True).distinct()]


EXCEPTIONS = Listing(
    key="bill_exceptions",
    one="exception",
    many="exceptions",
    columns=(
        Column(key="contract", label="Contract", kind=Kind.LINK, path="contract_no", href=_href,
               needs=("contract_id",)),
        Column(key="customer", label="Customer", path="customer_name"),
        Column(key="why", label="Why", needs=("code",), value=lambda row, _: remedy_of(row["code"])[0]),
        Column(key="from", label="From", kind=Kind.DATE, path="start_on", sort="start_on"),
        Column(key="until", label="Before", kind=Kind.DATE, path="end_on"),
        Column(key="tried", label="Tried", kind=Kind.DATE, path="as_of"),
    ),
    filters=(Search("contract_no", "customer_name"), Choice("code", "Why", "code", _codes)),
    sort="from",
    empty=Empty(
        "Everything could be billed", "What cannot be billed waits here with its reason, and is tried"
        " again by every bill run.", "Bill run", "console:billing", "checks",
    ),
)  # fmt: skip


def exceptions(request: HttpRequest) -> QuerySet[BillException]:
    """In the reader's scope, with contract and customer."""
    contracts = Contract.objects.filter(pk=OuterRef("contract_id"))
    rows = BillException.objects.filter(entity_id__in=frame_of(request).entity_ids)
    named = rows.annotate(
        contract_no=Subquery(contracts.values("contract_no")[:1]),
        customer_name=Subquery(contracts.values("customer__name")[:1]),
    )
    return scoped(named, request.user, "runs.plan", portfolio=None)


@page(permission="runs.plan", section="billing")
def exception_list(request: HttpRequest) -> HttpResponseBase:
    """Every charge the last run could not bill."""
    crumbs = [("Bill run", frame_of(request).link("console:billing")), ("Exceptions", "")]
    return EXCEPTIONS.render(
        request, exceptions(request), title="What could not be billed", crumbs=crumbs
    )
