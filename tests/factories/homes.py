"""Records of homes for tests that need more than the cast."""

from __future__ import annotations

import datetime as dt

import factory

from accounts.models import User
from homes.models import Bedroom, Building, Home, LocalAuthority, Resident, StaffMember
from tests.cast import hashed_password


class UserFactory(factory.django.DjangoModelFactory):
    """A person without an appointment; the password is that of the cast."""

    class Meta:
        model = User

    email = factory.Sequence(lambda number: f"person.{number}@council.example")
    full_name = factory.Sequence(lambda number: f"Person Number{number}")
    password = factory.LazyFunction(hashed_password)


class LocalAuthorityFactory(factory.django.DjangoModelFactory):
    """A council."""

    class Meta:
        model = LocalAuthority

    name = factory.Sequence(lambda number: f"Council {number}")


class HomeFactory(factory.django.DjangoModelFactory):
    """A home without buildings."""

    class Meta:
        model = Home

    name = factory.Sequence(lambda number: f"House {number}")
    urn = factory.Sequence(lambda number: f"SC{900000 + number}")
    registered_places = 4
    address = "Long Lane"
    host_authority = factory.SubFactory(LocalAuthorityFactory)
    opened_on = dt.date(2015, 4, 1)


class BuildingFactory(factory.django.DjangoModelFactory):
    """A building."""

    class Meta:
        model = Building

    home = factory.SubFactory(HomeFactory)
    name = factory.Sequence(lambda number: f"Building {number}")


class BedroomFactory(factory.django.DjangoModelFactory):
    """A bedroom."""

    class Meta:
        model = Bedroom

    building = factory.SubFactory(BuildingFactory)
    name = factory.Sequence(lambda number: f"Bedroom {number}")


class ResidentFactory(factory.django.DjangoModelFactory):
    """A child who lives in the home."""

    class Meta:
        model = Resident

    home = factory.SubFactory(HomeFactory)
    initials = "A.B."
    number = factory.Sequence(lambda number: number + 1)
    reference = factory.Sequence(lambda number: f"REF-{number}")
    placing_authority = factory.SubFactory(LocalAuthorityFactory)
    arrived_on = dt.date(2020, 6, 1)


class StaffMemberFactory(factory.django.DjangoModelFactory):
    """Somebody who works in the home."""

    class Meta:
        model = StaffMember

    home = factory.SubFactory(HomeFactory)
    initials = "C.D."
    number = factory.Sequence(lambda number: number + 1)
    job = "Residential worker"
    arrived_on = dt.date(2020, 6, 1)
