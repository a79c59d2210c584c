"""Decisions about parties: due dates, words on a customer's card, the customer's tree."""

from cashwright.areas.parties.rules.family import check_parent
from cashwright.areas.parties.rules.particulars import Particulars
from cashwright.areas.parties.rules.terms import (
    HOUSE_TERMS,
    Terms,
    check_terms,
    discount_until,
    due_on,
)

__all__ = [
    "HOUSE_TERMS",
    "Particulars",
    "Terms",
    "check_parent",
    "check_terms",
    "discount_until",
    "due_on",
]
