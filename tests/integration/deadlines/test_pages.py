"""The pages of time limits: the council's policy, what was kept, what is due from a person; and how often they ask the database."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from deadlines.models import ClosureDay, Obligation, Setting
from deadlines.services.sweep import sweep
from tests.reports import ARRIVED, DAY, HOUR, make_report

pytestmark = pytest.mark.django_db
NOW = ARRIVED + DAY
CHANGE = "/deadlines/limits/reg44.draft_to_manager/"
SIX = {
    "count": "6",
    "unit": "working days",
    "starts_day": "1",
    "starts_month": "3",
    "starts_year": "2027",
    "reason": "Holidays",
}


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


def test_a_limit_is_set_in_two_steps_and_the_first_shows_what_would_move(cast):
    make_report(cast)
    client = cast.client(cast.qa_officer)
    page = client.post(CHANGE, SIX)
    assert page.status_code == 200
    assert "Oak House: from" in page.content.decode()
    assert not Setting.objects.exists()
    seen = re.search(r'name="confirmed" value="([^"]+)"', page.content.decode()).group(1)
    other = client.post(CHANGE, SIX | {"count": "60", "confirmed": seen})
    assert other.status_code == 200, "What was changed after the preview is shown first."
    assert not Setting.objects.exists()
    assert client.post(CHANGE, SIX | {"confirmed": seen}).status_code == 302
    row = Setting.objects.get()
    assert (row.rule, row.count, row.starts, row.by) == (
        "reg44.draft_to_manager",
        6,
        dt.date(2027, 3, 1),
        cast.qa_officer,
    )
    assert clock.today(Obligation.objects.get(rule=row.rule).due_at) == dt.date(2027, 3, 11)
    assert "6 working days from 1 March 2027: Holidays" in client.get("/deadlines/limits/").content.decode()


def test_a_limit_without_a_number_or_a_reason_is_not_set(cast):
    client = cast.client(cast.qa_officer)
    for wrong in ({"count": "many"}, {"reason": ""}, {"starts_month": "13"}, {"count": "9000"}):
        assert client.post(CHANGE, SIX | wrong | {"confirmed": "yes"}).status_code == 200
    assert not Setting.objects.exists()
    assert client.get("/deadlines/limits/reg44.nothing/").status_code == 404


def test_a_closure_day_is_entered_and_shown(cast):
    client = cast.client(cast.head_of_qa)
    typed = {"day_day": "8", "day_month": "3", "day_year": "2027", "reason": "Moving house"}
    assert client.post("/deadlines/limits/closure-day/", typed).status_code == 302
    assert ClosureDay.objects.get().day == dt.date(2027, 3, 8)
    assert "Moving house" in client.get("/deadlines/limits/").content.decode()


def test_what_was_kept_is_counted_by_home_and_limit(cast):
    make_report(cast, state="with_manager")
    page = cast.client(cast.manager).get("/deadlines/kept/").content.decode()
    assert "Send the draft report to the registered manager" in page
    assert "Elm Lodge" not in page


def test_the_start_page_shows_each_person_what_is_due_from_them(cast):
    make_report(cast, state="with_manager")
    manager = cast.client(cast.manager).get("/").content.decode()
    assert "Comment on facts in the draft: Oak House" in manager
    assert "facts in the draft" not in cast.client(cast.service_lead).get("/").content.decode()


def test_no_page_asks_the_database_more_often_with_many_rows_than_with_few(cast):
    sweep(now=NOW)
    make_report(cast)
    client, counts = cast.client(cast.qa_officer), []
    row = Obligation.objects.filter(rule="reg44.draft_to_manager").get()
    pages = ("/deadlines/", f"/deadlines/{row.pk}/", "/deadlines/kept/", "/deadlines/limits/", CHANGE)

    def counted() -> list[int]:
        found = []
        for page in pages:
            with CaptureQueriesContext(connection) as caught:
                assert client.get(page).status_code == 200
            found.append(len(caught))
        return found

    few = counted()
    copies = [
        Obligation(
            rule=row.rule,
            subject_type=row.subject_type,
            subject_id=row.subject_id,
            period=str(number),
            home=row.home,
            started_at=row.started_at,
            due_at=row.due_at + number * HOUR,
            opened_at=row.opened_at,
        )
        for number in range(2, 42)
    ]
    Obligation.objects.bulk_create(copies)
    counts = counted()
    assert counts == few
    assert max(counts) <= 12, dict(zip(pages, counts, strict=True))
