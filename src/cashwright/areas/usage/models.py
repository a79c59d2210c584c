"""Tables of usage. An event is taken once, by its id, and never changed: a correction supersedes it.

One row an event and meter it counts for; an event that counts for no meter is refused, not kept.
"""

from django.db import models
from django.db.models import F, Q

from cashwright.areas.catalog.models import Meter
from cashwright.areas.contracts.models import Subscription
from cashwright.areas.parties.models import LegalEntity


class Event(models.Model):
    """One metered event as one meter reads it.

    event_key      128 bits of BLAKE2b over entity, source and id: the same event is taken once
    content_key    64 bits over the rest: another content under the same id is refused
    occurred_at    when it happened, aware; `received_at` when we learned of it
    value_e6       the number the meter reads (1 for count)
    identity_key   what `unique` counts: 64 bits of a hash of the property, null otherwise
    superseded_at  when a correction took its place; figures known before still count it
    """

    pk = models.CompositePrimaryKey("event_key", "meter_id")
    event_key = models.UUIDField()
    content_key = models.BigIntegerField()
    meter = models.ForeignKey(
        Meter, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    entity = models.ForeignKey(
        LegalEntity, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    subscription = models.ForeignKey(
        Subscription,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    value_e6 = models.BigIntegerField()
    group_value = models.CharField(max_length=80, blank=True)
    identity_key = models.BigIntegerField(null=True)
    source = models.CharField(max_length=80)
    source_id = models.CharField(max_length=120)
    properties = models.JSONField(null=True)
    corrects_key = models.UUIDField(null=True)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="usage_event_superseded_later",
                condition=Q(superseded_at__isnull=True) | Q(superseded_at__gte=F("received_at")),
            )
        ]
        indexes = [
            # With all that sums read, so that a bill run touches no row of the table.
            models.Index(
                fields=["subscription", "meter", "occurred_at"],
                include=["value_e6", "received_at", "superseded_at", "identity_key"],
                name="usage_event_subscription",
            ),
            models.Index(fields=["entity", "received_at"], name="usage_event_received"),
            models.Index(
                fields=["entity", "superseded_at"],
                condition=Q(superseded_at__isnull=False),
                name="usage_event_superseded",
            ),
        ]
