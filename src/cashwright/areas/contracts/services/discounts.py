"""Doing, about discounts: coupons redeemed, discounts negotiated; prepaid credit granted."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from cashwright.areas.catalog.models import Coupon
from cashwright.areas.catalog.queries import coupon_by_code
from cashwright.areas.catalog.rules import CouponTerms, check_redeemable
from cashwright.areas.contracts.events import CreditGranted, DiscountAgreed
from cashwright.areas.contracts.models import Charge, Contract, CreditGrant, Discount
from cashwright.areas.contracts.refusals import NothingChanges, OtherBooks
from cashwright.areas.contracts.services.locking import (
    customer_of,
    locked_contract,
    running_contract,
)
from cashwright.areas.controls.services import announce, command
from cashwright.areas.parties.rules import words
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.ids import new_id
from cashwright.kernel.periods import add_months
from cashwright.kernel.refusals import BadInput, NotFound


@command
def redeem_coupon(
    *, contract_id: UUID, code: str, from_on: date, by: Actor, charge_id: UUID | None = None
) -> Discount:
    """Take a coupon off a contract, or one of its charges, from a day on.

    A coupon for so many periods counts as many months (or intervals of the charge's subscription).
    raises  NotFound, ContractNotRunning, NothingChanges (taken off already), UnknownCoupon,
            CouponExpired, CouponUsedUp, CouponNotForThis
    """
    contract = running_contract(contract_id, may_be_draft=True)
    coupon = Coupon.objects.select_for_update().get(pk=coupon_by_code(code).pk)
    charge = _charge(contract, charge_id)
    if charge is None and coupon.product_id is not None:  # the first charge of its product
        charge = _charges(contract).filter(price__product_id=coupon.product_id).first()
    _check(coupon, contract, charge, from_on)
    return _agree(
        contract, charge, by, from_on=from_on, coupon=coupon, percent_ppm=coupon.percent_ppm,
        amount_minor=coupon.amount_minor, until_on=_until(coupon, charge, contract, from_on),
        reason=coupon.name,
    )  # fmt: skip


@command
def negotiate_discount(
    *, contract_id: UUID, from_on: date, reason: str, by: Actor, percent_ppm: int | None = None,
    amount_minor: int | None = None, until_on: date | None = None, charge_id: UUID | None = None,
) -> Discount:  # fmt: skip
    """Agree on a discount: a share, or an amount of a full period. Raises NotFound, BadInput, ContractNotRunning."""
    contract = running_contract(contract_id, may_be_draft=True)
    is_share = percent_ppm is not None and 0 < percent_ppm <= 1_000_000
    is_amount = amount_minor is not None and amount_minor > 0
    if is_share == is_amount or (percent_ppm is not None and amount_minor is not None):
        raise BadInput(
            field="discount", value=str(percent_ppm or amount_minor),
            expected="a share up to 100 %, or an amount",
        )  # fmt: skip
    if until_on is not None and until_on <= from_on:
        raise BadInput(field="until_on", value=str(until_on), expected="a day after the first")
    charge = _charge(contract, charge_id)
    return _agree(
        contract, charge, by, from_on=from_on, percent_ppm=percent_ppm, amount_minor=amount_minor,
        until_on=until_on, reason=words.one_line("reason", reason, length_max=200),
    )  # fmt: skip


@command
def grant_credit(
    *, customer_id: UUID, amount_minor: int, granted_on: date, by: Actor,
    currency: str | None = None, contract_id: UUID | None = None, product_id: UUID | None = None,
    expires_on: date | None = None, priority: int = 100, reason: str = "",
) -> CreditGrant:  # fmt: skip
    """Give a customer prepaid credit that its charges use up. Raises NotFound, OtherBooks, BadInput.

    It is money paid before or given for free; how it was paid for is an invoice of its own.
    """
    customer = customer_of(None, customer_id)
    if amount_minor <= 0:
        raise BadInput(field="amount", value=str(amount_minor), expected="more than nothing")
    if expires_on is not None and expires_on <= granted_on:
        raise BadInput(field="expires_on", value=str(expires_on), expected="a later day")
    if contract_id is not None:
        contract = locked_contract(contract_id)
        if customer.pk not in (contract.customer_id, contract.bill_to_id):
            raise OtherBooks(expected=str(contract.customer_id), found=str(customer.pk))
    grant = CreditGrant.objects.create(
        entity_id=customer.entity_id, customer=customer, contract_id=contract_id,
        product_id=product_id, currency=words.currency_code(currency or customer.currency),
        amount_minor=amount_minor, priority=priority, granted_on=granted_on,
        expires_on=expires_on, reason=reason,
    )  # fmt: skip
    event = CreditGranted(
        entity_id=grant.entity_id, grant_id=grant.pk, customer_id=customer.pk,
        currency=grant.currency, amount_minor=amount_minor, granted_on=granted_on,
        expires_on=expires_on,
    )  # fmt: skip
    announce(event, by=by, why=reason)
    return grant


def _check(coupon: Coupon, contract: Contract, charge: Charge | None, on: date) -> None:
    used = Discount.objects.filter(coupon_id=coupon.pk)
    if used.filter(contract_id=contract.pk).exists():
        raise NothingChanges(what=f"coupon {coupon.code}")
    terms = CouponTerms(
        code=coupon.code, valid_from=coupon.valid_from, valid_until=coupon.valid_until,
        currency=coupon.currency, product_id=coupon.product_id,
        redemptions_max=coupon.redemptions_max,
    )  # fmt: skip
    products = frozenset({charge.price.product_id}) if charge else frozenset[UUID]()
    check_redeemable(
        terms, on=on, currency=contract.currency, redeemed=used.count(), product_ids=products
    )


def _charges(contract: Contract) -> QuerySet[Charge]:
    rows = Charge.objects.filter(subscription__contract_id=contract.pk)
    return rows.select_related("price", "subscription").order_by("position", "pk")


def _charge(contract: Contract, charge_id: UUID | None) -> Charge | None:
    if charge_id is None:
        return None
    found = _charges(contract).filter(pk=charge_id).first()
    if found is None:
        raise NotFound(document="charge", id=str(charge_id))
    return found


def _until(coupon: Coupon, charge: Charge | None, contract: Contract, on: date) -> date | None:
    """The first day after its periods: intervals of the subscription it is for."""
    if coupon.periods is None:
        return None
    subscription = charge.subscription if charge else contract.subscriptions.first()
    if subscription is not None and subscription.interval_days is not None:
        return date.fromordinal(on.toordinal() + coupon.periods * subscription.interval_days)
    months = (subscription.interval_months or 1) if subscription is not None else 1
    return add_months(on, coupon.periods * months)


def _agree(
    contract: Contract, charge: Charge | None, by: Actor, *, from_on: date,
    percent_ppm: int | None, amount_minor: int | None, until_on: date | None, reason: str,
    coupon: Coupon | None = None,
) -> Discount:  # fmt: skip
    made = Discount.objects.create(
        id=new_id(), contract=contract, charge=charge, coupon=coupon, percent_ppm=percent_ppm,
        amount_minor=amount_minor, from_on=from_on, until_on=until_on, reason=reason,
        position=contract.discounts.count() + 1, agreed_by=by.name, agreed_at=now(),
    )  # fmt: skip
    event = DiscountAgreed(
        entity_id=contract.entity_id, discount_id=made.pk, contract_id=contract.pk,
        customer_id=contract.customer_id, charge_id=charge.pk if charge else None,
        coupon_code=coupon.code if coupon else "", percent_ppm=percent_ppm,
        amount_minor=amount_minor, from_on=from_on, until_on=until_on,
    )  # fmt: skip
    announce(event, by=by, why=reason)
    return made
