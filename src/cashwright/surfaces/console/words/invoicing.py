"""What people read when invoicing declines."""

WORDS: dict[str, tuple[int, str]] = {
    "invoicing.empty": (422, "There is nothing on it yet. Add a line with an amount."),
    "invoicing.negative": (422, "The lines come to less than zero. Issue a credit note instead."),
    "invoicing.issue_date_before_last": (
        409,
        (
            "Numbers follow the date of issue: the last document of {series} is of {last_issued_on}."
            " Issue this one on or after that day."
        ),
    ),
    "invoicing.due_before_issue": (
        422,
        "It cannot be due ({due_on}) before it is issued ({issued_on}).",
    ),
    "invoicing.credit_exceeds_line": (
        409,
        "Line {line_no} has {left_net_minor} left to credit (net, minor units); you asked for {asked_net_minor}.",
    ),
    "invoicing.number_taken": (
        409,
        "Another document has the number {document_no}. Look for that one, or use another number.",
    ),
    "invoicing.already_recorded": (
        409,
        "This was recorded before: {source_ref} from {source}. Look for the document that came of it.",
    ),
    "invoicing.parked": (
        409,
        "The bill run left this draft for you to look at ({parked_code}). Release it, or discard it.",
    ),
    "invoicing.built_upon": (
        409,
        (
            "What this draft bills was changed or corrected since, and those lines count on it. Release it,"
            " then credit what is wrong."
        ),
    ),
    "invoicing.not_printed": (
        409,
        (
            "The document could not be set as a PDF: {reason}. Try again; if it stays, look at the logo"
            " and the texts of the legal entity."
        ),
    ),
}
