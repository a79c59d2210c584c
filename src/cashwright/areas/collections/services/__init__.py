"""Doing for collections."""

from cashwright.areas.collections.services.ending import hand_over_ended
from cashwright.areas.collections.services.reminding import Reminded, remind

__all__ = ["Reminded", "hand_over_ended", "remind"]
