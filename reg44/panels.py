"""What this app hangs into navigation, start page, home page and links."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse

from actions import sources
from core.registry import NavItem, Panel, Waiting, home_panels, links, navigation, start_panels, work
from core.templatetags.portal import short_day
from homes import access
from homes.roles import Role
from reg44 import getters, models, policy, selectors
from reg44.getters import report_of

READERS = (Role.COUNCILLOR, Role.PLACING_AUTHORITY)


def register() -> None:
    """Called once when the app is ready."""
    navigation.add(
        NavItem("Visits", "reg44:visits", 10, lambda user: access.holds_any(user, *policy.KNOW_VISITS, *READERS))
    )
    referring = (Role.VISITOR, *policy.READ_REFERRALS)
    navigation.add(NavItem("Referrals", "reg44:referrals", 16, lambda user: access.holds_any(user, *referring)))
    work.add(10, waiting)
    start_panels.add(10, to_plan)
    start_panels.add(20, copies)
    home_panels.add(10, visits)
    links.register(
        models.Visit,
        title=str,
        url=lambda visit: reverse("reg44:visit", args=[visit.pk]),
        visible_to=lambda visit, user: models.Visit.objects.visible_to(user).filter(pk=visit.pk).exists(),
    )
    sources.SOURCES["reg44.recommendation"] = sources.Source(
        label=_label,
        place=_source,
        related=("recommendation__visit",),
        title="Regulation 44 recommendation",
    )
    links.register(
        models.Report,
        title=str,
        url=lambda report: reverse("reg44:read", args=[report.visit_id]),
        visible_to=lambda report, user: models.Report.objects.visible_to(user).filter(pk=report.pk).exists(),
    )


def _label(action: Any) -> str:
    """“March 2027, recommendation 2”; one that the visitor took back after the draft has none."""
    row = getattr(action, "recommendation", None)
    return row.heading if row is not None else "A recommendation of a draft"


def _source(action: Any, user: Any) -> str:
    """The action plan of a draft or report that the person reads; before it comes, the urgent notice."""
    row = getattr(action, "recommendation", None)
    if row is None:
        return ""
    plan = models.Report.objects.visible_to(user).filter(visit=row.visit_id, sent_at__isnull=False)
    if plan.exists():
        return reverse("reg44:action_plan", args=[row.visit_id])
    if row.urgent_id and getters.may_read_notice(user, row.visit):
        return reverse("reg44:notice", args=[row.urgent_id])
    return ""


def waiting(user: Any, now: dt.datetime) -> list[Waiting]:
    """What this person must do next about visits, reports and referrals."""
    if not access.holds_any(user, *policy.KNOW_VISITS):
        return []
    found = []
    for line in selectors.work(user=user, now=now):
        assert line.task is not None
        day = short_day(line.when)
        about = (
            f"{line.visit.home.name}, visit of {day}" if line.report else f"{line.visit.home.name}, planned for {day}"
        )
        found.append(Waiting(line.task.text, line.task.url, about, line.task.due, line.task.limit, line.status))
    for each in selectors.my_referrals(user=user):
        text = "Answer the referral of" if each.referral.referred_at else "Refer"
        about = each.referral.visit.home.name
        address = reverse("reg44:referral", args=[each.referral.pk])
        words = f"{text} {each.referral.recommendation.heading}"
        found.append(Waiting(words, address, about, each.due, each.limit, "Referral"))
    return found


def to_plan(user: Any, now: dt.datetime) -> Panel | None:
    """Homes without a visit this month, for those who plan."""
    if not access.holds_any(user, *selectors.PLANNERS):
        return None
    homes = selectors.homes_to_plan(user=user, now=now)
    return Panel("Not planned for this month yet", "reg44/panels/to_plan.html", {"homes": homes}) if homes else None


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
