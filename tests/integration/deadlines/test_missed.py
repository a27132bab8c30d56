"""A calendar month without a visit: missed once it is over, told once, shown, never owed again; what was done in time still counts."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from core.models import Event, Message
from core.refusal import Refused
from deadlines import book
from deadlines.models import Obligation
from deadlines.services import limits, running
from deadlines.services.sweep import ESCALATION, still_wanted, sweep
from reg44.services import visits
from tests.reports import DAY, HOUR, make_visit, publish

pytestmark = pytest.mark.django_db
MARCH = dt.datetime(2027, 3, 1, 9, tzinfo=dt.UTC)
END = dt.datetime(2027, 3, 31, 23, 0, tzinfo=dt.UTC)  # the last day of March is in summer time
State = Obligation.State


def of(home) -> Obligation:
    return Obligation.objects.get(rule="reg44.visit_monthly", home=home, period="2027-03")


@pytest.fixture
def march(cast):
    """March stands open for both homes, and every reminder of it has gone out."""
    sweep(now=MARCH)
    sweep(now=END - HOUR)
    return cast


def test_a_month_without_a_visit_is_missed_when_it_is_over_and_not_a_minute_sooner(march):
    assert sweep(now=END - dt.timedelta(minutes=1)).missed == 0
    assert sweep(now=END).missed == 2
    row = of(march.oak)
    assert (row.state, row.closed_at, row.next_step_at) == (State.MISSED, END, None)
    before = Message.objects.filter(subject__contains="March").count()
    assert [sweep(now=END + days * DAY).missed for days in (0, 1, 12)] == [0, 0, 0]
    events = Event.objects.filter(code="deadlines.missed", subject_id=row.pk)
    assert events.get().home_id == march.oak.pk
    assert Message.objects.filter(subject__contains="March").count() == before


def test_the_head_of_quality_assurance_is_told_that_it_cannot_be_made_good(march):
    sweep(now=END)
    (note,) = Message.objects.filter(code=ESCALATION, made_at=END, home_id=march.oak.pk)
    assert note.to == march.head_of_qa
    assert note.subject == "Oak House, March 2027: missed: make the monthly visit"
    assert "it cannot be made good" in note.body
    with time_machine.travel(END + HOUR, tick=False):
        assert still_wanted(note)
        assert not any(map(still_wanted, Message.objects.filter(home_id=march.oak.pk, made_at__lt=END)))


def test_a_visit_in_the_month_that_is_written_down_after_it_still_counts(march):
    publish()
    sweep(now=END + HOUR)
    visit = make_visit(march, arrives=END - 8 * HOUR)
    visits.arrive(visit=visit, arrived_at=END - 8 * HOUR, by=march.visitor, now=END + 2 * HOUR)
    assert (of(march.oak).state, of(march.elm).state) == (State.MET, State.MISSED)


def test_a_stricter_limit_of_the_council_makes_it_overdue_but_not_missed_before_the_month_is_over(march):
    values = {"rule_id": "reg44.visit_monthly", "count": 20, "unit": "days", "reason": "Sooner"}
    limits.set_limit(**values, starts=dt.date(2027, 4, 1), by=march.qa_officer, now=END + HOUR)
    sweep(now=END + HOUR)
    sweep(now=dt.datetime(2027, 4, 23, 9, tzinfo=dt.UTC))
    april = Obligation.objects.get(period="2027-04", home=march.oak)
    assert april.due_at == dt.datetime(2027, 4, 21, 22, 59, tzinfo=dt.UTC)
    assert april.state == State.OPEN
    sweep(now=dt.datetime(2027, 4, 30, 23, 0, tzinfo=dt.UTC))
    april.refresh_from_db()
    assert april.state == State.MISSED


def test_a_month_that_ended_while_the_portal_stood_still_is_missed_too(cast):
    sweep(now=MARCH)
    sweep(now=END + 40 * DAY)
    sweep(now=END + 40 * DAY)
    states = Obligation.objects.filter(home=cast.oak, rule="reg44.visit_monthly").values_list("period", "state")
    assert dict(states) == {"2027-03": State.MISSED, "2027-04": State.MISSED, "2027-05": State.OPEN}


def test_what_was_missed_is_not_moved(march):
    sweep(now=END)
    values = {"due_on": dt.date(2027, 3, 20), "reason": "Snow", "book": book.load(), "now": END}
    with pytest.raises(Refused, match="not_open"):
        running.move(obligation=of(march.oak), by=march.qa_officer, **values)


def test_board_of_visits_and_history_say_missed_and_the_board_of_deadlines_says_nothing_more(march):
    sweep(now=END)
    with time_machine.travel(END + HOUR, tick=False):
        client = march.client(march.qa_officer)
        assert client.get("/visits/rota/").content.decode().count(">Missed<") == 2
        assert "March 2027: Make the monthly visit" not in client.get("/deadlines/").content.decode()
        page = client.get(f"/deadlines/{of(march.oak).pk}/").content.decode()
        assert "Missed" in page
        assert "Recorded that the month ended without it" in page
        assert "Move this time limit" not in page
        kept = client.get("/deadlines/kept/lines/?month=2027-03&how=missed").content.decode()
        assert "Oak House, March 2027: Make the monthly visit" in kept
        assert "Elm Lodge, March 2027: Make the monthly visit" in kept
