"""The columns of what the planner reads and gives. Money is Int64 in `_minor`; days are Int32."""

import polars as pl

from cashwright.areas.collections.policies import Act, Track
from cashwright.areas.collections.rules import Group, NextKind, Suppression
from cashwright.columns.dtypes import CODE, DAY, FLAG, ID, MINOR

ITEMS = {
    "customer_id": ID, "invoice_id": ID, "currency": CODE, "issued_on": DAY, "due_on": DAY,
    "balance_minor": MINOR, "held_minor": MINOR, "pending_minor": MINOR, "promised_until": DAY,
    "in_plan": FLAG, "is_placed": FLAG, "up_to": pl.Int32(), "last_on": DAY,
    "issue_up_to": pl.Int32(),
}  # fmt: skip
"""One row an open invoice; `up_to` and `last_on` are rules.Climb on the due track."""

STANDINGS = {
    "customer_id": ID, "ladder": CODE, "autonomy": CODE, "has_contact": FLAG, "has_consent": FLAG,
    "is_opted_out": FLAG, "is_on_hold": FLAG, "may_sms": FLAG, "is_vip": FLAG,
    "has_replied": FLAG, "last_sent_on": DAY, "sent_7": pl.Int32(), "sent_7_max": pl.Int32(),
    "segment": CODE, "risk": CODE, "language": CODE,
}  # fmt: skip
"""One row a customer: rules.Standing, with the name of the ladder they climb."""

HAPPENED = {"trigger": CODE, "event_id": ID, "invoice_id": ID, "happened_on": DAY}
"""rules.Happened."""

SUPPRESSION = pl.Enum([code.value for code in Suppression])
TRACK = pl.Enum([track.value for track in Track])
ACT = pl.Enum([act.value for act in Act])
GROUP = pl.Enum([group.value for group in Group])
NEXT_KIND = pl.Enum([kind.value for kind in NextKind])

PLAN = {
    "customer_id": ID, "invoice_id": ID, "track": TRACK, "days": pl.Int32(),
    "skipped": pl.List(pl.Int32()), "event_id": ID, "group": GROUP, "suppressed": SUPPRESSION,
    "ladder": CODE, "autonomy": CODE, "lead_track": TRACK, "lead_days": pl.Int32(),
    "lead_trigger": CODE, "act": ACT, "detour": CODE,
}  # fmt: skip
"""One row a due step of an item. `suppressed` null: it is taken, by the contact of its customer and
group; `lead_*`, `act` and `detour` are of that contact, null where it is suppressed."""

NEXT = {
    "customer_id": ID, "invoice_id": ID, "kind": NEXT_KIND, "days": pl.Int32(), "act": ACT,
    "on": DAY, "code": SUPPRESSION, "carried_by": ID,
}  # fmt: skip
"""rules.NextAction with its customer."""
