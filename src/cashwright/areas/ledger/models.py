"""Tables of the ledger. Entries and postings are written once; the database checks and keeps them.

Signs: a positive amount is a debit, a negative one a credit. `amount_minor` is in the posting's
currency, `functional_minor` in that of the legal entity. An entry sums to zero in each currency and
in the functional currency. A realized exchange difference has a functional amount only.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from cashwright.areas.ledger.states import PERIOD, PeriodState
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.kernel.ids import new_id


class AccountKind(models.TextChoices):
    ASSET = "asset"
    LIABILITY = "liability"
    EQUITY = "equity"
    INCOME = "income"
    EXPENSE = "expense"


class Account(models.Model):
    """An account of the chart, shared by all legal entities."""

    code = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=9, choices=AccountKind)
    role = models.CharField(max_length=30, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["role"], condition=~Q(role=""), name="account_role"),
            models.CheckConstraint(name="account_kind", condition=Q(kind__in=AccountKind.values)),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class JournalEntry(models.Model):
    """The head of one balanced entry; `line_count` lets the database know when it is whole."""

    PREFIX: ClassVar[str] = "je"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(
        LegalEntity, on_delete=models.PROTECT, db_constraint=False, db_index=False
    )
    effective_on = models.DateField()
    kind = models.CharField(max_length=30)
    document_id = models.UUIDField()
    reverses_id = models.UUIDField(null=True)
    memo = models.CharField(max_length=200, blank=True)
    line_count = models.SmallIntegerField()
    posted_at = models.DateTimeField()
    posted_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(name="entry_two_lines", condition=Q(line_count__gte=2)),
            models.UniqueConstraint(
                fields=["reverses_id"],
                condition=Q(reverses_id__isnull=False),
                name="entry_reversed_once",
            ),
        ]
        indexes = [models.Index(fields=["document_id"], name="entry_document")]


class Posting(models.Model):
    """One line of an entry. `document_id` names the open item it is about, where there is one."""

    pk = models.CompositePrimaryKey("entry_id", "line_no")
    entry = models.ForeignKey(
        JournalEntry,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="postings",
    )
    line_no = models.SmallIntegerField()
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    entity = models.ForeignKey(
        LegalEntity, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    effective_on = models.DateField()
    customer = models.ForeignKey(
        Customer,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        null=True,
        related_name="+",
    )
    document_id = models.UUIDField(null=True)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    functional_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="posting_not_empty", condition=~Q(amount_minor=0) | ~Q(functional_minor=0)
            ),
            models.CheckConstraint(name="posting_line_no", condition=Q(line_no__gte=1)),
        ]
        indexes = [
            models.Index(fields=["entity", "account", "effective_on"], name="posting_account"),
        ]


class Period(models.Model):
    """A calendar month of one legal entity's books that was closed at least once."""

    PREFIX: ClassVar[str] = "per"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT)
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=6, default=PERIOD.start)
    trial_balance_hash = models.CharField(max_length=64, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entity", "starts_on"], name="period_once"),
            models.CheckConstraint(
                name="period_state", condition=Q(state__in=[str(s) for s in PeriodState])
            ),
            models.CheckConstraint(
                name="period_ends", condition=Q(ends_on__gte=models.F("starts_on"))
            ),
        ]


class FxRate(models.Model):
    """On `on`, one `base` bought numerator/denominator of `quote` (major units)."""

    id = models.BigAutoField(primary_key=True)
    base = models.CharField(max_length=3)
    quote = models.CharField(max_length=3)
    on = models.DateField()
    numerator = models.BigIntegerField()
    denominator = models.BigIntegerField()
    source = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "base", "quote", "on"], name="fx_rate_once"),
            models.CheckConstraint(
                name="fx_rate_positive", condition=Q(numerator__gt=0) & Q(denominator__gt=0)
            ),
        ]


class Revaluation(models.Model):
    """Open foreign items of one entity revalued at the end of one period, and taken back the day after."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT)
    on = models.DateField()
    entry_id = models.UUIDField()
    reversal_id = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entity", "on"], name="revaluation_once")]
