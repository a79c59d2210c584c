"""Doing in credit: writing off and recovering, warning of who pays worse, rating risks."""

from cashwright.areas.credit.services.losses import (
    recover,
    take_back,
    write_off,
    write_off_payload,
)
from cashwright.areas.credit.services.rating import rate_customers, release_risk, set_risk
from cashwright.areas.credit.services.warning import note_drift

__all__ = [
    "note_drift",
    "rate_customers",
    "recover",
    "release_risk",
    "set_risk",
    "take_back",
    "write_off",
    "write_off_payload",
]
