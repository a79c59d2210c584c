"""Refusals of collections.

Refusal
  BadLadder              a ladder of reminders that cannot be climbed
  BadDunning             a policy that does not say who climbs which ladder
"""

from cashwright.kernel.refusals import Refusal


class BadLadder(Refusal):
    """facts: reason. Remedy: name, version, gap_days and steps in the order of their days."""

    code = "collections.bad_ladder"


class BadDunning(Refusal):
    """facts: reason. Remedy: assignments in order, of which the last fits everybody."""

    code = "collections.bad_dunning"
