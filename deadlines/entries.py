"""What this app hangs into navigation, account and start page, and puts among a person's work."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse

from core.registry import NavItem, Waiting, account_pages, navigation, work
from deadlines import policy
from homes import access


def register() -> None:
    """Called once when the app is ready."""
    navigation.add(NavItem("Deadlines", "deadlines:board", 15, sees))
    account_pages.add(NavItem("Deadlines in your calendar", "deadlines:feed", 10, sees))
    work.add(90, mine)


def sees(user: Any) -> bool:
    """Whether the person has a part in time limits."""
    return access.holds_any(user, *policy.SEES)


def mine(user: Any, now: dt.datetime) -> list[Waiting]:
    """What this person must do by a time limit within two weeks, or should have done."""
    from deadlines import selectors

    if not sees(user):
        return []
    return [
        Waiting(
            line.title,
            reverse("deadlines:why", args=[line.obligation.pk]),
            line.where,
            line.obligation.due_at,
            line.obligation.pk,
        )
        for line in selectors.my_lines(user=user, now=now)
    ]
