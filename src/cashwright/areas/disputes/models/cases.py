"""Cases: what is disputed of which invoice, where it stands, and every step it took."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from cashwright.areas.disputes.policies import Department, Origin, Outcome, Reason
from cashwright.areas.disputes.states import CLOSED, DISPUTE, DisputeState
from cashwright.areas.invoicing.models import CreditNote, Invoice
from cashwright.areas.parties.models import Customer, LegalEntity, Shown
from cashwright.kernel.ids import new_id


class Dispute(Shown):
    """A case on part of one invoice: `amount_minor`, tax included. The rest stays collectable.

    facts        what the reason asks for, by name; "waived" holds why a part is not to be had
    source_id    the inbound mail, bank line or request it came from; once per invoice
    department   the team that has it, `owner` the person; both may change with every move
    due_at       when the present step should be done; null while the customer is asked, or closed
    opened_on    the day from which the part is held, until `closed_on`
    told_on      the day of the last word to the customer
    decision     how it should end: asked of a second person (`approval_id`), or proposed ("by", "on")
    credited_minor  what was credited of it in the end
    """

    PREFIX: ClassVar[str] = "dsp"
    PII: ClassVar[dict[str, str]] = {
        "facts": "what the customer says is wrong; may name people",
        "decision_note": "why it was decided so; may name people",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="disputes")
    invoice = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, db_constraint=False, related_name="disputes"
    )
    contact_id = models.UUIDField(null=True, blank=True)
    dispute_no = models.CharField(max_length=40)
    series = models.CharField(max_length=12)
    series_year = models.SmallIntegerField()
    series_no = models.IntegerField()
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    reason = models.CharField(max_length=16)
    facts = models.JSONField(default=dict, blank=True)
    origin = models.CharField(max_length=16)
    source_id = models.UUIDField(null=True, blank=True)
    is_shown = models.BooleanField(default=True)
    state = models.CharField(max_length=16, default=DISPUTE.start)
    department = models.CharField(max_length=16)
    owner = models.CharField(max_length=80, blank=True)
    complexity = models.SmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True, blank=True)
    opened_on = models.DateField()
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80)
    told_on = models.DateField(null=True, blank=True)
    decision = models.JSONField(null=True, blank=True)
    approval_id = models.UUIDField(null=True, blank=True)
    outcome = models.CharField(max_length=10, blank=True)
    cause = models.CharField(max_length=20, blank=True)
    decision_note = models.CharField(max_length=1000, blank=True)
    decided_by = models.CharField(max_length=80, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    credited_minor = models.BigIntegerField(default=0)
    credit_note = models.ForeignKey(
        CreditNote, on_delete=models.PROTECT, null=True, blank=True, db_constraint=False,
        related_name="disputes",
    )  # fmt: skip
    new_invoice = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, null=True, blank=True, db_constraint=False,
        related_name="replaces_disputed",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(name="dispute_positive", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(
                name="dispute_state", condition=Q(state__in=[s.value for s in DisputeState])
            ),
            models.CheckConstraint(
                name="dispute_reason", condition=Q(reason__in=[r.value for r in Reason])
            ),
            models.CheckConstraint(
                name="dispute_origin", condition=Q(origin__in=[o.value for o in Origin])
            ),
            models.CheckConstraint(
                name="dispute_department",
                condition=Q(department__in=[d.value for d in Department]),
            ),
            models.CheckConstraint(
                name="dispute_closed_has_its_day",
                condition=Q(state__in=CLOSED, closed_on__isnull=False, closed_on__gte=F("opened_on"),
                            outcome__in=[o.value for o in Outcome])
                | (~Q(state__in=CLOSED) & Q(closed_on__isnull=True, outcome="")),
            ),
            models.CheckConstraint(
                name="dispute_withdrawn_is_its_outcome",
                condition=Q(state="withdrawn", outcome="withdrawn")
                | (~Q(state="withdrawn") & ~Q(outcome="withdrawn")),
            ),
            models.CheckConstraint(
                name="dispute_credited_has_its_note",
                condition=Q(credited_minor=0, credit_note__isnull=True)
                | Q(credited_minor__gt=0, credit_note__isnull=False),
            ),
            models.UniqueConstraint(fields=["entity", "dispute_no"], name="dispute_no_once"),
            models.UniqueConstraint(
                fields=["invoice", "source_id"], condition=Q(source_id__isnull=False),
                name="dispute_source_once",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["entity", "due_at"], name="dispute_open",
                condition=Q(closed_on__isnull=True),
            ),
            models.Index(fields=["entity", "-opened_on", "id"], name="dispute_list"),
            models.Index(fields=["customer", "-opened_on"], name="dispute_of_customer"),
            models.Index(
                fields=["approval_id"], name="dispute_waits", condition=Q(approval_id__isnull=False)
            ),
        ]  # fmt: skip


class DisputeLine(models.Model):
    """One line of the invoice a dispute is about, with the part of its amount, tax included."""

    id = models.BigAutoField(primary_key=True)
    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="lines")
    line_no = models.IntegerField()
    amount_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dispute", "line_no"], name="dispute_line_once"),
            models.CheckConstraint(name="dispute_line_positive", condition=Q(amount_minor__gt=0)),
        ]


class DisputeMove(models.Model):
    """One step of a case: from `moved_at` it was in `state`, with `department` and `owner`.

    What clocks and figures of any day are read from; steps are only added. `due_at`: when the step
    should end; null where we wait for the customer, and at the end.
    """

    id = models.BigAutoField(primary_key=True)
    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="moves")
    move = models.CharField(max_length=16)
    state = models.CharField(max_length=16)
    department = models.CharField(max_length=16)
    owner = models.CharField(max_length=80, blank=True)
    moved_on = models.DateField()
    moved_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    moved_by = models.CharField(max_length=80)
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="dispute_move_state", condition=Q(state__in=[s.value for s in DisputeState])
            ),
        ]
        indexes = [models.Index(fields=["dispute", "id"], name="dispute_move_order")]
