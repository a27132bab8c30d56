"""What the pages around a visit share: the bar that says what they are about, and how a page finds its visit."""

from __future__ import annotations

import functools
import uuid
from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from accounts.pages import Page, of_record
from core import clock
from core.templatetags.portal import day, limit_words, month
from deadlines.selectors import Running, running_limits
from homes import access
from homes.roles import Role
from reg44 import getters, policy, selectors
from reg44.models import Report, Visit
from reg44.tasks_of import CLOCKS, clock_of

VisitPage = functools.partial(Page, template="reg44/form.html")  # with the bar that says which visit


def to(name: str, visit: Visit | int, *more: Any) -> str:
    """The address of a page of a visit."""
    return reverse(f"reg44:{name}", args=[visit if isinstance(visit, int) else visit.pk, *more])


def op_id() -> str:
    """A fresh id for what a form will do, so that sending it twice has one effect."""
    return uuid.uuid4().hex


def place(
    user: Any, visit: Visit, current: str = "", *, running: Mapping[str, Running] | None = None
) -> dict[str, Any]:
    """Bar and sub-navigation of a visit, for this person. One query, none when ``running`` (its time limits) is known."""
    report = getters.report_of(visit)
    if running is None and report is not None and report.state in CLOCKS:
        running = running_limits(Visit, [visit.pk], user=user)[visit.pk]
    words, limit = clock_of(report, running or {})
    own = policy.is_its_visitor(user, visit)
    return {
        "visit": visit,
        "report": report,
        "bar": {
            "home": visit.home.name,
            "about": about(user, visit),
            "status": selectors.status(visit, report),
            "clock": f"{words} by {limit_words(limit.at)}" if limit else "",
            "why": reverse("deadlines:why", args=[limit.number]) if limit else "",
            "late": bool(limit and limit.at < clock.now()),
        },
        "parts": [
            {"label": label, "url": to(name, visit_or_report(name, visit, report)), "current": name == current}
            for name, label, shown in parts(user, visit, report, own)
            if shown
        ],
    }


def visit_or_report(name: str, visit: Visit, report: Report | None) -> int:
    """The number in the address of a page: files belong to the report, everything else to the visit."""
    return report.pk if name == "documents" and report is not None else visit.pk


def about(user: Any, visit: Visit) -> str:
    """The visit in words: “Visit of 24 March 2027”, “Planned for …”."""
    if visit.arrived_at is not None:
        return f"Visit of {day(visit.arrived_at)}, report of {month(visit.month)}"
    return f"Visit planned for {day(visit.planned_for)}"


def parts(user: Any, visit: Visit, report: Report | None, own: bool) -> list[tuple[str, str, bool]]:
    """Pages of a visit: name, label, whether this person has it; asks the database nothing beyond the appointments."""
    roles = access.scope(user).roles_at(visit.home_id)
    manager = bool(roles & set(policy.MANAGERS))
    sealed = report is not None and report.sealed
    reads = report is not None and reads_now(roles, own, report)
    knows = own or bool(roles & set(policy.KNOW_VISITS))
    member = Role.COUNCILLOR in roles and report is not None and report.issued_at is not None
    return [
        ("visit", "Visit", knows),
        ("report_tasks", "Write", own and report is not None and report.state in ("drafting", "amending")),
        ("read", "Report", reads),
        ("comments", "Comments on facts", manager and report is not None and report.state == "with_manager"),
        ("action_plan", "Action plan", reads and report is not None and report.sent_at is not None),
        ("difference", "What changed", reads and sealed),
        ("copies", "Copies", sealed and (own or Role.QA_OFFICER in roles)),
        ("sign_off", "Sign-off", sealed and Role.RESPONSIBLE_INDIVIDUAL in roles),
        ("addenda", "Addenda", reads and sealed),
        ("documents", "PDF and Word", reads or member),
        ("members_copy", "Member’s copy", member),
        ("history", "History", knows),
    ]


def reads_now(roles: frozenset[str], own: bool, report: Report) -> bool:
    """The table of readers in policy.py, for one report and the roles at its home."""
    if own:
        return True
    if report.state in ("with_manager", "amending"):
        return bool(roles & set(policy.READ_AS_DRAFT))
    if report.state == "final":
        return bool(roles & set(policy.READ_WHEN_FINAL))
    return report.state in ("issued", "signed_off") and bool(roles & set(policy.READ_WHEN_ISSUED))


step = functools.partial(
    of_record, number="visit_id", back=lambda visit_id: to("visit", visit_id), back_text="Go to the visit"
)
"""A page of one visit or report."""
