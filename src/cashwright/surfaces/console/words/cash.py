"""What people read when cash application declines."""

WORDS: dict[str, tuple[int, str]] = {
    "cash.nothing_left": (409, "Nothing of it is left to apply. Unapply something first."),
    "cash.exceeds_unapplied": (
        409,
        "That is more than is left of the payment. Apply at most what is left.",
    ),
    "cash.exceeds_balance": (
        409,
        "That is more than is open on the invoice. Apply at most its balance.",
    ),
    "cash.not_open": (409, "That invoice is not open ({state}). Choose an open one."),
    "cash.applied_too_early": (409, "{on} is too early: the earliest possible day is {earliest}."),
    "cash.wrong_entity": (409, "Invoice and payment belong to two legal entities."),
    "cash.already_undone": (409, "This application was taken back before."),
}
