"""What people read when payments decline."""

WORDS: dict[str, tuple[int, str]] = {
    "payments.not_positive": (422, "The amount has to be above zero."),
    "payments.already_received": (
        409,
        "The payment {source_ref} is booked already, with other figures.",
    ),
    "payments.already_identified": (
        409,
        "This payment has its customer. Return or refund it; it cannot change hands.",
    ),
    "payments.unidentified": (
        409,
        "Nobody knows yet whose payment this is. Name the customer first.",
    ),
    "payments.refund_exceeds": (
        409,
        "Only what is unapplied can be sent back. Unapply first, or refund less.",
    ),
    "payments.not_received_yet": (409, "It came on {received_on}; date this on or after that day."),
}
