"""What is read about homes and people: every list takes the person who asks."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from accounts.models import User
from core import clock
from core.evidence import Item
from homes import access, documents_due, policy, roles
from homes.independence import Declaration, declared
from homes.models import (
    Appointment,
    Bedroom,
    Building,
    DocumentVersion,
    Home,
    Independence,
    Resident,
    StaffMember,
    StatutoryDocument,
)
from homes.roles import Role

SHOWN_IN_POST = (
    Role.REGISTERED_MANAGER,
    Role.DEPUTY_MANAGER,
    Role.RESPONSIBLE_INDIVIDUAL,
    Role.VISITOR,
    Role.SERVICE_LEAD,
    Role.QA_OFFICER,
    Role.COUNCILLOR,
)

MOST_WORDS = 10  # of a search: names have fewer, and a database takes only so many conditions


@dataclass(frozen=True, slots=True)
class HomeRow:
    """One home in the list, with the names of who manages and who visits it."""

    home: Home
    managers: list[str]
    visitors: list[str]


def homes_list(*, user: Any, now: dt.datetime) -> list[HomeRow]:
    """The homes this person's appointments cover, open ones first; two queries however many there are."""
    today = clock.today(now)
    homes = list(Home.objects.visible_to(user).order_by("name"))
    names: dict[tuple[int | None, str], list[str]] = defaultdict(list)
    wanted = (Role.REGISTERED_MANAGER, Role.VISITOR)
    for row in Appointment.objects.in_force(today).filter(home__in=homes, role__in=wanted).select_related("person"):
        names[row.home_id, row.role].append(row.person.full_name)
    rows = [HomeRow(home, names[home.pk, Role.REGISTERED_MANAGER], names[home.pk, Role.VISITOR]) for home in homes]
    return sorted(rows, key=lambda row: row.home.closed_on is not None and row.home.closed_on <= today)


@dataclass(frozen=True, slots=True)
class HomePage:
    """What the page of a home shows to one person."""

    home: Home
    buildings: list[tuple[Building, list[Bedroom]]]
    in_post: list[tuple[str, list[Appointment]]]
    documents: list[tuple[str, list[StatutoryDocument]]]
    missing: list[str]
    today: dt.date
    reads_registers: bool
    reads_documents: bool
    writes_documents: bool
    writes_particulars: bool
    closed: bool
    overdue: list[StatutoryDocument]


def home_page(*, user: Any, home: Home, now: dt.datetime) -> HomePage:
    """Particulars, buildings, people in post and documents. No child and nobody of the staff is on it."""
    today = clock.today(now)
    documents = kept_documents(home)
    return HomePage(
        home=home,
        buildings=buildings_of(home),
        in_post=in_post(home=home, on=today),
        documents=_grouped(documents),
        missing=missing_documents(documents),
        today=today,
        reads_registers=bool(policy.can_read_registers(user, home)),
        reads_documents=bool(policy.can_read_documents(user, home)),
        writes_documents=bool(policy.can_write_documents(user, home)),
        writes_particulars=bool(policy.can_write_particulars(user)),
        closed=home.closed_on is not None and home.closed_on <= today,
        overdue=[document for document in documents if document.overdue(today)],
    )


def buildings_of(home: Home) -> list[tuple[Building, list[Bedroom]]]:
    """The buildings with their bedrooms, as they were entered; one query."""
    found: dict[int, tuple[Building, list[Bedroom]]] = {}
    columns = ("pk", "name", "address", "in_use", "bedrooms", "bedrooms__name", "bedrooms__in_use")
    for pk, name, address, in_use, room, room_name, room_in_use in home.buildings.order_by(
        "pk", "bedrooms"
    ).values_list(*columns):
        building = Building(pk=pk, home=home, name=name, address=address, in_use=in_use)
        _, rooms = found.setdefault(pk, (building, []))
        if room is not None:
            rooms.append(Bedroom(pk=room, name=room_name, in_use=room_in_use))
    return list(found.values())


def kept_documents(home: Home) -> list[StatutoryDocument]:
    """The documents that the home keeps now, as the groups of its kinds follow one another; one query."""
    order = {
        kind: (documents_due.GROUPS.index(due.group), place)
        for place, (kind, due) in enumerate(documents_due.KINDS.items())
    }
    waiting = DocumentVersion.objects.waiting().filter(document=OuterRef("pk"))
    rows = home.documents.filter(ended_why="").select_related("building").annotate(waiting=Exists(waiting))
    return sorted(rows, key=lambda row: (order[row.kind], row.title, row.pk))


def missing_documents(kept: Iterable[StatutoryDocument]) -> list[str]:
    """What every home needs and this one has not recorded."""
    there = {row.kind for row in kept}
    return [documents_due.KINDS[kind].label for kind in documents_due.NEEDED if kind not in there]


def _grouped(documents: list[StatutoryDocument]) -> list[tuple[str, list[StatutoryDocument]]]:
    return [(group, list(rows)) for group, rows in groupby(documents, key=lambda row: row.due.group)]


def versions_of(document: StatutoryDocument) -> list[DocumentVersion]:
    """Every version, newest first, without the bytes of its file; one query. The caller has got the document by its getter."""
    rows = document.versions.select_related("file", "recorded_by", "approved_by", "refused_by").defer("file__content")
    found = list(rows.order_by("-number"))
    for row in found:
        row.document = document
    return found


def to_approve(*, user: Any) -> list[DocumentVersion]:
    """Newest versions that wait for the approval of this person, at most twelve; one query."""
    roles_held = {
        due.approver for due in documents_due.KINDS.values() if due.approver and access.holds_any(user, due.approver)
    }
    kinds = [kind for kind, due in documents_due.KINDS.items() if due.approver in roles_held]
    if not kinds:
        return []
    mine = access.at_homes(user, *roles_held, field="document__home")
    rows = DocumentVersion.objects.waiting().filter(mine, document__kind__in=kinds, document__ended_why="")
    rows = rows.exclude(recorded_by=user)
    return list(rows.select_related("document__home", "document__building").order_by("recorded_at", "pk")[:12])


def names_of_versions(numbers: set[int]) -> dict[int, str]:
    """Number of the version -> what its document is called, to tell time limits of one home apart; one query."""
    rows = DocumentVersion.objects.filter(pk__in=numbers).select_related("document__building")
    return {row.pk: str(row.document) for row in rows}


def documents_evidence(home: Home, since: dt.date, until: dt.date) -> list[Item]:
    """Documents that were past their review at the end of the period, by the version then in force; two queries."""
    rows = DocumentVersion.objects.in_force().filter(document__home=home, checked_on__lte=until, document__ended_why="")
    newest = {row.document_id: row for row in rows.select_related("document__building").order_by("number")}
    late = [row for row in newest.values() if row.review_by is not None and row.review_by < until]
    return [
        Item(
            heading=str(row.document),
            text=f"Its review was due by {row.review_by:%-d %B %Y}.",
            on=max(row.review_by or since, since),
            subject=row.document,
            figures={"documents_late": Decimal(1)},
        )
        for row in sorted(late, key=lambda row: (row.review_by or since, row.pk))
    ]


def in_post(*, home: Home, on: dt.date, wanted: Sequence[str] = SHOWN_IN_POST) -> list[tuple[str, list[Appointment]]]:
    """Who holds these roles at the home on that day: (role in words, appointments), in the order of ``wanted``."""
    rows = Appointment.objects.in_force(on).covering(home).filter(role__in=wanted)
    by_role: dict[str, list[Appointment]] = defaultdict(list)
    for row in rows.select_related("person").order_by("person__full_name", "pk"):
        by_role[row.role].append(row)
    return [(Role(role).label, by_role[role]) for role in wanted if by_role[role]]


def holders(*, home: Home, role: str, on: dt.date) -> list[User]:
    """The people who hold a role so that it covers the home on that day and who can sign in (for mail and despatch)."""
    rows = Appointment.objects.in_force(on).covering(home).filter(role=role, person__is_active=True)
    found = {row.person_id: row.person for row in rows.select_related("person").order_by("person__full_name", "pk")}
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Register:
    """A register of the home: who is there now, and who left (newest first)."""

    here: list[Any]
    left: list[Any]
    writes: bool


def residents(*, user: Any, home: Home, now: dt.datetime) -> Register:
    """The register of children; the caller has asked ``policy.can_read_registers``."""
    return _register(user, home, home.residents.select_related("placing_authority"), now)


def staff(*, user: Any, home: Home, now: dt.datetime) -> Register:
    """The register of staff; the caller has asked ``policy.can_read_registers``."""
    return _register(user, home, home.staff.all(), now)


def _register(user: Any, home: Home, rows: QuerySet[Any], now: dt.datetime) -> Register:
    today = clock.today(now)
    here = [row for row in rows if row.left_on is None or row.left_on > today]
    left = sorted((row for row in rows if row not in here), key=lambda row: (row.left_on, row.pk), reverse=True)
    return Register(here=here, left=left, writes=bool(policy.can_write_registers(user, home)))


@dataclass(frozen=True, slots=True)
class Movements:
    """Who lived and worked in the home in a period, who came and who left: what pre-fills a report (A4)."""

    residents: list[Resident]
    admitted: list[Resident]
    discharged: list[Resident]
    staff: list[StaffMember]
    started: list[StaffMember]
    stopped: list[StaffMember]


def movements(*, home: Home, after: dt.date | None, until: dt.date) -> Movements:
    """The registers in the period (after, until]; without ``after`` (no visit before) from the first entry."""
    since = after or dt.date.min
    children = list(home.residents.select_related("placing_authority").between(since, until))
    workers = list(home.staff.between(since, until))

    def came(rows: list[Any]) -> list[Any]:
        return [row for row in rows if since < row.arrived_on <= until] if after else []

    def went(rows: list[Any]) -> list[Any]:
        return [row for row in rows if row.left_on is not None and since < row.left_on <= until]

    return Movements(
        residents=[row for row in children if row.left_on is None or row.left_on > until],
        admitted=came(children),
        discharged=went(children),
        staff=[row for row in workers if row.left_on is None or row.left_on > until],
        started=came(workers),
        stopped=went(workers),
    )


def overdue_documents(*, user: Any, now: dt.datetime) -> list[StatutoryDocument]:
    """Documents past their review at the homes whose documents this person keeps or supervises."""
    wanted = (*roles.WRITES_DOCUMENTS, Role.RESPONSIBLE_INDIVIDUAL)
    if not access.holds_any(user, *wanted):
        return []
    rows = StatutoryDocument.objects.filter(
        home__in=access.homes_for(user, *wanted), review_by__lt=clock.today(now), ended_why=""
    )
    return list(rows.select_related("home", "building").order_by("review_by", "pk"))


def people(*, user: Any, words: str = "") -> QuerySet[User]:
    """Everybody who has an account, by name, with their appointments; only for those who appoint."""
    if not policy.can_appoint(user):
        return User.objects.none()
    rows = User.objects.order_by("full_name", "pk").prefetch_related(
        Prefetch("appointments", Appointment.objects.select_related("home", "authority"))
    )
    for word in words.split()[:MOST_WORDS]:
        rows = rows.filter(Q(full_name__icontains=word) | Q(email__icontains=word))
    return rows


@dataclass(frozen=True, slots=True)
class Held:
    """One appointment on the page of a person."""

    appointment: Appointment
    state: str
    declaration: Declaration | None


def appointments_of(*, person: User, now: dt.datetime) -> list[Held]:
    """The appointments of a person: those in force first, then those to come, then those that ended."""
    today = clock.today(now)
    rows = person.appointments.select_related("home", "authority").prefetch_related("declarations")
    held = [Held(row, _state(row, today), _newest(row)) for row in rows]
    order = {"In force": 0, "Begins later": 1, "Ended": 2}
    return sorted(held, key=lambda entry: (order[entry.state], entry.appointment.starts, entry.appointment.pk))


def _state(row: Appointment, today: dt.date) -> str:
    if row.in_force(today):
        return "In force"
    return "Begins later" if row.starts > today else "Ended"


def _newest(row: Appointment) -> Declaration | None:
    found = list(row.declarations.all())
    return declared(found[0]) if found else None


def declaration_of(*, visitor: User, home: Home, on: dt.date) -> Independence | None:
    """The newest declaration of the visitor's appointment at the home in force on that day; None when there is none."""
    return (
        Independence.objects.filter(
            appointment__in=Appointment.objects.in_force(on).filter(person=visitor, role=Role.VISITOR, home=home)
        )
        .order_by("-declared_at", "-pk")
        .first()
    )


def is_independent(*, visitor: User, home: Home, on: dt.date) -> bool:
    """Whether the visitor has declared for this home and nothing stands in the way (regulation 43(3)-(5))."""
    row = declaration_of(visitor=visitor, home=home, on=on)
    return row is not None and declared(row).independent
