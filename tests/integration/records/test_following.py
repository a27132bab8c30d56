"""Notifications, children who are missing, evidence: what follows a record, and by when (A7, A10, E1)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from core import evidence
from core.models import Message
from core.refusal import Refused
from deadlines.models import Obligation
from records import matters
from records.services import steps
from tests.records import make_record, publish

pytestmark = pytest.mark.django_db
AT = dt.datetime(2027, 3, 10, 9, tzinfo=dt.UTC)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(1)


@pytest.fixture(autouse=True)
def _published(cast, time_machine):
    time_machine.move_to(AT + 30 * HOUR, tick=False)
    publish(cast.qa_officer, AT - DAY, "notification", "missing_record", "behaviour_record", "incident_record")


def test_a_notification_is_met_when_everybody_whom_the_law_names_was_told_and_the_supervisor_hears_of_it(cast):
    known = AT + HOUR / 4
    record = make_record(cast, "notification", at=AT, matter="death", known_at=known)
    limit = Obligation.objects.get(rule="records.notification", subject_id=record.pk)
    assert limit.due_at == known + DAY
    assert Message.objects.get(code="records.notification").to == cast.ri
    boss = cast.client(cast.manager)
    page = boss.get(reverse("records:record", args=[record.pk])).content.decode()
    assert "The integrated care board" in page
    told_at = known + 2 * HOUR
    typed = {"day_day": "10", "day_month": "3", "day_year": "2027", "time": f"{told_at:%H:%M}", "in_writing": "on"}
    for whom in matters.MATTERS["death"].whom:
        limit.refresh_from_db()
        assert limit.state == "open"
        assert boss.post(reverse("records:step", args=[record.pk, "told"]), typed | {"whom": whom}).status_code == 302
    limit.refresh_from_db()
    assert (limit.state, limit.closed_at) == ("met", told_at)
    assert "Still to be told" not in boss.get(reverse("records:record", args=[record.pk])).content.decode()


def test_the_return_interview_is_owed_72_hours_after_the_child_came_back(cast):
    record = make_record(cast, "missing", at=AT, keep=False, by=cast.home_staff)
    values = {"record": record, "by": cast.home_staff, "now": AT + 30 * HOUR}
    with pytest.raises(Refused) as caught:
        steps.take(code="interview_held", at=AT + 5 * HOUR, **values)
    assert caught.value.code == "too_soon"
    steps.take(code="returned", at=AT + 4 * HOUR, **values)
    limit = Obligation.objects.get(rule="records.return_interview")
    assert limit.due_at == AT + 76 * HOUR
    steps.take(code="interview_offered", at=AT + 5 * HOUR, **values)
    steps.take(code="interview_held", at=AT + 20 * HOUR, words="Was at a friend’s.", **values)
    limit.refresh_from_db()
    assert (limit.state, limit.closed_at) == ("met", AT + 20 * HOUR)


@pytest.mark.parametrize(
    ("moment", "code"), [(AT - HOUR, "too_early"), (AT + 31 * HOUR, "in_the_future")], ids=["before", "to come"]
)
def test_nothing_follows_before_it_happened_or_from_the_future(cast, moment, code):
    record = make_record(cast, "missing", at=AT)
    with pytest.raises(Refused) as caught:
        steps.take(record=record, code="returned", at=moment, by=cast.manager, now=AT + 30 * HOUR)
    assert caught.value.code == code


def test_what_is_complete_is_offered_as_evidence_with_its_figures_and_no_word_of_a_child(cast):
    make_record(cast, "restraint", at=AT, injured="yes", injury="A secret bruise.", behaviour="Secret words.")
    make_record(cast, "missing", at=AT, is_missing="yes")
    make_record(cast, "notification", at=AT, matter="police")
    make_record(cast, "sanction", at=AT, keep=False)
    day = AT.date()
    found = evidence.gather(cast.oak, day, day)
    figures = [item.figures for item in found["records"]]
    assert {key: int(number) for each in figures for key, number in each.items()} == {
        "restraints": 1,
        "injuries": 1,
        "missing_or_away": 1,
        "missing_episodes": 1,
    }
    (notice,) = found["notifications"]
    assert "regulation 40(4)(b)" in notice.text
    assert all("ecret" not in item.text and "J.S." not in item.text for items in found.values() for item in items)
    assert evidence.gather(cast.oak, day + DAY, day + DAY)["records"] == []
