"""Tables of the price book. It belongs to the whole house; a price version is never edited.

Scales are those of policies.py: `_e6` quantities, `_e9` unit prices, `_ppm` tax and discount rates.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from cashwright.areas.catalog.policies import (
    Aggregation,
    ChargeModel,
    DiscountKind,
    TaxCategory,
    TaxClass,
    Timing,
)
from cashwright.areas.ledger.models import Account
from cashwright.areas.parties.models import Customer, LegalEntity, Shown
from cashwright.kernel.clock import now
from cashwright.kernel.ids import new_id


class Product(Shown):
    """Something we sell: the words on the invoice, the income account, the tax class."""

    PREFIX: ClassVar[str] = "prd"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    tax_class = models.CharField(max_length=12, default=TaxClass.STANDARD)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="product_tax_class", condition=Q(tax_class__in=[c.value for c in TaxClass])
            )
        ]

    def __str__(self) -> str:
        return self.name


class Meter(Shown):
    """What is measured: which events count (`event_kind`, `filters`), and how many make a quantity.

    value_key   the property that carries the number (sum, max, last, weighted, percentile) or the
                identity (unique); empty for count
    filters     [{"key": "region", "values": ["eu", "us"]}], all of which must hold
    group_key   a property by which the quantity is shown apart; empty for none
    percentile  1..100, for the aggregation of that name
    """

    PREFIX: ClassVar[str] = "mtr"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    unit_name = models.CharField(max_length=40)
    event_kind = models.CharField(max_length=80)
    aggregation = models.CharField(max_length=12)
    value_key = models.CharField(max_length=40, blank=True)
    filters = models.JSONField(default=list)
    group_key = models.CharField(max_length=40, blank=True)
    percentile = models.PositiveSmallIntegerField(null=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="meter_aggregation",
                condition=Q(aggregation__in=[a.value for a in Aggregation]),
            ),
            models.CheckConstraint(
                name="meter_percentile",
                condition=(Q(aggregation="percentile") & Q(percentile__range=(1, 100)))
                | (~Q(aggregation="percentile") & Q(percentile__isnull=True)),
            ),
        ]
        indexes = [models.Index(fields=["event_kind"], name="meter_event_kind")]

    def __str__(self) -> str:
        return self.name


class Price(Shown):
    """One way a product is charged. Its amounts are in the versions, by currency and day."""

    PREFIX: ClassVar[str] = "prc"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="prices")
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    model = models.CharField(max_length=24)
    timing = models.CharField(max_length=8)
    meter = models.ForeignKey(Meter, on_delete=models.PROTECT, null=True, related_name="prices")
    unit_name = models.CharField(max_length=40, blank=True)
    interval_months = models.PositiveSmallIntegerField(null=True)
    interval_days = models.PositiveSmallIntegerField(null=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="price_model", condition=Q(model__in=[m.value for m in ChargeModel])
            ),
            models.CheckConstraint(
                name="price_timing", condition=Q(timing__in=[t.value for t in Timing])
            ),
            models.CheckConstraint(
                name="price_is_for_one_interval",
                condition=Q(timing="once", interval_months__isnull=True, interval_days__isnull=True)
                | (~Q(timing="once") & Q(interval_months__gte=1) & Q(interval_days__isnull=True))
                | (~Q(timing="once") & Q(interval_months__isnull=True) & Q(interval_days__gte=1)),
            ),
            models.CheckConstraint(
                name="price_of_usage_is_in_arrears",
                condition=Q(meter__isnull=True) | Q(timing="arrears"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PriceVersion(Shown):
    """The numbers of a price in one currency from a day on, until a later version of it.

    owner_id              null in the price book; the contract that negotiated it otherwise
    unit_price_e9         per_unit: of a unit; flat: not used
    flat_minor            flat: the price; percentage: not used
    free_e6, free_minor   what costs nothing: units (package, per_unit), or the amount (percentage)
    free_events           percentage: how many events cost nothing
    package_e6            package: units in one
    package_minor         package: what one costs
    rate_e9               percentage: the share of the amount
    event_fee_e9          percentage: for each event that is not free
    event_minimum_minor, event_maximum_minor   percentage: an event costs no less, no more
    minimum_minor         a period costs at least this: the difference is a line of its own
    maximum_minor         a period costs at most this
    is_tax_inclusive      whether the amounts contain the tax
    """

    PREFIX: ClassVar[str] = "pvn"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    price = models.ForeignKey(Price, on_delete=models.PROTECT, related_name="versions")
    currency = models.CharField(max_length=3)
    valid_from = models.DateField()
    owner_id = models.UUIDField(null=True)
    unit_price_e9 = models.BigIntegerField(default=0)
    flat_minor = models.BigIntegerField(default=0)
    free_e6 = models.BigIntegerField(default=0)
    free_minor = models.BigIntegerField(default=0)
    free_events = models.IntegerField(default=0)
    package_e6 = models.BigIntegerField(default=0)
    package_minor = models.BigIntegerField(default=0)
    rate_e9 = models.BigIntegerField(default=0)
    event_fee_e9 = models.BigIntegerField(default=0)
    event_minimum_minor = models.BigIntegerField(null=True)
    event_maximum_minor = models.BigIntegerField(null=True)
    minimum_minor = models.BigIntegerField(null=True)
    maximum_minor = models.BigIntegerField(null=True)
    is_tax_inclusive = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["price", "currency", "valid_from"],
                condition=Q(owner_id__isnull=True),
                name="price_version_once",
            ),
            models.CheckConstraint(
                name="price_version_currency", condition=Q(currency__regex=r"^[A-Z]{3}$")
            ),
            models.CheckConstraint(
                name="price_version_bounds",
                condition=Q(minimum_minor__isnull=True)
                | Q(maximum_minor__isnull=True)
                | Q(minimum_minor__lte=F("maximum_minor")),
            ),
        ]
        indexes = [models.Index(fields=["owner_id"], name="price_version_owner")]


class Tier(models.Model):
    """One step of a tiered price: above the tier before it, up to and with `up_to_e6`; null: no end."""

    pk = models.CompositePrimaryKey("price_version_id", "tier_no")
    price_version = models.ForeignKey(PriceVersion, on_delete=models.PROTECT, related_name="tiers")
    tier_no = models.PositiveSmallIntegerField()
    up_to_e6 = models.BigIntegerField(null=True)
    unit_price_e9 = models.BigIntegerField(default=0)
    flat_minor = models.BigIntegerField(default=0)
    rate_e9 = models.BigIntegerField(default=0)


class Coupon(Shown):
    """A discount anyone may redeem while it is valid. `periods` null: for as long as billed."""

    PREFIX: ClassVar[str] = "cpn"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8)
    percent_ppm = models.IntegerField(null=True)
    amount_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    periods = models.PositiveSmallIntegerField(null=True)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    redemptions_max = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="coupon_is_a_share_or_an_amount",
                condition=Q(
                    kind=DiscountKind.PERCENT,
                    percent_ppm__range=(1, 1_000_000),
                    amount_minor__isnull=True,
                )
                | (
                    Q(kind=DiscountKind.AMOUNT, percent_ppm__isnull=True, amount_minor__gt=0)
                    & Q(currency__regex=r"^[A-Z]{3}$")
                ),
            )
        ]


class TaxRate(models.Model):
    """What a place takes of a tax class from a day on. `region` empty: the whole country."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    country = models.CharField(max_length=2)
    region = models.CharField(max_length=12, blank=True)
    tax_class = models.CharField(max_length=12)
    rate_ppm = models.IntegerField()
    name = models.CharField(max_length=80, blank=True)
    source = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["country", "region", "tax_class", "valid_from"], name="tax_rate_once"
            ),
            models.CheckConstraint(
                name="tax_rate_is_a_share", condition=Q(rate_ppm__range=(0, 1_000_000))
            ),
        ]


class TaxRegistration(models.Model):
    """Where a legal entity collects tax, from when; its own country is one of them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    country = models.CharField(max_length=2)
    region = models.CharField(max_length=12, blank=True)
    tax_no = models.CharField(max_length=40, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "country", "region", "valid_from"], name="tax_registration_once"
            )
        ]


class TaxExemption(models.Model):
    """Evidence that a customer pays no tax in a place: a certificate and its days."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    country = models.CharField(max_length=2)
    region = models.CharField(max_length=12, blank=True)
    category = models.CharField(max_length=2, default=TaxCategory.EXEMPT)
    reason = models.CharField(max_length=200)
    certificate_no = models.CharField(max_length=80)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    recorded_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="tax_exemption_category",
                condition=Q(category__in=[c.value for c in TaxCategory]),
            )
        ]
