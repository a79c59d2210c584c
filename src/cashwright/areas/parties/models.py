"""Tables of parties: legal entities, customers, contacts and what is agreed with them.

Words: a *legal entity* is one of our own companies; a *customer* owes to exactly one of them;
a *portfolio* is the set of customers one collector looks after; a *hold* stops something for
a customer for a span of days. `PII` on a model names its personal fields and why we keep them;
`SEALED` its sealed columns, each with the columns that may say under whose key (controls/keys.py).
"""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from cashwright.areas.parties.policies import (
    ERASED,
    Channel,
    ContactRole,
    Delivery,
    HoldKind,
    Purpose,
    TermsKind,
)
from cashwright.kernel.clock import now
from cashwright.kernel.ids import new_id, public_id


class Shown(models.Model):
    """A row people see under a public id."""

    PREFIX: ClassVar[str]

    class Meta:
        abstract = True

    @property
    def public_id(self) -> str:
        return public_id(self.PREFIX, self.pk)


class Terms(Shown):
    """Payment terms of the catalogue; `rules.due_on` gives the fields their meaning."""

    PREFIX: ClassVar[str] = "trm"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12)
    term_days = models.PositiveSmallIntegerField(default=0)
    term_months = models.PositiveSmallIntegerField(default=0)
    discount_bp = models.PositiveSmallIntegerField(default=0)
    discount_days = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="terms_kind", condition=models.Q(kind__in=[k.value for k in TermsKind])
            ),
            models.CheckConstraint(
                name="terms_discount_within_price", condition=models.Q(discount_bp__lte=10_000)
            ),
        ]

    def __str__(self) -> str:
        return self.code


class LegalEntity(Shown):
    """One of our own companies: it issues, is owed, and keeps books in `currency`."""

    PREFIX: ClassVar[str] = "ent"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=120)
    legal_name = models.CharField(max_length=200, blank=True)
    postal_address = models.TextField(blank=True)
    tax_no = models.CharField(max_length=40, blank=True)
    payment_details = models.TextField(blank=True)
    document_footer = models.TextField(blank=True)
    brand_color = models.CharField(max_length=7, default="#1d4ed8")
    logo = models.BinaryField(null=True, blank=True)
    currency = models.CharField(max_length=3)
    zone = models.CharField(max_length=64)
    country = models.CharField(max_length=2)
    calendar = models.CharField(max_length=12, blank=True)
    fiscal_year_start_month = models.PositiveSmallIntegerField(default=1)
    invoice_prefix = models.CharField(max_length=12, default="INV")
    credit_note_prefix = models.CharField(max_length=12, default="CN")
    default_terms = models.ForeignKey(
        Terms, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name_plural = "legal entities"
        constraints = [
            models.CheckConstraint(
                name="legal_entity_fiscal_year_starts_in_a_month",
                condition=models.Q(fiscal_year_start_month__range=(1, 12)),
            ),
            models.CheckConstraint(
                name="legal_entity_currency_is_a_code",
                condition=models.Q(currency__regex=r"^[A-Z]{3}$"),
            ),
            models.CheckConstraint(
                name="legal_entity_brand_color",
                condition=models.Q(brand_color__regex=r"^#[0-9a-f]{6}$"),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Segment(Shown):
    """A kind of customer, the same for every legal entity: enterprise, public sector."""

    PREFIX: ClassVar[str] = "seg"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.name


class Portfolio(Shown):
    """The customers one collector looks after."""

    PREFIX: ClassVar[str] = "pfo"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.name


class Customer(Shown):
    """The party that owes. Empty terms mean those of the legal entity."""

    PREFIX: ClassVar[str] = "cus"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="customers")
    account_no = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    postal_address = models.TextField(blank=True)
    country = models.CharField(max_length=2)
    region = models.CharField(max_length=12, blank=True, default="", db_default="")
    currency = models.CharField(max_length=3)
    language = models.CharField(max_length=8, default="en")
    zone = models.CharField(max_length=64, default="UTC")
    segment = models.ForeignKey(
        Segment, on_delete=models.PROTECT, null=True, blank=True, related_name="customers"
    )
    portfolio = models.ForeignKey(
        Portfolio, on_delete=models.PROTECT, null=True, blank=True, related_name="customers"
    )
    terms = models.ForeignKey(
        Terms, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    delivery = models.CharField(max_length=8, default=Delivery.EMAIL)
    # How much they may owe in their own currency; none is set where it is null.
    credit_limit_minor = models.BigIntegerField(null=True)
    # Looked after by people: what would be sent to such a customer becomes a task.
    is_vip = models.BooleanField(default=False, db_default=False)
    # Who sold to them and keeps them; told when they begin to pay worse.
    account_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "account_no"], name="customer_account_no_once_per_entity"
            ),
            models.CheckConstraint(
                name="customer_is_not_its_own_parent",
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
            ),
            models.CheckConstraint(
                name="customer_delivery",
                condition=models.Q(delivery__in=[d.value for d in Delivery]),
            ),
            models.CheckConstraint(
                name="customer_credit_limit",
                condition=models.Q(credit_limit_minor__isnull=True)
                | models.Q(credit_limit_minor__gte=0),
            ),
            models.CheckConstraint(
                name="customer_currency_is_a_code",
                condition=models.Q(currency__regex=r"^[A-Z]{3}$"),
            ),
        ]
        indexes = [models.Index(fields=["entity", "name"], name="customer_by_name")]

    def __str__(self) -> str:
        return self.name


class TaxId(models.Model):
    """One tax number of a customer, as it prints on documents."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="tax_ids")
    country = models.CharField(max_length=2)
    kind = models.CharField(max_length=12, default="vat")
    value = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "country", "kind"], name="tax_id_once_per_country_and_kind"
            )
        ]


class FormerParticulars(models.Model):
    """What documents printed of a customer or of our own company until an instant.

    The row of the party says what they print now; what it said when an older document was issued
    is the earliest of these that stood until later. `particulars` is queries.Particulars as JSON.
    """

    PII: ClassVar[dict[str, str]] = {
        "particulars": "a document shows its parties as they were when it was issued"
    }

    id = models.BigAutoField(primary_key=True)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    party_id = models.UUIDField()
    until_at = models.DateTimeField()
    particulars = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["party_id", "until_at"], name="former_particulars")]


class Contact(Shown):
    """A person at a customer. `email` is empty or exactly one address; erased, nobody is left of it."""

    PREFIX: ClassVar[str] = "con"
    PII: ClassVar[dict[str, str]] = {
        "name": "addressing the person",
        "email": "sending invoices and reminders",
        "phone": "calling about open invoices",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=120)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    roles = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    language = models.CharField(max_length=8, blank=True)
    zone = models.CharField(max_length=64, blank=True)
    # How the person wants to hear of open invoices; empty: by e-mail.
    channel = models.CharField(max_length=8, blank=True, default="", db_default="")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=now)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="contact_email_is_one_address",
                condition=models.Q(email="")
                | models.Q(email__regex=r'^[^[:space:]@,;:<>()"]+@[^[:space:]@,;:<>()"]+$'),
            ),
            models.CheckConstraint(
                name="contact_roles",
                condition=models.Q(roles__contained_by=[r.value for r in ContactRole]),
            ),
            models.CheckConstraint(
                name="contact_channel",
                condition=models.Q(channel="") | models.Q(channel__in=[c.value for c in Channel]),
            ),
            models.CheckConstraint(
                name="contact_erased_is_nobody",
                condition=models.Q(erased_at__isnull=True)
                | models.Q(name=ERASED, email="", phone="", is_active=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Consent(Shown):
    """One statement of a contact about one channel and purpose; the latest one counts.

    The row stays for good, so its proof is sealed under the contact's key.
    """

    PREFIX: ClassVar[str] = "cst"
    SEALED: ClassVar[dict[str, tuple[str, ...]]] = {"proof_sealed": ("contact_id",)}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="consents")
    channel = models.CharField(max_length=8)
    purpose = models.CharField(max_length=16)
    is_given = models.BooleanField()
    stated_at = models.DateTimeField()
    proof_sealed = models.BinaryField()
    recorded_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="consent_channel", condition=models.Q(channel__in=[c.value for c in Channel])
            ),
            models.CheckConstraint(
                name="consent_purpose", condition=models.Q(purpose__in=[p.value for p in Purpose])
            ),
        ]
        indexes = [
            models.Index(
                fields=["contact", "channel", "purpose", "-stated_at"], name="consent_latest"
            )
        ]


class Hold(Shown):
    """Something stopped for a customer, both days included, unless released before."""

    PREFIX: ClassVar[str] = "hld"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="holds")
    kind = models.CharField(max_length=8)
    reason = models.CharField(max_length=200)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    released_on = models.DateField(null=True, blank=True)
    placed_by = models.CharField(max_length=80)
    placed_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="hold_kind", condition=models.Q(kind__in=[k.value for k in HoldKind])
            ),
            models.CheckConstraint(
                name="hold_ends_after_it_starts",
                condition=models.Q(until_on__isnull=True)
                | models.Q(until_on__gte=models.F("from_on")),
            ),
        ]
