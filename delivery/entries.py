"""What this app hangs into navigation and start page."""

from __future__ import annotations

import datetime as dt
from typing import Any

from core.registry import NavItem, Panel, navigation, start_panels
from delivery import policy, selectors
from homes import access


def register() -> None:
    """Called once when the app is ready."""
    navigation.add(NavItem("Messages", "delivery:messages", 70, is_appointed, access.unread_messages))
    start_panels.add(15, not_delivered)


def is_appointed(user: Any) -> bool:
    """Whether the person has any appointment; without one there is nothing to tell them."""
    return bool(access.scope(user).appointments)


def not_delivered(user: Any, now: dt.datetime) -> Panel | None:
    """On the start page of those who look after mail: what did not arrive."""
    if not policy.can_see_deliveries(user):
        return None
    count = selectors.in_trouble(user=user).count()
    if not count:
        return None
    return Panel("Mails that did not arrive", "delivery/panels/not_delivered.html", {"count": count})
