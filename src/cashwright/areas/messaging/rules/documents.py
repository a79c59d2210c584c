"""What the mail that brings an invoice or a credit note says, in the languages documents are in."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal

from cashwright.kernel.currencies import minor_units
from cashwright.kernel.money import Money

DOCUMENT_LANGUAGES = ("en", "de", "fr", "es", "it", "nl")

_GREETINGS = {
    "en": ("Dear {name},", "Hello,"),
    "de": ("Guten Tag {name},", "Guten Tag,"),
    "fr": ("Bonjour {name},", "Bonjour,"),
    "es": ("Estimado/a {name}:", "Buenos días:"),
    "it": ("Gentile {name},", "Buongiorno,"),
    "nl": ("Beste {name},", "Goedendag,"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFacts:
    """The document that is sent and to whom. `contact_name` may be empty; a credit note has no due day."""

    customer_name: str
    account_no: str
    contact_name: str
    entity_name: str
    sender_email: str
    document_no: str
    issued_on: date
    due_on: date | None
    total: Money


def document_language(language: str) -> str:
    """The language a document is in for who speaks `language`; English when we do not."""
    short = language.split("-")[0].lower()
    return short if short in DOCUMENT_LANGUAGES else "en"


def document_values(facts: DocumentFacts, language: str) -> dict[str, str]:
    """The value of every token of a document's mail."""
    tongue = document_language(language)
    named, unnamed = _GREETINGS[tongue]
    units = minor_units(facts.total.currency)
    pattern = "#,##0" + ("." + "0" * units if units else "")
    amount = format_decimal(Decimal(facts.total.minor).scaleb(-units), pattern, locale=tongue)
    return {
        "greeting": named.format(name=facts.contact_name) if facts.contact_name else unnamed,
        "customer_name": facts.customer_name,
        "account_no": facts.account_no,
        "entity_name": facts.entity_name,
        "sender_email": facts.sender_email,
        "document_no": facts.document_no,
        "issued_on": str(format_date(facts.issued_on, "long", locale=tongue)),
        "due_on": str(format_date(facts.due_on, "long", locale=tongue)) if facts.due_on else "",
        "total": f"{amount} {facts.total.currency}",
    }
