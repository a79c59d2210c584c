"""Whether a document of a file is an invoice or a credit note."""

CREDIT_WORDS = (
    "credit",
    "creditnote",
    "creditmemo",
    "cn",
    "cm",
    "crn",
    "gutschrift",
    "stornorechnung",
    "storno",
    "avoir",
    "abono",
    "notadecredito",
    "notacredito",
    "notadicredito",
    "creditnota",
    "kreditnota",
    "381",
    "cancellation",
)
INVOICE_WORDS = (
    "invoice",
    "inv",
    "in",
    "rechnung",
    "facture",
    "factura",
    "fattura",
    "factuur",
    "380",
)

CREDIT_NUMBER = r"^(?:C|CN|CM|CR|GS|AV|CRN)[-/_ ]?[0-9]"
"""A number that says so itself, if the amount is negative as well: C536379."""


def word(text: str) -> str:
    """A cell of the kind column as one word: "Credit Note" is `creditnote`."""
    return "".join(c for c in text.lower() if c.isalnum())


def says_credit(text: str) -> bool | None:
    """True for a credit note, False for an invoice, None for a word that is neither."""
    if word(text) in CREDIT_WORDS:
        return True
    return False if word(text) in INVOICE_WORDS else None
