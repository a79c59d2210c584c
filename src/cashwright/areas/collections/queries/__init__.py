"""Reading for collections: what may be reminded of, who would read it, and what was sent."""

from cashwright.areas.collections.queries.charges import (
    charge_for,
    charges_for,
    charges_of,
    charging_in_force,
    waiting_charges,
)
from cashwright.areas.collections.queries.dunning import (
    Known,
    known,
    next_actions,
    reminder_plan,
)
from cashwright.areas.collections.queries.hours import Heard, heard, send_time, zones_of_contacts
from cashwright.areas.collections.queries.ladders import (
    dunning_in_force,
    ladder_in_force,
    ladders_in_force,
)
from cashwright.areas.collections.queries.placements import agencies, placed
from cashwright.areas.collections.queries.plans import (
    Progress,
    in_plans,
    plan_for,
    plans_for,
    plans_of,
    progress,
)
from cashwright.areas.collections.queries.previewing import (
    law_words,
    preview_customers,
    preview_values,
)
from cashwright.areas.collections.queries.promises import (
    kept_rate,
    kept_rate_over,
    promise_for,
    promised,
    promises_for,
    promises_of,
)
from cashwright.areas.collections.queries.reminding import (
    Addressee,
    Standing,
    addressees,
    asked_now,
    reminders,
    standing,
    who_replied,
)
from cashwright.areas.collections.queries.touches import (
    calls,
    escalating_in_force,
    escalations,
    levels,
    notes,
    snoozed,
)
from cashwright.areas.collections.queries.trials import (
    Counted,
    counted,
    exposures,
    text_results,
    trials_in_force,
)

__all__ = [
    "Addressee",
    "Counted",
    "Heard",
    "Known",
    "Progress",
    "Standing",
    "addressees",
    "agencies",
    "asked_now",
    "calls",
    "charge_for",
    "charges_for",
    "charges_of",
    "charging_in_force",
    "counted",
    "dunning_in_force",
    "escalating_in_force",
    "escalations",
    "exposures",
    "heard",
    "in_plans",
    "kept_rate",
    "kept_rate_over",
    "known",
    "ladder_in_force",
    "ladders_in_force",
    "law_words",
    "levels",
    "next_actions",
    "notes",
    "placed",
    "plan_for",
    "plans_for",
    "plans_of",
    "preview_customers",
    "preview_values",
    "progress",
    "promise_for",
    "promised",
    "promises_for",
    "promises_of",
    "reminder_plan",
    "reminders",
    "send_time",
    "snoozed",
    "standing",
    "text_results",
    "trials_in_force",
    "waiting_charges",
    "who_replied",
    "zones_of_contacts",
]
