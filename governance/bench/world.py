"""A database of its own for the bench: the fictional council, and one report that is larger than any real one."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import Count

from accounts.models import User
from core import clock
from governance.demo import build, timetable
from governance.demo.answers import Filling
from governance.demo.council import PEOPLE
from governance.demo.reports import Life, office_of
from homes.models import Home
from reg44.models import Report
from reg44.states import ReportState

ROWS = 40
LONG_TABLES = ("sanctions", "missing", "complaints", "staff_interviews", "children_interviews")
LONGER = 4  # months whose words stand one after the other in each long answer


@dataclass(frozen=True)
class World:
    """What the pages are asked with."""

    people: dict[str, User]
    homes: dict[str, Home] = field(default_factory=dict)
    reports: dict[str, Report] = field(default_factory=dict)  # the latest of each home
    large: Report = field(default_factory=Report)


@contextlib.contextmanager
def database(folder: Path) -> Iterator[None]:
    """A new database, removed at the end: a SQLite file in ``folder``, or beside the one that DATABASE_URL names."""
    settings = connection.settings_dict
    old, tests = settings["NAME"], settings["TEST"]
    own = str(folder / "bench.sqlite3") if connection.vendor == "sqlite" else f"bench_{os.getpid()}"
    kept, tests["NAME"] = tests.get("NAME"), own
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(old, verbosity=0)
        tests["NAME"] = kept


def fill(today: dt.date, now: dt.datetime, *, months: int = timetable.MONTHS) -> World:
    """The council, and the large report at one of its homes in a coming month."""
    build.build(today=today, now=now, say=lambda text: None, months=months)
    people = {each.key: User.objects.get(email=each.email) for each in PEOPLE}
    homes = {plan.key: Home.objects.get(name=plan.name) for plan in build.HOMES}
    reports = {key: Report.objects.filter(visit__home=home).order_by("-visit__month")[0] for key, home in homes.items()}
    return World(people, homes, reports, _large(homes["burdock"], people, today))


def _large(home: Home, people: dict[str, Any], today: dt.date) -> Report:
    office = office_of("burdock", people)
    day = clock.add_months(today.replace(day=1), 2).replace(day=14)
    latest = next(visit for visit in timetable.year(today) if (visit.home, visit.step) == ("burdock", 0))
    visit = replace(latest, step=-1, day=day, state=ReportState.ISSUED)
    return Large(visit, home, office, clock.at_london(day + dt.timedelta(days=20), 17)).lead()


class Large(Life):
    """A report with the words of several months in each answer and forty rows in each long table."""

    def prepare(self, filling: Filling) -> None:
        for key, row in list(filling.values):
            if not row and self.tell.knows(key) and filling.found.get(key) == "":
                filling.values[key, row] = "\n\n".join(self._month(step).tell(key) for step in range(LONGER))
        for table in LONG_TABLES:
            filling.values.pop((f"{table}.none", ""), None)
            standing = [cells for name, cells in filling.rows if name == table] or [BLANK[table]]
            lacking = ROWS - sum(name == table for name, _ in filling.rows)
            filling.rows += [(table, dict(standing[at % len(standing)])) for at in range(lacking)]

    def _month(self, step: int) -> Any:
        from governance.demo.words import Narrator

        tell = self.tell
        return Narrator(
            tell.home, tell.month + step, kinds=tell.kinds, mood=tell.mood, children=tell.children, staff=tell.staff
        )


BLANK: dict[str, dict[str, object]] = {
    "sanctions": {"child": "I.R.", "overview": "Screen time was cut by half an hour.", "permitted": "yes"},
    "missing": {"child": "L.W.", "is_missing": "yes", "duration": "2.5", "comments": "The child came back by bus."},
    "complaints": {"source": "child", "comments": "About noise after bedtime.", "response": "A quiet hour was agreed."},
    "staff_interviews": {"person": "E.B.", "job": "Worker", "comments": "They like to work here."},
    "children_interviews": {"child": "S.T.", "interviewed": "yes", "comments": "They like it here."},
}


def size() -> list[tuple[str, int]]:
    """How much there is in the database, for the heading of the report."""
    from core.models import Event
    from questionnaires.models import Answer
    from reg44.models import Recommendation, Visit

    most = Report.objects.annotate(size=Count("response__answers")).order_by("-size").values_list("size", flat=True)[0]
    models = (Home, User, Visit, Report, Answer, Recommendation, Event)
    rows = [(model._meta.verbose_name_plural or "", model.objects.count()) for model in models]
    return [*((str(name), count) for name, count in rows), ("answers in the largest report", most)]
