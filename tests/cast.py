"""The fixed cast: two homes and one person in each part. Every test that asks “who may” uses these people.

``cast`` costs about ten statements. Everybody's password is PASSWORD. Days are counted from BEGAN, long before any test's clock;
the leaver's appointment ended on LEFT. ``cast.sign_in(client, cast.visitor)`` signs in freshly at the clock of the moment.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.test import Client

from accounts.models import User
from homes.models import (
    Appointment,
    Bedroom,
    Building,
    Home,
    Independence,
    LocalAuthority,
    Resident,
    StaffMember,
    StatutoryDocument,
)
from homes.roles import Role

PASSWORD = "a long phrase for tests only"
BEGAN = dt.date(2020, 1, 6)
LEFT = dt.date(2021, 1, 4)
BEGAN_AT = dt.datetime(2020, 1, 6, 9, tzinfo=dt.UTC)

# name in the cast -> (full name, role, home: "oak", "elm", None for the whole council), or no role at all
PEOPLE: dict[str, tuple[str, str | None, str | None]] = {
    "visitor": ("Vera Visitor", Role.VISITOR, "oak"),
    "other_visitor": ("Oscar Othervisitor", Role.VISITOR, "elm"),
    "manager": ("Mina Manager", Role.REGISTERED_MANAGER, "oak"),
    "other_manager": ("Otto Othermanager", Role.REGISTERED_MANAGER, "elm"),
    "deputy": ("Dora Deputy", Role.DEPUTY_MANAGER, "oak"),
    "home_staff": ("Hana Homestaff", Role.HOME_STAFF, "oak"),
    "ri": ("Rafi Responsible", Role.RESPONSIBLE_INDIVIDUAL, None),
    "service_lead": ("Sana Servicelead", Role.SERVICE_LEAD, None),
    "qa_officer": ("Quinn Qaofficer", Role.QA_OFFICER, None),
    "head_of_qa": ("Hedda Headofqa", Role.HEAD_OF_QA, None),
    "director": ("Dirk Director", Role.DIRECTOR, None),
    "contracts_manager": ("Cora Contracts", Role.CONTRACTS_MANAGER, None),
    "visitor_manager": ("Vito Visitormanager", Role.VISITOR_MANAGER, None),
    "councillor": ("Carl Councillor", Role.COUNCILLOR, "oak"),
    "placing_authority": ("Pia Placing", Role.PLACING_AUTHORITY, None),
    "administrator": ("Ada Administrator", Role.ADMINISTRATOR, None),
    "leaver": ("Lena Leaver", Role.VISITOR, "oak"),
    "stranger": ("Sten Stranger", None, None),
}


@dataclass
class Cast:
    """The people by name, the homes, and how to sign in."""

    people: dict[str, User]
    oak: Home
    elm: Home
    host: LocalAuthority
    placing: LocalAuthority
    residents: list[Resident]

    def __getattr__(self, name: str) -> User:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    def sign_in(self, client: Client, person: User) -> Client:
        """Sign the person in at the clock of the moment; this counts as a fresh sign-in for five minutes."""
        client.force_login(person)
        return client

    def client(self, person: User) -> Client:
        """A new client of the test with this person signed in."""
        return self.sign_in(Client(), person)

    def appointment(self, name: str) -> Appointment:
        """The appointment that the person of this name has."""
        return Appointment.objects.get(person=self.people[name])


@cache
def hashed_password() -> str:
    """The password, hashed once a run."""
    return make_password(PASSWORD)


def assemble() -> Cast:
    """Write the cast into the database (the fixture calls it; worlds that live longer than a test may too)."""
    host = LocalAuthority.objects.create(name="Westshire Council", email="homes@westshire.example")
    placing = LocalAuthority.objects.create(name="Northmere Council", email="placements@northmere.example")
    oak = _home("Oak House", "SC100001", host)
    elm = _home("Elm Lodge", "SC100002", host)
    homes = {"oak": oak, "elm": elm, None: None}
    people = {
        key: User(email=f"{key.replace('_', '.')}@council.example", full_name=name, password=hashed_password())
        for key, (name, _, _) in PEOPLE.items()
    }
    User.objects.bulk_create(people.values())
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, verified=True, primary=True) for person in people.values()
    )
    appointments = [
        Appointment(
            person=people[key],
            role=role,
            home=homes[where],
            authority=placing if role == Role.PLACING_AUTHORITY else None,
            starts=BEGAN,
            ends=LEFT if key == "leaver" else None,
        )
        for key, (_, role, where) in PEOPLE.items()
        if role is not None
    ]
    Appointment.objects.bulk_create(appointments)
    Independence.objects.bulk_create(_independent(row) for row in appointments if row.role == Role.VISITOR)
    residents = _registers(oak, elm, host, placing)
    return Cast(people=people, oak=oak, elm=elm, host=host, placing=placing, residents=residents)


def _home(name: str, urn: str, host: LocalAuthority) -> Home:
    home = Home(
        name=name,
        urn=urn,
        registered_places=4,
        address=f"{name}\nLong Lane\nWesthaven",
        host_authority=host,
        opened_on=dt.date(2015, 4, 1),
    )
    Home.objects.bulk_create([home])
    building = Building.objects.create(home=home, name="Main building")
    Bedroom.objects.bulk_create(Bedroom(building=building, name=f"Bedroom {number}") for number in (1, 2, 3))
    return home


def _independent(appointment: Appointment) -> Independence:
    return Independence(
        appointment=appointment,
        employed_in_services=False,
        paid_by_provider=False,
        plans_care=False,
        commissions_or_finances=False,
        financial_interest=False,
        is_responsible_individual=False,
        doubtful_connection=False,
        declared_at=BEGAN_AT,
    )


def _registers(oak: Home, elm: Home, host: LocalAuthority, placing: LocalAuthority) -> list[Resident]:
    came = dt.date(2020, 6, 1)
    residents = [
        Resident(home=oak, initials="J.S.", reference="OAK-1", placing_authority=placing, arrived_on=came),
        Resident(home=oak, initials="J.S.", number=2, reference="OAK-2", placing_authority=host, arrived_on=came),
        Resident(home=oak, initials="M.K.", reference="OAK-3", placing_authority=host, arrived_on=came, left_on=LEFT),
        Resident(home=elm, initials="A.B.", reference="ELM-1", placing_authority=host, arrived_on=came),
    ]
    Resident.objects.bulk_create(residents)
    StaffMember.objects.bulk_create(
        [
            StaffMember(home=oak, initials="P.Q.", job="Residential worker", arrived_on=BEGAN),
            StaffMember(home=oak, initials="R.T.", job="Night worker", agency=True, arrived_on=came),
            StaffMember(home=elm, initials="W.X.", job="Residential worker", arrived_on=BEGAN),
        ]
    )
    StatutoryDocument.objects.bulk_create(
        [StatutoryDocument(home=oak, kind="statement_of_purpose", version="4", review_by=dt.date(2040, 4, 1))]
    )
    return residents


@pytest.fixture
def cast(db) -> Cast:
    """The fixed cast (see the module)."""
    return assemble()
