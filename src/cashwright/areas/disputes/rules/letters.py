"""What a customer is told of their case, in the languages the house speaks to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cashwright.areas.disputes.policies import OUTCOMES, REASONS, Outcome, Reason
from cashwright.areas.messaging.rules import day_text, money_text, spoken
from cashwright.kernel.money import Money


class Occasion(StrEnum):
    """Why a customer is written to."""

    RECEIVED = "received"
    UPDATE = "update"
    QUESTION = "question"
    ANSWER = "answer"
    DECISION = "decision"


_REASONS_DE = {
    Reason.PRICING: "Preis", Reason.USAGE: "Nutzung", Reason.DUPLICATE: "doppelt berechnet",
    Reason.PURCHASE_ORDER: "Bestellnummer", Reason.TAX: "Steuer", Reason.SERVICE: "Leistung",
    Reason.TERMS: "Konditionen", Reason.NOT_RECEIVED: "nicht erhalten",
    Reason.ALREADY_PAID: "bereits bezahlt", Reason.OTHER: "etwas anderes",
}  # fmt: skip
_OUTCOMES_DE = {
    Outcome.ACCEPT: "gutgeschrieben", Outcome.PARTIAL: "teilweise gutgeschrieben",
    Outcome.REJECT: "abgelehnt", Outcome.REBILL: "neu berechnet", Outcome.WITHDRAWN: "zurückgezogen",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFacts:
    """Everything a word about a case may say. `answer_on`: the day we answer by, when known."""

    contact_name: str
    customer_name: str
    account_no: str
    entity_name: str
    sender_email: str
    dispute_no: str
    invoice_no: str
    reason: Reason
    amount: Money
    rest: Money
    credited: Money
    outcome: Outcome | None
    answer_on: date | None
    text: str


def letter_values(facts: LetterFacts, language: str) -> Mapping[str, str]:
    """The value of every token a letter about a dispute uses."""
    tongue = spoken(language)
    is_german = tongue == "de"
    hello = ("Guten Tag", "Guten Tag") if is_german else ("Dear", "Hello")
    reason = _REASONS_DE[facts.reason] if is_german else REASONS[facts.reason].label.lower()
    by_day = facts.answer_on
    return {
        "greeting": f"{hello[0]} {facts.contact_name}," if facts.contact_name else f"{hello[1]},",
        "customer_name": facts.customer_name,
        "account_no": facts.account_no,
        "entity_name": facts.entity_name,
        "sender_email": facts.sender_email,
        "dispute_no": facts.dispute_no,
        "document_no": facts.invoice_no,
        "reason": reason,
        "total": money_text(facts.amount, tongue),
        "rest": money_text(facts.rest, tongue),
        "credited": money_text(facts.credited, tongue),
        "outcome": _outcome(facts.outcome, is_german=is_german),
        "answer_on": day_text(by_day, tongue) if by_day else "",
        "text": facts.text,
    }


def _outcome(outcome: Outcome | None, *, is_german: bool) -> str:
    if outcome is None:
        return ""
    return _OUTCOMES_DE[outcome] if is_german else OUTCOMES[outcome].lower()
