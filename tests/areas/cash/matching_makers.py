"""Makers for tests of Matching: an invoice, a customer, a line, in one call each."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from cashwright.areas.cash.rules.matching import (
    ClosedDocument,
    Known,
    LineFacts,
    Matcher,
    OpenDocument,
    Payer,
)
from cashwright.areas.cash.rules.names import name_key

DAY = date(2026, 3, 16)


def invoice(no: str, minor: int, customer: str = "acme", **more: Any) -> OpenDocument:
    """An open invoice, due today unless said."""
    facts: dict[str, Any] = {
        "document_id": no, "document_no": no, "customer_id": customer, "currency": "EUR",
        "issued_on": DAY - timedelta(days=30), "due_on": DAY, "total_minor": minor, "balance_minor": minor,
    }  # fmt: skip
    return OpenDocument(**{**facts, **more})


def settled(no: str, minor: int, customer: str = "acme") -> ClosedDocument:
    """An invoice settled last week."""
    return ClosedDocument(
        document_id=no, document_no=no, customer_id=customer, currency="EUR", total_minor=minor,
        closed_on=DAY - timedelta(days=7),
    )  # fmt: skip


def payer(customer: str, name: str, **more: Any) -> Payer:
    """A customer, alone in its group unless said."""
    return Payer(
        **{"customer_id": customer, "name": name, "account_no": "", "root_id": customer, **more}
    )


def knows(key: str, customer: str, count: int = 5, kind: str = "account") -> Known:
    """Something remembered."""
    return Known(kind=kind, key=key, customer_id=customer, count=count, last_on=DAY)


def line(minor: int, text: str = "", name: str = "ACME GMBH", **more: Any) -> LineFacts:
    """A line of money in, of today."""
    facts: dict[str, Any] = {
        "line_id": "line", "booked_on": DAY, "currency": "EUR", "amount_minor": minor, "payer_name": name,
        "payer_key": name_key(name), "text": text,
    }  # fmt: skip
    return LineFacts(**{**facts, **more})


def matcher(documents: Sequence[OpenDocument], **more: Any) -> Matcher:
    """A matcher that knows two customers, acme and bolt, and acme's account "aa"."""
    facts: dict[str, Any] = {
        "payers": [payer("acme", "Acme GmbH"), payer("bolt", "Bolt Ltd")], "known": [knows("aa", "acme")],
    }  # fmt: skip
    return Matcher(documents=documents, **{**facts, **more})
