"""What people read when the ledger declines."""

WORDS: dict[str, tuple[int, str]] = {
    "ledger.period_closed": (
        409,
        "{effective_on} lies in a closed period. Date it in an open one, or have two people reopen the period.",
    ),
    "ledger.earlier_period_open": (
        409,
        "Close the earlier period first: it is open from {open_from}.",
    ),
    "ledger.period_not_over": (409, "This period ends on {ends_on}. Close it after its last day."),
    "ledger.entry_unbalanced": (
        422,
        "Debits and credits differ by {difference_minor} ({currency}, minor units).",
    ),
    "ledger.already_reversed": (409, "This entry was reversed before."),
    "ledger.no_rate": (
        409,
        "No exchange rate from {base} to {quote} was published by {on}. Import rates that cover the day.",
    ),
    "ledger.unknown_account": (422, "{account} is no account of the chart, or not in use."),
    "ledger.account_taken": (409, "The chart has an account {account} already."),
    "ledger.control_account": (
        409,
        "{account} follows invoices, payments and credit notes. Work with those; nobody posts to it by hand.",
    ),
}
