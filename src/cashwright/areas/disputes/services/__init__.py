"""Doing in disputes: opened, moved on, made complete, talked about, decided."""

from cashwright.areas.disputes.services.completing import (
    CONTENT_TYPES,
    SIZE_MAX,
    add_evidence,
    name_reason,
    note_facts,
    waive_part,
)
from cashwright.areas.disputes.services.intake import EARLIER, dispute_return, dispute_short_payment
from cashwright.areas.disputes.services.moving import MOVES, move_dispute, own_dispute
from cashwright.areas.disputes.services.opening import open_dispute
from cashwright.areas.disputes.services.proposing import propose_outcome, proposed
from cashwright.areas.disputes.services.reminding import (
    ask_about_late,
    ask_about_paid,
    escalate_late,
)
from cashwright.areas.disputes.services.resolving import (
    Decision,
    ask_decision,
    carry_out_decision,
    check_decision,
    resolve_dispute,
    withdraw_dispute,
)
from cashwright.areas.disputes.services.telling import (
    ask_customer,
    hear_from_customer,
    note_inside,
    say_to_customer,
    show_dispute,
    update_customers,
)

__all__ = [
    "CONTENT_TYPES",
    "EARLIER",
    "MOVES",
    "SIZE_MAX",
    "Decision",
    "add_evidence",
    "ask_about_late",
    "ask_about_paid",
    "ask_customer",
    "ask_decision",
    "carry_out_decision",
    "check_decision",
    "dispute_return",
    "dispute_short_payment",
    "escalate_late",
    "hear_from_customer",
    "move_dispute",
    "name_reason",
    "note_facts",
    "note_inside",
    "open_dispute",
    "own_dispute",
    "propose_outcome",
    "proposed",
    "resolve_dispute",
    "say_to_customer",
    "show_dispute",
    "update_customers",
    "waive_part",
    "withdraw_dispute",
]
