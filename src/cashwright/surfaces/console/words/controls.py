"""What people read when controls decline."""

WORDS: dict[str, tuple[int, str]] = {
    "controls.self_approval": (
        403,
        "You asked for this yourself, or it is about you. Somebody else has to decide it.",
    ),
    "controls.approval_expired": (
        409,
        "This request expired on {expires_at}. Ask again if it is still needed.",
    ),
    "controls.approval_needed": (
        409,
        (
            "{amount_minor} is above what one person may do ({limit_minor} for a customer in thirty days)."
            " Send it for approval."
        ),
    ),
    "controls.already_asked": (409, "The same request is already waiting for a decision."),
    "controls.key_reused": (409, "The key {key} was used for another request. Use a new key."),
    "controls.clock_runs_forward": (
        409,
        "The books are at {today}; the clock only runs forward. To look back, choose a day under “As of”.",
    ),
    "controls.policy_moved": (
        409,
        (
            "Version {latest} was set since this was proposed, and nobody compared it with that."
            " Look at the difference again and propose it anew."
        ),
    ),
    "controls.subject_erased": (
        410,
        "This person's data was erased. What was kept under their key cannot be read any more.",
    ),
}
