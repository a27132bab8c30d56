"""What is read about records and returns; every list takes the person who asks."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import prefetch_related_objects

from core import clock, events
from core.permissions import Decision
from deadlines.selectors import Running, running_limits
from homes.models import Home
from questionnaires.answers import Answers
from questionnaires.definitions import schema_of
from records import counting, kpis, matters, policy, states
from records.kinds import KINDS, StepKind
from records.models import Measure, MonthlyReturn, Record, RecordQuerySet

TREND_MONTHS = 24
RULE_OF_STEP = {
    "signed": "records.control_spoken",
    "child_spoken": "records.control_child",
    "interview_held": "records.return_interview",
    "told": "records.notification",
}


def waiting(record: Record) -> list[StepKind]:
    """The steps that should follow and have not; asks the database nothing when steps came with the record."""
    steps = list(record.steps.all())
    return states.open_steps(
        record.kind,
        {(each.code, each.revision) for each in steps},
        exempt=record.exempt,
        left_to_tell=bool(matters.left(record, steps)),
        revision=record.last_revision,
    )


def status(record: Record) -> str:
    """Where it stands, in words."""
    return states.status(record.state, waiting(record))


def status_for(record: Record, user: Any) -> str:
    """The same for this person; of a closed record its writer learns no step of others."""
    return record.get_state_display() if policy.reads_own_words(user, record) else status(record)


@dataclass(frozen=True, slots=True)
class Next:
    """A step that may follow now. ``rule`` says whether this person takes it; ``open``: it is waited for, by ``limit`` where it has one."""

    kind: StepKind
    title: str
    rule: Decision
    open: bool
    limit: Running | None


def ahead(record: Record, *, user: Any, limits: dict[str, Running]) -> list[Next]:
    """What may follow a record, in order: what this person may do, and what is waited for from others or until something is mended.

    Steps that would be refused whoever takes them are left out. The record comes with its steps; ``limits`` are those that run, by rule.
    """
    if record.state == Record.State.WITHDRAWN:
        return []
    waits, taken = waiting(record), list(record.steps.all())
    found = []
    for step in record.kind_of.steps:
        rule = policy.takes(user, record, step)
        if policy.follows(record, step, taken) and (rule or step in waits):
            limit = limits.get(RULE_OF_STEP.get(step.code, ""))
            once = not any(each.code == step.code for each in taken)
            due = step in waits or (once and not step.again and not record.exempt)
            found.append(Next(step, step.title if due or once else step.more or step.title, rule, due, limit))
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """One record in a list."""

    record: Record
    status: str
    limit: Running | None


def of_home(*, user: Any, home: Home, kind: str = "") -> RecordQuerySet:
    """Records of one home that this person may read, the newest first."""
    rows = Record.objects.visible_to(user).filter(home=home).select_related("home", "resident")
    return rows.filter(kind=kind) if kind in KINDS else rows


def lines(records: Iterable[Record], *, user: Any) -> list[Line]:
    """The rows of a list; two queries however many."""
    rows = list(records)
    prefetch_related_objects(rows, "steps")
    limits = running_limits(Record, [each.pk for each in rows], user=user) if rows else {}
    return [Line(each, status_for(each, user), _first(limits.get(each.pk, {}))) for each in rows]


def _first(running: dict[str, Running]) -> Running | None:
    return min(running.values(), key=lambda each: each.at, default=None)


def counts(*, user: Any, home: Home) -> dict[str, int]:
    """How many records of each kind this person may read; for the filter of the list. One query."""
    found: dict[str, int] = defaultdict(int)
    for kind in Record.objects.visible_to(user).filter(home=home).order_by().values_list("kind", flat=True):
        found[kind] += 1
    return dict(found)


def names(numbers: set[int]) -> dict[int, str]:
    """Number of the record -> what it is called, to tell time limits of one home apart: no child, no word. One query."""
    return {row.pk: str(row) for row in Record.objects.filter(pk__in=numbers).only("kind")}


def names_of_returns(numbers: set[int]) -> dict[int, str]:
    """Number of the return -> its month. One query."""
    return {row.pk: f"{row.month:%B %Y}" for row in MonthlyReturn.objects.filter(pk__in=numbers).only("month")}


def history(record: Record | MonthlyReturn) -> list[dict[str, Any]]:
    """What happened to it, newest first; the caller has got it by its getter. One query."""
    rows = reversed(list(events.history(record)))
    return [
        {
            "title": (text := events.sentence(row))[:1].upper() + text[1:],
            "at": row.at,
            "by": row.by.full_name if row.by else "the portal",
        }
        for row in rows
    ]


def taken(record: Record) -> list[dict[str, Any]]:
    """The steps of a record as people read them, oldest first."""
    kinds = {each.code: each for each in record.kind_of.steps}
    found = []
    for step in record.steps.all():
        kind = kinds.get(step.code)
        asked = [(text, bool(step.answers.get(key))) for key, text in kind.asks] if kind else []
        found.append(
            {
                "step": step,
                "title": kind.title if kind else step.code,
                "question": kind.heading or kind.words if kind else "",
                "asked": asked,
                "whom": matters.WHOM.get(step.whom, ""),
                "earlier": bool(kind and kind.signs and step.revision < record.last_revision),
            }
        )
    return found


def returns(*, user: Any, home: Home) -> list[MonthlyReturn]:
    """Returns of one home that this person may read, the newest first."""
    return list(MonthlyReturn.objects.visible_to(user).filter(home=home).order_by("-month")[: 3 * TREND_MONTHS])


@dataclass(frozen=True, slots=True)
class Bar:
    """One month in the picture of a trend: where its bar stands and how high it is, in units of the picture."""

    month: dt.date
    number: Decimal | None
    x: int
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Trend:
    """One figure over the months, oldest first; ``words`` say what the picture shows."""

    key: str
    title: str
    means: str
    unit: str
    decimals: int
    bars: list[Bar]
    words: str
    top: str = ""  # the highest number, as it is written; "" when there is nothing to draw

    @property
    def known(self) -> bool:
        """Whether any month has the figure."""
        return any(bar.number is not None for bar in self.bars)


WIDTH, HIGHEST, LOWEST = 20, 80, 2  # of one month in the picture, its highest bar, and the bar of a nought


def trends(*, user: Any, home: Home, now: dt.datetime) -> list[tuple[str, list[Trend]]]:
    """Area -> its figures over the last 24 months, from returns that were sent; one query. The caller has got the home by its getter."""
    this = clock.month_of(clock.today(now))
    months = [clock.add_months(this, -back) for back in range(TREND_MONTHS, 0, -1)]
    numbers: dict[dt.date, dict[str, Decimal]] = defaultdict(dict)
    readable = MonthlyReturn.objects.visible_to(user).filter(home=home, state="sent").values("pk")
    rows = Measure.objects.filter(home=home, month__gte=months[0], monthly_return__in=readable)
    for month, key, number in rows.values_list("month", "key", "number"):
        numbers[month][key] = number
    groups: dict[str, list[Trend]] = defaultdict(list)
    for kpi in kpis.KPIS:
        line = [(month, kpi.figure(numbers[month])) for month in months]
        groups[kpi.area].append(_trend(kpi.key, kpi.title, kpi.means, kpi.unit, kpi.decimals, line))
    for key, title in kpis.COUNTS:
        line = [(month, numbers[month].get(key)) for month in months]
        groups["Numbers of the records"].append(_trend(f"count_{key}", title, "In each month", "", 0, line))
    return list(groups.items())


def _trend(
    key: str, title: str, means: str, unit: str, decimals: int, line: list[tuple[dt.date, Decimal | None]]
) -> Trend:
    known = [(month, number) for month, number in line if number is not None]
    most = max((number for _, number in known), default=Decimal(0))
    bars = []
    for place, (month, number) in enumerate(line):
        height = max(LOWEST, int(HIGHEST * number / most)) if number and most else LOWEST
        bars.append(Bar(month, number, place * WIDTH, HIGHEST - height, height))
    if not known:
        return Trend(key, title, means, unit, decimals, bars, "No return with this number was sent.")
    least_at, least = min(known, key=lambda each: each[1])
    most_at, highest = max(known, key=lambda each: each[1])
    last_at, last = known[-1]
    shown = {name: f"{number:.{decimals}f}" for name, number in (("least", least), ("most", highest), ("last", last))}
    if not most:
        first, count = known[0][0], len(known)
        months = (
            f"in {first:%B %Y}" if count == 1 else f"in each of {count} months, from {first:%B %Y} to {last_at:%B %Y}"
        )
        return Trend(key, title, means, unit, decimals, bars, f"{title}: nought {months}.")
    words = (
        f"{title}: {shown['last']} in {last_at:%B %Y}; lowest {shown['least']} in {least_at:%B %Y}, "
        f"highest {shown['most']} in {most_at:%B %Y}."
    )
    return Trend(key, title, means, unit, decimals, bars, words, top=shown["most"])


def differences(monthly: MonthlyReturn, answers: Answers) -> list[str]:
    """Where the return says another number than records and registers give now, in sentences; six queries."""
    schema = schema_of(monthly.response.version)
    given = counting.from_records(monthly.home, monthly.month) | counting.from_registers(monthly.home, monthly.month)
    found = []
    for key, number in given.items():
        question, value = schema.question(key), answers.get(key)
        if question is not None and value and value != str(number):
            found.append(f"“{question.label}” You say {value}, the records say {number}.")
    return found
