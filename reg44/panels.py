"""What this app hangs into navigation, start page, home page and links."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse

from actions.models import Action
from core.registry import NavItem, Panel, home_panels, links, navigation, start_panels
from homes import access
from homes.roles import Role
from reg44 import models, policy, selectors
from reg44.getters import report_of

READERS = (Role.COUNCILLOR, Role.PLACING_AUTHORITY)


def register() -> None:
    """Called once when the app is ready."""
    navigation.add(
        NavItem("Visits", "reg44:visits", 10, lambda user: access.holds_any(user, *policy.KNOW_VISITS, *READERS))
    )
    referring = (Role.VISITOR, *policy.READ_REFERRALS)
    navigation.add(NavItem("Referrals", "reg44:referrals", 16, lambda user: access.holds_any(user, *referring)))
    start_panels.add(10, work)
    start_panels.add(20, copies)
    home_panels.add(10, visits)
    links.register(
        models.Visit,
        title=str,
        url=lambda visit: reverse("reg44:visit", args=[visit.pk]),
        visible_to=lambda visit, user: models.Visit.objects.visible_to(user).filter(pk=visit.pk).exists(),
    )
    links.register(
        Action,
        title=str,
        url=lambda action: reverse("reg44:action_plan", args=[action.recommendation.visit_id]),
        visible_to=lambda action, user: (
            hasattr(action, "recommendation")
            and models.Report.objects.visible_to(user).filter(visit=action.recommendation.visit_id).exists()
        ),
    )
    links.register(
        models.Report,
        title=str,
        url=lambda report: reverse("reg44:read", args=[report.visit_id]),
        visible_to=lambda report, user: models.Report.objects.visible_to(user).filter(pk=report.pk).exists(),
    )


def work(user: Any, now: dt.datetime) -> Panel | None:
    """What this person must do next about visits and reports, what is due first on top."""
    if not access.holds_any(user, *policy.KNOW_VISITS):
        return None
    plans = access.holds_any(user, *selectors.PLANNERS)
    context = {
        "lines": selectors.work(user=user, now=now),
        "to_plan": selectors.homes_to_plan(user=user, now=now) if plans else [],
    }
    return Panel("What waits for you", "reg44/panels/work.html", context)


def copies(user: Any, now: dt.datetime) -> Panel | None:
    """Issued reports for councillors and placing authorities."""
    if not access.holds_any(user, *READERS):
        return None
    return Panel("Reports for you to read", "reg44/panels/copies.html", {"reports": selectors.handed(user=user)[:6]})


def visits(user: Any, now: dt.datetime, *, home: Any) -> Panel | None:
    """The last visits, on the page of the home, for those who may know of them."""
    if not access.covers(user, home, *policy.KNOW_VISITS):
        return None
    rows = selectors.latest_of(user=user, home=home)
    for row in rows:
        row.where = selectors.status(row, report_of(row))  # type: ignore[attr-defined]
    return Panel("Regulation 44 visits", "reg44/panels/home.html", {"visits": rows})
