"""Tables of credit: what was lost and recovered, who pays worse, how much of a risk each customer is."""

from cashwright.areas.credit.models.losses import Recovery, WriteOff
from cashwright.areas.credit.models.warnings import DriftAlert, RiskRating

__all__ = ["DriftAlert", "Recovery", "RiskRating", "WriteOff"]
