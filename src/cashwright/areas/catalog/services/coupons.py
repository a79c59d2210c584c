"""Doing, about coupons: offering one. Redeeming it is an agreement, see contracts."""

from datetime import date
from uuid import UUID

from cashwright.areas.catalog.events import CouponAdded
from cashwright.areas.catalog.models import Coupon, Product
from cashwright.areas.catalog.policies import DiscountKind
from cashwright.areas.catalog.refusals import CodeTaken
from cashwright.areas.controls.services import announce, command
from cashwright.areas.parties.rules import words
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import BadInput, NotFound

PPM = 1_000_000


@command
def add_coupon(
    *,
    code: str,
    name: str,
    valid_from: date,
    by: Actor,
    percent_ppm: int | None = None,
    amount_minor: int | None = None,
    currency: str = "",
    periods: int | None = None,
    product_id: UUID | None = None,
    valid_until: date | None = None,
    redemptions_max: int | None = None,
) -> Coupon:
    """Offer a coupon: a share (millionths), or an amount in a currency for each full period.

    periods      for how many periods it is taken off; None: as long as billed
    valid_until  the last day it can be redeemed
    raises       CodeTaken, NotFound (the product), UnknownCurrency, BadInput
    """
    short = words.code("code", code, length_max=40)
    if Coupon.objects.filter(code=short).exists():
        raise CodeTaken(document="coupon", code=short)
    kind = _kind(percent_ppm, amount_minor)
    if product_id is not None and not Product.objects.filter(pk=product_id).exists():
        raise NotFound(document="product", id=str(product_id))
    if valid_until is not None and valid_until < valid_from:
        raise BadInput(
            field="valid_until", value=valid_until.isoformat(), expected="its first day or later"
        )
    for field, count in (("periods", periods), ("redemptions_max", redemptions_max)):
        if count is not None and count < 1:
            raise BadInput(field=field, value=str(count), expected="1 or more")
    coupon = Coupon.objects.create(
        code=short, name=words.one_line("name", name, length_max=120), kind=kind,
        percent_ppm=percent_ppm, amount_minor=amount_minor,
        currency=words.currency_code(currency) if kind == DiscountKind.AMOUNT else "",
        periods=periods, product_id=product_id, valid_from=valid_from, valid_until=valid_until,
        redemptions_max=redemptions_max,
    )  # fmt: skip
    event = CouponAdded(
        coupon_id=coupon.pk, code=short, valid_from=valid_from, valid_until=valid_until
    )
    announce(event, by=by)
    return coupon


def _kind(percent_ppm: int | None, amount_minor: int | None) -> DiscountKind:
    if (percent_ppm is None) == (amount_minor is None):
        raise BadInput(field="discount", value="", expected="a share or an amount, one of them")
    if percent_ppm is not None:
        if not 1 <= percent_ppm <= PPM:
            raise BadInput(
                field="percent", value=str(percent_ppm), expected="above 0, at most 100 %"
            )
        return DiscountKind.PERCENT
    if amount_minor is not None and amount_minor < 1:
        raise BadInput(field="amount", value=str(amount_minor), expected="above 0")
    return DiscountKind.AMOUNT
