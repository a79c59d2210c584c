"""Tables of invoicing. A posted document is never edited; it is corrected by a credit note.

`balance_minor`, `unapplied_minor` and `credited_*` are kept by the database itself, from the rows
that change them (migration 0002 here and in cash); services read them and cannot write them.
Quantities and prices are scaled integers: value = scaled / 10 ** exponent.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from cashwright.areas.catalog.models import PriceVersion
from cashwright.areas.contracts.models import Charge
from cashwright.areas.invoicing.states import INVOICE, CreditNoteState, InvoiceState
from cashwright.areas.parties.models import Customer, LegalEntity, Terms
from cashwright.kernel.ids import new_id, public_id
from cashwright.kernel.money import Money


class Series(models.Model):
    """The counter of one gapless number series: a row locked by whoever takes a number."""

    id = models.BigAutoField(primary_key=True)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT)
    prefix = models.CharField(max_length=12)
    year = models.SmallIntegerField()
    last_no = models.IntegerField(default=0)
    last_issued_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entity", "prefix", "year"], name="series_once"),
            models.CheckConstraint(name="series_counts_up", condition=Q(last_no__gte=0)),
        ]


class Document(models.Model):
    """What an invoice and a credit note share. Amounts are positive; kind tells the direction."""

    PREFIX: ClassVar[str]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(
        LegalEntity, on_delete=models.PROTECT, db_constraint=False, db_index=False
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, db_constraint=False, db_index=False
    )
    document_no = models.CharField(max_length=40, null=True)
    series = models.CharField(max_length=12, blank=True)
    series_year = models.SmallIntegerField(null=True)
    series_no = models.IntegerField(null=True)
    issued_on = models.DateField()
    currency = models.CharField(max_length=3)
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField(default=0)
    total_minor = models.BigIntegerField()
    functional_minor = models.BigIntegerField(default=0)
    rate_numerator = models.BigIntegerField(default=1)
    rate_denominator = models.BigIntegerField(default=1)
    line_count = models.IntegerField()
    memo = models.CharField(max_length=400, blank=True)
    source = models.CharField(max_length=40)
    source_ref = models.CharField(max_length=120, null=True)
    content_hash = models.BinaryField(null=True)
    entry_id = models.UUIDField(null=True)
    posted_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        abstract = True

    @property
    def public_id(self) -> str:
        return public_id(self.PREFIX, self.pk)


class Invoice(Document):
    """A claim on a customer. `parked_code`: why the bill run left it a draft for a person to look at."""

    PREFIX: ClassVar[str] = "inv"

    kind = models.CharField(max_length=8, default="invoice")
    state = models.CharField(max_length=9, default=INVOICE.start)
    due_on = models.DateField()
    terms = models.ForeignKey(
        Terms,
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    discount_bp = models.SmallIntegerField(default=0)
    discount_until_on = models.DateField(null=True)
    purchase_order_no = models.CharField(max_length=80, blank=True)
    balance_minor = models.BigIntegerField(default=0)
    balance_functional_minor = models.BigIntegerField(default=0)
    last_applied_on = models.DateField(null=True)
    reopened_on = models.DateField(null=True)
    parked_code = models.CharField(max_length=60, blank=True, default="", db_default="")
    parked_facts = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="invoice_parked_is_a_draft",
                condition=Q(parked_code="") | Q(state__in=["draft", "discarded"]),
            ),
            models.CheckConstraint(
                name="invoice_state", condition=Q(state__in=[str(s) for s in InvoiceState])
            ),
            models.CheckConstraint(
                name="invoice_balance_within_total",
                condition=Q(balance_minor__gte=0) & Q(balance_minor__lte=F("total_minor")),
            ),
            models.CheckConstraint(
                name="invoice_open_means_balance",
                condition=(Q(state="posted") & Q(balance_minor__gt=0))
                | (~Q(state="posted") & Q(balance_minor=0)),
            ),
            models.CheckConstraint(
                name="invoice_total", condition=Q(total_minor=F("net_minor") + F("tax_minor"))
            ),
            models.CheckConstraint(name="invoice_due", condition=Q(due_on__gte=F("issued_on"))),
            models.CheckConstraint(
                name="invoice_number_when_posted",
                condition=Q(state__in=["draft", "discarded"], document_no__isnull=True)
                | (~Q(state__in=["draft", "discarded"]) & Q(document_no__isnull=False)),
            ),
            models.UniqueConstraint(fields=["entity", "document_no"], name="invoice_no_once"),
            models.UniqueConstraint(
                fields=["entity", "series", "series_year", "series_no"],
                condition=Q(series_no__isnull=False),
                name="invoice_series_no_once",
            ),
            models.UniqueConstraint(
                fields=["entity", "source", "source_ref"],
                condition=Q(source_ref__isnull=False),
                name="invoice_source_once",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "issued_on"], name="invoice_customer"),
            models.Index(fields=["entity", "issued_on", "id"], name="invoice_list"),
            models.Index(
                fields=["entity", "due_on", "id"],
                name="invoice_open",
                condition=Q(balance_minor__gt=0),
            ),
            models.Index(
                fields=["entity", "last_applied_on"],
                name="invoice_applied",
                condition=Q(last_applied_on__isnull=False),
            ),
        ]

    @property
    def balance(self) -> Money:
        return Money(self.balance_minor, self.currency)


class Line(models.Model):
    """What invoice and credit-note lines share. `net_minor` excludes `tax_minor`; both as given."""

    line_no = models.IntegerField()
    description = models.CharField(max_length=400, blank=True)
    account_code = models.CharField(max_length=12)
    quantity_scaled = models.BigIntegerField(null=True)
    quantity_exponent = models.SmallIntegerField(default=0)
    unit_price_scaled = models.BigIntegerField(null=True)
    unit_price_exponent = models.SmallIntegerField(default=0)
    net_minor = models.BigIntegerField()
    tax_code = models.CharField(max_length=24, blank=True)
    tax_rate_ppm = models.IntegerField(null=True)
    tax_minor = models.BigIntegerField(default=0)

    class Meta:
        abstract = True


class Billed(Line):
    """A line that may bill a charge of a contract for the days [from_on, until_on).

    `revision` tells lines of one charge and first day apart: 0 the regular charge, n and -n the
    charge and the credit of its n-th amendment, 10_000 + n the n-th correction of its usage. Charge,
    first day and revision are billed once, on invoice or credit note: a second bill run changes
    nothing. `gross_minor` less `discount_minor` is what was priced: the net, or net and tax where
    the price contains the tax. `known_at`: events received later are not in it.
    """

    charge = models.ForeignKey(
        Charge, on_delete=models.PROTECT, null=True, db_constraint=False, db_index=False,
        related_name="+",
    )  # fmt: skip
    price_version = models.ForeignKey(
        PriceVersion, on_delete=models.PROTECT, null=True, db_constraint=False, db_index=False,
        related_name="+",
    )  # fmt: skip
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)
    revision = models.IntegerField(default=0, db_default=0)
    gross_minor = models.BigIntegerField(null=True)
    discount_minor = models.BigIntegerField(null=True)
    known_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class InvoiceLine(Billed):
    """One line of an invoice, and how much of it was credited since."""

    pk = models.CompositePrimaryKey("invoice_id", "line_no")
    invoice = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="lines"
    )
    credited_net_minor = models.BigIntegerField(default=0)
    credited_tax_minor = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["charge", "from_on", "revision"],
                condition=Q(charge__isnull=False),
                name="line_billed_once",
            ),
            models.CheckConstraint(
                name="line_credited_within_net",
                condition=(Q(net_minor__gte=0) & Q(credited_net_minor__gte=0)
                           & Q(credited_net_minor__lte=F("net_minor")))
                | (Q(net_minor__lt=0) & Q(credited_net_minor__lte=0)
                   & Q(credited_net_minor__gte=F("net_minor"))),
            ),
            models.CheckConstraint(
                name="line_credited_within_tax",
                condition=(Q(tax_minor__gte=0) & Q(credited_tax_minor__gte=0)
                           & Q(credited_tax_minor__lte=F("tax_minor")))
                | (Q(tax_minor__lt=0) & Q(credited_tax_minor__lte=0)
                   & Q(credited_tax_minor__gte=F("tax_minor"))),
            ),
        ]  # fmt: skip


class CreditNote(Document):
    """What we give back on an invoice, or on account; its money is used by applying or refunding it."""

    PREFIX: ClassVar[str] = "cn"

    state = models.CharField(max_length=9, default=CreditNoteState.POSTED)
    invoice = models.ForeignKey(
        Invoice,
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        related_name="credit_notes",
    )
    reason = models.CharField(max_length=200, blank=True)
    approval_id = models.UUIDField(null=True)
    unapplied_minor = models.BigIntegerField(default=0)
    unapplied_functional_minor = models.BigIntegerField(default=0)
    reopened_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="credit_note_unapplied_within_total",
                condition=Q(unapplied_minor__gte=0) & Q(unapplied_minor__lte=F("total_minor")),
            ),
            models.CheckConstraint(
                name="credit_note_total", condition=Q(total_minor=F("net_minor") + F("tax_minor"))
            ),
            models.CheckConstraint(name="credit_note_positive", condition=Q(total_minor__gt=0)),
            models.UniqueConstraint(fields=["entity", "document_no"], name="credit_note_no_once"),
            models.UniqueConstraint(
                fields=["entity", "series", "series_year", "series_no"],
                condition=Q(series_no__isnull=False),
                name="credit_note_series_no_once",
            ),
            models.UniqueConstraint(
                fields=["entity", "source", "source_ref"],
                condition=Q(source_ref__isnull=False),
                name="credit_note_source_once",
            ),
        ]
        indexes = [models.Index(fields=["customer", "issued_on"], name="credit_note_customer")]


class CreditNoteLine(Billed):
    """One line of a credit note; with `invoice_line_no` it takes from that line of the invoice.

    What it bills is on it when a bill run came out below zero: its amounts then have the other sign.
    """

    pk = models.CompositePrimaryKey("credit_note_id", "line_no")
    credit_note = models.ForeignKey(
        CreditNote,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="lines",
    )
    invoice_id = models.UUIDField(null=True)
    invoice_line_no = models.IntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="credit_note_line_names_a_line",
                condition=Q(invoice_id__isnull=True, invoice_line_no__isnull=True)
                | Q(invoice_id__isnull=False, invoice_line_no__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["charge", "from_on", "revision"],
                condition=Q(charge__isnull=False),
                name="credit_line_billed_once",
            ),
        ]


class Rendering(models.Model):
    """A document as PDF in one language: the bytes that were shown and sent, and their hash.

    edition  the templates, fonts and program that set it
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    document_id = models.UUIDField()
    language = models.CharField(max_length=8)
    edition = models.CharField(max_length=40)
    pdf = models.BinaryField()
    sha256 = models.BinaryField()
    rendered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document_id", "language"], name="rendering_once_per_language"
            )
        ]
