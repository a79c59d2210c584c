"""Words for the refusals of collections."""

WORDS: dict[str, tuple[int, str]] = {
    "collections.bad_ladder": (422, "This ladder cannot be used: {reason}."),
}
