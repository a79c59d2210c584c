"""Words for the refusals of usage."""

WORDS: dict[str, tuple[int, str]] = {
    "usage.event_unreadable": (422, "{field} is not as it should be: {expected}."),
    "usage.value_unreadable": (422, "{field} cannot be read as {expected}."),
    "usage.value_missing": (422, "The meter {meter} reads the property {field}, which is missing."),
    "usage.value_negative": (
        422,
        "{field} is below zero. To take usage back, correct the event that was too much ({meter}).",
    ),
    "usage.kind_unknown": (422, "No meter counts events of the kind {kind}. Add one first."),
    "usage.no_meter_counts": (422, "The filters of every meter leave this {kind} out."),
    "usage.subscription_unknown": (
        422,
        "There is no subscription with the reference {subscription}.",
    ),
    "usage.subscription_not_agreed": (
        422,
        "The contract of {subscription} is not active. Activate it, then send the event again.",
    ),
    "usage.subscription_not_running": (
        422,
        "{subscription} was not running on {on}: it runs from {starts_on} to {ends_on}.",
    ),
    "usage.event_in_future": (
        422,
        "{occurred_at} lies more than {minutes} minutes ahead. Check the clock of the sender.",
    ),
    "usage.event_too_old": (
        422,
        "{occurred_at} is more than {days} days ago. Bill it by hand, or widen the window in the settings.",
    ),
    "usage.event_differs": (
        409,
        "{event} was taken with another content. Send a new id that says which event it corrects.",
    ),
    "usage.corrects_unknown": (422, "{event} was not taken, so there is nothing to correct."),
    "usage.already_corrected": (409, "{event} was corrected already. Correct the correction."),
    "usage.batch_too_large": (413, "{events} events are too many at once; send at most {most}."),
    "usage.file_unreadable": (422, "{file} cannot be read: {expected}."),
    "usage.lake_unreadable": (
        422,
        "{folder} holds no readings. Fill it with “cashwright usage export”.",
    ),
}
