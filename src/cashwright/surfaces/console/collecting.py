"""How collections are told: steps, calls and levels in words, and what a row of the worklist says."""

from __future__ import annotations

from datetime import date

from cashwright.surfaces.console.formats import day_text, money_text, plural
from cashwright.surfaces.console.frame import Frame
from cashwright.surfaces.console.lists import Row

ACTS = {
    "email": "E-mail", "sms": "Text message", "letter": "Letter", "portal": "Message in the portal",
    "call": "Call", "person": "Look at it", "credit_hold": "Stop new credit",
    "stop_service": "Stop the service", "agency": "Give to an agency",
}  # fmt: skip
"""What a step of a ladder does."""

STOPS = {
    "placed": "With an agency", "disputed": "Disputed", "promised": "Promised",
    "in_plan": "In a payment plan", "pending": "A payment is on its way", "off": "Reminders are off",
    "on_hold": "Reminders on hold", "replied": "They wrote: answer", "opted_out": "Said no to messages",
    "no_contact": "Nobody to write to", "no_consent": "No consent", "paid": "Paid",
}  # fmt: skip
"""Why nothing is sent."""

CONTACTS = {
    "call": "Call", "email": "E-mail", "sms": "Text message", "post": "Letter", "portal": "Portal",
    "reply": "They wrote", "phone": "Call",
}  # fmt: skip
"""By what somebody was reached."""

OUTCOMES = {
    "spoke": "Spoke with somebody", "promised": "Promised to pay", "disputed": "Disputes it",
    "paid_already": "Says it is paid", "call_back": "Call back later", "no_answer": "No answer",
    "left_message": "Left a message", "wrong_number": "Wrong number", "refused": "Refuses to pay",
}  # fmt: skip
"""How a call ended."""

NOT_NOW = {
    "quiet_hours": "It is not a good hour where they are", "day_off": "It is a day off where they are",
    "call_cap": "They were called often enough this week", "just_talked": "Somebody spoke with them lately",
    "no_window": "No hour is open for calls",
}  # fmt: skip
"""Why a call is not allowed at an instant."""

LEVELS = {
    "collector": "Collector", "manager": "Manager", "account_owner": "Account owner",
    "legal": "Legal", "agency": "Agency",
}  # fmt: skip
"""Where a case stands."""


def next_words(row: Row, frame: Frame) -> str:
    """What comes next, and when."""
    if row["next_kind"] == "stop":
        told = STOPS.get(row["next_code"], row["next_code"].replace("_", " ").capitalize())
        return told if row["next_on"] is None else f"{told} until {day_text(row['next_on'])}"
    if row["next_kind"] == "person":
        return "All reminders are sent: call"
    if not row["next_kind"]:
        return ""
    act = ACTS.get(row["next_act"], row["next_act"])
    return f"{act} {_when(row['next_on'], frame.today)}"


def _when(on: date, today: date) -> str:
    return "today" if on <= today else f"on {day_text(on)}"


def step_words(row: Row, frame: Frame) -> str:
    """Where on which ladder they are."""
    if row["next_days"] is None:
        return str(row["ladder"])
    return f"{row['ladder']}, next due{row['next_days']:+d}"


def last_words(row: Row, frame: Frame) -> str:
    """Who spoke last, and what came of it."""
    if row["contacted_on"] is None:
        return "Never"
    by = CONTACTS.get(row["contacted_by"], row["contacted_by"])
    outcome = OUTCOMES.get(row["contact_outcome"], "") if row["contacted_by"] == "call" else ""
    told = f"{by}, {day_text(row['contacted_on'])}"
    return f"{told}: {outcome[0].lower()}{outcome[1:]}" if outcome else told


def promise_words(row: Row, frame: Frame) -> str:
    """What is promised by when, and how they keep promises."""
    told = []
    if row["promise_due_on"] is not None:
        amount = f"{money_text(row['promise_minor'], row['currency'])} {row['currency']}"
        told.append(f"{amount} by {day_text(row['promise_due_on'])}")
    kept, broken = row["kept_count"], row["broken_count"]
    if kept + broken:
        told.append(f"kept {kept} of {plural(kept + broken, 'promise', 'promises')}")
    return "; ".join(told)


def risk_words(row: Row, frame: Frame) -> str:
    return str(row["risk"]).capitalize()


def level_words(row: Row, frame: Frame) -> str:
    return LEVELS[str(row["level"])]
