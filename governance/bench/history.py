"""Five years of the time limits of many homes, written straight into PostgreSQL: what the sweep and the board are measured on.

What is over is made by the database itself (history.sql) and its due moments are near enough; what still runs is counted by the engine.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction

import questionnaires.services as engine
from accounts.models import User
from actions.models import Action
from core import clock
from core.models import Event, Message
from deadlines import book, rulebook
from deadlines.models import Obligation, Reminder
from deadlines.schema import HOLDER, LADDER, Rule
from deadlines.services import running
from homes.models import Appointment, Home, LocalAuthority
from homes.roles import Role
from questionnaires import definitions
from reg44.models import Recommendation, Report, Visit
from reg44.services.visits import QUESTIONNAIRE

FOLDER = Path(__file__).parent
MONTHS = 60
WORDS = "The record of each visit says who came, when they left, and what was agreed with the child before that. " * 2
# How many homes share one person in a role; None: one person for the whole council.
SHARED = {
    Role.REGISTERED_MANAGER: 1,
    Role.DEPUTY_MANAGER: 1,
    Role.VISITOR: 12,
    Role.RESPONSIBLE_INDIVIDUAL: 25,
    Role.SERVICE_LEAD: 100,
    Role.QA_OFFICER: None,
    Role.HEAD_OF_QA: None,
    Role.DIRECTOR: None,
    Role.CONTRACTS_MANAGER: None,
}
PLAYED = (Role.VISITOR, Role.REGISTERED_MANAGER, Role.RESPONSIBLE_INDIVIDUAL)  # in history.sql, in the order of STAFFED
STAFFED = "CREATE TEMP TABLE IF NOT EXISTS staffed (home_id bigint, visitor_id bigint, manager_id bigint, responsible_id bigint)"
WRITTEN = """CREATE TEMP TABLE IF NOT EXISTS written
    (rule text, title text, explanation jsonb, hidden bool, of_visitor bool, holder_step text, ladder_step text)"""
OPEN = """SELECT rule, subject_type, subject_id, period, home_id, started FROM owed
    WHERE started <= %s AND done > %s ORDER BY rule, subject_id, period"""
# Those that no constraint rests on.
INDEXES = """SELECT name.relname, pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class AS name ON name.oid = indexrelid
    WHERE indrelid = ANY (%s::regclass[]) AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
    ORDER BY name.relname"""
COUNTED = (Home, User, Appointment, Visit, Report, Recommendation, Action, Obligation, Reminder, Message, Event)
TABLES = ("reg44_visit", "questionnaires_response", "reg44_report", "actions_action", "homes_home")


@dataclass(frozen=True, slots=True)
class Council:
    """How far the database is filled, and at which moment its history ends (aware)."""

    homes: int
    now: dt.datetime


def fill(council: Council, upto: int) -> Council:
    """Add homes until there are so many, each with five years of history that end at the council's moment."""
    now = council.now
    with transaction.atomic(), connection.cursor() as cursor, _without_indexes(cursor):
        _places(range(council.homes + 1, upto + 1), now)
        _written(cursor, now)
        version = engine.publish_version(source=definitions.source(QUESTIONNAIRE), by=None, now=now)
        known = {"first": council.homes + 1, "last": upto, "months": MONTHS, "now": now, "words": WORDS}
        known |= {"month": clock.month_of(clock.today(now)), "version": version.pk}
        _run(cursor, "history.sql", known)
        cursor.execute(OPEN, [now, now])
        Obligation.objects.bulk_create(_running(cursor.fetchall(), now), batch_size=2000)
        _run(cursor, "reminded.sql", known)
        for table in TABLES:  # rows with numbers of our own: the next one gets the next
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")  # noqa: S608 - our own names
    return Council(upto, now)


def settle() -> None:
    """Let the database do what it would have done by itself in five years; outside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


@contextmanager
def _without_indexes(cursor: Any) -> Iterator[None]:
    """Millions of rows whose foreign keys are right: neither are these asked row by row, nor the indexes kept up meanwhile."""
    cursor.execute("SET LOCAL session_replication_role = replica")
    cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
    cursor.execute("SET LOCAL work_mem = '64MB'")
    cursor.execute(INDEXES, [[model._meta.db_table for model in COUNTED]])
    indexes = cursor.fetchall()
    for name, _ in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    for _, definition in indexes:
        cursor.execute(definition)


def _run(cursor: Any, file: str, known: dict[str, Any]) -> None:
    for statement in (FOLDER / file).read_text(encoding="utf-8").split("\n;\n"):
        cursor.execute(statement, known)


def _places(numbers: range, now: dt.datetime) -> None:
    """Homes, people and their appointments; the people whom history.sql needs stand in ``staffed``."""
    began = clock.add_months(clock.today(now), -120)
    host, _ = LocalAuthority.objects.get_or_create(name="Council of the measurements")
    Home.objects.bulk_create(
        Home(
            id=number,
            name=f"House {number:04}",
            urn=f"SC{number:06}",
            registered_places=4,
            address=f"{number} Long Lane",
            host_authority=host,
            opened_on=began,
        )
        for number in numbers
    )
    offices = {(role, _office(role, number)): number for role in SHARED for number in numbers}
    emails = {f"{role}.{office}@council.example": office for role, office in offices}
    known = set(User.objects.filter(email__in=emails).values_list("email", flat=True))
    User.objects.bulk_create(
        User(email=email, full_name=f"Person {office}", created_at=now)
        for email, office in emails.items()
        if email not in known
    )
    people = dict(User.objects.values_list("email", "pk"))
    person = {key: people[f"{key[0]}.{key[1]}@council.example"] for key in offices}
    rows = [(role, number) for role, shared in SHARED.items() for number in numbers if shared]
    rows += [(role, 0) for role, shared in SHARED.items() if not shared and numbers[0] == 1]
    Appointment.objects.bulk_create(
        Appointment(person_id=person[role, _office(role, number)], role=role, home_id=number or None, starts=began)
        for role, number in rows
    )
    with connection.cursor() as cursor:
        cursor.execute(STAFFED)
        cursor.execute("TRUNCATE staffed")
        posts = [[number, *(person[role, _office(role, number)] for role in PLAYED)] for number in numbers]
        cursor.executemany("INSERT INTO staffed VALUES (%s, %s, %s, %s)", posts)


def _office(role: str, number: int) -> int:
    """Which of the people in a role looks after home ``number``."""
    shared = SHARED[Role(role)]
    return (number - 1) // shared if shared else 0


def _written(cursor: Any, now: dt.datetime) -> None:
    """What history.sql has to know of each rule: its words, an explanation of the usual length, and its first steps."""
    shelf = book.load()
    cursor.execute(WRITTEN)
    cursor.execute("TRUNCATE written")
    for rule in rulebook.rules().values():
        steps = [next((step.key for step in rule.steps if step.track == track), "") for track in (HOLDER, LADDER)]
        explanation = json.dumps(shelf.due(rule, now - dt.timedelta(days=100)).steps)
        facts = [rule.id, rule.title, explanation, rule.hidden_from_home, Role.VISITOR in rule.who, *steps]
        cursor.execute("INSERT INTO written VALUES (%s, %s, %s, %s, %s, %s, %s)", facts)


def _running(rows: list[tuple[Any, ...]], now: dt.datetime) -> Iterator[Obligation]:
    """What is still owed, counted as the portal counts it; reminders and rungs that came before ``now`` went out then."""
    shelf, rules = book.load(), rulebook.rules()
    for rule_id, kind, number, period, home, started in rows:
        rule: Rule = rules[rule_id]
        row = running.made(rule, (kind, number, period), home, started, book=shelf, now=started)
        row.next_step_at = running.first_step(rule, started, row.due_at, shelf.days, now)
        yield row


def size() -> list[tuple[str, int]]:
    """How much there is in the database, what still runs last."""
    rows = [(str(model._meta.verbose_name_plural), model.objects.count()) for model in COUNTED]
    return [*rows, ("obligations that still run", Obligation.objects.running().count())]
