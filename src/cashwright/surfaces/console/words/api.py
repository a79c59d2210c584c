"""Words for what the API declines; programs read the code, people this."""

WORDS: dict[str, tuple[int, str]] = {
    "api.body_too_large": (413, "The body is larger than {most} bytes. Send less at once."),
    "api.body_unreadable": (400, "The body cannot be read: {reason}."),
    "api.content_type_unknown": (415, "Send the body as one of: {expected}."),
}
