"""Refusals of messaging.

Refusal
  UnknownToken           a template names something it cannot know
  BadTemplate            a template that cannot be read
  ErasureNeedsSecond     what cannot be undone is decided by two people
  OnlyAPerson            what may have gone out is not sent again by a machine
  MailUnreachable        the mail server cannot be reached; nothing was handed over
"""

from cashwright.areas.controls.refusals import ApprovalNeeded
from cashwright.kernel.refusals import Refusal


class UnknownToken(Refusal):
    """facts: token, known. Remedy: one of the known names, in double braces."""

    code = "messaging.unknown_token"


class BadTemplate(Refusal):
    """facts: reason. Remedy: {{ name }} and plain words, nothing else."""

    code = "messaging.bad_template"


class ErasureNeedsSecond(ApprovalNeeded):
    """facts: kind. Remedy: send it for approval; somebody else who decides agrees."""

    code = "messaging.erasure_needs_second"


class OnlyAPerson(Refusal):
    """facts: message_id. Remedy: somebody looks whether it arrived, and decides."""

    code = "messaging.only_a_person"


class MailUnreachable(Refusal):
    """facts: reason. Remedy: start the mail server, or correct CASHWRIGHT_EMAIL_URL."""

    code = "messaging.mail_unreachable"
