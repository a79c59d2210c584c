"""Words for the refusals of bulk arithmetic."""

WORDS: dict[str, tuple[int, str]] = {
    "columns.overflow": (422, "An amount is larger than any book can hold: {told}."),
}
