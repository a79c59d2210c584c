"""Refusals of access.

Refusal
  BadAddress             not exactly one e-mail address
  EmailTaken             two people cannot share an address
  WeakPassword           the password is too short or too common
  SelfGrant              nobody grants or ends their own roles
  DutiesIncompatible     one person would hold two duties that are kept apart
  SecondPersonNeeded     a role that carries a duty is granted by two people
  NotForMachines         a key may not hold this permission
  HookSourceTaken        two systems cannot share a name
  KeyNotValid            no such key, or it expired or was revoked
  KeyLacksPermission     the key may not do this
  SignatureNotValid      a call that is not signed as it must be, or too old
  TooManyCalls           more calls than a key may make
"""

from cashwright.areas.controls.refusals import ApprovalNeeded
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


class SecondPersonNeeded(ApprovalNeeded):
    """facts: kind, role. Remedy: send it for approval; somebody who decides for the house agrees."""

    code = "access.second_person_needed"


class NotForMachines(Refusal):
    """facts: permission. Remedy: keys hold only what the API offers."""

    code = "access.not_for_machines"


class HookSourceTaken(Refusal):
    """facts: source. Remedy: another name, or give the hook of that name a new secret."""

    code = "access.hook_source_taken"


class KeyNotValid(Refusal):
    """facts: none. Remedy: send `Authorization: Bearer` and a key that is in force."""

    code = "access.key_not_valid"


class KeyLacksPermission(Refusal):
    """facts: permission. Remedy: make a key that holds the permission."""

    code = "access.key_lacks_permission"


class SignatureNotValid(Refusal):
    """facts: reason. Remedy: sign id, timestamp and body with the secret of this hook, now."""

    code = "access.signature_not_valid"


class TooManyCalls(Refusal):
    """facts: seconds. Remedy: wait so many seconds; send larger batches."""

    code = "access.too_many_calls"
