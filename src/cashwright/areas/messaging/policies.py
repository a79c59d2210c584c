"""What may be set about messages: which texts exist, the names each may use, how long letters stay."""

from enum import StrEnum

LETTERS_KEPT_YEARS = 6
"""Business letters stay so many years from the end of their own (Germany: HGB 257, AO 147)."""

ERASE_PERSON = "messaging.erase_person"
"""The kind of approval that erasing a person needs, once there is somebody else to give it."""

ERASED_ADDRESS = "erased@erased.invalid"
ERASED_TEXT = "Erased."
"""What stands in place of the address and the words of a message to a person who was erased."""


class BlockReason(StrEnum):
    """Why nothing is sent to an address any more."""

    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    OPT_OUT = "opt_out"


class TemplateKey(StrEnum):
    """The texts of the house, by what they are for."""

    BEFORE_DUE = "reminder.before_due"
    FIRST = "reminder.first"
    SECOND = "reminder.second"
    THIRD = "reminder.third"
    FINAL = "reminder.final"
    INVOICE = "document.invoice"
    CREDIT_NOTE = "document.credit_note"


REMINDERS = tuple(key for key in TemplateKey if key.startswith("reminder."))
DOCUMENTS = tuple(key for key in TemplateKey if key.startswith("document."))


TOKENS: dict[str, str] = {
    "greeting": "Dear and the name of the person, or a greeting to nobody by name.",
    "customer_name": "The name of the customer.",
    "account_no": "The customer's account number with us.",
    "entity_name": "The name of our company.",
    "invoices": "How many invoices it is about: 1 invoice, 3 invoices.",
    "invoice_list": "The invoices, one a line: number, date, due date, amount.",
    "total": "What is open, one sum a currency.",
    "first_due_on": "The earliest due date among the invoices.",
    "days_late": "How many days the oldest invoice is past due: 1 day, 14 days.",
    "sender_name": "The person who looks after the customer.",
    "sender_email": "How to reach that person.",
    "sender_phone": "That person's phone number, if known.",
    "document_no": "The number of the invoice or credit note that is attached.",
    "issued_on": "The day it was issued.",
    "due_on": "The day it is due.",
}
"""Every name a text may use, and what stands in its place."""
