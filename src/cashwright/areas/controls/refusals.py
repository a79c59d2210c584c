"""Refusals of controls.

Refusal
  SelfApproval           neither the asker nor the person it is about may decide
  ApprovalExpired        the request is too old to decide
  ApprovalNeeded         the amount is above what one person may do
  AlreadyAsked           the same request is already waiting
  KeyReused              one idempotency key, two different requests
  ClockRunsForward       the books' day never goes back
  PolicyMoved            another version came into force since this one was proposed
  SubjectErased          what was sealed for this person can no longer be read, nor anything added
"""

from cashwright.kernel.refusals import Refusal


class SelfApproval(Refusal):
    """facts: approval_id. Remedy: ask a second person."""

    code = "controls.self_approval"


class ApprovalExpired(Refusal):
    """facts: approval_id, expires_at. Remedy: ask again."""

    code = "controls.approval_expired"


class ApprovalNeeded(Refusal):
    """facts: kind, amount_minor, limit_minor, currency. Remedy: send it for approval."""

    code = "controls.approval_needed"


class AlreadyAsked(Refusal):
    """facts: approval_id. Remedy: wait for the decision."""

    code = "controls.already_asked"


class KeyReused(Refusal):
    """facts: scope, key. Remedy: a new key for a new request."""

    code = "controls.key_reused"


class ClockRunsForward(Refusal):
    """facts: today, asked. Remedy: a later day; the past is read as of a date."""

    code = "controls.clock_runs_forward"


class PolicyMoved(Refusal):
    """facts: policy, after, latest. Remedy: compare with the latest version and propose again."""

    code = "controls.policy_moved"


class SubjectErased(Refusal):
    """facts: subject_id. Remedy: none; the data was erased on request and its key destroyed."""

    code = "controls.subject_erased"
