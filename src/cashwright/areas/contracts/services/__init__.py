"""Doing in contracts: each service one command, one fact told for each document it changes."""

from cashwright.areas.contracts.services.amending import (
    add_charge,
    amend,
    cancel,
    change_price,
    change_quantity,
    pause,
    preview_amendment,
    remove_charge,
    resume,
)
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
    "add_charge",
    "add_subscription",
    "amend",
    "cancel",
    "change_bill_to",
    "change_price",
    "change_quantity",
    "create_contract",
    "discard_contract",
    "extend_schedules",
    "pause",
    "preview_amendment",
    "remove_charge",
    "resume",
    "set_purchase_order",
]
