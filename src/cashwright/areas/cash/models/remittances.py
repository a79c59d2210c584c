"""Remittance advices: a payer's list of what a payment covers, as it was told."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from cashwright.areas.parties.models import LegalEntity, Shown
from cashwright.kernel.ids import new_id


class Remittance(Shown):
    """One advice: from EDI, an addenda record, a table, a mail, a PDF.

    source    edi_820, nacha, table, mail, pdf, camt
    sha256    of the file it came in, with `position` in it: told once
    line_id   the bank line it belongs to, once that is known
    shown     the advice as text, accounts and cards masked: what is shown beside the line
    """

    PREFIX: ClassVar[str] = "adv"
    PII: ClassVar[dict[str, str]] = {
        "payer_name": "finding out whose money it is",
        "shown": "finding out what it is for",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=8)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    position = models.IntegerField(default=0)
    payer_name = models.CharField(max_length=200, blank=True)
    payer_key = models.CharField(max_length=120, blank=True)
    trace_no = models.CharField(max_length=80, blank=True)
    paid_on = models.DateField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    amount_minor = models.BigIntegerField(null=True)
    shown = models.TextField(blank=True)
    line_id = models.UUIDField(null=True)
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "sha256", "position"], name="remittance_once"
            ),
        ]
        indexes = [
            models.Index(fields=["line_id"], name="remittance_line"),
            models.Index(
                fields=["entity", "amount_minor"], name="remittance_waiting",
                condition=Q(line_id__isnull=True),
            ),
        ]  # fmt: skip


class RemittanceItem(models.Model):
    """One document of an advice. `paid_minor` is null where only the number is named.

    reason_code  why something was kept, in the payer's words or code
    """

    id = models.BigAutoField(primary_key=True)
    remittance = models.ForeignKey(Remittance, on_delete=models.CASCADE, related_name="items")
    item_no = models.IntegerField()
    document_no = models.CharField(max_length=80)
    paid_minor = models.BigIntegerField(null=True)
    gross_minor = models.BigIntegerField(null=True)
    discount_minor = models.BigIntegerField(default=0)
    deduction_minor = models.BigIntegerField(default=0)
    reason_code = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["remittance", "item_no"], name="remittance_item_once")
        ]
