"""The calendar of one person: what it holds, what it never tells, and how its address ends."""

from __future__ import annotations

import datetime as dt
import logging
import re

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from core import clock
from core.logs import NoSecrets
from core.models import Message
from deadlines import book, feed
from deadlines.models import Feed, Obligation
from deadlines.services import feeds, running
from deadlines.services.sweep import sweep
from homes.models import Appointment
from homes.roles import Role
from reg44.services import visits
from tests.cast import BEGAN, PEOPLE
from tests.reports import ARRIVED, DAY, HOUR, make_report, make_visit

pytestmark = pytest.mark.django_db
NOW = ARRIVED + DAY
PAGE = "/deadlines/calendar/"
DAYS = re.compile(r"(2027-?04-?2[01])|(\b2[01]\.? April)")


@pytest.fixture(autouse=True)
def travel():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def address(person) -> str:
    """The path of a new calendar address."""
    return f"/calendar/{feeds.make_feed(by=person, now=clock.now())}/deadlines.ics"


def entries(path: str) -> dict[str, dict[str, str]]:
    """The events of the calendar by summary, read by the library's own reader."""
    answer = Client().get(path)
    assert answer.status_code == 200
    lines = answer.content.split(b"\r\n")
    assert max(map(len, lines)) <= 75, "Lines are folded (RFC 5545, 3.1)."
    found = Calendar.from_ical(answer.content)
    assert found["VERSION"] == "2.0"
    return {str(each["SUMMARY"]): each for each in found.walk("VEVENT")}


def test_the_calendar_holds_what_is_due_from_the_person_and_what_they_are_told_of(cast):
    make_report(cast)
    sweep(now=NOW)
    found = entries(address(cast.visitor))
    draft = found["Oak House, March 2027: Send the draft report to the registered manager"]
    assert draft["DTSTART"].dt == dt.date(2027, 3, 9)
    row = Obligation.objects.get(rule="reg44.draft_to_manager")
    assert draft["URL"].endswith(f"/deadlines/{row.pk}/")
    assert not any("Elm Lodge" in summary for summary in found)
    watched = entries(address(cast.contracts_manager))
    assert "Oak House, March 2027: Send the draft report to the registered manager" in watched
    assert "Oak House, March 2027: Make the monthly visit" not in watched, "Nobody tells the contracts manager of it."
    assert "Elm Lodge, March 2027: Make the monthly visit" in entries(address(cast.qa_officer))


def test_a_limit_in_hours_is_written_in_utc_also_over_the_change_of_the_clocks(cast, travel):
    report = make_report(cast, arrives=dt.datetime(2027, 3, 26, 10, tzinfo=dt.UTC), state="with_manager")
    travel.move_to(report.sent_at)
    comments = entries(address(cast.manager))["Oak House, March 2027: Comment on facts in the draft"]
    assert comments["DTSTART"].to_ical() == b"20270329T120000Z"
    assert comments["DTSTART"].dt == report.sent_at + 48 * HOUR
    assert "Monday 29 March 2027 at 1pm in London" in comments["DESCRIPTION"]


def test_a_moved_limit_keeps_its_uid_and_counts_up_and_one_that_is_done_or_ended_vanishes(cast):
    make_report(cast)
    path, title = address(cast.visitor), "Oak House, March 2027: Send the draft report to the registered manager"
    before = entries(path)[title]
    row = Obligation.objects.get(rule="reg44.draft_to_manager")
    later = NOW + HOUR
    running.move(
        obligation=row,
        due_on=dt.date(2027, 3, 12),
        reason="The visitor is ill.",
        book=book.load(),
        by=cast.qa_officer,
        now=later,
    )
    after = entries(path)[title]
    assert (after["UID"], after["SEQUENCE"], after["DTSTART"].dt) == (before["UID"], 1, dt.date(2027, 3, 12))
    assert (before["SEQUENCE"], before["LAST-MODIFIED"].dt, after["LAST-MODIFIED"].dt) == (0, row.opened_at, later)
    row.refresh_from_db()
    running.cancel(row, reason="the home closed", by=None, now=NOW)
    assert title not in entries(path)


def test_three_months_ahead_and_no_further(cast):
    make_report(cast)
    path = address(cast.visitor)
    row = Obligation.objects.get(rule="reg44.draft_to_manager")
    for day, shown in ((dt.date(2027, 6, 4), True), (dt.date(2027, 6, 5), False), (dt.date(2027, 1, 5), True)):
        Obligation.objects.filter(pk=row.pk).update(due_at=clock.at_london(day, 23, 59))
        assert (f"deadline-{row.pk}@" in Client().get(path).content.decode()) is shown, day


def test_the_secret_is_shown_once_and_only_its_hash_is_kept(cast):
    client = cast.client(cast.visitor)
    assert "You have no calendar address." in client.get(PAGE).content.decode()
    shown = client.post(PAGE).content.decode()
    path = re.search(r'value="[^"]*(/calendar/([\w-]{43})/deadlines\.ics)"', shown)
    row = Feed.objects.get()
    assert (row.person, row.secret_sha256) == (cast.visitor, feeds.fingerprint(path[2]))
    again = client.get(PAGE).content.decode()
    assert path[2] not in again
    assert "It has not been used yet." in again
    assert Client().get(path[1]).status_code == 200
    assert "It was last used on" in client.get(PAGE).content.decode()


def test_a_new_address_ends_the_old_one_and_stopping_ends_every_one(cast):
    client, old = cast.client(cast.visitor), address(cast.visitor)
    assert Client().get(old).status_code == 200
    new = address(cast.visitor)
    assert (Client().get(old).status_code, Client().get(new).status_code) == (404, 200)
    assert client.post(f"{PAGE}end/").status_code == 302
    assert Client().get(new).status_code == 404
    assert not Feed.objects.exists()
    assert client.post(f"{PAGE}end/").status_code == 302, "Twice is once."
    assert Client().get("/calendar/no-such-secret/deadlines.ics").status_code == 404


def test_the_address_stops_with_the_appointment_and_with_the_account(cast):
    visitors, managers = address(cast.visitor), address(cast.manager)
    appointment = cast.appointment("visitor")
    appointment.ends = clock.today(NOW) - DAY
    appointment.save()
    assert Client().get(visitors).status_code == 404
    cast.manager.is_active = False
    cast.manager.save()
    assert Client().get(managers).status_code == 404


def test_a_calendar_needs_and_makes_no_session_and_reading_it_writes_when_it_was_used_only(cast, travel):
    make_report(cast)
    path = address(cast.visitor)
    with CaptureQueriesContext(connection) as caught:
        answer = Client().get(path)
    assert not answer.cookies
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("private", "no-referrer")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    writes = [each["sql"] for each in caught if not each["sql"].startswith("SELECT")]
    assert len(writes) == 1
    assert writes[0].startswith('UPDATE "deadlines_feed" SET "last_used_at"')
    assert Feed.objects.get().last_used_at == NOW
    travel.move_to(NOW + HOUR / 10)
    Client().get(path)
    assert Feed.objects.get().last_used_at == NOW, "Not noted at every call."
    assert Client().post(path).status_code == 405


def test_reading_asks_the_database_equally_often_for_one_limit_and_for_forty(cast):
    make_report(cast)
    path, counts = address(cast.visitor), []
    row = Obligation.objects.get(rule="reg44.draft_to_manager")
    Client().get(path)
    for number in (1, 40):
        rows = [Obligation.objects.get(pk=row.pk) for _ in range(number)]
        for place, copy in enumerate(rows):
            copy.pk, copy.period = None, f"{number}:{place}"
        Obligation.objects.bulk_create(rows)
        with CaptureQueriesContext(connection) as caught:
            assert Client().get(path).content.count(b"BEGIN:VEVENT") > number
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 8


def test_asking_too_often_is_refused_for_a_minute(cast, monkeypatch):
    monkeypatch.setattr("deadlines.views_feed.ASKED", "2/m/ip")
    path = address(cast.visitor)
    assert [Client().get(path).status_code for _ in range(3)] == [200, 200, 429]


def test_no_log_line_holds_the_secret_of_an_address(cast, caplog):
    handler = caplog.handler
    secret = NoSecrets()
    handler.addFilter(secret)
    logger = logging.getLogger("gunicorn.access")
    try:
        with caplog.at_level(logging.INFO):
            assert Client().get("/calendar/abcDEF-123_x/deadlines.ics").status_code == 404
            logger.info('%(h)s "%(r)s" %(s)s', {"h": "-", "r": "GET /calendar/abcDEF-123_x/deadlines.ics", "s": 200})
            logger.warning("/password/1b-c4z7-0123456789/ opened")
    finally:
        handler.removeFilter(secret)
    lines = [record.getMessage() for record in caplog.records]
    assert len(lines) == 3
    assert all("…" in line and "abcDEF" not in line and "0123456789" not in line for line in lines)


def test_every_handler_of_the_logs_leaves_secrets_out(settings):
    handlers = settings.LOGGING["handlers"].values()
    assert all("no_secrets" in handler["filters"] for handler in handlers)


@pytest.mark.parametrize("who", ["manager", "deputy", "home_staff"])
def test_nobody_at_the_home_gets_an_address_or_a_word_of_a_planned_visit(cast, who, travel):
    """Before planning, after planning, after moving and on the eve: the calendar does not change by a letter."""
    person, read = getattr(cast, who), []
    may = who != "home_staff"
    make_report(cast, state="issued")
    path = address(person) if may else PAGE
    travel.move_to(ARRIVED + 20 * DAY)
    secret = ARRIVED.replace(month=4, day=20)

    def look() -> None:
        answer = Client().get(path) if may else cast.client(person).get(path)
        assert answer.status_code == (200 if may else 404)
        read.append(answer.content if may else b"")

    look()
    planned = make_visit(cast, arrives=secret)
    look()
    visits.move(visit=planned, planned_for=secret.date().replace(day=21), announced=False, by=cast.visitor, now=NOW)
    look()
    assert len(set(read)) == 1
    assert not DAYS.search(read[0].decode())


def test_the_day_of_an_unannounced_visit_stands_in_no_calendar_at_all(cast, travel):
    make_report(cast, state="issued")
    make_visit(cast, arrives=ARRIVED.replace(month=4, day=20))
    travel.move_to(ARRIVED + 20 * DAY)
    assert DAYS.search(cast.client(cast.visitor).get("/visits/").content.decode()), "The visitor does see it."
    sweep(now=clock.now())
    read = 0
    for who in PEOPLE:
        person = getattr(cast, who)
        if cast.client(person).get(PAGE).status_code == 200:
            found = Client().get(address(person)).content.decode().replace("\r\n ", "")
            assert not DAYS.search(found), who
            read += found.count("BEGIN:VEVENT")
    assert read > 10


def test_no_note_and_no_why_page_of_a_month_of_sweeps_tells_the_home_of_the_visit_to_come(cast, travel):
    make_report(cast, state="issued")
    make_visit(cast, arrives=ARRIVED.replace(month=4, day=20))
    for day in range(1, 20):
        sweep(now=dt.datetime(2027, 4, day, 12, tzinfo=dt.UTC))
    travel.move_to(dt.datetime(2027, 4, 19, 13, tzinfo=dt.UTC))
    at_home = (cast.manager, cast.deputy, cast.home_staff)
    notes = Message.objects.filter(to__in=at_home, code__startswith="deadlines.")
    assert notes.exists()
    assert not [note for note in notes if DAYS.search(f"{note.subject} {note.body} {note.link}")]
    client, seen = cast.client(cast.manager), 0
    for row in Obligation.objects.order_by("pk"):
        answer = client.get(f"/deadlines/{row.pk}/")
        seen += answer.status_code == 200
        assert not DAYS.search(answer.content.decode()), row
    assert seen > 5


def test_what_is_hidden_from_the_home_stays_hidden_from_somebody_who_works_there_and_holds_another_role(cast):
    make_report(cast, priorities=("high",))
    hidden = Obligation.objects.get(rule="reg44.draft_to_manager")
    Obligation.objects.filter(pk=hidden.pk).update(hidden_from_home=True)
    title = "Oak House, March 2027: Send the draft report to the registered manager"
    Appointment.objects.create(person=cast.deputy, role=Role.CONTRACTS_MANAGER, starts=BEGAN)
    assert title in entries(address(cast.contracts_manager))
    assert title not in entries(address(cast.deputy))
    assert cast.client(cast.deputy).get(f"/deadlines/{hidden.pk}/").status_code == 404


def test_no_calendar_names_a_person(cast):
    make_report(cast, state="signed_off")
    make_report(cast, arrives=ARRIVED + 30 * DAY, state="with_manager")
    sweep(now=NOW)
    words = {word for full_name, *_ in PEOPLE.values() for word in full_name.split()}
    for who in ("manager", "ri", "qa_officer"):
        text = feed.written(user=getattr(cast, who), now=NOW).decode().replace("\r\n ", "")
        assert "BEGIN:VEVENT" in text
        assert not [word for word in words if re.search(rf"\b{word}\b", re.sub(r"https?://\S+", "", text))], who
