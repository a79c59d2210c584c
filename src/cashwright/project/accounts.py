"""How people get in: accounts are given out by an administrator, nobody signs up.

The secrets of second factors are sealed under the key of the person whose they are. A secret copied
into another person's row does not open there: it is opened for the person who is logging in.
"""

from __future__ import annotations

import base64
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import get_pending_stage
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from cashwright.areas.controls import keys
from cashwright.areas.controls.policies import SubjectKind


class StaffAccounts(DefaultAccountAdapter):  # type: ignore[misc]  # untyped
    """allauth's accounts with the door for strangers closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SealedFactors(DefaultMFAAdapter):  # type: ignore[misc]  # untyped
    """allauth's second factors with their secrets sealed."""

    def encrypt(self, text: str) -> str:
        """Seal a secret of the person who asks."""
        person = _person()
        secret = keys.Secret(SubjectKind.USER, person, _place(person), text)
        return base64.b64encode(keys.seal([secret])[0]).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret for the person who asks. Raises sealing.Unreadable when it is not theirs."""
        return keys.unseal(base64.b64decode(encrypted_text), _place(_person()))


def _place(person: UUID) -> str:
    return keys.place("mfa_authenticator", "data", person)


def _person() -> UUID:
    """Who is logged in, or is logging in and has given the password."""
    request = context.request
    if request.user.is_authenticated:
        return UUID(str(request.user.pk))
    stage = get_pending_stage(request)
    assert stage is not None, "a second factor is asked of somebody"
    return UUID(str(stage.login.user.pk))
