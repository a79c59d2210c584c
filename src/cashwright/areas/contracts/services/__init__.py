"""Doing in contracts: each service one command, one fact told for each document it changes."""

from cashwright.areas.contracts.services.creating import (
    activate_contract,
    activation_payload,
    change_bill_to,
    create_contract,
    discard_contract,
    set_purchase_order,
)
from cashwright.areas.contracts.services.scheduling import extend_schedules
from cashwright.areas.contracts.services.subscribing import ChargeDraft, Phase, add_subscription

__all__ = [
    "ChargeDraft",
    "Phase",
    "activate_contract",
    "activation_payload",
    "add_subscription",
    "change_bill_to",
    "create_contract",
    "discard_contract",
    "extend_schedules",
    "set_purchase_order",
]
