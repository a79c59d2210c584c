"""What providers may report of a message, and when an address that keeps failing is given up."""

from datetime import timedelta
from enum import StrEnum


class ReportKind(StrEnum):
    """What became of a message, in one vocabulary for all providers (django-anymail's, shortened)."""

    DELIVERED = "delivered"
    DEFERRED = "deferred"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    UNSUBSCRIBED = "unsubscribed"
    OPENED = "opened"
    CLICKED = "clicked"


SOFT_BOUNCES_MAX = 3
SOFT_BOUNCES_WITHIN = timedelta(days=30)
"""So many messages to one address that came back within so long: it is blocked like a dead one."""
