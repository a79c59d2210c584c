"""One contract: what stands on a day, what changed and will change, what will be billed when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cashwright.areas.access.queries import scoped
from cashwright.areas.catalog.models import Price, PriceVersion
from cashwright.areas.catalog.queries import price_terms
from cashwright.areas.contracts.models import (
    Amendment,
    BillItem,
    Charge,
    ChargeSpan,
    Contract,
    CreditGrant,
    Pause,
    Subscription,
)
from cashwright.areas.contracts.policies import CUSTOM_TERMS, AmendmentKind, Grouping
from cashwright.areas.contracts.queries import subscriptions_of, timeline
from cashwright.areas.controls.models import Approval
from cashwright.areas.controls.states import ApprovalState
from cashwright.areas.invoicing.models import Invoice, InvoiceLine
from cashwright.kernel.local_days import bounds_of_day
from cashwright.surfaces.console.books.coming import Coming, outlook
from cashwright.surfaces.console.books.pricing import (
    billed_text,
    interval_text,
    percent_text,
    quantity_text,
    terms_text,
)
from cashwright.surfaces.console.formats import money_text
from cashwright.surfaces.console.forms.contracts import GROUPINGS, PRORATIONS
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.pages import may, page
from cashwright.surfaces.console.screens.contracts.listing import contract_of
from cashwright.surfaces.console.screens.contracts.writing import may_move

INVOICES_MAX = 24
DAYS_SHOWN = 3  # bill days told line by line; later ones open below them
_KINDS = {
    AmendmentKind.QUANTITY: "Quantity changed",
    AmendmentKind.PRICE: "Price changed", AmendmentKind.ADD: "Price added",
    AmendmentKind.REMOVE: "Price taken off", AmendmentKind.PAUSE: "Paused",
    AmendmentKind.RESUME: "Resumed", AmendmentKind.CANCEL: "Canceled",
    AmendmentKind.RENEW: "Renewed", AmendmentKind.COTERM: "Brought in step",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownCharge:
    """A charge as it stands on a day."""

    row: Charge
    quantity: str
    words: str
    billed: str
    later: list[str]
    is_over: bool


@dataclass(frozen=True, slots=True)
class ShownSubscription:
    """A subscription as it stands on a day."""

    row: Subscription
    state: str
    interval: str
    charges: list[ShownCharge]
    pauses: list[Pause]
    is_metered: bool


@page(permission="contracts.read", section="contracts")
def contract(request: HttpRequest, public: str) -> HttpResponse:
    """One contract as of the frame's day."""
    shown, frame = contract_of(request, public), frame_of(request)
    subscriptions = list(subscriptions_of(shown.pk))
    told = outlook(shown, frame.as_of, known_at=bounds_of_day(frame.as_of, shown.entity.zone)[1])
    days = _days(told.rows)
    context = {
        "contract": shown, "public": public, "title": shown.contract_no,
        "subscriptions": _subscriptions(shown, subscriptions, frame.as_of),
        "days": days[:DAYS_SHOWN], "later": days[DAYS_SHOWN:], "coming": told,
        "timeline": [_change(row, frame.as_of) for row in timeline(shown.pk)],
        "items": BillItem.objects.filter(contract=shown, invoice_id__isnull=True)
        .select_related("subscription").order_by("bill_on", "pk"),
        "discounts": [(row, _off(row, shown.currency)) for row in shown.discounts.select_related(
            "coupon", "charge__price").order_by("position", "agreed_at")],
        "grants": _grants(shown), "milestones": shown.milestones.order_by("position"),
        "invoices": _invoices(request, shown), "waiting": _waiting(shown),
        "grouping": GROUPINGS[Grouping(shown.grouping)], "proration": PRORATIONS[shown.proration],
        "kinds": _acts(shown), **_allowed(request, shown),
        "crumbs": [("Contracts", frame.link("console:contracts")), (shown.contract_no, "")],
    }  # fmt: skip
    return render(request, "console/contracts/detail.html", context)


def _allowed(request: HttpRequest, shown: Contract) -> dict[str, bool]:
    may_edit = may(request, "contracts.edit")
    return {
        "may_activate": may_edit and may_move(shown, "activate"),
        "may_discard": may_edit and may_move(shown, "discard"),
        "may_renew": may_edit and shown.ends_on is not None and shown.state in ("active", "ended"),
        "may_add": may_edit and shown.state in ("draft", "active"),
        "may_amend": may_edit and shown.state == "active",
        "may_see_usage": may(request, "usage.read"),
    }


def _acts(shown: Contract) -> list[tuple[str, str]]:
    """(address, label) of what can be agreed besides subscriptions."""
    names = [
        ("contract_discount", "Agree a discount"), ("contract_coupon", "Redeem a coupon"),
        ("contract_credit", "Grant prepaid credit"), ("contract_milestone", "Add a milestone"),
        ("contract_order", "Set the purchase order"), ("contract_payer", "Change who pays"),
    ]  # fmt: skip
    if shown.state == "active":
        names.insert(0, ("contract_once", "Charge once"))
    if shown.ends_on is not None and shown.state == "active":
        names.append(("contract_renew", "Renew"))
    return [(reverse(f"console:{name}", args=[shown.public_id]), label) for name, label in names]


def _subscriptions(
    shown: Contract, rows: Iterable[Subscription], on: date
) -> list[ShownSubscription]:
    subscriptions = list(rows)
    versions = _versions(shown, subscriptions, on)
    pauses: dict[UUID, list[Pause]] = {}
    for pause in Pause.objects.filter(subscription__contract=shown).order_by("from_on"):
        pauses.setdefault(pause.subscription_id, []).append(pause)
    return [
        ShownSubscription(
            row, _state(row, pauses.get(row.pk, []), on),
            interval_text(row.interval_months, row.interval_days),
            [_charge(charge, versions, on) for charge in row.charges.all()],
            pauses.get(row.pk, []),
            any(charge.price.meter_id for charge in row.charges.all()),
        )
        for row in subscriptions
    ]  # fmt: skip


def _state(row: Subscription, pauses: Iterable[Pause], on: date) -> str:
    if row.ends_on is not None and row.ends_on <= on:
        return "ended"
    if on < row.starts_on:
        return "not_begun"
    if any(p.from_on <= on and (p.until_on is None or on < p.until_on) for p in pauses):
        return "paused"
    return "trial" if row.trial_until is not None and on < row.trial_until else "active"


def _versions(
    shown: Contract, subscriptions: Iterable[Subscription], on: date
) -> Mapping[UUID, PriceVersion]:
    """By id, those that spans name; by price, the book's in force on a day."""
    charges = [charge for row in subscriptions for charge in row.charges.all()]
    named = {s.price_version_id for c in charges for s in c.spans.all() if s.price_version_id}
    listed = Q(
        price_id__in={c.price_id for c in charges}, currency=shown.currency, owner_id__isnull=True,
        valid_from__lte=on,
    )  # fmt: skip
    rows = PriceVersion.objects.filter(listed | Q(pk__in=named)).select_related("price")
    found: dict[UUID, PriceVersion] = {}
    for row in rows.prefetch_related("tiers").order_by("valid_from", "created_at"):
        found[row.pk] = row
        if row.owner_id is None:
            found[row.price_id] = row
    return found


def _charge(charge: Charge, versions: Mapping[UUID, PriceVersion], on: date) -> ShownCharge:
    spans = list(charge.spans.all())
    price = charge.price
    running = [s for s in spans if s.from_on <= on and (s.until_on is None or on < s.until_on)]
    coming = [s for s in spans if s.from_on > on]
    return ShownCharge(
        charge, _quantity(running[0], price) if running else "",
        _words(running[0] if running else spans[0] if spans else None, price, versions),
        billed_text(price),
        [f"{_quantity(s, price)} from {s.from_on:%-d %b %Y}" for s in coming],
        not running and not coming,
    )  # fmt: skip


def _quantity(span: ChargeSpan, price: Price) -> str:
    return "as used" if price.meter_id else quantity_text(span.quantity_e6, price.unit_name)


def _words(span: ChargeSpan | None, price: Price, versions: Mapping[UUID, PriceVersion]) -> str:
    if span is None:
        return ""
    version = versions.get(span.price_version_id or price.pk)
    if version is None:
        return "no price in this currency"
    told = terms_text(price_terms(version), version.currency, price.unit_name)
    return f"{told}, agreed here" if version.owner_id else told


def _days(rows: Iterable[Coming]) -> list[tuple[date, list[Coming], int]]:
    """Bill day, its lines, and their sum."""
    found = []
    for day, lines in groupby(rows, key=lambda row: row.bill_on):
        kept = list(lines)
        found.append((day, kept, sum(line.net_minor for line in kept)))
    return found


def _change(row: Amendment, on: date) -> dict[str, Any]:
    return {
        "row": row, "words": _KINDS[AmendmentKind(row.kind)], "told": _told(row.details),
        "is_ahead": row.effective_on > on,
    }  # fmt: skip


def _told(details: Mapping[str, Any]) -> str:
    """What was before and after, as far as it says something to people."""
    if "before_e6" in details and "after_e6" in details and "before" not in details:
        return (
            f"{details.get('charge', '')} {quantity_text(details['before_e6'])} →"
            f" {quantity_text(details['after_e6'])}"
        )
    if details.get("before") and details.get("after"):
        return f"{details['before']} → {details['after']}"
    shown = (details.get(key) for key in ("charge", "price", "until", "ends_on"))
    return " ".join(str(each) for each in shown if each)


def _off(row: Any, currency: str) -> str:
    if row.percent_ppm is not None:
        return percent_text(row.percent_ppm)
    return f"{money_text(row.amount_minor, currency)} {currency} a period"


def _grants(shown: Contract) -> list[tuple[CreditGrant, int]]:
    """The prepaid credit this contract can use, with what is left of each."""
    own = Q(contract=shown) | Q(contract__isnull=True)
    rows = CreditGrant.objects.filter(own, customer_id=shown.bill_to_id, currency=shown.currency)
    ordered = rows.select_related("product").order_by("priority", "expires_on", "granted_on")
    return [(row, row.amount_minor - row.used_minor) for row in ordered]


def _invoices(request: HttpRequest, shown: Contract) -> list[Invoice]:
    """The invoices that bill this contract, the latest first, as far as the reader may see them."""
    if not may(request, "invoices.read"):
        return []
    charges = Charge.objects.filter(subscription__contract=shown).values("pk")
    named = Q(pk__in=InvoiceLine.objects.filter(charge_id__in=charges).values("invoice_id"))
    items = BillItem.objects.filter(contract=shown, invoice_id__isnull=False).values("invoice_id")
    rows = scoped(Invoice.objects.filter(named | Q(pk__in=items)), request.user, "invoices.read")
    return list(rows.order_by("-issued_on", "-pk")[:INVOICES_MAX])


def _waiting(shown: Contract) -> list[Approval]:
    """The request for its payment terms, while nobody decided it."""
    asked = Approval.objects.filter(document_id=shown.pk, kind=CUSTOM_TERMS)
    return list(asked.filter(state=ApprovalState.REQUESTED))


def customer_contracts(request: HttpRequest, customer_id: UUID, frame: Frame) -> dict[str, Any]:
    """What the page of a customer shows of its contracts."""
    mine = scoped(
        Contract.objects.filter(Q(customer_id=customer_id) | Q(bill_to_id=customer_id)),
        request.user, "contracts.read",
    ).select_related("customer", "bill_to")  # fmt: skip
    return {
        "contracts": mine.order_by("-starts_on", "-pk")[:50],
        "may_agree": may(request, "contracts.edit"),
    }
