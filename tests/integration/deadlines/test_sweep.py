"""The sweep: what should have gone out by now goes out once, to the right people, after any pause, with few statements."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import Message
from core.outbox import STILL_WANTED
from deadlines import selectors, tasks
from deadlines.models import Heartbeat, Obligation, Reminder
from deadlines.services.sweep import ESCALATION, REMINDER, sweep
from homes.models import Appointment, Home
from homes.roles import Role
from tests.cast import PEOPLE
from tests.factories.homes import HomeFactory
from tests.reports import ARRIVED, DAY, HOUR, make_report

pytestmark = pytest.mark.django_db
DUE = dt.datetime(2027, 3, 9, 23, 59, tzinfo=dt.UTC)  # of the draft of the visit at ARRIVED
MINUTE = dt.timedelta(minutes=1)
MARCH = dt.datetime(2027, 3, 1, 9, tzinfo=dt.UTC)


@pytest.fixture
def draft(cast) -> Obligation:
    """A draft that is owed."""
    make_report(cast)
    Message.objects.all().delete()
    return Obligation.objects.get(rule="reg44.draft_to_manager")


def told(rule: str = "reg44.draft_to_manager") -> list[tuple[str, str]]:
    """Who was told by which step, of this rule."""
    rows = Reminder.objects.filter(obligation__rule=rule, state="made").select_related("person")
    names = {full: key for key, (full, _, _) in PEOPLE.items()}
    return sorted((row.step, names[row.person.full_name]) for row in rows)


def notes() -> list[Message]:
    """Notes about the draft."""
    return list(Message.objects.filter(code__startswith="deadlines.", subject__contains="raft report").order_by("pk"))


def test_the_visitor_is_reminded_the_working_day_before_and_not_sooner(cast, draft):
    sweep(now=dt.datetime(2027, 3, 8, 8, 59, tzinfo=dt.UTC))
    assert told() == []
    sweep(now=dt.datetime(2027, 3, 8, 9, 0, tzinfo=dt.UTC))
    assert told() == [("holder:due-1 working days", "visitor")]
    (note,) = notes()
    assert note.to == cast.visitor
    assert note.link == f"/deadlines/{draft.pk}/"
    assert note.subject == "Oak House, March 2027: due soon: send the draft report to the registered manager"
    assert "the end of Tuesday 9 March 2027" in note.body


def test_when_the_limit_has_passed_the_visitor_and_those_above_are_told(cast, draft):
    sweep(now=dt.datetime(2027, 3, 8, 9, tzinfo=dt.UTC))
    sweep(now=DUE + MINUTE)
    assert told() == [
        ("holder:due+0 hours", "visitor"),
        ("holder:due-1 working days", "visitor"),
        ("ladder:due+0 hours", "contracts_manager"),
        ("ladder:due+0 hours", "qa_officer"),
    ]
    assert {note.code for note in notes()} == {REMINDER, ESCALATION}
    assert all("overdue" in note.subject for note in notes()[1:])


def test_a_note_names_nobody(cast, draft):
    sweep(now=DUE + 30 * DAY)
    words = " ".join(f"{note.subject} {note.body}" for note in Message.objects.filter(code__startswith="deadlines."))
    assert words
    assert [name for name, _, _ in PEOPLE.values() if name in words or name.split()[1] in words] == []


def test_any_number_of_sweeps_is_one_and_a_second_scheduler_that_read_too_early_adds_nothing(cast, draft):
    sweep(now=DUE + MINUTE)
    before = (Reminder.objects.count(), Message.objects.count())
    sweep(now=DUE + MINUTE)
    sweep(now=DUE + MINUTE)
    draft.refresh_from_db()
    Obligation.objects.filter(pk=draft.pk).update(next_step_at=draft.opened_at)
    sweep(now=DUE + MINUTE)
    assert (Reminder.objects.count(), Message.objects.count()) == before


def test_after_a_long_pause_only_the_highest_reminder_and_the_highest_rung_go_out(cast, draft):
    sweep(now=DUE + 20 * DAY)
    made = Reminder.objects.filter(obligation=draft, state="made").values_list("step", flat=True)
    assert set(made) == {"holder:due+0 hours", "ladder:due+3 working days"}
    passed = Reminder.objects.filter(obligation=draft, state="superseded").values_list("step", flat=True)
    assert set(passed) == {"holder:due-1 working days", "ladder:due+0 hours"}
    assert {note.to for note in notes()} == {cast.visitor, cast.head_of_qa}


def test_steps_before_the_birth_of_a_limit_never_exist(cast):
    """The report is made final late on the last day: nobody is told what should have been done the day before."""
    make_report(cast, state="with_manager")
    row = Obligation.objects.get(rule="reg44.ofsted_by_month_end")
    Obligation.objects.filter(pk=row.pk).update(opened_at=row.due_at - HOUR, next_step_at=row.due_at + MINUTE)
    sweep(now=row.due_at + HOUR)
    assert told("reg44.ofsted_by_month_end") == [("ladder:due+0 hours", "head_of_qa")]


def test_what_is_done_reminds_nobody_and_a_waiting_note_is_not_wanted_any_more(cast, draft):
    sweep(now=dt.datetime(2027, 3, 8, 9, tzinfo=dt.UTC))
    (note,) = notes()
    assert STILL_WANTED[REMINDER](note)
    Obligation.objects.filter(pk=draft.pk).update(state="met", closed_at=DUE, next_step_at=None)
    assert not STILL_WANTED[REMINDER](note)
    sweep(now=DUE + 30 * DAY)
    assert told() == [("holder:due-1 working days", "visitor")]


def test_whoever_has_left_is_told_nothing_and_the_successor_is(cast, draft):
    monday = dt.datetime(2027, 3, 8, 9, tzinfo=dt.UTC)
    sweep(now=monday)
    (note,) = notes()
    Appointment.objects.filter(person=cast.visitor).update(ends=dt.date(2021, 1, 1))
    Appointment.objects.create(person=cast.other_visitor, role=Role.VISITOR, home=cast.oak, starts=dt.date(2020, 1, 1))
    assert not STILL_WANTED[REMINDER](note)
    sweep(now=DUE + MINUTE)
    assert ("holder:due+0 hours", "other_visitor") in told()
    assert ("holder:due+0 hours", "visitor") not in told()


def test_a_rung_skips_whoever_holds_the_item_and_climbs_on(cast, draft):
    """The same person is QA officer, contracts manager and visitor of this home: the head of QA hears at once."""
    for role in (Role.QA_OFFICER, Role.CONTRACTS_MANAGER):
        Appointment.objects.filter(role=role).update(person=cast.visitor)
    sweep(now=DUE + MINUTE)
    assert ("ladder:due+0 hours", "head_of_qa") in told()


def test_a_vacant_post_does_not_swallow_the_reminder(cast, draft):
    Appointment.objects.filter(role=Role.VISITOR, home=cast.oak).update(ends=dt.date(2021, 1, 4))
    sweep(now=dt.datetime(2027, 3, 8, 9, tzinfo=dt.UTC))
    assert {person for _, person in told()} == {"contracts_manager", "qa_officer"}


def test_every_open_home_owes_a_visit_in_each_month_and_months_of_a_pause_are_made_up(cast):
    sweep(now=MARCH)
    sweep(now=MARCH + 70 * DAY)
    rows = Obligation.objects.filter(rule="reg44.visit_monthly", home=cast.elm).order_by("period")
    assert [row.period for row in rows] == ["2027-03", "2027-04", "2027-05"]
    assert rows[1].due_at == dt.datetime(2027, 4, 30, 22, 59, tzinfo=dt.UTC)


def test_a_month_whose_visit_was_made_before_the_sweep_is_met_at_once(cast):
    make_report(cast)
    Obligation.objects.all().delete()
    sweep(now=ARRIVED + DAY)
    row = Obligation.objects.get(rule="reg44.visit_monthly", home=cast.oak)
    assert (row.state, row.closed_at) == ("met", ARRIVED)


def test_the_ladder_of_the_monthly_visit_climbs_in_the_month(cast):
    sweep(now=MARCH)
    for day in (15, 20, 24, 25, 28, 30, 31):
        sweep(now=dt.datetime(2027, 3, day, 12, tzinfo=dt.UTC))
    rungs = [entry for entry in told("reg44.visit_monthly") if entry[0].startswith("ladder")]
    assert {person for _, person in rungs} == {"qa_officer", "ri", "director"}
    assert Reminder.objects.filter(obligation__home=cast.oak, step__startswith="ladder").count() == 3


def test_nothing_that_is_due_costs_the_same_few_statements_with_one_home_or_forty(cast):
    def statements(now: dt.datetime) -> int:
        with CaptureQueriesContext(connection) as caught:
            sweep(now=now)
        inserts = [query["sql"].startswith("INSERT") for query in caught.captured_queries]
        return inserts.count(False)  # rows go in by batches, on SQLite of some eighty

    sweep(now=MARCH)
    one = statements(MARCH + 19 * DAY)
    HomeFactory.create_batch(40, host_authority=cast.host)
    sweep(now=MARCH + 19 * DAY)
    assert Obligation.objects.running().count() == 42
    assert statements(MARCH + 24 * DAY) <= one <= 20


def test_more_than_one_batch_is_told_in_one_sweep_and_each_limit_once(cast, monkeypatch):
    HomeFactory.create_batch(5, host_authority=cast.host)
    sweep(now=MARCH)
    monkeypatch.setattr("deadlines.services.sweep.BATCH", 3)
    done = sweep(now=MARCH + 19 * DAY)
    assert (done.looked_at, done.reminders) == (7, len(told("reg44.visit_monthly")))
    rungs = Reminder.objects.filter(step="ladder:start+19 days", person=cast.qa_officer)
    assert sorted(rungs.values_list("obligation__home", flat=True)) == sorted(Home.objects.values_list("pk", flat=True))
    assert not Obligation.objects.filter(next_step_at__lte=MARCH + 19 * DAY).exists()
    figures = {"opened": 0, "looked_at": 7, "reminders": done.reminders, "missed": 0}
    assert Heartbeat.objects.get().figures == figures
    assert sweep(now=MARCH + 19 * DAY).looked_at == 0


def test_the_sweep_leaves_a_heartbeat_and_a_scheduler_that_stands_still_is_shown(cast, time_machine):
    time_machine.move_to(MARCH, tick=False)
    assert tasks.tick() == 0
    assert Heartbeat.objects.get().at == MARCH
    assert not selectors.scheduler_stands_still(MARCH + 5 * MINUTE)
    assert selectors.scheduler_stands_still(MARCH + 6 * MINUTE)
    client = cast.client(cast.qa_officer)
    assert "has not run" not in client.get("/deadlines/").content.decode()
    time_machine.move_to(MARCH + 10 * MINUTE, tick=False)
    assert "has not run" in client.get("/deadlines/").content.decode()


def test_a_clock_set_back_makes_nothing_twice(cast, draft):
    sweep(now=DUE + MINUTE)
    before = Message.objects.count()
    sweep(now=DUE - DAY)
    sweep(now=DUE + 2 * MINUTE)
    assert Message.objects.count() == before
