"""What banks told: our accounts, the files, their statements and every line, kept as it was told.

A *bank line* is one payment on a statement. An entry that is a batch and tells its payments makes a
line of each, under one `key` with `detail_no` from 1; any other makes one line with `detail_no` 0.
What a person could be known by is masked in what is shown, and stands whole in the sealed columns.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from cashwright.areas.cash.states import BANK_LINE, BankLineState
from cashwright.areas.ledger.models import Account
from cashwright.areas.parties.models import Customer, LegalEntity, Shown
from cashwright.kernel.ids import new_id


class BankAccount(Shown):
    """One account of ours at a bank or a processor, with the ledger account its money stands on.

    number_print  the account number under the entity's key: found by, never read back
    columns       how this bank's tables are read (a ports.ColumnMap), {} until said
    """

    PREFIX: ClassVar[str] = "bac"
    SEALED: ClassVar[dict[str, tuple[str, ...]]] = {"number_sealed": ("entity_id",)}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="bank_accounts")
    code = models.CharField(max_length=24)
    name = models.CharField(max_length=120)
    currency = models.CharField(max_length=3)
    bank = models.CharField(max_length=20, blank=True)
    number_masked = models.CharField(max_length=40, blank=True)
    number_print = models.BinaryField(null=True)
    number_sealed = models.BinaryField(null=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    columns = models.JSONField(default=dict)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entity", "code"], name="bank_account_code"),
            models.UniqueConstraint(
                fields=["entity", "number_print", "currency"],
                condition=Q(number_print__isnull=False),
                name="bank_account_number_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BankFile(Shown):
    """A file of a bank as it was taken in, whole; the same content is taken once an entity.

    new_count  lines nobody had told before
    gaps       balances that do not chain, in words for people
    """

    PREFIX: ClassVar[str] = "bfi"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    format = models.CharField(max_length=12)
    statement_count = models.IntegerField()
    line_count = models.IntegerField()
    new_count = models.IntegerField()
    gaps = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    imported_by = models.CharField(max_length=80)
    imported_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entity", "sha256"], name="bank_file_once"),
        ]
        indexes = [models.Index(fields=["entity", "-imported_at"], name="bank_file_list")]


class BankStatement(Shown):
    """What a file says of one account: its balances, and how many lines came with it."""

    PREFIX: ClassVar[str] = "bst"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(BankFile, on_delete=models.PROTECT, related_name="statements")
    bank_account = models.ForeignKey(
        BankAccount, on_delete=models.PROTECT, related_name="statements"
    )
    kind = models.CharField(max_length=12)
    statement_no = models.CharField(max_length=80, blank=True)
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True)
    currency = models.CharField(max_length=3)
    opening_on = models.DateField(null=True)
    opening_minor = models.BigIntegerField(null=True)
    closing_on = models.DateField(null=True)
    closing_minor = models.BigIntegerField(null=True)
    line_count = models.IntegerField()
    new_count = models.IntegerField()
    booked_minor = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["bank_account", "closing_on"], name="bank_statement_closing")
        ]


class BankLine(Shown):
    """One payment on a statement. `amount_minor` is signed: above zero money came in.

    key           names the entry for ever (connectors/bank_files/keys.py); with detail_no, once
    line_no       where in its file it stands
    payer_print   the payer's account under the entity's key: alike for the same account
    payer_key     the payer's name, made comparable
    cited         [[document no, minor units or null]] that structured remittance names
    charge_minor  what a bank kept of it before it came in
    told_sealed   everything the bank told, as it was written: JSON, sealed
    payment_id    the payment it became, when money came in
    entry_id      its own journal entry, when it became no payment
    settles_id    the refund or returned payment it turned out to be, when money went out
    transfer_id   shared by the two lines of a transfer between accounts of ours
    teaches       its payer's habits are learned from: cited, or agreed to by a person
    """

    PREFIX: ClassVar[str] = "bln"
    PII: ClassVar[dict[str, str]] = {
        "payer_name": "finding out whose money it is",
        "text": "finding out what it is for",
    }
    SEALED: ClassVar[dict[str, tuple[str, ...]]] = {"told_sealed": ("customer_id", "entity_id")}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(
        LegalEntity, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    bank_account = models.ForeignKey(
        BankAccount, on_delete=models.PROTECT, db_constraint=False, db_index=False,
        related_name="lines",
    )  # fmt: skip
    statement = models.ForeignKey(
        BankStatement, on_delete=models.PROTECT, db_constraint=False, related_name="lines"
    )
    key = models.CharField(max_length=60)
    detail_no = models.IntegerField(default=0)
    line_no = models.IntegerField(default=0)
    state = models.CharField(max_length=9, default=BANK_LINE.start)
    booked_on = models.DateField()
    value_on = models.DateField(null=True)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    charge_minor = models.BigIntegerField(default=0)
    is_reversal = models.BooleanField(default=False)
    payer_name = models.CharField(max_length=200, blank=True)
    payer_key = models.CharField(max_length=120, blank=True)
    payer_print = models.BinaryField(null=True)
    text = models.TextField(blank=True)
    cited = models.JSONField(default=list)
    references = ArrayField(models.CharField(max_length=80), default=list)
    end_to_end_id = models.CharField(max_length=80, blank=True)
    bank_ref = models.CharField(max_length=80, blank=True)
    bank_code = models.CharField(max_length=40, blank=True)
    return_reason = models.CharField(max_length=40, blank=True)
    told_sealed = models.BinaryField(null=True)
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, db_constraint=False, db_index=False, null=True,
        related_name="+",
    )  # fmt: skip
    payment_id = models.UUIDField(null=True)
    entry_id = models.UUIDField(null=True)
    settles_id = models.UUIDField(null=True)
    transfer_id = models.UUIDField(null=True)
    teaches = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bank_account", "key", "detail_no"], name="bank_line_once"
            ),
            models.UniqueConstraint(
                fields=["payment_id"], condition=Q(payment_id__isnull=False),
                name="bank_line_of_a_payment",
            ),
            models.CheckConstraint(
                name="bank_line_state", condition=Q(state__in=[str(s) for s in BankLineState])
            ),
            models.CheckConstraint(
                name="bank_line_pending_is_not_booked",
                condition=~Q(state="pending")
                | Q(payment_id__isnull=True, entry_id__isnull=True, settles_id__isnull=True),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["entity", "booked_on", "id"], name="bank_line_queue",
                condition=Q(state__in=["received", "queued"]),
            ),
            models.Index(fields=["bank_account", "-booked_on", "-id"], name="bank_line_list"),
            models.Index(
                fields=["entity", "payer_print"], name="bank_line_payer_print",
                condition=Q(teaches=True), include=["customer_id", "booked_on"],
            ),
            models.Index(
                fields=["entity", "payer_key"], name="bank_line_payer_key",
                condition=Q(teaches=True), include=["customer_id", "booked_on"],
            ),
            models.Index(
                fields=["transfer_id"], name="bank_line_transfer",
                condition=Q(transfer_id__isnull=False),
            ),
            models.Index(
                F("customer_id"), name="bank_line_customer",
                condition=Q(customer_id__isnull=False),
            ),
        ]  # fmt: skip
