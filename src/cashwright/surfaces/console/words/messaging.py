"""Words for the refusals about messages."""

WORDS: dict[str, tuple[int, str]] = {
    "messaging.unknown_token": (
        422,
        "The text has no name “{token}” to fill in. Nearest: {nearest}. It can use: {known}.",
    ),
    "messaging.missing_token": (422, "A text of this kind has to say {tokens}; {where} does not."),
    "messaging.bad_design": (422, "The design cannot be used: {reason}."),
    "messaging.tone_refused": (422, "“{found}” does not go out like this: {why}."),
    "messaging.template_needs_second": (
        409,
        "What customers read is agreed on by a second person.",
    ),
    "messaging.bad_template": (422, "The template cannot be read: {reason}."),
    "messaging.erasure_needs_second": (
        409,
        "What is erased is gone for good: a second person has to agree to it.",
    ),
    "messaging.only_a_person": (
        409,
        "Whether this message arrived is not known. Look first, then decide.",
    ),
    "messaging.mail_unreachable": (
        409,
        "The mail server did not answer: {reason}. Nothing was sent.",
    ),
    "messaging.bad_contact_policy": (422, "The contact rules cannot be kept to: {reason}."),
    "messaging.link_not_valid": (
        404,
        "This link does not work. Open it as it stands in the message, or write to us.",
    ),
    "messaging.mail_unreadable": (422, "This mail cannot be read: {reason}."),
    "messaging.thread_without_customer": (
        409,
        "Nobody knows yet whose conversation this is. Choose the customer first.",
    ),
    "messaging.unknown_text": (422, "There is no text called “{key}” yet. Publish one first."),
    "messaging.provider_not_known": (404, "Nothing is set up here for reports of “{provider}”."),
    "messaging.report_not_signed": (
        401,
        "This report does not prove that it comes from {provider}. Nothing was changed.",
    ),
    "messaging.report_unreadable": (422, "This report cannot be read: {reason}."),
    "messaging.message_not_reported": (
        404,
        "None of the {count} messages this report of {provider} names was sent from here.",
    ),
    "messaging.still_sending": (
        409,
        "The sending of this message is not noted yet. Report it again in a minute.",
    ),
}
