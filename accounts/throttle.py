"""How often an address that needs no sign-in may be asked, counted by network as the sign-in itself is, or by a key of the caller."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.http import HttpRequest


def too_many(request: HttpRequest, action: str, rate: str, *, key: str | None = None) -> bool:
    """Count this request; whether ``rate`` (“120/m/ip”, with ``key`` “120/m/key”) is used up. Keys are kept as hashes."""
    return not ratelimit.consume(request, app="portal", action=action, config={action: rate}, limit_get=True, key=key)
