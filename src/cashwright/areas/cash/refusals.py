"""Refusals of cash application.

Refusal
  NothingLeft            the payment or credit has nothing unapplied
  ExceedsUnapplied       more is asked than is left of the payment or credit
  ExceedsBalance         more is asked than is open of the invoice
  NotOpen                the invoice is a draft, discarded, or settled
  AppliedTooEarly        dated before the invoice, the payment, or a later undoing of either
  WrongEntity            invoice and payment belong to two legal entities
  AlreadyUndone          the application was taken back before
"""

from cashwright.kernel.refusals import Refusal


class NothingLeft(Refusal):
    """facts: source_id. Remedy: unapply first, then apply again."""

    code = "cash.nothing_left"


class ExceedsUnapplied(Refusal):
    """facts: asked_minor, left_minor. Remedy: apply at most what is left."""

    code = "cash.exceeds_unapplied"


class ExceedsBalance(Refusal):
    """facts: invoice_id, asked_minor, balance_minor. Remedy: apply at most the balance."""

    code = "cash.exceeds_balance"


class NotOpen(Refusal):
    """facts: invoice_id, state. Remedy: choose an open invoice."""

    code = "cash.not_open"


class AppliedTooEarly(Refusal):
    """facts: on, earliest. Remedy: date it on or after that day."""

    code = "cash.applied_too_early"


class WrongEntity(Refusal):
    """facts: invoice_id, source_id. Remedy: apply within one legal entity."""

    code = "cash.wrong_entity"


class AlreadyUndone(Refusal):
    """facts: application_id. Remedy: none is needed."""

    code = "cash.already_undone"
