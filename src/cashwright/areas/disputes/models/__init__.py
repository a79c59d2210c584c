"""Tables of disputes. What changes with time is told by dated rows: a case's moves and its two days."""

from cashwright.areas.disputes.models.cases import Dispute, DisputeLine, DisputeMove
from cashwright.areas.disputes.models.words import DisputeWord, Evidence, Said

__all__ = ["Dispute", "DisputeLine", "DisputeMove", "DisputeWord", "Evidence", "Said"]
