"""What people read when the price book or the tax tables decline."""

WORDS: dict[str, tuple[int, str]] = {
    "catalog.code_taken": (409, "There is a {document} with the code {code} already."),
    "catalog.negative_quantity": (
        422,
        "A quantity below zero cannot be priced. Bill what was used; give money back by a credit note.",
    ),
    "catalog.tiers_overlap": (
        422,
        (
            "Tier {tier_no} (up to {up_to}) overlaps the one before it, which ends at {before_up_to}."
            " Let each tier end above the one before."
        ),
    ),
    "catalog.tiers_have_gap": (
        422,
        (
            "Tier {tier_no} starts at {starts_at}, but the one before it ends at {before_up_to}: nothing"
            " says what lies between costs. Start it where the one before ends."
        ),
    ),
    "catalog.tiers_unfinished": (
        422,
        "Tier {tier_no}: {reason}. Leave the end of the last tier open, and of no other.",
    ),
    "catalog.tier_overrun": (
        422,
        "{quantity} is more than the last tier holds ({up_to}). Add a tier, or leave the last one open.",
    ),
    "catalog.bad_terms": (422, "This price cannot be used: {reason}."),
    "catalog.version_taken": (
        409,
        (
            "{price} has a price in {currency} from {valid_from} already, and a price is never edited."
            " Choose another day."
        ),
    ),
    "catalog.price_billed": (
        409,
        (
            "Periods up to the one that starts on {billed_on} were billed at the price of {price} in"
            " {currency} as it was, and keep it. Choose a later day; correct what was billed by a credit"
            " note."
        ),
    ),
    "catalog.no_price_in_currency": (
        409,
        "{price} has no price in {currency} on {on}. Set one that starts on or before that day.",
    ),
    "catalog.unknown_meter": (
        422,
        "There is no meter {meter}, or it is retired. Choose one of the list, or add it first.",
    ),
    "catalog.unknown_coupon": (422, "There is no coupon {coupon}. Check the spelling."),
    "catalog.coupon_expired": (409, "The coupon {coupon} is not valid on that day."),
    "catalog.coupon_used_up": (
        409,
        "The coupon {coupon} was redeemed {redemptions_max} times, as often as it may be.",
    ),
    "catalog.coupon_not_for_this": (409, "The coupon {coupon} does not fit: {reason}."),
    "catalog.retired": (409, "The {document} {code} is not sold any more. Choose another."),
    "catalog.no_tax_rate": (
        409,
        (
            "No {tax_class} tax rate of {country} {region} is known for {on}."
            " Enter the rate in force there on that day."
        ),
    ),
    "catalog.tax_rate_taken": (
        409,
        "A {tax_class} rate of {country} {region} from {valid_from} is known already.",
    ),
    "catalog.registration_taken": (
        409,
        "A registration in {country} {region} covers these days already. End it first.",
    ),
}
