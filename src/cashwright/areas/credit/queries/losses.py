"""Reading write-offs and recoveries."""

from django.db.models import QuerySet

from cashwright.areas.credit.models import Recovery, WriteOff


def write_offs() -> QuerySet[WriteOff]:
    """All write-offs with what a list shows."""
    return WriteOff.objects.select_related("customer", "invoice", "entity")


def recoveries() -> QuerySet[Recovery]:
    """All recoveries, newest first."""
    return Recovery.objects.select_related("customer", "write_off").order_by("-recovered_on", "-pk")
