"""Refusals of collections.

Refusal
  BadLadder              a ladder of reminders that cannot be climbed
"""

from cashwright.kernel.refusals import Refusal


class BadLadder(Refusal):
    """facts: reason. Remedy: name, version, gap_days and steps in the order of their days."""

    code = "collections.bad_ladder"
