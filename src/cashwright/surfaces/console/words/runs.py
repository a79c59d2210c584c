"""Words for the refusals of runs."""

WORDS: dict[str, tuple[int, str]] = {
    "runs.in_progress": (409, "Another {kind} run is still at work. Wait until it has ended."),
    "runs.day_not_come": (409, "{asked} has not come yet; the books stand on {today}."),
    "runs.bad_span": (422, "The last day ({until_on}) lies before the first ({from_on})."),
    "runs.price_book_unreadable": (
        422,
        "The price book cannot be read: {field} is {value}, expected: {expected}. Nothing of it was applied.",
    ),
    "runs.price_book_differs": (
        409,
        (
            "The books know the {document} {code} with {field} {known}, the file says {asked}. Such things are"
            " never edited: give it a new code, or amounts from a later day."
        ),
    ),
}
