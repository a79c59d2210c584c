"""Refusals of credit.

Refusal
  RecoveryExceeds      more is recovered than was written off
  NotWrittenOff        the write-off was taken back
  RecoveredInPart      money came for what was written off; it is not taken back any more
"""

from cashwright.kernel.refusals import Refusal


class RecoveryExceeds(Refusal):
    """facts: asked_minor, left_minor. Remedy: recover at most what was written off, or what was paid."""

    code = "credit.recovery_exceeds"


class NotWrittenOff(Refusal):
    """facts: write_off_id. Remedy: apply the payment to the open invoice."""

    code = "credit.not_written_off"


class RecoveredInPart(Refusal):
    """facts: write_off_id, recovered_minor, currency. Remedy: recover the rest when it comes."""

    code = "credit.recovered_in_part"
