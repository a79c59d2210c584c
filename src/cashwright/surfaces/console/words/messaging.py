"""Words for the refusals about messages."""

WORDS: dict[str, tuple[int, str]] = {
    "messaging.unknown_token": (
        422,
        "The template has no name “{token}” to fill in. It can use: {known}.",
    ),
    "messaging.bad_template": (422, "The template cannot be read: {reason}."),
    "messaging.erasure_needs_second": (
        409,
        "What is erased is gone for good: a second person has to agree to it.",
    ),
    "messaging.only_a_person": (
        409,
        "Whether this message arrived is not known. Look first, then decide.",
    ),
    "messaging.mail_unreachable": (
        409,
        "The mail server did not answer: {reason}. Nothing was sent.",
    ),
}
