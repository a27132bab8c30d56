"""How often an address that needs no sign-in may be asked, counted by network as the sign-in itself is."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.http import HttpRequest


def too_many(request: HttpRequest, action: str, rate: str) -> bool:
    """Count this request; whether ``rate`` (“120/m/ip”) is used up."""
    return not ratelimit.consume(request, app="portal", action=action, config={action: rate}, limit_get=True)
