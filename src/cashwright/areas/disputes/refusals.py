"""Refusals of disputes.

Refusal
  NothingToDispute       the invoice is not open, or all that is open is disputed already
  DisputeExceeds         more is disputed than is open and not disputed yet
  DisputedBefore         the same mail, line or request opened a case on this invoice
  CaseIncomplete         what the reason asks for is not there yet
  NothingToCredit        the lines have less left to credit than is to be credited
  BadOutcome             the amount does not fit the outcome
  DecisionWaits          an outcome of this case waits for a second person
  NotUpdatable           no word goes to the customer in a case that is not shown to them
  EvidenceTooLarge       a paper, or all papers of a case, are too large
  EvidenceUnreadable     an empty file, or a kind of file the house does not take
  EvidenceThere          the same paper is in the case
"""

from cashwright.kernel.refusals import Refusal


class NothingToDispute(Refusal):
    """facts: invoice_id, state. Remedy: only what is open can be disputed; ask for a credit."""

    code = "disputes.nothing_to_dispute"


class DisputeExceeds(Refusal):
    """facts: asked_minor, left_minor, currency. Remedy: dispute at most what is left."""

    code = "disputes.exceeds"


class DisputedBefore(Refusal):
    """facts: dispute_id, dispute_no. Remedy: add to the case there is."""

    code = "disputes.disputed_before"


class CaseIncomplete(Refusal):
    """facts: dispute_id, missing. Remedy: add the parts, or say why one is not to be had."""

    code = "disputes.case_incomplete"


class NothingToCredit(Refusal):
    """facts: asked_minor, left_minor. Remedy: credit less, or reject."""

    code = "disputes.nothing_to_credit"


class BadOutcome(Refusal):
    """facts: outcome, reason. Remedy: another outcome, or another amount."""

    code = "disputes.bad_outcome"


class DecisionWaits(Refusal):
    """facts: dispute_id, approval_id. Remedy: decide or withdraw the request first."""

    code = "disputes.decision_waits"


class NotUpdatable(Refusal):
    """facts: dispute_id. Remedy: show the case to the customer first, or write inside."""

    code = "disputes.not_updatable"


class EvidenceTooLarge(Refusal):
    """facts: size, size_max. Remedy: a smaller file."""

    code = "disputes.evidence_too_large"


class EvidenceUnreadable(Refusal):
    """facts: file_name, expected. Remedy: one of the kinds that are taken."""

    code = "disputes.evidence_unreadable"


class EvidenceThere(Refusal):
    """facts: evidence_id. Remedy: nothing; it is there."""

    code = "disputes.evidence_there"
