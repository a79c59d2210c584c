"""Words for the refusals of runs."""

WORDS: dict[str, tuple[int, str]] = {
    "runs.in_progress": (409, "Another {kind} run is still at work. Wait until it has ended."),
    "runs.day_not_come": (409, "{asked} has not come yet; the books stand on {today}."),
    "runs.bad_span": (422, "The last day ({until_on}) lies before the first ({from_on})."),
}
