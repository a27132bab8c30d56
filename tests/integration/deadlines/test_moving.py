"""The page that moves one time limit by hand, and what a council may set as a limit."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from core.models import Event
from core.refusal import Refused
from deadlines import book
from deadlines.models import Obligation, Setting
from deadlines.services import limits, running
from deadlines.services.sweep import sweep
from tests.reports import ARRIVED, DAY, make_report

pytestmark = pytest.mark.django_db
LATE = ARRIVED + 10 * DAY
REASON = "The visitor was ill."


@pytest.fixture(autouse=True)
def travel():
    with time_machine.travel(LATE, tick=False) as traveller:
        yield traveller


def of(rule: str) -> Obligation:
    return Obligation.objects.get(rule=f"reg44.{rule}", home__name="Oak House")


def typed(day: dt.date, reason: str = REASON, **more: str) -> dict[str, str]:
    """The form as a person fills it in."""
    parts = {"due_on_day": day.day, "due_on_month": day.month, "due_on_year": day.year}
    return {name: str(value) for name, value in parts.items()} | {"reason": reason} | more


def test_a_limit_is_put_off_after_its_date_and_the_history_says_from_when_to_when_by_whom_and_why(cast):
    make_report(cast)
    row = of("draft_to_manager")
    client, page = cast.client(cast.qa_officer), f"/deadlines/{row.pk}/"
    why = client.get(page).content.decode()
    assert "Overdue" in why
    assert f"{page}move/" in why
    assert "Oak House, March 2027" in client.get(f"{page}move/").content.decode()
    assert client.post(f"{page}move/", typed(dt.date(2027, 3, 20))).status_code == 302
    row = of("draft_to_manager")
    assert (row.due_at, row.moved_by_hand) == (dt.datetime(2027, 3, 20, 23, 59, tzinfo=dt.UTC), True)
    told = client.get(page).content.decode()
    assert (
        "Moved from Tuesday 9 March 2027 at 11:59pm to Saturday 20 March 2027 at 11:59pm: The visitor was ill." in told
    )
    assert "by Quinn Qaofficer" in told
    assert "Tuesday 9 March 2027 is working day 4." in told, "The calculation of before stays."


def test_a_limit_in_hours_is_moved_to_an_hour_and_one_in_days_asks_for_none(cast):
    make_report(cast, state="with_manager")
    client, row = cast.client(cast.head_of_qa), of("accuracy_comments")
    assert "At what time?" in client.get(f"/deadlines/{row.pk}/move/").content.decode()
    assert client.post(f"/deadlines/{row.pk}/move/", typed(dt.date(2027, 3, 30), due_time="2:30pm")).status_code == 302
    assert of("accuracy_comments").due_at == dt.datetime(2027, 3, 30, 13, 30, tzinfo=dt.UTC)
    other = of("ofsted_by_month_end")
    assert "At what time?" not in client.get(f"/deadlines/{other.pk}/move/").content.decode()


@pytest.mark.parametrize(
    ("day", "reason", "words"),
    [
        (dt.date(2027, 3, 2), REASON, "cannot end before"),
        (dt.date(2028, 4, 17), REASON, "within 400 days from today"),
        (dt.date(2027, 3, 9), REASON, "It is due then already"),
        (dt.date(2027, 3, 20), "", "There is a problem"),
    ],
)
def test_a_day_that_makes_no_sense_is_refused_with_words_and_changes_nothing(cast, day, reason, words):
    make_report(cast)
    row = of("draft_to_manager")
    answer = cast.client(cast.qa_officer).post(f"/deadlines/{row.pk}/move/", typed(day, reason))
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert of("draft_to_manager").due_at == row.due_at
    assert not Event.objects.filter(code="deadlines.moved").exists()


def test_what_guidance_asks_for_stays_shown_beside_a_day_set_by_hand(cast):
    make_report(cast)
    row = of("ofsted_by_month_end")
    client = cast.client(cast.qa_officer)
    lead = client.get(f"/deadlines/{row.pk}/move/").content.decode()
    assert "Friday 30 April 2027 at 11:59pm. This stays shown." in lead
    client.post(f"/deadlines/{row.pk}/move/", typed(dt.date(2027, 5, 7)))
    shown = client.get(f"/deadlines/{row.pk}/").content.decode()
    assert "By guidance" in shown
    assert "the end of Friday 30 April 2027" in shown


def test_the_law_can_be_tightened_on_the_page_and_never_put_off(cast):
    now = dt.datetime(2027, 3, 1, 9, tzinfo=dt.UTC)
    sweep(now=now)
    row, client = of("visit_monthly"), cast.client(cast.qa_officer)
    no = client.post(f"/deadlines/{row.pk}/move/", typed(dt.date(2027, 4, 1))).content.decode()
    assert "This limit is the law’s: Wednesday 31 March 2027 at 11:59pm." in no
    assert client.post(f"/deadlines/{row.pk}/move/", typed(dt.date(2027, 3, 25))).status_code == 302
    assert "By the law" in client.get(f"/deadlines/{row.pk}/").content.decode()


def test_nobody_else_moves_a_limit_on_the_page_or_by_the_service(cast):
    make_report(cast)
    row = of("draft_to_manager")
    for person in (cast.manager, cast.visitor, cast.ri, cast.administrator):
        client = cast.client(person)
        assert client.post(f"/deadlines/{row.pk}/move/", typed(dt.date(2027, 3, 20))).status_code == 404
        assert f"/deadlines/{row.pk}/move/" not in client.get(f"/deadlines/{row.pk}/").content.decode()
        values = {"due_on": dt.date(2027, 3, 20), "reason": "Ill", "book": book.load(), "now": LATE}
        with pytest.raises(Refused, match="not_allowed"):
            running.move(obligation=row, by=person, **values)


MONTHLY = "/deadlines/limits/reg44.ofsted_by_month_end/"
SETTING = {"starts_day": "1", "starts_month": "3", "starts_year": "2027", "reason": "Sooner"}


def set_(client, page: str, **changes: str):
    """Send the form twice: look, then do."""
    first = client.post(page, SETTING | changes)
    found = first.context.get("asks") if first.context else None
    return client.post(page, SETTING | changes | {"confirmed": found}) if found else first


def test_a_limit_that_ends_with_a_month_can_be_set_to_the_end_of_a_month(cast):
    make_report(cast)
    client = cast.client(cast.qa_officer)
    assert set_(client, MONTHLY, unit="end of month").status_code == 302
    row = Setting.objects.get()
    assert (row.count, row.unit) == (0, "month ends")
    assert of("ofsted_by_month_end").due_at == dt.datetime(2027, 3, 31, 22, 59, tzinfo=dt.UTC)
    assert "the end of the month from 1 March 2027: Sooner" in client.get("/deadlines/limits/").content.decode()
    other = "/deadlines/limits/reg44.draft_to_manager/"
    assert "The end of the month" not in client.get(other).content.decode()
    with pytest.raises(Refused, match="bad_limit"):
        limits.would_move(rule_id="reg44.draft_to_manager", count=0, unit="month ends", starts=LATE.date())


@pytest.mark.parametrize(("unit", "most"), [("hours", 720), ("working days", 250), ("days", 366), ("months", 24)])
def test_each_unit_has_its_longest_limit_and_the_refusal_names_it(cast, unit, most):
    client, page = cast.client(cast.qa_officer), "/deadlines/limits/reg44.draft_to_manager/"
    too_long = client.post(page, SETTING | {"unit": unit, "count": str(most + 1)}).content.decode()
    assert f"A limit in {unit} is a whole number from {int(unit in ('hours', 'months'))} to {most}." in too_long
    assert "What would move" in client.post(page, SETTING | {"unit": unit, "count": str(most)}).content.decode()
    assert "Enter how many" in client.post(page, SETTING | {"unit": unit}).content.decode()


def test_a_council_limit_later_than_the_laws_is_kept_but_the_laws_counts_and_both_are_shown(cast):
    now = dt.datetime(2027, 3, 1, 9, tzinfo=dt.UTC)
    sweep(now=now)
    client = cast.client(cast.qa_officer)
    assert set_(client, "/deadlines/limits/reg44.visit_monthly/", unit="end of next month").status_code == 302
    row = of("visit_monthly")
    assert row.due_at == dt.datetime(2027, 3, 31, 22, 59, tzinfo=dt.UTC)
    shown = client.get(f"/deadlines/{row.pk}/").content.decode()
    assert "The law’s limit is the earlier one, so it counts." in shown
    assert "By the law" in shown


def test_the_portal_keeps_a_later_limit_of_the_council_beside_guidance(cast):
    make_report(cast)
    client = cast.client(cast.qa_officer)
    assert set_(client, MONTHLY, unit="days", count="70").status_code == 302
    row = of("ofsted_by_month_end")
    assert row.due_at == dt.datetime(2027, 5, 12, 22, 59, tzinfo=dt.UTC)
    assert row.legal_due_at == dt.datetime(2027, 4, 30, 22, 59, tzinfo=dt.UTC)
