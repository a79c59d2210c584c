"""Doing in cash: applying and unapplying, one or many; crediting; returns; what payers kept."""

from cashwright.areas.cash.services.applying import Part, apply, unapply
from cashwright.areas.cash.services.bulk import PLAN, apply_plan
from cashwright.areas.cash.services.differences import clear_differences
from cashwright.areas.cash.services.undoing import credit_invoice, return_payment

__all__ = [
    "PLAN",
    "Part",
    "apply",
    "apply_plan",
    "clear_differences",
    "credit_invoice",
    "return_payment",
    "unapply",
]
