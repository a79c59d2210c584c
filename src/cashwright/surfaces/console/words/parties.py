"""Words for the refusals about customers and legal entities."""

WORDS: dict[str, tuple[int, str]] = {
    "parties.code_taken": (409, "There is a {document} with the code {code} already."),
    "parties.account_no_taken": (
        409,
        "The account number {account_no} belongs to another customer.",
    ),
    "parties.hierarchy_cycle": (
        409,
        "A customer cannot stand below itself. Choose a parent outside its own tree.",
    ),
    "parties.bad_terms": (422, "These terms lead to no day: {reason}."),
}
