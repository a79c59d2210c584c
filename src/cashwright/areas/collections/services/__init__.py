"""Doing for collections."""

from cashwright.areas.collections.services.billing_charges import bill_charges, waive_charge
from cashwright.areas.collections.services.calling import log_call
from cashwright.areas.collections.services.charging import Accrued, accrue_late_charges
from cashwright.areas.collections.services.confirming import confirm_payment
from cashwright.areas.collections.services.ending import hand_over_ended
from cashwright.areas.collections.services.escalating import escalate_customer, escalate_unanswered
from cashwright.areas.collections.services.hours import propose_send_time
from cashwright.areas.collections.services.noting import pin_note, write_note
from cashwright.areas.collections.services.placing import (
    claims_of,
    place_with_agency,
    placement_payload,
    recall_placement,
    set_agency,
)
from cashwright.areas.collections.services.planning_payments import (
    agree_plan,
    cancel_plan,
    judge_plans,
    plan_payload,
    propose_plan,
)
from cashwright.areas.collections.services.previewing import (
    Previewed,
    preview_step,
    send_test,
)
from cashwright.areas.collections.services.promising import (
    judge_promises,
    note_promise,
    withdraw_promise,
)
from cashwright.areas.collections.services.publishing import (
    propose_reminding,
    same_but_version,
    somebody_else_decides,
)
from cashwright.areas.collections.services.reaching import remind_otherwise
from cashwright.areas.collections.services.recovering import note_recovery
from cashwright.areas.collections.services.reminding import Reminded, remind
from cashwright.areas.collections.services.rewording import as_the_books_stand
from cashwright.areas.collections.services.snoozing import (
    reassign_customers,
    snooze_customer,
    wake_customer,
)
from cashwright.areas.collections.services.trials import learn_from_trials, propose_trial

__all__ = [
    "Accrued",
    "Previewed",
    "Reminded",
    "accrue_late_charges",
    "agree_plan",
    "as_the_books_stand",
    "bill_charges",
    "cancel_plan",
    "claims_of",
    "confirm_payment",
    "escalate_customer",
    "escalate_unanswered",
    "hand_over_ended",
    "judge_plans",
    "judge_promises",
    "learn_from_trials",
    "log_call",
    "note_promise",
    "note_recovery",
    "pin_note",
    "place_with_agency",
    "placement_payload",
    "plan_payload",
    "preview_step",
    "propose_plan",
    "propose_reminding",
    "propose_send_time",
    "propose_trial",
    "reassign_customers",
    "recall_placement",
    "remind",
    "remind_otherwise",
    "same_but_version",
    "send_test",
    "set_agency",
    "snooze_customer",
    "somebody_else_decides",
    "waive_charge",
    "wake_customer",
    "withdraw_promise",
    "write_note",
]
