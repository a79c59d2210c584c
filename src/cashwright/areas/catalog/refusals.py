"""Refusals of the price book and of tax.

Refusal
  CodeTaken              a code is given once
  NegativeQuantity       nobody buys less than nothing
  TiersOverlap           a tier ends where or before the one before it ended
  TiersHaveGap           a tier starts later than the one before it ended
  TiersUnfinished        a tier without an end stands before others, or there is none at all
  TierOverrun            a quantity lies beyond the last tier of a price that ends
  BadTerms               numbers that this charge model does not have, or that contradict each other
  VersionTaken           a price has one version a currency and day
  PriceBilled            days that were billed keep the price they were billed at
  NoPriceInCurrency      the price book says nothing for this currency and day
  UnknownMeter           no meter has this code, or it is retired
  UnknownCoupon          no coupon has this code
  CouponExpired          not yet, or no longer
  CouponUsedUp           redeemed as often as it may be
  CouponNotForThis       another currency or another product
  Retired                a product, price or meter that is not sold any more
  NoTaxRate              we collect tax there, but no rate is known for the day
  TaxRateTaken           a place has one rate a class and day
  RegistrationTaken      registered there on these days already
"""

from cashwright.kernel.refusals import Refusal


class CodeTaken(Refusal):
    """facts: document, code. Remedy: another code, or use what is there."""

    code = "catalog.code_taken"


class NegativeQuantity(Refusal):
    """facts: quantity_e6. Remedy: bill what was used; give money back by a credit note."""

    code = "catalog.negative_quantity"


class TiersOverlap(Refusal):
    """facts: tier_no, up_to, before_up_to. Remedy: each tier ends above the one before it."""

    code = "catalog.tiers_overlap"


class TiersHaveGap(Refusal):
    """facts: tier_no, starts_at, before_up_to. Remedy: start it where the one before ends."""

    code = "catalog.tiers_have_gap"


class TiersUnfinished(Refusal):
    """facts: tier_no, reason. Remedy: leave the end of the last tier open, and of no other."""

    code = "catalog.tiers_unfinished"


class TierOverrun(Refusal):
    """facts: quantity, up_to. Remedy: add a tier for more, or leave the last one open."""

    code = "catalog.tier_overrun"


class BadTerms(Refusal):
    """facts: reason. Remedy: give what the charge model asks for."""

    code = "catalog.bad_terms"


class VersionTaken(Refusal):
    """facts: price, currency, valid_from. Remedy: another day; a version is never edited."""

    code = "catalog.version_taken"


class PriceBilled(Refusal):
    """facts: price, currency, billed_on. Remedy: a later day; correct what was billed by credit note."""

    code = "catalog.price_billed"


class NoPriceInCurrency(Refusal):
    """facts: price, currency, on. Remedy: set the price in that currency from that day or before."""

    code = "catalog.no_price_in_currency"


class UnknownMeter(Refusal):
    """facts: meter. Remedy: a code of the list of meters, or add the meter first."""

    code = "catalog.unknown_meter"


class UnknownCoupon(Refusal):
    """facts: coupon. Remedy: check the spelling."""

    code = "catalog.unknown_coupon"


class CouponExpired(Refusal):
    """facts: coupon, valid_from, valid_until. Remedy: a coupon that is valid on the day."""

    code = "catalog.coupon_expired"


class CouponUsedUp(Refusal):
    """facts: coupon, redemptions_max. Remedy: another coupon, or agree a discount."""

    code = "catalog.coupon_used_up"


class CouponNotForThis(Refusal):
    """facts: coupon, reason. Remedy: a coupon for this currency and product."""

    code = "catalog.coupon_not_for_this"


class Retired(Refusal):
    """facts: document, code. Remedy: choose one that is sold."""

    code = "catalog.retired"


class NoTaxRate(Refusal):
    """facts: country, region, tax_class, on. Remedy: enter the rate in force there on that day."""

    code = "catalog.no_tax_rate"


class TaxRateTaken(Refusal):
    """facts: country, region, tax_class, valid_from. Remedy: a new rate starts on another day."""

    code = "catalog.tax_rate_taken"


class RegistrationTaken(Refusal):
    """facts: country, region. Remedy: end the registration that is there first."""

    code = "catalog.registration_taken"
