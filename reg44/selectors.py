"""What is read for lists and pages; each takes the person who asks. The number of queries does not grow with the rows."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.urls import reverse

from actions.models import Action
from core import clock, events
from core.models import Event
from deadlines.selectors import missed_months, running_limits
from homes import access
from homes.models import Home
from homes.roles import Role
from records.models import Record
from records.policy import Window
from records.sampling import draw
from reg44 import policy, tasks_of
from reg44.getters import HEAVY_OF_VISIT, report_of
from reg44.models import Addendum, Despatch, Referral, Report, UrgentNotice, Visit
from reg44.states import SEALED, ReportState, VisitState
from reg44.tasks_of import Counts, Task

MONTHLY = "reg44.visit_monthly"
A_PAGE = 25  # visits, or homes of the rota
PLANNERS = (Role.VISITOR, Role.VISITOR_MANAGER, Role.QA_OFFICER)
UNTOLD = Q(urgent_notices__serious_concern=True, urgent_notices__ofsted_told_at=None)
COUNTED = ("undecided", "unsent", "waiting_addenda", "untold")


@dataclass(frozen=True, slots=True)
class VisitLine:
    """One visit in a list: what it is, where it stands, what this person does next."""

    visit: Visit
    report: Report | None
    status: str
    task: Task | None
    late: bool

    @property
    def when(self) -> dt.date:
        """The day of the visit, or the day it is planned for (London)."""
        return clock.today(self.visit.arrived_at) if self.visit.arrived_at else self.visit.planned_for


def status(visit: Visit, report: Report | None) -> str:
    """Where a visit stands, in the words of its report when there is one."""
    return report.get_state_display() if report is not None else visit.get_state_display()


def _counted(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.annotate(
        undecided=Count(
            "report__accuracy_comments",
            filter=Q(report__accuracy_comments__sent_at__isnull=False, report__accuracy_comments__decision=""),
            distinct=True,
        ),
        unsent=Count("report__despatches", filter=Q(report__despatches__sent_at=None), distinct=True),
        waiting_addenda=Count("report__addenda", filter=Q(report__addenda__approved_at=None), distinct=True),
        untold=Min("urgent_notices__pk", filter=UNTOLD),
    )


def _unfinished(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Without the visits at which nobody has anything left to do, which are nearly all there ever were (see ``tasks_of``)."""
    unsent = Despatch.objects.filter(report__visit=OuterRef("pk"), sent_at=None)
    addenda = Addendum.objects.filter(report__visit=OuterRef("pk"), approved_at=None)
    untold = UrgentNotice.objects.filter(visit=OuterRef("pk"), serious_concern=True, ofsted_told_at=None)
    running = Q(report=None) | ~Q(report__state=ReportState.SIGNED_OFF)
    return rows.filter(running | Exists(unsent) | Exists(addenda) | Exists(untold))


def visits(*, user: Any, now: dt.datetime, since: dt.date | None = None, unfinished: bool = False) -> list[VisitLine]:
    """The visits this person may know of, the latest month first, or only those where somebody has something to do; two queries."""
    rows = _known(user)
    if since is not None:
        rows = rows.filter(month__gte=since)
    if unfinished:
        rows = _unfinished(rows)
    return _lines(rows, user, now)


def _known(user: Any) -> QuerySet[Any]:
    seen: QuerySet[Any] = Visit.objects.visible_to(user)
    rows = seen.select_related("home", "visitor", "report").defer(*HEAVY_OF_VISIT[:1])
    return rows.order_by("-month", "home__name", "pk")


def _lines(rows: Any, user: Any, now: dt.datetime) -> list[VisitLine]:
    found = list(_counted(rows))
    running = running_limits(Visit, [visit.pk for visit in found], user=user)
    return [line(visit, running[visit.pk], user, now) for visit in found]


@dataclass(frozen=True, slots=True)
class VisitsPage:
    """One page of the list of every visit, and the homes it can be narrowed to (none where there is only one)."""

    page: Page[Any]
    lines: list[VisitLine]
    homes: list[Home]
    home: int | None


def visits_page(*, user: Any, now: dt.datetime, number: str, home: int | None) -> VisitsPage:
    """Twenty-five visits of all that this person may know of, or of those to one home; four queries."""
    rows = _known(user)
    homes = list(Home.objects.filter(pk__in=Visit.objects.visible_to(user).order_by().values("home")).order_by("name"))
    if home is not None:
        rows = rows.filter(home=home)
    page = Paginator(rows.values_list("pk", flat=True), A_PAGE).get_page(number)
    lines = _lines(_known(user).filter(pk__in=page.object_list), user, now)
    return VisitsPage(page, lines, homes if len(homes) > 1 else [], home)


def line(visit: Any, running: tasks_of.Limits, user: Any, now: dt.datetime) -> VisitLine:
    """One visit with this person's next step; no query when it came from ``visits``."""
    report = report_of(visit)
    counts = Counts(*(getattr(visit, name) for name in COUNTED))
    own = visit.visitor_id == user.pk and access.holds(user, Role.VISITOR, visit.home_id)
    found = tasks_of.task(access.scope(user).roles_at(visit.home_id), own, visit, report, counts, running, now)
    return VisitLine(visit, report, status(visit, report), found, bool(found and found.late(now)))


def line_of(visit: Visit, running: tasks_of.Limits, user: Any, now: dt.datetime) -> VisitLine:
    """The same for one visit that a getter found; one query."""
    counted = _counted(Visit.objects.filter(pk=visit.pk)).values(*COUNTED).get()
    for name in COUNTED:
        setattr(visit, name, counted[name])
    return line(visit, running, user, now)


def work(*, user: Any, now: dt.datetime) -> list[VisitLine]:
    """What this person must do next; two queries."""
    since = clock.add_months(clock.month_of(clock.today(now)), -6)
    found = visits(user=user, now=now, since=since, unfinished=True)
    return [line for line in found if line.task is not None]


@dataclass(slots=True)
class Cell:
    """One home in one month: its visit, or whether the month ended without one."""

    line: VisitLine | None = None
    missed: bool = False


@dataclass(slots=True)
class HomeRow:
    """One home on the board: its visits by month, and the mix of the last twelve months (C1)."""

    home: Home
    cells: list[Cell]
    announced: int = 0
    made: int = 0
    weekdays: Counter[str] = field(default_factory=Counter)

    @property
    def mix(self) -> str:
        """“3 of 11 announced; Tue 6, Wed 5”, or words for none."""
        if not self.made:
            return "No visit recorded"
        days = ", ".join(f"{day} {count}" for day, count in self.weekdays.most_common())
        return f"{self.announced} of {self.made} announced; {days}"


@dataclass(frozen=True, slots=True)
class Board:
    """Homes by months, a page of them."""

    months: list[dt.date]
    rows: list[HomeRow]
    page: Page[Home]


def board(*, user: Any, now: dt.datetime, number: str = "") -> Board:
    """For the makers of the rota: the homes they cover, twenty-five a page, by the last five months, this one and the next.

    ``number`` is the page as the address has it. Five queries.
    """
    this = clock.month_of(clock.today(now))
    months = [clock.add_months(this, step) for step in range(-5, 2)]
    homes = access.homes_for(user, *policy.KNOW_THE_DATE).open_on(clock.today(now)).order_by("name", "pk")
    page = Paginator(homes, A_PAGE).get_page(number)
    rows = {home.pk: HomeRow(home, [Cell() for _ in months]) for home in page.object_list}
    made = _known(user).filter(home__in=rows, month__gte=clock.add_months(this, -11))
    for found in _lines(made.exclude(state=VisitState.CANCELLED), user, now):
        row = rows[found.visit.home_id]
        if found.visit.month in months:
            row.cells[months.index(found.visit.month)].line = found
        if found.visit.arrived_at is not None:
            row.made += 1
            row.announced += found.visit.announced
            row.weekdays[f"{clock.london(found.visit.arrived_at):%a}"] += 1
    for home_id, month in missed_months(rule_id=MONTHLY, homes=list(rows), since=months[0]):
        rows[home_id].cells[months.index(month)].missed = True
    return Board(months, list(rows.values()), page)


def homes_to_plan(*, user: Any, now: dt.datetime) -> list[Home]:
    """Homes this person plans visits for that have none this month yet; one query."""
    today = clock.today(now)
    rows = access.homes_for(user, *PLANNERS).open_on(today)
    taken = Visit.objects.filter(month=clock.month_of(today)).exclude(state=VisitState.CANCELLED)
    return list(_not_their_own(rows, user).exclude(pk__in=taken.values("home")).order_by("name"))


def plannable_homes(user: Any) -> Any:
    """Homes this person may plan a visit for."""
    return _not_their_own(access.homes_for(user, *PLANNERS), user).order_by("name")


def _not_their_own(homes: QuerySet[Home], user: Any) -> QuerySet[Home]:
    """Without the homes where the person works: whether a visit is planned there is not for them."""
    return homes.exclude(pk__in=access.scope(user).home_ids(*policy.AT_HOME))


def history(*, user: Any, visit: Visit) -> list[dict[str, Any]]:
    """What happened to visit and report, newest first; the home does not read how it was planned; one query."""
    of_visit = Q(subject_type="reg44.visit", subject_id=visit.pk)
    report = report_of(visit)
    if access.covers(user, visit.home_id, *policy.AT_HOME):
        of_visit &= ~Q(code__in=("reg44.visit_planned", "reg44.visit_moved"))
    of_report = Q(subject_type="reg44.report", subject_id=report.pk) if report is not None else Q(pk=None)
    if report is not None and not report.sealed and not policy.is_its_visitor(user, visit):
        of_report &= ~Q(
            code="reg44.comment_decided"
        )  # told when the report is final: until then the visitor may think again
    rows = Event.objects.filter(of_visit | of_report).exclude(code="reg44.write_refused").select_related("by")
    return [
        {"title": _sentence(row), "at": row.at, "by": row.by.full_name if row.by else "the portal"}
        for row in rows.order_by("-at", "-pk")
    ]


def _sentence(row: Event) -> str:
    text = events.sentence(row)
    return text[:1].upper() + text[1:]


@dataclass(frozen=True, slots=True)
class Handed:
    """An issued report that reaches somebody outside the cycle: which, and the page where they read it."""

    report: Report
    url: str


def handed(*, user: Any) -> list[Handed]:
    """For councillors the member's copies of their homes, for placing authorities the reports on children they placed."""
    found: list[Handed] = []
    rows = Report.objects.select_related("visit__home").defer("draft").order_by("-visit__month", "pk")
    if access.holds(user, Role.COUNCILLOR):
        found += [Handed(row, _address("members_copy", row)) for row in policy.members_copies(rows, user)]
    if access.holds(user, Role.PLACING_AUTHORITY):
        found += [Handed(row, _address("read", row)) for row in rows.visible_to(user)]
    return found


def _address(name: str, report: Report) -> str:
    return reverse(f"reg44:{name}", args=[report.visit_id])


def latest_of(*, user: Any, home: Home) -> list[Visit]:
    """The last visits to a home that this person may know of, for the page of the home; one query."""
    rows = Visit.objects.visible_to(user).filter(home=home).exclude(state=VisitState.CANCELLED)
    return list(rows.select_related("report").defer("report__draft").order_by("-month")[:6])


def readable(*, user: Any, report: Report | None) -> bool:
    """Whether this person may read the words of the report; one query."""
    return report is not None and Report.objects.visible_to(user).filter(pk=report.pk).exists()


def referrals(*, user: Any) -> list[Referral]:
    """What is referred, or to be referred, at the person's homes, the newest first; one query."""
    rows = policy.visible_referrals(Referral.objects.all(), user)
    return list(rows.select_related("visit__home", "recommendation__visit").order_by("-owed_since", "-pk")[:200])


@dataclass(frozen=True, slots=True)
class MyReferral:
    """A referral that this person must write about now, and its time limit."""

    referral: Referral
    due: dt.datetime | None
    limit: int | None


def my_referrals(*, user: Any) -> list[MyReferral]:
    """What this person must refer as visitor, or answer as responsible individual; two queries."""
    owes = Q(referred_at=None, visit__visitor=user) & access.at_homes(user, Role.VISITOR, field="visit__home")
    answers = Q(referred_at__isnull=False, answered_at=None)
    answers &= access.at_homes(user, Role.RESPONSIBLE_INDIVIDUAL, field="visit__home")
    rows = list(
        policy.visible_referrals(Referral.objects.filter(owes | answers), user)
        .select_related("visit__home", "recommendation__visit")
        .order_by("owed_since", "pk")[:50]
    )
    running = running_limits(Action, [row.recommendation.action_id for row in rows], user=user) if rows else {}
    found = []
    for row in rows:
        rule = "reg44.referral_answer" if row.referred_at else "reg44.refer_to_ri"
        limit = running.get(row.recommendation.action_id, {}).get(rule)
        found.append(MyReferral(row, limit.at if limit else None, limit.number if limit else None))
    return found


def names_of_visits(numbers: set[int]) -> dict[int, str]:
    """Number of the visit -> its month in words, to tell time limits of one home apart; one query."""
    return {pk: f"{month:%B %Y}" for pk, month in Visit.objects.filter(pk__in=numbers).values_list("pk", "month")}


def record_windows(user: Any) -> list[Window]:
    """The home's records that this visitor reads: of the period of each report of theirs, from arrival until it is final. One query."""
    own = Report.objects.filter(access.at_homes(user, Role.VISITOR, field="visit__home"), visit__visitor=user)
    rows = own.exclude(state__in=SEALED).values_list("visit__home", "period_from", "period_to")
    return [
        Window(home, clock.at_london(since), clock.at_london(until + dt.timedelta(1))) for home, since, until in rows
    ]


def sample(*, user: Any, report: Report, seed: str, count: int) -> tuple[list[Record], int]:
    """So many of the records of the report's period that this visitor reads, drawn by the seed, and of how many; three queries."""
    since, until = clock.at_london(report.period_from), clock.at_london(report.period_to + dt.timedelta(1))
    rows = Record.objects.visible_to(user).filter(
        home=report.visit.home_id, happened_at__gte=since, happened_at__lt=until
    )
    numbers = list(rows.order_by().values_list("pk", flat=True))
    drawn = draw(seed, numbers, count)
    found = {each.pk: each for each in Record.objects.filter(pk__in=drawn).select_related("resident")}
    return [found[pk] for pk in drawn], len(numbers)
