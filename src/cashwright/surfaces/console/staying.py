"""Why a message stayed here, waits, says something else, or came back: in words."""

from __future__ import annotations

import re

WHY = {
    "paid": "It was paid before it went out.",
    "promised": "A promise to pay was noted before it went out.",
    "in_plan": "What it is about is paid off by a payment plan.",
    "disputed": "What it is about is in dispute.",
    "placed": "What it is about is with an agency.",
    "on_hold": "A hold stops messages to this customer.",
    "opted_out": "The person asked for no such messages.",
    "no_consent": "Nobody said yes to such messages on this channel.",
    "address_blocked": "The address came back, complained or opted out; nothing is sent there.",
    "contact_left": "The person is no longer there.",
    "contact_erased": "The person's data was erased.",
    "quiet_hours": "It waits for the morning where the person is.",
    "day_off": "It waits for the next working day where the person is.",
    "over_budget": "The customer has heard enough from us these seven days.",
    "too_soon": "It waits: the customer heard from us only just now.",
    "call_cap": "The customer was called often enough these seven days.",
    "just_talked": "Somebody talked to the customer only just now.",
    "no_window": "The contact rules leave no hour in which it could go out.",
    "reworded": "The books changed since it was written; it was said as they stand.",
    "figures_changed": "Other amounts are open than when it was typed. Look at it, then let it go.",
    "to_post": "It is printed and waits to be posted.",
    "the channel went away": "The server stopped answering; it goes out with the next sending.",
    "the sender stopped while sending": "Our sending broke off. Nobody knows whether it went out.",
    "spam": "The provider does not send there: somebody called us spam.",
    "unsubscribed": "The provider does not send there: the person unsubscribed.",
    "blocked": "The provider does not send to this address.",
    "invalid": "The provider says that there is no such address.",
    "bounced": "The provider says that the address does not exist.",
    "timed_out": "The other side's server did not answer in time.",
    "stop by hand": "Somebody here stopped it.",
    "again by hand": "Somebody here sends it again.",
    "confirm by hand": "Somebody here knows that it went out.",
}
_STATUS = re.compile(r"([245])\.\d{1,3}\.\d{1,3}")
_SERVER = re.compile(r"(?:SMTP\w+|Anymail\w+)(?: (\d{3}))?")
_TEXT = re.compile(r"(?:sms|HTTP) (\d{3,5})")


def why(reason: str) -> str:
    """A reason in words; codes of servers are told as what they mean, with the code behind."""
    if not reason or reason in WHY:
        return WHY.get(reason, "")
    if (found := _STATUS.fullmatch(reason)) is not None:
        kind = {"4": "for now", "5": "for good"}.get(found[1], "")
        return f"It came back {kind} ({reason})." if kind else reason
    if (found := _SERVER.fullmatch(reason)) is not None:
        return f"The mail server did not take it ({found[1] or reason})."
    if (found := _TEXT.fullmatch(reason)) is not None:
        return f"The text message was not taken ({found[1]})."
    return reason
