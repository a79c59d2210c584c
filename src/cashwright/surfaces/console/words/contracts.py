"""What people read when contracts decline."""

WORDS: dict[str, tuple[int, str]] = {
    "contracts.contract_no_taken": (
        409,
        "Contract {contract_no} exists already. Give another number, or none and one is made.",
    ),
    "contracts.reference_taken": (
        409,
        "Another subscription has the reference {reference}. Choose another.",
    ),
    "contracts.not_running": (
        409,
        "The contract is {state}. Activate a draft or renew what ended before you change it.",
    ),
    "contracts.outside_contract": (
        422,
        "{on} lies outside the contract, which runs from {starts_on} to {ends_on}. Choose days within it.",
    ),
    "contracts.interval_differs": (
        422,
        (
            "{price} is a price for {price_interval}, the subscription is billed every {interval}. "
            "Choose another price, or add a subscription of its own."
        ),
    ),
    "contracts.no_charges": (422, "A subscription needs at least one price. Add one."),
    "contracts.price_not_sold": (
        409,
        "{price} is not sold any more. Choose another price, or take it up again in the price book.",
    ),
    "contracts.other_currency": (
        422,
        "That is in {currency}, the contract is in {expected}. Choose one in {expected}.",
    ),
    "contracts.not_negotiated_here": (
        422,
        "That price was agreed for another contract or is another price's. Choose one of this contract.",
    ),
    "contracts.other_books": (
        422,
        "That customer belongs to another legal entity. Choose one of the same.",
    ),
    "contracts.amendment_before_posted": (
        409,
        (
            "From {earliest_on} on is billed already, so the change cannot count from {effective_on}. "
            "Let it count from {earliest_on}, and credit the invoices before by hand."
        ),
    ),
    "contracts.nothing_changes": (409, "It is so already ({what}): nothing would change."),
    "contracts.charge_not_running": (
        409,
        "That price is not paid on {on}. Choose a day on which it is, or add it.",
    ),
    "contracts.already_paused": (
        409,
        "It is paused from {from_on} on already. Resume it first, or choose other days.",
    ),
    "contracts.not_paused": (409, "It is not paused on {on}."),
    "contracts.subscription_over": (
        409,
        "The subscription ends on {ends_on}. Add a new one for the days after.",
    ),
    "contracts.milestone_reached_before": (
        409,
        "The milestone was reached on {reached_on}; its amount is billed or about to be.",
    ),
    "contracts.order_unreadable": (
        422,
        "The order cannot be read: {field} is {value}, expected {expected}. Correct it and send it again.",
    ),
    "contracts.order_key_reused": (
        409,
        "Another order came as {source_ref} from {source}. Give another order another number.",
    ),
}
