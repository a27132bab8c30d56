"""How the sign-in library behaves here: nobody makes an account of their own."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from accounts.freshness import signed_in_freshly
from core import clock


class Adapter(DefaultAccountAdapter):
    """Accounts are made by an administrator only."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The email address or the password is not right. Check both and try again.",
        "invalid_login": "The email address or the password is not right. Check both and try again.",
        "too_many_login_attempts": "That was tried too often. Wait five minutes, then try again.",
        "enter_current_password": "Enter the password you use now.",
        "incorrect_password": "That password is not right. Try again.",
        "rate_limited": "That was tried too often. Wait a few minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Whoever signed in within the last five minutes is not asked a second time."""
        return not signed_in_freshly(self.request, clock.now())
