"""What this app puts among a person's work, and where an action is shown."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse

from actions import policy, selectors, sources
from actions.models import Action
from core.registry import NavItem, Waiting, links, navigation, work
from homes import access


def register() -> None:
    """Called once when the app is ready."""
    navigation.add(NavItem("Actions", "actions:list", 13, lambda user: access.holds_any(user, *policy.SEES)))
    work.add(50, mine)
    links.register(
        Action,
        title=sources.label,
        url=lambda action: reverse("actions:action", args=[action.pk]),
        visible_to=lambda action, user: Action.objects.visible_to(user).filter(pk=action.pk).exists(),
    )


def mine(user: Any, now: dt.datetime) -> list[Waiting]:
    """Open actions of the homes that this person manages, or that were given to them, due within two weeks or overdue."""
    if not access.holds_any(user, *policy.OWN):
        return []
    return [
        Waiting(
            f"Act on {sources.label(each.action)}",
            reverse("actions:action", args=[each.action.pk]),
            each.action.home.name,
            each.action.act_by,
            each.limit,
            each.action.get_priority_display(),
        )
        for each in selectors.owed(user=user, now=now)
    ]
