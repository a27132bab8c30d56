"""What this app hangs into the navigation."""

from __future__ import annotations

from core.registry import NavItem, navigation
from deadlines import policy
from homes import access


def register() -> None:
    """Called once when the app is ready."""
    navigation.add(NavItem("Deadlines", "deadlines:board", 15, lambda user: access.holds_any(user, *policy.SEES)))
