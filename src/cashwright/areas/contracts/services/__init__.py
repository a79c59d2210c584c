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
from cashwright.areas.contracts.services.billing import (
    MilestoneDraft,
    bill_one_off,
    reach_due_milestones,
    reach_milestone,
    set_milestones,
)
from cashwright.areas.contracts.services.bulk import Added, add_subscriptions
from cashwright.areas.contracts.services.creating import (
    activate_contract,
    activation_payload,
    change_bill_to,
    create_contract,
    discard_contract,
    set_purchase_order,
)
from cashwright.areas.contracts.services.discounts import (
    grant_credit,
    negotiate_discount,
    redeem_coupon,
)
from cashwright.areas.contracts.services.orders import (
    retry_order,
    retry_refused_orders,
    take_order,
)
from cashwright.areas.contracts.services.renewing import coterm, end_due, renew, renew_due
from cashwright.areas.contracts.services.scheduling import extend_schedules
from cashwright.areas.contracts.services.subscribing import ChargeDraft, Phase, add_subscription

__all__ = [
    "Added",
    "ChargeDraft",
    "MilestoneDraft",
    "Phase",
    "activate_contract",
    "activation_payload",
    "add_charge",
    "add_subscription",
    "add_subscriptions",
    "amend",
    "bill_one_off",
    "cancel",
    "change_bill_to",
    "change_price",
    "change_quantity",
    "coterm",
    "create_contract",
    "discard_contract",
    "end_due",
    "extend_schedules",
    "grant_credit",
    "negotiate_discount",
    "pause",
    "preview_amendment",
    "reach_due_milestones",
    "reach_milestone",
    "redeem_coupon",
    "remove_charge",
    "renew",
    "renew_due",
    "resume",
    "retry_order",
    "retry_refused_orders",
    "set_milestones",
    "set_purchase_order",
    "take_order",
]
