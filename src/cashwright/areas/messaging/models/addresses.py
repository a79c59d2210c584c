"""Addresses nothing is sent to any more."""

from django.db import models
from django.db.models import Q

from cashwright.areas.messaging.policies import BlockReason
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.ids import new_id


class BlockedAddress(models.Model):
    """An address that bounced, complained or opted out; kept as a hash, so it outlives an erasure.

    address_hash  SHA-256 of the address as it is compared: e-mail in lower case, phone as +49…
    lifted_at     when a person found that it may be written to again
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=8)
    address_hash = models.CharField(max_length=64)
    reason = models.CharField(max_length=10)
    message_id = models.UUIDField(null=True, blank=True)
    blocked_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "channel", "address_hash"],
                condition=Q(lifted_at__isnull=True),
                name="blocked_address_once",
            ),
            models.CheckConstraint(
                name="blocked_address_reason",
                condition=Q(reason__in=[r.value for r in BlockReason]),
            ),
        ]
