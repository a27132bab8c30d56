"""What this app hangs on the page of a home and in the list of work, where its records are shown, and what it offers as evidence."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse

from core import evidence
from core.registry import Panel, Waiting, home_panels, links, work
from deadlines.selectors import running_limits
from homes import access
from records import gathering, measures, models, policy


def register() -> None:
    """Called once when the app is ready."""
    work.add(45, begun)
    home_panels.add(20, of_home)
    links.register(
        models.Record,
        title=str,
        url=lambda record: reverse("records:record", args=[record.pk]),
        visible_to=lambda record, user: models.Record.objects.visible_to(user).filter(pk=record.pk).exists(),
    )
    links.register(
        models.MonthlyReturn,
        title=str,
        url=lambda monthly: reverse("records:return", args=[monthly.pk]),
        visible_to=lambda monthly, user: models.MonthlyReturn.objects.visible_to(user).filter(pk=monthly.pk).exists(),
    )
    evidence.offer("records", 30, gathering.records, title="The home’s own records", measures=measures.of_records)
    evidence.offer(
        "notifications",
        40,
        gathering.notifications,
        title="Notifications to Ofsted (regulation 40)",
        measures=measures.of_notifications,
    )
    evidence.offer("returns", 50, gathering.returns, title="Monthly returns", measures=measures.of_returns)


def begun(user: Any, now: dt.datetime) -> list[Waiting]:
    """Records that this person began and has not completed; time limits of the home's managers stand in the list already."""
    if not access.holds_any(user, *policy.WRITES):
        return []
    mine = models.Record.objects.visible_to(user).filter(begun_by=user, state__in=("begun", "correcting"))
    rows = list(mine.select_related("home").order_by("begun_at")[:12])
    running = running_limits(models.Record, [each.pk for each in rows], user=user) if rows else {}
    found = []
    for each in rows:
        address, words = reverse("records:record", args=[each.pk]), f"Complete {str(each).lower()}"
        limit = running.get(each.pk, {}).get("records.control_recorded")
        due, number = (limit.at, limit.number) if limit else (None, None)
        found.append(Waiting(words, address, each.home.name, due, number, each.get_state_display()))
    return found


def of_home(user: Any, now: dt.datetime, *, home: Any) -> Panel | None:
    """The way to records, returns and trends, for those who have a part in them."""
    if not policy.reads_records(user, home):
        return None
    context = {"home": home, "returns": policy.reads_returns(user, home)}
    return Panel("The home’s own records", "records/panel.html", context)
