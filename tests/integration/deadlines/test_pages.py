"""The pages of time limits: the council's policy, what was kept, what is due from a person; and how often they ask the database."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.models import Message
from deadlines.models import ClosureDay, Obligation, Setting
from deadlines.services.sweep import sweep
from tests.records import make_record, publish
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
    publish(cast.qa_officer, NOW - DAY, "notification")
    made = make_record(cast, "notification", at=NOW - HOUR, matter="police")
    limit = Obligation.objects.get(rule="records.notification", subject_id=made.pk)
    boss = cast.client(cast.manager)
    line = next(each for each in boss.get("/").context["waiting"] if each.limit == limit.pk)
    assert boss.get(line.url).headers["Location"] == reverse("records:record", args=[made.pk]), "the work itself"
    assert reverse("deadlines:why", args=[limit.pk]) in boss.get("/").content.decode(), "and why then, beside it"
    assert cast.client(cast.other_manager).get(line.url).status_code == 404
    assert "facts in the draft" not in cast.client(cast.service_lead).get("/").content.decode()


def test_no_page_asks_the_database_more_often_with_many_rows_than_with_few(cast):
    sweep(now=NOW)
    make_report(cast)
    client, counts = cast.client(cast.qa_officer), []
    row = Obligation.objects.filter(rule="reg44.draft_to_manager").get()
    pages = (
        "/deadlines/",
        f"/deadlines/{row.pk}/",
        "/deadlines/kept/",
        "/deadlines/kept/lines/?how=overdue",
        "/deadlines/limits/",
        CHANGE,
    )

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


def test_timeliness_counts_each_month_and_each_count_leads_to_what_is_behind_it(cast, time_machine):
    report = make_report(cast, state="with_manager")
    time_machine.move_to(report.sent_at + 10 * DAY, tick=False)
    client = cast.client(cast.qa_officer)
    page = client.get("/deadlines/kept/").content.decode()
    assert "March 2027" in page
    links = {unescape(each) for each in re.findall(r'href="(/deadlines/kept/lines/[^"]+)"', page)}
    for how, said in (("met", "Send the draft report"), ("overdue", "Comment on facts in the draft")):
        (link,) = [each for each in links if "month=2027-03" in each and each.endswith(f"how={how}")]
        behind = client.get(link).content.decode()
        assert f"Oak House, March 2027: {said}" in behind
    elsewhere = client.get(f"/deadlines/kept/?home={cast.elm.pk}").content.decode()
    assert "No time limit of this choice has ended in the last twelve months." in elsewhere
    one = client.get("/deadlines/kept/?rule=reg44.draft_to_manager").content.decode()
    assert one.count("Comment on facts in the draft") == 1, "Only as a choice of the filter."


def test_what_lies_behind_a_count_is_only_what_the_person_may_see(cast):
    make_report(cast, state="with_manager")
    link = "/deadlines/kept/lines/?how=met&month=2027-03"
    assert "Send the draft report" in cast.client(cast.manager).get(link).content.decode()
    assert "There is none." in cast.client(cast.other_manager).get(link).content.decode()
    for wrong in ("how=nothing", "how=met&month=2027-13", "how=met&month=9999-12", "how=met&month=soon", ""):
        assert cast.client(cast.manager).get(f"/deadlines/kept/lines/?{wrong}").status_code == 404


def test_the_board_is_narrowed_to_what_one_person_must_do(cast):
    make_report(cast, state="with_manager")
    client = cast.client(cast.qa_officer)
    page = client.get(f"/deadlines/?person={cast.manager.pk}").content.decode()
    assert "Oak House, March 2027: Comment on facts in the draft" in page
    assert "Oak House, March 2027: Send Ofsted the report" not in page
    assert f'<option value="{cast.manager.pk}" selected>Mina Manager</option>' in page
    assert "No time limit of this choice runs." in client.get(f"/deadlines/?person={cast.leaver.pk}").content.decode()
    assert "Otto Othermanager" not in cast.client(cast.manager).get("/deadlines/").content.decode()
    for wrong in ("x", "²", "-1", "9" * 30):
        assert client.get(f"/deadlines/?person={wrong}&home={wrong}").status_code == 200


def test_two_recommendations_of_one_home_are_told_apart_on_the_board_and_in_notes(cast):
    report = make_report(cast, state="issued", priorities=("medium", "medium"))
    page = cast.client(cast.manager).get("/deadlines/").content.decode()
    for number in (1, 2):
        assert f"Oak House, March 2027, recommendation {number}: Act on a recommendation marked Medium" in page
    sweep(now=report.issued_at + 14 * DAY)
    notes = Message.objects.filter(subject__contains="overdue: act on", to=cast.manager)
    assert {note.subject for note in notes} == {
        f"Oak House, March 2027, recommendation {number}: overdue: act on a recommendation marked Medium"
        for number in (1, 2)
    }


def test_the_administrator_is_told_when_reminders_stand_still_and_so_is_the_board(cast):
    administrator, officer = cast.client(cast.administrator), cast.client(cast.qa_officer)
    assert "Reminders stand still" in administrator.get("/").content.decode()
    assert "Reminders stand still until it runs again" in officer.get("/deadlines/").content.decode()
    assert "Reminders stand still" not in officer.get("/").content.decode()
    sweep(now=NOW)
    assert "Reminders stand still" not in administrator.get("/").content.decode()
    assert "Reminders stand still" not in officer.get("/deadlines/").content.decode()
