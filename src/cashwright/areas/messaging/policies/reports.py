"""When an address that keeps failing for now is given up."""

from datetime import timedelta

SOFT_BOUNCES_MAX = 3
SOFT_BOUNCES_WITHIN = timedelta(days=30)
"""So many messages to one address that came back within so long: it is blocked like a dead one."""
