"""Whether a coupon may be redeemed: its days, its currency, its product, and how often."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from cashwright.areas.catalog.refusals import CouponExpired, CouponNotForThis, CouponUsedUp


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponTerms:
    """The value of a coupon; the last day of its validity counts."""

    code: str
    valid_from: date
    valid_until: date | None = None
    currency: str = ""
    product_id: UUID | None = None
    redemptions_max: int | None = None


def check_redeemable(
    coupon: CouponTerms,
    *,
    on: date,
    currency: str,
    redeemed: int,
    product_ids: frozenset[UUID] | None = None,
) -> None:
    """Raises CouponExpired, CouponNotForThis, CouponUsedUp.

    redeemed     how often it was before
    product_ids  the products it would discount; None: not known, whatever they are
    """
    if on < coupon.valid_from or (coupon.valid_until is not None and on > coupon.valid_until):
        raise CouponExpired(
            coupon=coupon.code, valid_from=coupon.valid_from, valid_until=coupon.valid_until
        )
    if coupon.currency and coupon.currency != currency:
        raise CouponNotForThis(coupon=coupon.code, reason=f"it is an amount in {coupon.currency}")
    if coupon.product_id and product_ids is not None and coupon.product_id not in product_ids:
        raise CouponNotForThis(coupon=coupon.code, reason="it is for another product")
    if coupon.redemptions_max is not None and redeemed >= coupon.redemptions_max:
        raise CouponUsedUp(coupon=coupon.code, redemptions_max=coupon.redemptions_max)
