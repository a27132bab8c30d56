"""Makes the whole demonstration council in one transaction: places and people, then the year of visits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F

import questionnaires.services as engine
from accounts.models import User
from core import clock
from core.models import Message
from deadlines import book
from deadlines.services import standing
from deadlines.services.sweep import sweep
from governance.demo import audits, documents, home_records, inspecting, reviews, timetable, voices
from governance.demo.council import AUTHORITIES, HOMES, HOST, PASSWORD, PEOPLE, HomePlan
from governance.demo.reports import Life, cancel, office_of, plan_ahead
from homes import services
from homes.independence import Declaration
from homes.models import Building, Home, LocalAuthority
from homes.roles import Role
from questionnaires import definitions
from reg44.models import Report
from reg44.services.visits import QUESTIONNAIRE
from reg45.services.reviews import QUESTIONNAIRE as REVIEW

Say = Callable[[str], None]
READ_AFTER = dt.timedelta(days=6)
MAILS_SHOWN = dt.timedelta(days=31)


def there() -> bool:
    """Whether the council has been made in this database."""
    return User.objects.filter(email=PEOPLE[0].email).exists()


@transaction.atomic
def build(*, today: dt.date, now: dt.datetime, say: Say, months: int = timetable.MONTHS) -> int:
    """Make it; the number of reports. ``today`` is a London date, ``now`` an aware moment on that day; fewer ``months`` for tests."""
    begun = min(today, clock.today())
    for key in (QUESTIONNAIRE, REVIEW):
        engine.publish_version(source=definitions.source(key), by=None, now=now)
    authorities = {
        key: LocalAuthority.objects.create(name=name, email=email) for key, (name, email) in AUTHORITIES.items()
    }
    say(f"{HOST}: six homes")
    whole = months == timetable.MONTHS
    entered = clock.at_london(clock.add_months(today, reviews.ENTERED), 9) if whole else now
    homes = {plan.key: _home(plan, authorities, begun, now, entered) for plan in HOMES}
    say(f"{len(PEOPLE)} people and their appointments")
    people = _people(homes, authorities, begun, now)
    say("Documents and checks; inspections by Ofsted")
    for plan in HOMES:
        documents.record(homes[plan.key], plan.documents, office_of(plan.key, people), begun, now)
    inspecting.record(homes, people, begun, now)
    count = _visits(homes, people, timetable.year(today, months), today, now, say)
    say("Surveys, and what children say")
    voices.build(homes, {plan.key: office_of(plan.key, people) for plan in HOMES}, now)
    say(
        f"{home_records.write(homes, people, today, now, months)} records of the homes, and their returns of each month"
    )
    say(f"{audits.make(homes, people, today, now, months)} audits of children, and of how the homes are led")
    if whole:
        say("Reviews of the quality of care")
        reviews.make(homes, people, today, now)
    _read_old_messages(now)
    _time_limits(clock.add_months(clock.month_of(today), 1 - months), now)
    return count


def _home(
    plan: HomePlan, authorities: dict[str, LocalAuthority], begun: dt.date, now: dt.datetime, entered: dt.datetime
) -> Home:
    home = services.open_home(
        name=plan.name,
        urn=plan.urn,
        kind=plan.kind,
        registered_places=plan.places,
        conditions=plan.conditions,
        address=plan.address,
        host_authority=authorities["host"],
        external=plan.external,
        provider=plan.provider or HOST,
        opened_on=clock.add_months(begun, -120),
        by=None,
        now=entered,
    )
    for at, (name, rooms) in enumerate(plan.buildings.items()):
        building = _building(home, name, first=at == 0, now=now)
        for room in rooms:
            services.add_bedroom(building=building, name=room, by=None, now=now)
    for at, child in enumerate(plan.children, start=1):
        resident = services.admit_resident(
            home=home,
            initials=child.initials,
            reference=f"{plan.key[:3].upper()}-{at:03}",
            placing_authority=authorities[child.authority],
            arrived_on=clock.add_months(begun, -child.came),
            by=None,
            now=now,
        )
        if child.left is not None:
            services.discharge_resident(
                resident=resident, left_on=clock.add_months(begun, -child.left), by=None, now=now
            )
    for worker in plan.staff:
        member = services.add_staff_member(
            home=home,
            initials=worker.initials,
            job=worker.job,
            agency=worker.agency,
            arrived_on=clock.add_months(begun, -worker.came),
            by=None,
            now=now,
        )
        if worker.left is not None:
            services.staff_member_left(member=member, left_on=clock.add_months(begun, -worker.left), by=None, now=now)
    return home


def _building(home: Home, name: str, *, first: bool, now: dt.datetime) -> Building:
    """A new home has one building already; it gets its own name."""
    if not first:
        return services.add_building(home=home, name=name, address=home.address, by=None, now=now)
    building = Building.objects.get(home=home)
    building.name = name
    building.save(update_fields=["name"])
    return building


def _people(
    homes: dict[str, Home], authorities: dict[str, LocalAuthority], begun: dt.date, now: dt.datetime
) -> dict[str, User]:
    password = make_password(PASSWORD)  # once: it is made to be slow
    people = {each.key: User(email=each.email, full_name=each.name, password=password) for each in PEOPLE}
    for person in people.values():
        person.save()
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    for each in PEOPLE:
        for role, home, since, until in each.posts:
            services.appoint(
                person=people[each.key],
                role=role,
                starts=clock.add_months(begun, -since),
                ends=clock.add_months(begun, -until) if until is not None else None,
                home=homes.get(home),
                authority=authorities["northmere"] if role == Role.PLACING_AUTHORITY else None,
                independence=Declaration() if role == Role.VISITOR else None,
                by=None,
                now=now,
            )
    for person in people.values():
        person.request_cache = {}  # appointments do not change any more: read them once
    return people


def _visits(
    homes: dict[str, Home],
    people: dict[str, Any],
    visits: list[timetable.Visit],
    today: dt.date,
    now: dt.datetime,
    say: Say,
) -> int:
    missed = timetable.missed(today)
    cancel(missed, homes[missed.home], office_of(missed.home, people))
    done = ""
    for visit in visits:
        if visit.home != done:
            done = visit.home
            say(f"{homes[done].name}: visits and reports")
        Life(visit, homes[done], office_of(done, people), now).lead()
    for planned in timetable.ahead(today):
        plan_ahead(planned, homes[planned.home], office_of(planned.home, people), now)
    return Report.objects.count()


def _time_limits(since: dt.date, now: dt.datetime) -> None:
    """The month that was missed stands as owed, and one sweep tells people what is due today."""
    standing.open_months(since=since, book=book.load(), now=now)
    sweep(now=now)


def _read_old_messages(now: dt.datetime) -> None:
    """Notes of the past year were delivered and read; those of the last days wait to be read. The mails of a month can be looked at."""
    Message.objects.filter(made_at__lt=now - MAILS_SHOWN).update(taken_at=F("made_at"))
    Message.objects.filter(made_at__lt=now - READ_AFTER).update(read_at=now)
