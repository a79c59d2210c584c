"""Refusals of access.

Refusal
  BadAddress             not exactly one e-mail address
  EmailTaken             two people cannot share an address
  WeakPassword           the password is too short or too common
  SelfGrant              nobody grants or ends their own roles
  DutiesIncompatible     one person would hold two duties that are kept apart
"""

from cashwright.kernel.refusals import Refusal


class BadAddress(Refusal):
    """facts: reason. Remedy: one address such as ann@example.com, and nothing else."""

    code = "access.bad_address"


class EmailTaken(Refusal):
    """facts: none. Remedy: another address, or find the person in the list."""

    code = "access.email_taken"


class WeakPassword(Refusal):
    """facts: reasons. Remedy: at least 12 characters that nobody would guess."""

    code = "access.weak_password"


class SelfGrant(Refusal):
    """facts: role. Remedy: ask another administrator."""

    code = "access.self_grant"


class DutiesIncompatible(Refusal):
    """facts: role, pairs. Remedy: another person, or name the compensating control."""

    code = "access.duties_incompatible"
