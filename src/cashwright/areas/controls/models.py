"""Tables of the house's controls. Facts are appended and never touched again."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast

from cashwright.areas.controls.policies import SubjectKind
from cashwright.areas.controls.states import APPROVAL, ApprovalState, TaskState
from cashwright.kernel.actors import Touch
from cashwright.kernel.ids import new_id


class Chain(models.Model):
    """The head of one legal entity's journal of facts; `id` is the entity's id, or HOUSE."""

    id = models.UUIDField(primary_key=True)
    seq = models.BigIntegerField(default=0)
    hash = models.BinaryField(default=bytes(32))


class Fact(models.Model):
    """One thing that happened. `hash` = SHA-256(hash of the fact before, then `body` as stored).

    The other columns repeat what `body` says, so that it can be searched; `verify` compares them.
    """

    pk = models.CompositePrimaryKey("chain_id", "seq")
    chain_id = models.UUIDField()
    seq = models.BigIntegerField()
    name = models.CharField(max_length=60)
    at = models.DateTimeField()
    touch = models.CharField(max_length=5, choices=[(t, t) for t in Touch])
    actor = models.CharField(max_length=80)
    document_id = models.UUIDField()
    customer_id = models.UUIDField(null=True)
    run_id = models.UUIDField(null=True)
    body = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        indexes = [
            models.Index(fields=["document_id"], name="fact_document"),
            models.Index(
                fields=["customer_id", "-at"],
                name="fact_customer",
                condition=Q(customer_id__isnull=False),
            ),
        ]


class Cursor(models.Model):
    """How far one consumer of the outbox has read one chain."""

    pk = models.CompositePrimaryKey("consumer", "chain_id")
    consumer = models.CharField(max_length=40)
    chain_id = models.UUIDField()
    seq = models.BigIntegerField(default=0)


class Approval(models.Model):
    """A frozen request that a second person decides. The payload's hash is what is approved."""

    PREFIX: ClassVar[str] = "apr"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity_id = models.UUIDField()
    kind = models.CharField(max_length=60)
    document_id = models.UUIDField()
    customer_id = models.UUIDField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    amount_minor = models.BigIntegerField(default=0)
    payload = models.JSONField()
    payload_hash = models.CharField(max_length=64)
    reason = models.TextField(blank=True)
    requested_by = models.CharField(max_length=80)
    requested_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=APPROVAL.start)
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision_note = models.TextField(blank=True)
    outcome = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="approval_state", condition=Q(state__in=[str(s) for s in ApprovalState])
            ),
            models.CheckConstraint(
                name="approval_by_someone_else", condition=~Q(decided_by=F("requested_by"))
            ),
            models.CheckConstraint(
                name="approval_not_about_oneself",
                condition=~Q(decided_by=Cast("document_id", models.CharField())),
            ),
            models.CheckConstraint(
                name="approval_decided_by_someone",
                condition=Q(state__in=["requested", "expired", "withdrawn"])
                | (~Q(decided_by="") & Q(decided_at__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["kind", "document_id", "payload_hash"],
                condition=Q(state="requested"),
                name="approval_asked_once",
            ),
        ]
        indexes = [models.Index(fields=["state", "requested_at"], name="approval_waiting")]


class PolicyVersion(models.Model):
    """What a user may set, kept version by version; never changed, only followed by a newer one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=60)
    entity_id = models.UUIDField()
    version = models.IntegerField()
    value = models.JSONField()
    valid_from = models.DateField()
    set_by = models.CharField(max_length=80)
    set_at = models.DateTimeField()
    why = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "entity_id", "version"], name="policy_version")
        ]


class IdempotencyKey(models.Model):
    """A request already answered: the same key and request get the same answer again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    scope = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    request_hash = models.CharField(max_length=64)
    answer = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="idempotency_key")]


class Task(models.Model):
    """Work the machine leaves to a person, with the facts it found. `key` keeps it single."""

    PREFIX: ClassVar[str] = "task"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity_id = models.UUIDField()
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=120, unique=True)
    customer_id = models.UUIDField(null=True)
    document_id = models.UUIDField(null=True)
    title = models.CharField(max_length=200)
    facts = models.JSONField(default=dict)
    opened_on = models.DateField()
    state = models.CharField(max_length=10, default=TaskState.OPEN)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=80, blank=True)
    outcome = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="task_state", condition=Q(state__in=[str(s) for s in TaskState])
            )
        ]
        indexes = [
            models.Index(fields=["entity_id", "kind"], name="task_open", condition=Q(state="open"))
        ]


class BookClock(models.Model):
    """At most one row: the day these books believe it is. Without a row they follow the machine."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    today = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(name="book_clock_single", condition=Q(id=1))]


class SubjectKey(models.Model):
    """The data key of one subject, wrapped with a key of the ring; erased, it keeps no key at all."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=8)
    subject_id = models.UUIDField(unique=True)
    ring_key = models.CharField(max_length=12, blank=True)
    wrapped = models.BinaryField(null=True)
    made_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="subject_key_kind", condition=Q(kind__in=[k.value for k in SubjectKind])
            ),
            models.CheckConstraint(
                name="subject_key_lives_or_is_erased",
                condition=Q(wrapped__isnull=False, erased_at__isnull=True)
                | Q(wrapped__isnull=True, erased_at__isnull=False, ring_key=""),
            ),
        ]
