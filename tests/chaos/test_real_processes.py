"""Time limits come due while worker, mail server, queue, database, beat and clock fail: nobody misses a reminder, nobody gets it unasked.

With real processes of the portal (``tests.chaos.office``): those of docker-compose.yml on PostgreSQL (``make chaos-real``), those of
``manage.py up`` on SQLite (``make chaos``). Ten homes owe the visit of March 2027; on the 15th at nine in the morning their visitors
are reminded, on the 20th the QA officer hears of each home, on the 24th the visitors again.
"""

from __future__ import annotations

import datetime as dt
import os

import pytest
from django.db import connection

from deadlines.models import Obligation, Reminder
from delivery.models import Delivery
from homes.services.appointments import end_appointment
from reg44.services import visits
from tests.chaos.office import HOMES, deaf, nine, no_database, owed
from tests.reports import HOUR, make_report
from tests.smtp import MailServer

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = dt.timedelta(minutes=1)
EMBEDDED = "postgres" not in os.environ.get("DATABASE_URL", "")
seldom = pytest.mark.slow  # by “make chaos-real” and “make soak”, not by CI
soaked = seldom if EMBEDDED else pytest.mark.filterwarnings()  # what depends on the database least: on SQLite seldom


def recipients(mails: MailServer) -> set[str]:
    """Who got mail."""
    return {mail["To"] for mail in mails.taken}


@pytest.mark.parametrize(
    ("place", "most"),
    [
        pytest.param("greeting", 0, marks=soaked),
        pytest.param("RCPT", 0, marks=seldom),
        pytest.param("DATA", 1, marks=soaked),
        ("QUIT", 1),
    ],
)
def test_a_worker_killed_before_in_or_after_the_conversation_loses_nothing(office, mails, figures, place, most):
    """Before the greeting; after the address; after the words and before the answer; after the yes and before our own note of it."""
    office.open(nine(15) - HOUR)
    if place == "greeting":
        mails.stop()
        with deaf(mails.port) as somebody_comes:
            office.goto(nine(15))
            somebody_comes()
            office.strike("worker")
        mails.start()
    else:
        office.hold_one_of(HOMES, nine(15), f"hold {place}")
        office.strike("worker")
        mails.go_on.set()
    assert Delivery.objects.filter(state="sending").exists()
    office.goto(nine(15) + 2 * MINUTE)
    office.start_worker()
    office.settled(HOMES)
    doubled = figures(f"worker killed at {place}").doubled
    assert doubled <= most
    assert doubled == 1 or place != "QUIT", "The server had said yes, and nobody here knew."


@seldom
def test_a_worker_whose_children_alone_are_killed_goes_on(office, mails, figures):
    office.open(nine(15) - HOUR)
    office.hold_one_of(HOMES, nine(15), "hold RCPT")
    office.kill_children(office.programs["worker"])
    mails.go_on.set()
    office.goto(nine(15) + 2 * MINUTE)
    office.settled(HOMES)
    assert figures("children of the worker killed").doubled == 0


@soaked
def test_a_worker_killed_while_the_clock_is_set_back_an_hour_loses_nothing(office, mails, figures):
    office.open(nine(15) - HOUR)
    office.hold_one_of(HOMES, nine(15), "DATA 451 Not now", "hold RCPT")
    office.strike("worker")
    mails.go_on.set()
    office.goto(nine(15) - HOUR)
    office.start_worker()
    office.settled(HOMES)
    assert figures("worker killed, clock back 1 h").doubled == 0


@soaked
def test_with_the_queue_stopped_then_flushed_everything_goes_when_it_is_back(office, mails, figures):
    office.open(nine(15) - HOUR)
    office.hold_one_of(HOMES, nine(15), "hold RCPT")
    office.kill(office.queue)
    office.says("beat1", "Message Error", "Connection error")
    office.says("worker", "Connection to broker lost")
    mails.go_on.set()
    office.start_queue()
    office.until(lambda: office.ended or not Delivery.objects.filter(state="sending").exists(), "the mail in hand goes")
    office.goto(nine(15) + 2 * MINUTE)
    office.settled(HOMES)
    office.flush_queue()
    office.goto(nine(20))
    office.settled(2 * HOMES)
    figures("queue stopped, then flushed")


def test_with_the_database_away_in_the_middle_of_a_mail_everything_goes_when_it_is_back(office, mails, figures):
    office.open(nine(15) - HOUR)
    office.hold_one_of(HOMES, nine(15), "hold DATA")
    with no_database():
        mails.go_on.set()
        office.goto(nine(20))
        office.says("worker", "database is locked", "OperationalError", "connection failed")
    office.settled(2 * HOMES)
    figures("database away")


@soaked
def test_the_first_page_after_a_restart_of_the_database_is_answered(office):
    process = office.start("ask")
    assert process.stdout.readline() == "ready\n"
    with no_database():
        pass
    assert int(process.communicate("go\n", timeout=60)[0]) > 10
    assert process.returncode == 0


@soaked
def test_three_beats_at_once_send_each_mail_once(office, mails, figures):
    office.open(nine(15) - HOUR)
    office.start_beat(2)
    office.start_beat(3)
    office.until(lambda: all(any((office.folder / f"beat{number}").iterdir()) for number in (2, 3)), "three beats run")
    for number, day in enumerate((15, 20, 24), 1):
        office.goto(nine(day))
        office.settled(number * HOMES)
    assert figures("three beats").doubled == 0


@soaked
def test_after_six_hours_without_worker_and_beat_only_the_highest_step_goes_out(office, mails, figures, cast):
    """A serious concern at seven in the evening: steps at 21:00, 23:00 and midnight all fall into the hours when nothing runs."""
    evening = dt.datetime(2027, 3, 10, 19, tzinfo=dt.UTC)
    report = make_report(cast, arrives=evening - HOUR)
    Obligation.objects.exclude(home=cast.oak).update(next_step_at=None)
    visits.urgent_notice(
        visit=report.visit, text="A door.", serious_concern=True, op_id="one", by=cast.visitor, now=evening
    )
    office.open(evening + HOUR)
    office.settled(0)
    before = len(mails.taken)
    office.strike("worker")
    office.strike("beat1")
    office.goto(evening + 7 * HOUR)
    office.start_worker()
    office.start_beat()
    office.settled(2)
    assert {mail["To"] for mail in mails.taken[before:]} == {cast.visitor.email, cast.head_of_qa.email}
    steps = Reminder.objects.filter(state="made").values_list("step", flat=True)
    assert sorted(steps) == ["holder:due+0 hours", "ladder:due+0 hours"]
    assert Reminder.objects.filter(state="superseded").count() == 2
    figures("nothing runs for 6 h")


def test_a_clock_moved_back_and_forward_repeats_nothing_and_stays_silent_for_nobody(office, mails, figures):
    office.open(nine(15) - 6 * HOUR)
    office.goto(nine(15))
    office.settled(HOMES)
    for moment in (nine(15) - 6 * HOUR, nine(15) + HOUR, nine(15), nine(15) + 6 * HOUR):
        office.goto(moment)
        office.swept_after(moment)
        office.goto(moment + MINUTE)
        office.swept_after(moment + MINUTE)
    assert owed().count() == HOMES
    office.goto(nine(20) - HOUR)
    office.swept_after(nine(20) - HOUR)
    office.goto(nine(20))
    office.settled(2 * HOMES)
    assert figures("clock moved 1 h and 6 h").doubled == 0


@soaked
def test_whoever_leaves_between_the_making_and_the_sending_gets_nothing(office, mails, figures, cast):
    mails.stop()
    office.open(nine(15) - HOUR)
    office.goto(nine(15))
    office.until(lambda: Delivery.objects.exclude(last_answer="").exists(), "the mail server is missed")
    office.until(lambda: Delivery.objects.count() == HOMES, "the mails are made")
    office.strike("worker")
    end_appointment(appointment=cast.appointment("visitor"), ends=dt.date(2027, 3, 15), by=None, now=nine(15))
    cast.other_visitor.is_active = False
    cast.other_visitor.save()
    mails.start()
    office.goto(nine(15) + HOUR)
    office.start_worker()
    office.settled(HOMES)
    found = figures("appointment ends before the sending")
    assert found.withdrawn == 2
    assert not {cast.visitor.email, cast.other_visitor.email} & recipients(mails)
    assert len(recipients(mails)) == HOMES - 2


def test_the_tests_run_on_the_database_they_name():
    assert (connection.vendor == "sqlite") is EMBEDDED
