"""Tables of runs: which day was worked for which legal entity, and which chunks of it are done."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.ids import new_id, public_id
from cashwright.runs.states import RUN, RunState


class Run(models.Model):
    """One kind of run over one legal entity as of one day. `round_no` above 1: asked for again.

    bucket_count  how many buckets its customers were split into; kept, so that a resumed run
                  splits them alike
    report        step -> {"outcomes": {outcome: count}, "refused": {code: count}}
    failure       in words, when it broke off
    """

    PREFIX: ClassVar[str] = "run"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=24)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    as_of = models.DateField()
    round_no = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=7, default=RUN.start)
    bucket_count = models.PositiveSmallIntegerField()
    report = models.JSONField(default=dict)
    failure = models.CharField(max_length=400, blank=True)
    started_by = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "kind", "as_of", "round_no"], name="run_once"
            ),
            models.CheckConstraint(
                name="run_state", condition=Q(state__in=[str(s) for s in RunState])
            ),
            models.CheckConstraint(
                name="run_ended_has_its_instant",
                condition=Q(state="running") | Q(finished_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["-as_of", "-id"], name="run_list")]

    @property
    def public_id(self) -> str:
        return public_id(self.PREFIX, self.pk)


class RunChunk(models.Model):
    """One bucket of one step, done: written in the transaction that did it, so never done twice."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="chunks")
    step = models.CharField(max_length=24)
    bucket = models.PositiveSmallIntegerField()
    tally = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "step", "bucket"], name="run_chunk_once")
        ]


class BillException(models.Model):
    """Days of a charge the bill run could not bill, and why; tried again by the next run, then gone.

    code  that of the refusal: no price in the currency, no tax rate, no rate of exchange
    """

    id = models.BigAutoField(primary_key=True)
    entity = models.ForeignKey(
        LegalEntity, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    contract_id = models.UUIDField()
    subscription_id = models.UUIDField()
    charge_id = models.UUIDField()
    start_on = models.DateField()
    end_on = models.DateField()
    full_days = models.PositiveSmallIntegerField()
    timing = models.CharField(max_length=8)
    code = models.CharField(max_length=60)
    as_of = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["charge_id", "start_on"], name="bill_exception_once")
        ]
        indexes = [models.Index(fields=["entity", "code"], name="bill_exception_code")]
