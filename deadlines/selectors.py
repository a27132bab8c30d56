"""What is read about time limits: every list takes the person who asks."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import OuterRef, Q, Subquery

from core import clock
from core.events import sentence
from core.models import Event
from core.registry import links
from deadlines import calendar, engine, events, policy, rulebook, subjects
from deadlines.book import load
from deadlines.engine import Override
from deadlines.models import ClosureDay, Heartbeat, Obligation
from deadlines.schema import KINDS_IN_WORDS, Kind, Rule
from homes import access
from homes.models import Appointment, Home
from homes.roles import Role

A_PAGE = 50
MINE_SHOWN = 12
TWO_WEEKS = dt.timedelta(days=14)
LATE_BEAT = dt.timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Running:
    """A time limit that runs: its number, and when it ends (aware)."""

    number: int
    at: dt.datetime


def running_limits(
    model: type[models.Model], ids: Iterable[int], *, user: Any = None
) -> defaultdict[int, dict[str, Running]]:
    """Number of the record -> rule -> what runs for it; of those that ``user`` may see, or all of them for services. One query."""
    rows = Obligation.objects.running() if user is None else Obligation.objects.visible_to(user).running()
    found: defaultdict[int, dict[str, Running]] = defaultdict(dict)
    wanted = rows.filter(subject_type=model._meta.label_lower, subject_id__in=list(ids)).order_by("pk")
    for number, record, rule, due_at in wanted.values_list("pk", "subject_id", "rule", "due_at"):
        found[record][rule] = Running(number, due_at)
    return found


def with_limits(rows: models.QuerySet[Any], *, user: Any) -> models.QuerySet[Any]:
    """The same rows, each with ``limit_number`` and ``limit_at``: what runs first for it of what this person may see. No query of its own."""
    running = (
        Obligation.objects.visible_to(user)
        .running()
        .filter(subject_type=rows.model._meta.label_lower, subject_id=OuterRef("pk"))
    )
    first = running.order_by("due_at", "pk")
    return rows.annotate(limit_number=Subquery(first.values("pk")[:1]), limit_at=Subquery(first.values("due_at")[:1]))


def missed_months(*, rule_id: str, homes: Collection[int], since: dt.date) -> set[tuple[int, dt.date]]:
    """(home, first day of the month) of each month from ``since`` on that ended without what the rule asks for; one query."""
    rows = Obligation.objects.filter(
        rule=rule_id, state=Obligation.State.MISSED, home__in=homes, due_at__gte=clock.at_london(since)
    )
    return {(home, clock.month_of(clock.today(start))) for home, start in rows.values_list("home", "started_at")}


@dataclass(frozen=True, slots=True)
class Line:
    """One obligation on a board or list."""

    obligation: Obligation
    rule: Rule
    where: str  # “Oak House, March 2027, recommendation 2”

    @property
    def title(self) -> str:
        """What is owed."""
        return self.rule.title

    @property
    def name(self) -> str:
        """Where, and what is owed."""
        return f"{self.where}: {self.title}"


def lines_of(rows: Iterable[Obligation]) -> list[Line]:
    """The rows with their rules and with what tells them apart; one query for each kind of record."""
    known = rulebook.rules()
    kept = [row for row in rows if row.rule in known]
    names = subjects.names_of((row.subject_type, row.subject_id) for row in kept)
    return [Line(row, known[row.rule], subjects.where(row, names)) for row in kept]


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the board: overdue, today, within a week, later."""

    title: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Board:
    """The page of the board: what runs by when it is due, and what it can be narrowed to."""

    groups: list[Group]
    homes: list[Home]
    rules: list[Rule]
    people: list[Any]
    home: int | None
    rule: str
    person: int | None
    page: Page[Obligation]
    stands_still: bool
    sets_limits: bool


def board_page(
    *,
    user: Any,
    now: dt.datetime,
    home: int | None = None,
    rule: str = "",
    person: int | None = None,
    number: str = "",
) -> Board:
    """What runs at the person's homes: overdue, today, within a week, later; the number of queries does not grow with the rows.

    ``number`` is the page of the list, as the address has it.

    ``person`` narrows it to what somebody must do by the appointments in force; somebody without a part at these homes has nothing.
    """
    rows = Obligation.objects.visible_to(user).running().select_related("home").order_by("due_at", "home__name", "pk")
    if home is not None:
        rows = rows.filter(home=home)
    if rule:
        rows = rows.filter(rule=rule)
    people = holders(user=user, now=now)
    if person is not None:
        chosen = next((each for each in people if each.pk == person), None)
        if chosen is not None:
            chosen.request_cache = {}  # their appointments are read once
        rows = rows.filter(owed_by(chosen, now))
    page = Paginator(rows, A_PAGE).get_page(number)
    groups = _grouped(lines_of(page.object_list), now)
    homes = list(access.homes_for(user, *policy.SEES).order_by("name").only("name"))
    rules = [each for each in rulebook.rules().values() if each.records == "now"]
    still = scheduler_stands_still(now)
    sets = bool(policy.can_set_limits(user))
    return Board(groups, homes, rules, people, home, rule, person, page, still, sets)


def owed_by(person: Any, now: dt.datetime) -> Q:
    """What this person must do by the appointments in force on the London date of ``now``; nothing for None."""
    return taking_part(person, now, lambda rule: rule.who)


def taking_part(person: Any, now: dt.datetime, part: Callable[[Rule], Collection[str]]) -> Q:
    """The obligations of every rule in force whose ``part`` names a role that the person holds, at the homes it covers."""
    found, today = Q(pk__in=[]), clock.today(now)
    for role in sorted(access.scope(person, today).roles):
        rules = [rule.id for rule in rulebook.rules().values() if rule.records == "now" and role in part(rule)]
        if rules:
            found |= Q(rule__in=rules) & access.at_homes(person, role, on=today)
    return found


def holders(*, user: Any, now: dt.datetime) -> list[Any]:
    """Who must act by a time limit at the homes of the person who asks, by name; one query."""
    roles = {role for rule in rulebook.rules().values() if rule.records == "now" for role in rule.who}
    mine = access.scope(user, clock.today(now))
    held = Appointment.objects.in_force(clock.today(now)).filter(role__in=roles, authority=None)
    if not mine.covers_everything(*policy.SEES):
        held = held.filter(Q(home=None) | Q(home__in=sorted(mine.home_ids(*policy.SEES))))
    people = get_user_model().objects.filter(is_active=True, appointments__in=held)
    return list(people.distinct().order_by("full_name", "pk"))


def _grouped(lines: list[Line], now: dt.datetime) -> list[Group]:
    today = clock.at_london(clock.today(now) + dt.timedelta(days=1))
    week = clock.at_london(clock.today(now) + dt.timedelta(days=8))
    groups = [Group(title, []) for title in ("Overdue", "Today", "In the next seven days", "Later")]
    for line in lines:
        due = line.obligation.due_at
        place = 0 if due < now else 1 if due < today else 2 if due < week else 3
        groups[place].lines.append(line)
    return groups


@dataclass(frozen=True, slots=True)
class Why:
    """Why a limit ends then: the rule, the sentences, what happened to it, where it is dealt with."""

    obligation: Obligation
    rule: Rule
    kind: str
    where: str
    history: list[dict[str, Any]]
    url: str
    can_move: bool
    now: dt.datetime

    @property
    def state(self) -> str:
        """Where it stands; “Overdue” is open past its limit."""
        row = self.obligation
        late = row.state == Obligation.State.OPEN and row.due_at < self.now
        return "Overdue" if late else row.get_state_display()

    @property
    def rows(self) -> list[dict[str, str]]:
        """The facts above the explanation."""
        row = self.obligation
        found = [
            {"key": "State", "value": self.state},
            {"key": "Due", "value": engine.ends(row.due_at).removeprefix("It is due ")},
            {"key": "Source", "value": f"{self.rule.source} ({self.kind})"},
            {"key": "Who must act", "value": ", ".join(str(Role(role).label) for role in self.rule.who)},
        ]
        if row.legal_due_at is not None:
            found.append({"key": f"By {self.kind}", "value": engine.ends(row.legal_due_at).removeprefix("It is due ")})
        if row.closed_at is not None:
            found.append({"key": "Closed", "value": engine.moment(row.closed_at)})
        return found


def why(*, user: Any, obligation: Obligation, now: dt.datetime) -> Why:
    """Everything the page “why then?” shows; the caller has got the obligation by its getter."""
    rule = rulebook.rule(obligation.rule)
    return Why(
        obligation,
        rule,
        KINDS_IN_WORDS[rule.kind],
        line_of(obligation).where,
        _history(obligation),
        place_of(user, obligation),
        bool(policy.can_move(user, obligation)),
        now,
    )


def _history(obligation: Obligation) -> list[dict[str, Any]]:
    """What happened to the time limit itself, newest first: moved from when to when, ended, missed; by whom and why."""
    changes = Event.objects.filter(subject_type=obligation._meta.label_lower, subject_id=obligation.pk)
    found = []
    for event in changes.select_related("by").order_by("-at", "-pk"):
        title = sentence(event)
        if event.code == events.MOVED:
            was, due = (engine.moment(dt.datetime.fromisoformat(event.data[word])) for word in ("was", "due"))
            title = f"moved from {was} to {due}: {event.data.get('reason', '')}"
        by = event.by.full_name if event.by else "the portal"
        found.append({"title": title[:1].upper() + title[1:], "at": event.at, "by": by})
    return found


def line_of(obligation: Obligation) -> Line:
    """One time limit that a getter found, with what tells it apart; one query."""
    rule = rulebook.rule(obligation.rule)
    names = subjects.names_of([(obligation.subject_type, obligation.subject_id)])
    return Line(obligation, rule, subjects.where(obligation, names))


def move_lead(obligation: Obligation) -> list[str]:
    """What is said above the form that moves a time limit: when it ends now, and what law or guidance ask for."""
    rule = rulebook.rule(obligation.rule)
    said = [engine.ends(obligation.due_at)]
    if rule.kind != Kind.POLICY:
        legal = obligation.legal_due_at or engine.due(rule, None, obligation.started_at, load().days).at
        said.append(f"By {KINDS_IN_WORDS[rule.kind]} ({rule.source}): {engine.moment(legal)}. This stays shown.")
    said.append("The old date stays in the history with your reason. A limit of the law cannot be put off.")
    return said


def place_of(user: Any, obligation: Obligation) -> str:
    """Where the record is, "" when this person does not see it."""
    model = apps.get_model(obligation.subject_type)
    subject = model._default_manager.filter(pk=obligation.subject_id).first()
    link = links.to(subject) if subject is not None else None
    return link.url(subject) if link is not None and link.visible_to(subject, user) else ""


def scheduler_stands_still(now: dt.datetime) -> bool:
    """Whether the sweep has not run for five minutes (or never): nobody would be reminded."""
    last = Heartbeat.objects.order_by("-at").values_list("at", flat=True).first()
    return last is None or now - last > LATE_BEAT


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule on the page of the council's policy, with what the council set, oldest first."""

    rule: Rule
    kind: str
    settings: list[Override]


@dataclass(frozen=True, slots=True)
class PolicyPage:
    """Every rule, the closure days from today on, and a sentence when bank holidays are known for too short a time."""

    rows: list[RuleRow]
    closures: list[ClosureDay]
    runs_out: str


def policy_page(*, now: dt.datetime) -> PolicyPage:
    """For those who set limits (the view asks that); three queries."""
    today = clock.today(now)
    book = load()
    rows = [
        RuleRow(rule, KINDS_IN_WORDS[rule.kind], list(book.settings.get(rule.id, ())))
        for rule in rulebook.rules().values()
    ]
    last = calendar.known_until()
    runs_out = "" if calendar.covers_enough(today) else f"Bank holidays are known only until {engine.day_words(last)}."
    return PolicyPage(rows, list(ClosureDay.objects.filter(day__gte=today)), runs_out)


def my_lines(*, user: Any, now: dt.datetime, but: Collection[int] = ()) -> list[Line]:
    """What this person must do by a time limit within two weeks, or should have done, without the limits of these numbers.

    One query, and one for each kind of record; at most twelve lines.
    """
    soon = now + TWO_WEEKS
    rows = Obligation.objects.visible_to(user).running().filter(owed_by(user, now), due_at__lte=soon)
    rows = rows.exclude(pk__in=list(but))
    rows = rows.select_related("home")
    return lines_of(rows.order_by("due_at", "pk")[:MINE_SHOWN])
