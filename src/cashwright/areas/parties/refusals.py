"""Refusals of parties.

Refusal
  CodeTaken              a code is given once
  AccountNoTaken         an account number is given once per legal entity
  HierarchyCycle         a customer cannot stand above itself
  BadTerms               terms that make no sense
"""

from cashwright.kernel.refusals import Refusal


class CodeTaken(Refusal):
    """facts: document, code. Remedy: another code, or use what is there."""

    code = "parties.code_taken"


class AccountNoTaken(Refusal):
    """facts: account_no. Remedy: another number, or find the customer in the list."""

    code = "parties.account_no_taken"


class HierarchyCycle(Refusal):
    """facts: customer_id, parent_id. Remedy: a parent outside this customer's own tree."""

    code = "parties.hierarchy_cycle"


class BadTerms(Refusal):
    """facts: reason. Remedy: days and months that lead to a day."""

    code = "parties.bad_terms"
