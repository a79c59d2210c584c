"""Doing for collections."""

from cashwright.areas.collections.services.calling import log_call
from cashwright.areas.collections.services.ending import hand_over_ended
from cashwright.areas.collections.services.escalating import escalate_customer
from cashwright.areas.collections.services.noting import pin_note, write_note
from cashwright.areas.collections.services.reminding import Reminded, remind
from cashwright.areas.collections.services.snoozing import (
    reassign_customers,
    snooze_customer,
    wake_customer,
)

__all__ = [
    "Reminded",
    "escalate_customer",
    "hand_over_ended",
    "log_call",
    "pin_note",
    "reassign_customers",
    "remind",
    "snooze_customer",
    "wake_customer",
    "write_note",
]
