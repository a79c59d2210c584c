"""What people read when disputes decline."""

WORDS: dict[str, tuple[int, str]] = {
    "disputes.nothing_to_dispute": (
        409,
        "Nothing of this invoice is open that is not disputed already. Credit it instead.",
    ),
    "disputes.exceeds": (
        409,
        "At most {left_minor} of this invoice can be disputed: the rest is paid or disputed already.",
    ),
    "disputes.disputed_before": (409, "This opened the case {dispute_no} before. Add to that one."),
    "disputes.case_incomplete": (
        409,
        "Before it is decided this is needed: {missing}. Add it, or say why it is not to be had.",
    ),
    "disputes.nothing_to_credit": (
        409,
        "The lines of the invoice have less left to credit than that.",
    ),
    "disputes.bad_outcome": (422, "This does not fit the outcome: {reason}."),
    "disputes.decision_waits": (
        409,
        "An outcome of this case waits for a second person. Decide or withdraw that first.",
    ),
    "disputes.not_updatable": (
        409,
        "The customer does not see this case. Show it to them first, or write a note inside.",
    ),
    "disputes.evidence_too_large": (413, "This file is too large: at most {size_max} bytes."),
    "disputes.evidence_unreadable": (
        422,
        "Files with these endings are taken, and not empty ones: {expected}.",
    ),
    "disputes.evidence_there": (409, "This very file is in the case already."),
}
