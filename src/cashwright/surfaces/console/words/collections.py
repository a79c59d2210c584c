"""Words for the refusals of collections."""

WORDS: dict[str, tuple[int, str]] = {
    "collections.bad_ladder": (422, "This ladder cannot be used: {reason}."),
    "collections.bad_dunning": (422, "This does not say who climbs which ladder: {reason}."),
    "collections.bad_trial": (422, "This cannot be tried: {reason}."),
    "collections.not_rehearsed": (
        409,
        (
            "What climbs {ladder} noted steps in shadow on {noted} days so far, and {needed} are asked for."
            " Leave it in shadow a little longer and read what it would have done."
        ),
    ),
    "collections.nothing_changes": (409, "This is in force already. Change something first."),
    "collections.bad_escalation": (422, "This cannot be used as levels of a case: {reason}."),
    "collections.already_there": (409, "The case stands at this level already ({level})."),
    "collections.snoozed_too_far": (
        422,
        "Choose a day from tomorrow to {latest}. To stop reminders longer, place a hold.",
    ),
    "collections.not_snoozed": (409, "This customer is on the worklist; nobody put them off."),
    "collections.step_taken": (409, "A colleague took this step already. Log the call by itself."),
    "collections.no_portfolio": (
        409,
        "This colleague looks after no portfolio here. Choose a portfolio instead.",
    ),
    "collections.nothing_to_place": (
        409,
        "Nothing of this customer is past due in {currency}, so there is nothing to give away.",
    ),
    "collections.placed_already": (
        409,
        "These claims are with an agency already. Recall them first.",
    ),
    "collections.not_placed": (409, "These claims are not with an agency ({state})."),
    "collections.fee_exceeds": (
        422,
        "The agency cannot keep {kept_minor} of {gross_minor}. Enter what the customer paid it as gross.",
    ),
    "collections.promise_too_large": (
        422,
        "{asked_minor} is more than the {open_minor} that are open. Promise at most that.",
    ),
    "collections.promise_in_the_past": (422, "{due_on} is over. Choose today or a later day."),
    "collections.promise_too_far": (
        422,
        "A promise may name a day up to {latest}. For later days, agree on a payment plan.",
    ),
    "collections.plan_total_differs": (
        422,
        "The instalments come to {asked_minor}, and {open_minor} are open. They must be the same.",
    ),
    "collections.plan_days": (422, "These instalments cannot be agreed: {reason}."),
    "collections.invoice_in_plan": (
        409,
        "One of these invoices is in a payment plan already. Leave it out, or cancel that plan.",
    ),
    "collections.nothing_to_bill": (409, "No late charge of this customer waits to be billed."),
    "collections.bad_charging": (422, "Late charges cannot be reckoned like this: {reason}."),
}
