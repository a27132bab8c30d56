"""What this app hangs into navigation, account and start page, and puts among a person's work."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Model
from django.urls import reverse

from core.registry import NavItem, Panel, Waiting, account_pages, navigation, start_panels, time_limits, work
from deadlines import policy
from homes import access
from homes.roles import Role


def register() -> None:
    """Called once when the app is ready."""
    navigation.add(NavItem("Deadlines", "deadlines:board", 15, sees))
    account_pages.add(NavItem("Deadlines in your calendar", "deadlines:feed", 10, sees))
    start_panels.add(2, still)
    work.rest = mine
    time_limits.find = running


def sees(user: Any) -> bool:
    """Whether the person has a part in time limits."""
    return access.holds_any(user, *policy.SEES)


def running(model: type[Model], numbers: list[int], user: Any) -> list[tuple[str, Any]]:
    """(title of the rule, what runs) for these records, soonest first."""
    from deadlines import rulebook, selectors

    known = rulebook.rules()
    found = selectors.running_limits(model, numbers, user=user)
    limits = [(known[rule].title, limit) for rules in found.values() for rule, limit in rules.items() if rule in known]
    return sorted(limits, key=lambda each: each[1].at)


def still(user: Any, now: dt.datetime) -> Panel | None:
    """For the administrator: whether the scheduler has stopped, so that nobody is reminded."""
    from deadlines import selectors

    if not access.holds(user, Role.ADMINISTRATOR) or not selectors.scheduler_stands_still(now):
        return None
    return Panel("Reminders stand still", "deadlines/panels/still.html")


def mine(user: Any, now: dt.datetime, known: set[int]) -> list[Waiting]:
    """What this person must do by a time limit within two weeks, or should have done; without those ``known``, which stand there already."""
    from deadlines import selectors

    if not sees(user):
        return []
    return [
        Waiting(
            line.title,
            reverse("deadlines:work", args=[line.obligation.pk]),
            line.where,
            line.obligation.due_at,
            line.obligation.pk,
        )
        for line in selectors.my_lines(user=user, now=now, but=known)
    ]
