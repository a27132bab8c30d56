"""Rights follow from appointments in force, and from nothing else."""

import datetime as dt

import pytest
import time_machine

from homes import access
from homes.models import Home
from homes.roles import Role

NOON = dt.datetime(2027, 3, 24, 12, tzinfo=dt.UTC)
TODAY = NOON.date()


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOON, tick=False):
        yield


def test_each_person_reaches_only_the_homes_of_their_appointments(cast):
    both, oak, elm, none = {cast.oak, cast.elm}, {cast.oak}, {cast.elm}, set()
    reach = {
        "visitor": oak,
        "other_visitor": elm,
        "manager": oak,
        "other_manager": elm,
        "home_staff": oak,
        "ri": both,
        "qa_officer": both,
        "councillor": oak,
        "placing_authority": none,
        "leaver": none,
        "stranger": none,
        "administrator": both,
    }
    assert {name: set(access.homes_for(cast.people[name])) for name in reach} == reach
    assert set(Home.objects.visible_to(cast.visitor, Role.REGISTERED_MANAGER)) == none


def test_access_begins_on_the_first_day_and_is_gone_on_the_day_of_ending(cast):
    held = cast.appointment("visitor")
    held.ends = TODAY
    held.save()
    assert not access.holds(cast.visitor, Role.VISITOR)
    assert access.holds(cast.visitor, Role.VISITOR, on=TODAY - dt.timedelta(days=1))
    assert access.holds(cast.visitor, Role.VISITOR, cast.oak, on=held.starts)
    assert not access.holds(cast.visitor, Role.VISITOR, on=held.starts - dt.timedelta(days=1))


def test_the_day_is_the_day_in_london(cast):
    held = cast.appointment("visitor")
    held.ends = dt.date(2027, 7, 1)
    held.save()
    with time_machine.travel(dt.datetime(2027, 6, 30, 22, 59, tzinfo=dt.UTC), tick=False):
        assert access.holds(cast.visitor, Role.VISITOR)
    with time_machine.travel(dt.datetime(2027, 6, 30, 23, 0, tzinfo=dt.UTC), tick=False):
        assert not access.holds(cast.visitor, Role.VISITOR)


def test_a_role_for_the_whole_council_covers_each_home_but_a_placing_authority_covers_none(cast):
    assert access.holds(cast.ri, Role.RESPONSIBLE_INDIVIDUAL, cast.elm)
    assert access.holds(cast.placing_authority, Role.PLACING_AUTHORITY)
    assert not access.covers(cast.placing_authority, cast.oak)
    assert access.scope(cast.placing_authority).authority_ids() == {cast.placing.pk}


def test_a_closed_account_holds_nothing_whatever_its_appointments(cast):
    cast.manager.is_active = False
    assert not access.scope(cast.manager).appointments


def test_within_a_request_the_appointments_are_read_once(cast, django_assert_num_queries):
    cast.manager.request_cache = {}
    with django_assert_num_queries(1):
        assert access.holds(cast.manager, Role.REGISTERED_MANAGER, cast.oak)
        assert not access.covers(cast.manager, cast.elm)
        assert access.scope(cast.manager, TODAY).roles == {Role.REGISTERED_MANAGER}
