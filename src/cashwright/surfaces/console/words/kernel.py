"""Words for the refusals every area can raise."""

WORDS: dict[str, tuple[int, str]] = {
    "refused": (409, "This cannot be done. Nothing was changed."),
    "not_allowed_now": (409, "This {document} is {state}, so it cannot do that now ({move})."),
    "currency_mismatch": (409, "Amounts in different currencies cannot be added up."),
    "not_found": (404, "There is no such {document}, or it lies outside what you may see."),
    "bad_input": (422, "{field}: “{value}” does not fit. Expected: {expected}."),
    "unknown_currency": (422, "“{currency}” is no currency code. Use three capitals, such as EUR."),
}
