"""What this app hangs into the navigation and on the start page."""

from __future__ import annotations

import datetime as dt
from typing import Any

from core.registry import NavItem, Panel, navigation, start_panels
from deadlines import policy
from homes import access


def register() -> None:
    """Called once when the app is ready."""
    navigation.add(NavItem("Deadlines", "deadlines:board", 15, lambda user: access.holds_any(user, *policy.SEES)))
    start_panels.add(5, mine)


def mine(user: Any, now: dt.datetime) -> Panel | None:
    """What this person must do by a time limit within two weeks, overdue first."""
    from deadlines import selectors

    if not access.holds_any(user, *policy.SEES):
        return None
    lines = selectors.my_lines(user=user, now=now)
    return Panel("Due from you", "deadlines/panels/mine.html", {"lines": lines, "now": now}) if lines else None
