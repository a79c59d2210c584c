"""Tables of the exchange: which files came in, what became of them, how their columns are read."""

from typing import ClassVar

from django.db import models

from cashwright.areas.exchange.rules.fields import Kind
from cashwright.areas.exchange.states import IMPORT, ImportState
from cashwright.kernel.ids import new_id


class ImportBatch(models.Model):
    """One file handed in. Counts are of documents, but for `rows` and `refused_rows`.

    columns   field -> header of the file
    amounts   currency -> {invoices_minor, credit_notes_minor, payments_minor, exact, rounding}:
              what was posted, and as decimal text what quantity x price comes to before rounding
    refusals  [{code, field, rows, first_row, remedy}], the most frequent first
    """

    PREFIX: ClassVar[str] = "imp"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=12, choices=[(str(k), str(k)) for k in Kind])
    state = models.CharField(max_length=12, default=str(IMPORT.start))
    entity_id = models.UUIDField(null=True)
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    rows = models.BigIntegerField(default=0)
    documents = models.BigIntegerField(default=0)
    posted = models.BigIntegerField(default=0)
    known = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    refused_rows = models.BigIntegerField(default=0)
    new_customers = models.BigIntegerField(default=0)
    amounts = models.JSONField(default=dict)
    refusals = models.JSONField(default=list)
    fixed_up = models.CharField(max_length=400, blank=True)
    started_by = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="import_state", condition=models.Q(state__in=[str(s) for s in ImportState])
            ),
            models.CheckConstraint(
                name="import_ends_once",
                condition=models.Q(state="running", ended_at__isnull=True)
                | (~models.Q(state="running") & models.Q(ended_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["-started_at"], name="import_newest")]


class ImportProgress(models.Model):
    """How far a running import is. Written past its transaction, so that others can watch."""

    batch_id = models.UUIDField(primary_key=True)
    stage = models.CharField(max_length=40)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    at = models.DateTimeField()


class SavedMapping(models.Model):
    """How files with certain headers are read: what a user said once is not asked again.

    columns  field -> position of the column, from 0
    options  dates, decimal: what was said about the order of dates and the decimal mark
    """

    PREFIX: ClassVar[str] = "map"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=12)
    fingerprint = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    saved_by = models.CharField(max_length=80)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "fingerprint"], name="mapping_once")]
