"""States as people see them: a word, an icon and a tone. Color never stands alone.

Red (`bad`) is kept for what needs the reader. Another state than these reads as its own name.
"""

from __future__ import annotations

from typing import NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString

from cashwright.surfaces.console.icons import icon


class Look(NamedTuple):
    """How one state is shown."""

    word: str
    icon: str
    tone: str  # quiet | info | good | warn | bad


LOOKS: dict[str, Look] = {
    # documents
    "draft": Look("Draft", "pencil", "quiet"),
    "posted": Look("Open", "circle", "info"),
    "open": Look("Open", "circle", "info"),
    "past_due": Look("Past due", "alert-triangle", "bad"),
    "due_today": Look("Due today", "calendar-due", "warn"),
    "partly_settled": Look("Partly paid", "circle-dashed", "warn"),
    "settled": Look("Paid", "circle-check", "good"),
    "paid": Look("Paid", "circle-check", "good"),
    "credited": Look("Credited", "file-minus", "quiet"),
    "discarded": Look("Discarded", "trash", "quiet"),
    "disputed": Look("Disputed", "flag", "warn"),
    "written_off": Look("Written off", "archive", "quiet"),
    "applied": Look("Applied", "circle-check", "good"),
    "unapplied": Look("Unapplied", "coin", "warn"),
    "partly_applied": Look("Partly applied", "circle-dashed", "warn"),
    "unidentified": Look("Unidentified", "help", "bad"),
    "returned": Look("Returned", "arrow-back-up", "quiet"),
    "on_account": Look("On account", "wallet", "info"),
    "reversed": Look("Reversed", "arrow-back-up", "quiet"),
    "refunded": Look("Refunded", "receipt-refund", "quiet"),
    # bank lines and how sure a proposal is
    "to_review": Look("To review", "help", "warn"),
    "not_booked": Look("Not booked yet", "hourglass", "quiet"),
    "set_aside": Look("Set aside", "archive", "quiet"),
    "chain_whole": Look("Follow", "circle-check", "good"),
    "chain_broken": Look("Gap", "alert-triangle", "bad"),
    "proposed": Look("Proposed", "help", "info"),
    "undone": Look("Taken back", "arrow-back-up", "quiet"),
    "shadow": Look("Only looked on", "eye", "quiet"),
    "certain": Look("Certain", "circle-check", "good"),
    "likely": Look("Likely", "circle-dashed", "info"),
    "unsure": Look("Unsure", "help", "warn"),
    "nothing_found": Look("Nothing found", "search", "quiet"),
    # asking and deciding
    "requested": Look("Needs approval", "hourglass", "bad"),
    "pending": Look("Waiting", "hourglass", "warn"),
    "waiting": Look("Waiting", "hourglass", "warn"),
    "answered": Look("Answered", "check", "good"),
    "approved": Look("Approved", "checks", "good"),
    "rejected": Look("Rejected", "ban", "quiet"),
    "new": Look("New", "circle", "info"),
    "investigating": Look("Investigating", "search", "info"),
    "waiting_customer": Look("Waiting for the customer", "hourglass", "warn"),
    "waiting_internal": Look("With another team", "hourglass", "warn"),
    "resolved": Look("Resolved", "circle-check", "good"),
    "withdrawn": Look("Withdrawn", "arrow-back-up", "quiet"),
    "expired": Look("Expired", "clock-pause", "quiet"),
    # runs, imports, messages
    "planned": Look("Planned", "clipboard-list", "quiet"),
    "queued": Look("Queued", "clock", "quiet"),
    "running": Look("Running", "player-play", "info"),
    "done": Look("Done", "check", "good"),
    "finished": Look("Finished", "check", "good"),
    "imported": Look("Imported", "check", "good"),
    "refused": Look("Refused", "circle-x", "bad"),
    "failed": Look("Failed", "circle-x", "bad"),
    "sent": Look("Sent", "mail-forward", "good"),
    "held": Look("Held", "clock-pause", "warn"),
    "suppressed": Look("Not sent", "ban", "quiet"),
    "bounced": Look("Bounced", "alert-circle", "bad"),
    "delivered": Look("Delivered", "checks", "good"),
    # promises, periods, people
    "promised": Look("Promised", "message", "info"),
    "kept": Look("Kept", "check", "good"),
    "broken": Look("Broken", "circle-x", "bad"),
    "partly": Look("Kept in part", "circle-dashed", "warn"),
    "superseded": Look("Replaced", "arrow-back-up", "quiet"),
    "met": Look("Met", "check", "good"),
    "missed": Look("Missed", "circle-x", "bad"),
    "coming": Look("To come", "clock", "info"),
    "defaulted": Look("Missed", "circle-x", "bad"),
    "cancelled": Look("Cancelled", "ban", "quiet"),
    "accrued": Look("To decide", "hourglass", "warn"),
    "waived": Look("Waived", "arrow-back-up", "quiet"),
    "billed": Look("Billed", "receipt", "good"),
    "closed": Look("Closed", "lock", "warn"),
    "placed": Look("With an agency", "building", "info"),
    "recalled": Look("Recalled", "arrow-back-up", "quiet"),
    "locked": Look("Locked", "lock", "quiet"),
    "active": Look("Active", "circle-check", "good"),
    "inactive": Look("Inactive", "circle-dashed", "quiet"),
    "on_hold": Look("On hold", "ban", "warn"),
    # prices, contracts, billing
    "sold": Look("Sold", "circle-check", "good"),
    "retired": Look("Retired", "archive", "quiet"),
    "counting": Look("Counting", "gauge", "good"),
    "in_force": Look("In force", "circle-check", "good"),
    "to_come": Look("To come", "clock", "info"),
    "ended": Look("Ended", "archive", "quiet"),
    "trial": Look("On trial", "hourglass", "info"),
    "paused": Look("Paused", "clock-pause", "warn"),
    "not_begun": Look("Not begun", "clock", "quiet"),
    "missing": Look("Missing", "alert-triangle", "bad"),
    "parked": Look("Look at it", "alert-triangle", "bad"),
}


def look_of(state: str) -> Look:
    """How `state` is shown; an unlisted one by its own name."""
    return LOOKS.get(state) or Look(
        state.replace("_", " ").capitalize() or "Unknown", "circle-dashed", "quiet"
    )


def badge(state: str) -> SafeString:
    """`state` as icon and word."""
    look = look_of(state)
    return format_html(
        '<span class="state state-{}">{}{}</span>',
        look.tone,
        icon(look.icon, "icon icon-sm"),
        look.word,
    )
