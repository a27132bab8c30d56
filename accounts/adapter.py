"""How the sign-in library behaves here: nobody makes an account of their own, and nobody locks out somebody else."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

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

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link in the mail begins with the address of the settings, never with what the request calls us (security.md T10)."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.SITE_URL + path.replace("UID-KEY", quote(key))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Wrong passwords are counted by account and network: who guesses elsewhere locks out nobody (security.md T14)."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{get_ip(request)}"

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Whoever signed in within the last five minutes is not asked a second time."""
        return not signed_in_freshly(self.request, clock.now())
