"""How people get in: accounts are given out by an administrator, nobody signs up."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class StaffAccounts(DefaultAccountAdapter):  # type: ignore[misc]  # untyped
    """allauth's accounts with the door for strangers closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
