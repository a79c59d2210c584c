"""What people read when cash application declines."""

WORDS: dict[str, tuple[int, str]] = {
    "cash.nothing_left": (409, "Nothing of it is left to apply. Unapply something first."),
    "cash.exceeds_unapplied": (
        409,
        "That is more than is left of the payment. Apply at most what is left.",
    ),
    "cash.exceeds_balance": (
        409,
        "That is more than is open on the invoice. Apply at most its balance.",
    ),
    "cash.not_open": (409, "That invoice is not open ({state}). Choose an open one."),
    "cash.applied_too_early": (409, "{on} is too early: the earliest possible day is {earliest}."),
    "cash.wrong_entity": (409, "Invoice and payment belong to two legal entities."),
    "cash.already_undone": (409, "This application was taken back before."),
    "cash.difference_too_large": (
        409,
        "{amount_minor} is more than may be cleared as {kind}: at most {most_minor}.",
    ),
    "cash.payment_unlike": (
        409,
        "That payment has another amount, is returned, or belongs to another bank line.",
    ),
    "cash.no_proposal": (
        409,
        "Nothing like that is proposed for this line any more. Find its invoices by hand.",
    ),
    "cash.bank_account_taken": (409, "The {what} belongs to the bank account {account}."),
    "cash.file_account_unknown": (
        422,
        "{file}, line {line}: no bank account has the number {account} in {currency}. {remedy}",
    ),
    "cash.file_period_closed": (
        409,
        "{file}, line {line} ({account}): {on} lies in a closed month. Nothing was taken. {remedy}",
    ),
    "cash.file_day_unsaid": (422, "{file}, line {line} ({account}) says no day. {remedy}"),
    "cash.file_refused": (422, "{file} was not taken. {remedy}"),
    "cash.file_empty": (422, "{file} is empty. {remedy}"),
    "cash.file_unknown": (422, "{file} is in no format that banks send. {remedy}"),
    "cash.file_too_large": (413, "{file} is too large: {bytes} bytes, at most {most}. {remedy}"),
    "cash.file_unsafe": (422, "{file} is not safe to read: {why}. {remedy}"),
    "cash.file_too_slow": (422, "{file} took longer than {seconds} seconds to read. {remedy}"),
    "cash.file_too_many_entries": (422, "{file} has more than {most} entries. {remedy}"),
    "cash.file_broken": (422, "{file} is damaged in line {line}: {why}. {remedy}"),
    "cash.file_misencoded": (422, "{file} is not readable as text: {why}. {remedy}"),
    "cash.file_value_unreadable": (
        422,
        "{file}, line {line}: {field} is “{value}”, but should be {expected}. {remedy}",
    ),
    "cash.file_totals_disagree": (
        422,
        "{file}, line {line}: the bank says {what} is {said}, the lines make {found}. {remedy}",
    ),
    "cash.file_no_statement": (422, "{file} holds no account statement. {remedy}"),
    "cash.file_account_unsaid": (422, "{file} does not say which account it is about. {remedy}"),
    "cash.file_currency_unsaid": (422, "{file} does not say which currency it is in. {remedy}"),
    "cash.file_columns_unsaid": (422, "{file}: no column was found for {missing}. {remedy}"),
    "cash.file_form_unclear": (
        422,
        "{file}: {field} “{value}” can be read in two ways. {remedy}",
    ),
    "cash.no_transfer": (409, "These two lines are no transfer: {reason}."),
    "cash.no_opening": (
        409,
        "No statement of {account} says that it held anything before: there is nothing to book.",
    ),
}
