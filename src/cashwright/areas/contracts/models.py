"""Tables of contracts. What was agreed is kept as dated rows; the schedule of periods is persisted.

Words: a *charge* is one price a subscription pays; a *span* says for which days in which quantity
and at which negotiated version; a *bill item* is a priced line that waits to be invoiced, outside
the regular periods. Days are [from, until): the until day is the first that no longer counts.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from cashwright.areas.catalog.models import Coupon, Price, PriceVersion, Product
from cashwright.areas.catalog.policies import Timing
from cashwright.areas.contracts.policies import (
    AmendmentKind,
    BillReason,
    Grouping,
    Proration,
    ProrationUnit,
)
from cashwright.areas.contracts.states import CONTRACT, ORDER, ContractState, OrderState
from cashwright.areas.parties.models import Customer, LegalEntity, Shown, Terms
from cashwright.kernel.clock import now
from cashwright.kernel.ids import new_id


class Contract(Shown):
    """An enforceable agreement with a customer. `bill_to` pays when it is not the customer itself.

    renewal_months     0: it ends on `ends_on`; else it goes on for so many months again and again
    proration          empty: as the policy `contracts.proration` says for each kind of change
    needs_approval     terms outside the catalogue were asked for; it stays a draft until approved
    """

    PREFIX: ClassVar[str] = "ctr"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="contracts")
    bill_to = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    contract_no = models.CharField(max_length=40)
    state = models.CharField(max_length=9, default=CONTRACT.start)
    currency = models.CharField(max_length=3)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    renewal_months = models.PositiveSmallIntegerField(default=0)
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, null=True, related_name="+")
    custom_term_days = models.PositiveSmallIntegerField(null=True)
    approval_id = models.UUIDField(null=True)
    grouping = models.CharField(max_length=12, default=Grouping.CONTRACT)
    needs_purchase_order = models.BooleanField(default=False)
    purchase_order_no = models.CharField(max_length=80, blank=True)
    proration = models.CharField(max_length=10, blank=True)
    proration_unit = models.CharField(max_length=6, default=ProrationUnit.DAY)
    memo = models.CharField(max_length=400, blank=True)
    source = models.CharField(max_length=40, default="console")
    source_ref = models.CharField(max_length=120, null=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="contract_state", condition=Q(state__in=[str(s) for s in ContractState])
            ),
            models.CheckConstraint(
                name="contract_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
            ),
            models.CheckConstraint(
                name="contract_grouping", condition=Q(grouping__in=[g.value for g in Grouping])
            ),
            models.CheckConstraint(
                name="contract_proration",
                condition=Q(proration__in=["", *(p.value for p in Proration)])
                & Q(proration_unit__in=[u.value for u in ProrationUnit]),
            ),
            models.UniqueConstraint(fields=["entity", "contract_no"], name="contract_no_once"),
            models.UniqueConstraint(
                fields=["entity", "source", "source_ref"],
                condition=Q(source_ref__isnull=False),
                name="contract_source_once",
            ),
        ]
        indexes = [
            models.Index(fields=["entity", "-created_at", "-id"], name="contract_list"),
            models.Index(fields=["customer"], name="contract_customer"),
        ]

    def __str__(self) -> str:
        return self.contract_no


class Subscription(Shown):
    """The recurring part of a contract: an interval, an anchor, and charges.

    reference    how the outside world names it: usage events say it; once per legal entity
    anchor_on    the day a full period starts; its day of the month is kept (31st, else the last)
    trial_until  days before it are free
    changed_at   when anything about it last changed: the bill run looks at it again
    """

    PREFIX: ClassVar[str] = "sub"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="subscriptions")
    entity = models.ForeignKey(
        LegalEntity, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    name = models.CharField(max_length=120)
    reference = models.CharField(max_length=80)
    interval_months = models.PositiveSmallIntegerField(null=True)
    interval_days = models.PositiveSmallIntegerField(null=True)
    anchor_on = models.DateField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    trial_until = models.DateField(null=True)
    changed_at = models.DateTimeField()
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entity", "reference"], name="subscription_ref_once"),
            models.CheckConstraint(
                name="subscription_interval",
                condition=Q(interval_months__gte=1, interval_days__isnull=True)
                | Q(interval_months__isnull=True, interval_days__gte=1),
            ),
            models.CheckConstraint(
                name="subscription_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
        ]
        indexes = [
            models.Index(fields=["entity", "changed_at"], name="subscription_changed"),
            models.Index(fields=["customer"], name="subscription_customer"),
        ]

    def __str__(self) -> str:
        return self.name


class Charge(Shown):
    """One price a subscription pays. `timing` is that of the price when it was agreed."""

    PREFIX: ClassVar[str] = "chg"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subscription = models.ForeignKey(
        Subscription, on_delete=models.PROTECT, db_constraint=False, related_name="charges"
    )
    price = models.ForeignKey(
        Price, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    timing = models.CharField(max_length=8)
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="charge_timing", condition=Q(timing__in=[t.value for t in Timing])
            )
        ]


class ChargeSpan(models.Model):
    """The quantity (and negotiated version) of a charge for the days [from_on, until_on).

    Spans of one charge never overlap; days of a charge without a span are not billed.
    price_version_id  null: the price book's version valid on the first day of the billed days
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    charge = models.ForeignKey(
        Charge, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="spans"
    )
    subscription = models.ForeignKey(
        Subscription, on_delete=models.PROTECT, db_constraint=False, related_name="+"
    )
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    quantity_e6 = models.BigIntegerField()
    price_version = models.ForeignKey(
        PriceVersion,
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    amendment_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["charge", "from_on"], name="charge_span_once"),
            models.CheckConstraint(
                name="charge_span_has_a_day",
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")),
            ),
            models.CheckConstraint(name="charge_span_quantity", condition=Q(quantity_e6__gte=0)),
        ]


class BillPeriod(models.Model):
    """One period of a subscription's schedule, written ahead and never computed again.

    full_days  days of the whole interval it is part of: a stub at the start or the end is shorter
    """

    pk = models.CompositePrimaryKey("subscription_id", "start_on")
    subscription = models.ForeignKey(
        Subscription,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="periods",
    )
    entity = models.ForeignKey(
        LegalEntity, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    start_on = models.DateField()
    end_on = models.DateField()
    full_days = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="bill_period_has_a_day", condition=Q(end_on__gt=F("start_on"))
            ),
            models.CheckConstraint(
                name="bill_period_within_its_interval", condition=Q(full_days__gte=1)
            ),
        ]
        indexes = [
            models.Index(fields=["entity", "start_on"], name="bill_period_start"),
            models.Index(fields=["entity", "end_on"], name="bill_period_end"),
        ]


class Amendment(Shown):
    """A commercial change as a dated fact. Its money is in the bill items that name it.

    sequence_no  1, 2, 3 ... within the subscription, in the order recorded; 0 without one: a contract
                 that was renewed as a whole
    details      what was before and after, for people and for undoing nothing
    """

    PREFIX: ClassVar[str] = "amd"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="amendments")
    subscription = models.ForeignKey(
        Subscription, on_delete=models.PROTECT, null=True, related_name="amendments"
    )
    sequence_no = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8)
    effective_on = models.DateField()
    effective_at = models.DateTimeField(null=True)
    proration = models.CharField(max_length=10)
    details = models.JSONField(default=dict)
    why = models.CharField(max_length=400, blank=True)
    recorded_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subscription", "sequence_no"], name="amendment_sequence_once"
            ),
            models.CheckConstraint(
                name="amendment_kind", condition=Q(kind__in=[k.value for k in AmendmentKind])
            ),
        ]
        indexes = [models.Index(fields=["contract", "effective_on"], name="amendment_contract")]


class Pause(models.Model):
    """Days for which a subscription is not billed. `until_on` null: until it is resumed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="pauses")
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subscription", "from_on"], name="pause_once"),
            models.CheckConstraint(
                name="pause_has_a_day",
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")),
            ),
        ]


class Discount(Shown):
    """What is taken off, on the whole contract or one charge, for the days [from_on, until_on).

    amount_minor  a full period's; a shorter one gets its share. Several are taken in order of
                  `position`, percent of what is left, never below zero
    """

    PREFIX: ClassVar[str] = "dsc"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="discounts")
    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, null=True, related_name="+")
    coupon = models.ForeignKey(Coupon, on_delete=models.PROTECT, null=True, related_name="+")
    percent_ppm = models.IntegerField(null=True)
    amount_minor = models.BigIntegerField(null=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    position = models.PositiveSmallIntegerField(default=1)
    reason = models.CharField(max_length=200, blank=True)
    agreed_by = models.CharField(max_length=80)
    agreed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="discount_is_a_share_or_an_amount",
                condition=Q(percent_ppm__range=(1, 1_000_000), amount_minor__isnull=True)
                | Q(percent_ppm__isnull=True, amount_minor__gt=0),
            ),
            models.CheckConstraint(
                name="discount_has_a_day",
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")),
            ),
        ]


class BillItem(Shown):
    """A priced line that waits to be invoiced on `bill_on` or after. Signed: a credit is negative.

    revision    what it is to its charge and first day: see invoicing.InvoiceLine
    invoice_id  set when it was written on an invoice, in the same transaction; never changed again
    source_ref  what it comes from, once: an amendment's credit, a milestone, an order line
    """

    PREFIX: ClassVar[str] = "bli"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(
        LegalEntity, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="bill_items")
    subscription = models.ForeignKey(
        Subscription, on_delete=models.PROTECT, null=True, related_name="bill_items"
    )
    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, null=True, related_name="+")
    amendment = models.ForeignKey(
        Amendment, on_delete=models.PROTECT, null=True, related_name="bill_items"
    )
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    price_version = models.ForeignKey(
        PriceVersion, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField(max_length=10)
    description = models.CharField(max_length=400)
    from_on = models.DateField()
    until_on = models.DateField()
    revision = models.IntegerField(default=0)
    quantity_e6 = models.BigIntegerField()
    gross_minor = models.BigIntegerField()
    discount_minor = models.BigIntegerField(default=0)
    net_minor = models.BigIntegerField()
    bill_on = models.DateField()
    source_ref = models.CharField(max_length=120, unique=True)
    invoice_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="bill_item_reason", condition=Q(reason__in=[r.value for r in BillReason])
            ),
            models.CheckConstraint(
                name="bill_item_net", condition=Q(net_minor=F("gross_minor") - F("discount_minor"))
            ),
            models.CheckConstraint(
                name="bill_item_has_a_day", condition=Q(until_on__gt=F("from_on"))
            ),
        ]
        indexes = [
            models.Index(
                fields=["entity", "bill_on"],
                name="bill_item_waiting",
                condition=Q(invoice_id__isnull=True),
            ),
            models.Index(fields=["invoice_id"], name="bill_item_invoice"),
        ]


class Milestone(Shown):
    """A part of the price that is billed when it is reached, or on its day."""

    PREFIX: ClassVar[str] = "mls"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="milestones")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    amount_minor = models.BigIntegerField()
    due_on = models.DateField(null=True)
    reached_on = models.DateField(null=True)
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "position"], name="milestone_once"),
            models.CheckConstraint(name="milestone_amount", condition=Q(amount_minor__gt=0)),
        ]


class CreditGrant(Shown):
    """Prepaid credit of a customer in one currency, used up by its charges until it expires.

    priority    the lower number is used first; then the one that expires first, then the older
    product     null: usable for every charge
    """

    PREFIX: ClassVar[str] = "pcg"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, null=True, related_name="+")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, null=True, related_name="+")
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    used_minor = models.BigIntegerField(default=0)
    priority = models.PositiveSmallIntegerField(default=100)
    granted_on = models.DateField()
    expires_on = models.DateField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.CheckConstraint(name="credit_grant_amount", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(
                name="credit_grant_used_within_amount",
                condition=Q(used_minor__gte=0) & Q(used_minor__lte=F("amount_minor")),
            ),
        ]
        indexes = [models.Index(fields=["customer", "currency"], name="credit_grant_customer")]


class CreditDraw(models.Model):
    """How much of a grant one invoice used. The grant's `used_minor` is kept by the database."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    grant = models.ForeignKey(CreditGrant, on_delete=models.PROTECT, related_name="draws")
    invoice_id = models.UUIDField()
    drawn_on = models.DateField()
    amount_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["grant", "invoice_id"], name="credit_draw_once"),
            models.CheckConstraint(name="credit_draw_amount", condition=~Q(amount_minor=0)),
        ]


class Order(Shown):
    """An order of the outside world, taken once. It becomes a contract or a bill item, or is refused."""

    PREFIX: ClassVar[str] = "ord"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=40)
    source_ref = models.CharField(max_length=120)
    ordered_on = models.DateField()
    payload = models.JSONField()
    state = models.CharField(max_length=9, default=ORDER.start)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, null=True, related_name="+")
    refusal = models.CharField(max_length=60, blank=True)
    refusal_facts = models.JSONField(default=dict)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entity", "source", "source_ref"], name="order_once"),
            models.CheckConstraint(
                name="order_state", condition=Q(state__in=[str(s) for s in OrderState])
            ),
        ]
