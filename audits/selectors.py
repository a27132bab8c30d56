"""What is read about audits; every list takes the person who asks. The number of queries does not grow with the rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q

from audits import policy
from audits.models import Audit, AuditKind
from audits.states import State
from core import clock, events
from deadlines.selectors import TWO_WEEKS, Running, running_limits, with_limits
from homes import access
from homes.models import Home
from questionnaires.models import AnswerRevision

A_PAGE: Final = 25
SHOWN: Final = 12
FILTERS: Final = {
    "": "Not closed yet",
    "mine": "Mine",
    "planned": "Planned",
    "in_progress": "In progress",
    "moderation": "To moderate",
    "late": "Late",
    "agreed": "Agreed",
    "all": "All audits",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One audit in a list: what is next, the time limit that runs, whether it is late."""

    audit: Audit
    next: str
    limit: Running | None
    late: bool


@dataclass(frozen=True, slots=True)
class AuditsPage:
    """One page of audits, and what it can be narrowed to."""

    page: Page[Any]
    lines: list[Line]
    homes: list[Home]
    kinds: list[AuditKind]
    home: int | None
    kind: int | None
    show: str


def audits_page(
    *, user: Any, now: dt.datetime, number: str, home: int | None = None, kind: int | None = None, show: str = ""
) -> AuditsPage:
    """Twenty-five audits that this person may know of, what is due first on top; of one home, one kind, or one filter. Five queries."""
    seen = Audit.objects.visible_to(user)
    homes = list(Home.objects.filter(pk__in=seen.order_by().values("home")).order_by("name").only("name"))
    kinds = list(AuditKind.objects.filter(pk__in=seen.order_by().values("kind")))
    rows = seen.select_related("kind", "home", "resident", "auditor")
    if home is not None:
        rows = rows.filter(home=home)
    if kind is not None:
        rows = rows.filter(kind=kind)
    show = show if show in FILTERS else ""
    rows = rows.filter(_shown(show, user, now))
    newest = ("-due_on", "home__name", "pk") if show in ("agreed", "all", "mine") else ("due_on", "home__name", "pk")
    rows = rows.order_by(*newest)
    page = Paginator(rows, A_PAGE).get_page(number)
    return AuditsPage(page, lines(page.object_list, user=user, now=now), homes, kinds, home, kind, show)


def _shown(show: str, user: Any, now: dt.datetime) -> Q:
    if show == "mine":
        return Q(auditor=user.pk) | Q(moderator=user.pk)
    if show == "late":
        return Q(state__in=(State.PLANNED, State.IN_PROGRESS), due_on__lt=clock.today(now))
    if show == "agreed":
        return Q(agreed_at__isnull=False)
    if show == "all":
        return Q()
    return Q(state=show) if show else ~Q(state__in=(State.CANCELLED, State.CLOSED))


def lines(audits: Any, *, user: Any, now: dt.datetime) -> list[Line]:
    """The rows of a list; one query more."""
    rows = list(audits)
    running = running_limits(Audit, [each.pk for each in rows], user=user) if rows else {}
    found = []
    for each in rows:
        limit = min(running.get(each.pk, {}).values(), key=lambda one: one.at, default=None)
        found.append(_line(each, limit, now))
    return found


def _line(audit: Audit, limit: Running | None, now: dt.datetime) -> Line:
    return Line(audit, next_step(audit), limit, late(audit, limit, now))


def late(audit: Audit, limit: Running | None, now: dt.datetime) -> bool:
    """Whether what is next should have been done by now."""
    if limit is not None:
        return limit.at < now
    return audit.state in (State.PLANNED, State.IN_PROGRESS) and audit.due_on < clock.today(now)


def next_step(audit: Audit) -> str:
    """What is next and by whom, in words; "" when nothing is."""
    auditor = audit.auditor.full_name if audit.auditor else "Whoever carries out audits of this kind"
    if audit.state == State.PLANNED:
        return f"{auditor} starts it"
    if audit.state == State.IN_PROGRESS:
        return f"{auditor} writes it and sends it on"
    if audit.state == State.MODERATION:
        return "A moderator who has no part in the home reads it"
    if audit.state == State.AGREED and audit.kind.discussed:
        return "The home discusses it with the team"
    return "It is closed when nothing is left to do" if audit.state in (State.AGREED, State.DISCUSSED) else ""


@dataclass(frozen=True, slots=True)
class Task:
    """What this person does next with an audit: words, and the name of the page."""

    words: str
    page: str
    line: Line


def tasks(*, user: Any, now: dt.datetime) -> list[Task]:
    """What waits for this person: what they carry out within two weeks, what they write, moderate and discuss. One query."""
    soon = clock.today(now + TWO_WEEKS)
    scope = access.scope(user)
    mine = Q(state=State.PLANNED, auditor=user.pk) | Q(state=State.PLANNED, auditor=None, due_on__lte=soon)
    mine |= Q(state=State.IN_PROGRESS, auditor=user.pk)
    if not scope.roles & set(policy.WORKS_AT_HOME):
        wrote = AnswerRevision.objects.filter(response=OuterRef("response"), by=user.pk)
        mine |= Q(~Exists(wrote), state=State.MODERATION) & ~Q(auditor=user.pk)
    if scope.roles & set(policy.MANAGERS):
        mine |= Q(state=State.AGREED, kind__discussed=True) & access.at_homes(user, *policy.MANAGERS)
    rows = Audit.objects.visible_to(user).filter(mine).select_related("kind", "home", "resident", "auditor")
    found = []
    for each in with_limits(rows, user=user).order_by("due_on", "pk")[:SHOWN]:
        if words := _words(user, each):
            limit = Running(each.limit_number, each.limit_at) if each.limit_number else None
            found.append(Task(words, "audit", _line(each, limit, now)))
    return found


def _words(user: Any, audit: Audit) -> str:
    """What the person does with it; "" where it is not for them after all."""
    if audit.state == State.PLANNED:
        return f"Start: {audit}" if policy.starts(user, audit) else ""
    if audit.state == State.IN_PROGRESS:
        return f"Write: {audit}"
    if audit.state == State.MODERATION:
        return f"Moderate: {audit}" if policy.stands_apart(user, audit) else ""
    return f"Discuss with the team: {audit}"


def names(numbers: set[int]) -> dict[int, str]:
    """Number of the audit -> what it is called, to tell time limits of one home apart: no child, no word. One query."""
    rows = Audit.objects.filter(pk__in=numbers).select_related("kind").only("kind__one")
    return {row.pk: str(row) for row in rows}


def history(audit: Audit) -> list[dict[str, Any]]:
    """What happened to it, newest first; the caller has got the audit by its getter. One query."""
    rows = reversed(list(events.history(audit)))
    return [
        {
            "title": (text := events.sentence(row))[:1].upper() + text[1:],
            "at": row.at,
            "by": row.by.full_name if row.by else "the portal",
        }
        for row in rows
    ]


def kinds_to_plan(*, user: Any, home: Home) -> list[AuditKind]:
    """The kinds that this person plans at the home; one query."""
    return [kind for kind in AuditKind.objects.filter(in_use=True) if policy.plans(user, home, kind)]


def last_of(kind: AuditKind, home: Home) -> Audit | None:
    """The last audit of this kind at this home that was not cancelled; for the days that the next one looks at."""
    rows = Audit.objects.filter(kind=kind, home=home).exclude(state=State.CANCELLED)
    return rows.order_by("-period_to", "-pk").first()
