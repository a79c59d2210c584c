"""The policies of credit in force for a legal entity on a day, with the version that says so."""

from datetime import date
from typing import Any
from uuid import UUID

from cashwright.areas.controls.models import PolicyVersion
from cashwright.areas.credit.policies import DRIFT, RISK, DriftPolicy, RiskPolicy
from cashwright.kernel.events import HOUSE


def drift_policy(entity_id: UUID, on: date) -> DriftPolicy:
    """When a customer is said to pay worse; the standard one until somebody sets another."""
    return DriftPolicy.of(*_in_force(DRIFT, entity_id, on))


def risk_policy(entity_id: UUID, on: date) -> RiskPolicy:
    """What makes a customer a risk; the standard one until somebody sets another."""
    return RiskPolicy.of(*_in_force(RISK, entity_id, on))


def _in_force(name: str, entity_id: UUID, on: date) -> tuple[dict[str, Any], int]:
    """The entity's own latest version, else the house's; version 0 is the standard one."""
    rows = PolicyVersion.objects.filter(name=name, valid_from__lte=on)
    for owner in (entity_id, HOUSE):
        latest = rows.filter(entity_id=owner).order_by("-valid_from", "-version").first()
        if latest is not None:
            return dict(latest.value), latest.version
    return {}, 0
