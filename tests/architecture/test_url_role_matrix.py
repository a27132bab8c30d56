"""Nobody reaches what is not theirs: every address × everybody of the cast, by GET and by POST (rows in matrix*.py).

Views are called through the table of addresses with their policy (tests/crawling.py: ``Door``). What is posted by people who may is
the matter of other tests; here nobody else's post has an effect: no statement that writes is sent to the database.
"""

from __future__ import annotations

import logging

import pytest
import time_machine
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import path, reverse

from tests.architecture import matrix, matrix_visits
from tests.architecture.matrix import Row, widest
from tests.architecture.rows import ALL, PLAIN
from tests.architecture.world import NOW, World
from tests.cast import PEOPLE
from tests.crawling import Door

pytestmark = [pytest.mark.access, pytest.mark.xdist_group("matrix"), pytest.mark.django_db]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Built once for the whole table, and rolled back."""
    logging.disable(logging.WARNING)  # each refusal would be logged
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False), transaction.atomic():
        yield World()
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)


class Silent:
    """Addresses of a view that forgot to declare its policy."""

    @staticmethod
    def view(request):
        raise AssertionError("A view without a policy was called.")

    urlpatterns = [path("silent/", view)]


def test_a_view_that_declares_nothing_is_closed(world, settings):
    settings.ROOT_URLCONF = Silent
    person = world.cast.qa_officer
    assert Door(person).knock("/silent/").code == 404


def wrong_answers(world: World, who: str, rows: list[Row]) -> list[str]:
    """What this person met that the table does not say.

    Everybody else posts once to each address, where most people may; whoever is told "not now" posts then, too.
    """
    door, wrong, most = Door(world.cast.people[who]), [], widest(rows)
    for row in rows:
        url, here = reverse(row.name, args=row.args(world)) + row.query, (row.name, row.when) in most
        if here or row.allowed or not row.posters:
            got = door.knock(url)
            if got.code not in row.codes(who) or got.wrote:
                wrong.append(f"GET {row.name} {row.when}: {got}, not {sorted(row.codes(who))}")
        if not row.posts(who) and (here or who in row.told):
            got = door.knock(url, "POST")
            if got.code not in row.refusals(who) or got.wrote:
                wrong.append(f"POST {row.name} {row.when}: {got}, not {sorted(row.refusals(who))}")
    return wrong


@pytest.mark.parametrize("who", PEOPLE)
def test_this_person_gets_the_pages_of_their_appointments_and_404_elsewhere(world, who):
    wrong = wrong_answers(world, who, PLAIN)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("who", PEOPLE)
def test_where_a_visit_stands_decides_what_this_person_gets_of_it(world, who):
    wrong = wrong_answers(world, who, matrix_visits.rows_for(who))
    assert not wrong, "\n".join(wrong)


def fetch(client: Client, world: World, row: Row) -> tuple[int, str]:
    """Code and target of one GET through everything that a request passes; what it wrote is rolled back."""
    with transaction.atomic():
        response = client.get(reverse(row.name, args=row.args(world)) + row.query)
        transaction.set_rollback(True)
    return response.status_code, response.headers.get("Location", "")


@pytest.mark.parametrize("who", ["visitor", "stranger"])
def test_pages_of_the_own_account_are_alike_for_everybody(world, who):
    client, wrong = world.cast.client(world.cast.people[who]), []
    for row in matrix.ACCOUNTS:
        code, target = fetch(client, world, row)
        if code not in row.codes(who):
            wrong.append(f"{row.name}: {code} {target}, not {sorted(row.codes(who))}")
    assert not wrong, "\n".join(wrong)


def test_somebody_who_is_not_signed_in_gets_public_pages_only(world):
    client, wrong = Client(), []
    for row in ALL:
        code, target = fetch(client, world, row)
        sent_away = code == 302 and (target == "/" or target.startswith(reverse(settings.LOGIN_URL)))
        right = code < 400 if row.public else sent_away or code in {404, 405}
        if not right:
            wrong.append(f"{row.name}: {code} {target}")
    assert not wrong, "\n".join(wrong)
