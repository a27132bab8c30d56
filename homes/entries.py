"""What this app hangs into navigation, start page and links."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse

from core.registry import NavItem, Panel, links, navigation, start_panels
from homes import access, models, policy


def register() -> None:
    """Called once when the app is ready."""
    navigation.add(NavItem("Homes", "homes:list", 20, sees_homes))
    navigation.add(NavItem("People", "homes:people", 80, lambda user: bool(policy.can_appoint(user))))
    start_panels.add(90, documents_out_of_date)
    links.register(
        models.Home,
        title=lambda home: home.name,
        url=lambda home: reverse("homes:home", args=[home.pk]),
        visible_to=lambda home, user: access.covers(user, home),
    )


def sees_homes(user: Any) -> bool:
    """Whether one of the person's appointments can cover a home (a placing authority covers none)."""
    return any(row.authority_id is None for row in access.scope(user).appointments)


def documents_out_of_date(user: Any, now: dt.datetime) -> Panel | None:
    """On the start page of those who keep a home's documents: what is past its day of review."""
    from homes import selectors

    overdue = selectors.overdue_documents(user=user, now=now)
    if not overdue:
        return None
    return Panel("Documents past their review", "homes/panels/overdue.html", {"documents": overdue})
