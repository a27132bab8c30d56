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
from records.services import keeping, steps
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
    assert "Ombudsman" not in page, "of secure homes only (40(1)(f))"
    for whom in matters.wanted(record):
        limit.refresh_from_db()
        assert limit.state == "open"
        assert boss.post(reverse("records:step", args=[record.pk, "told"]), typed | {"whom": whom}).status_code == 302
    limit.refresh_from_db()
    assert (limit.state, limit.closed_at) == ("met", told_at)
    assert '">Still to be told</h2>' not in boss.get(reverse("records:record", args=[record.pk])).content.decode()


def test_several_people_told_at_once_are_one_form_and_the_placing_authority_is_owed_it_by_name(cast):
    record = make_record(cast, "notification", at=AT, matter="police")
    boss, limit = cast.client(cast.manager), Obligation.objects.get(rule="records.notification")
    read, tell = (reverse("records:record", args=[record.pk]), reverse("records:step", args=[record.pk, "told"]))
    owed = f"<li>{record.resident.placing_authority} (the child’s placing authority)</li>"
    assert owed in boss.get(read).content.decode()
    typed = {"day_day": "10", "day_month": "3", "day_year": "2027", "time": "10:00", "in_writing": "on"}
    assert "Choose who was told." in boss.post(tell, typed).content.decode()
    both = boss.post(tell, typed | {"whom": ["relevant", "nobody_else"]}).content.decode()
    assert "and that there are none" in both
    assert not record.steps.exists()
    typed |= {"words": "By telephone, then by email."}
    for _ in range(2):  # pressed twice
        assert boss.post(tell, typed | {"whom": ["ofsted", "placing"]}).status_code == 302
        said = boss.get(read).content.decode()
        assert "Still to be told: Other relevant persons, such as parents and the police." in said
        assert "What comes next: record the outcome" not in said
    assert list(record.steps.values_list("whom", "words")) == [("ofsted", typed["words"]), ("placing", typed["words"])]
    page = boss.get(read).content.decode()
    assert owed not in page
    assert "<li>Other relevant persons, such as parents and the police</li>" in page
    limit.refresh_from_db()
    assert limit.state == "open"
    assert boss.post(tell, typed | {"whom": "nobody_else"}).status_code == 302
    limit.refresh_from_db()
    assert limit.state == "met"
    page = boss.get(read).content.decode()
    assert "What comes next: record the outcome." in page
    assert "Still to be told" not in page
    assert "How they were told</p>" in page, "a heading, not the question with its example"
    assert "For example, by telephone" not in page


def test_only_steps_that_can_be_taken_are_offered_and_what_stands_in_the_way_has_a_link(cast, time_machine):
    time_machine.move_to(AT + 30 * HOUR, tick=False)
    record = make_record(cast, "missing", at=AT, by=cast.home_staff)
    boss, read = cast.client(cast.manager), reverse("records:record", args=[record.pk])
    step = {code: reverse("records:step", args=[record.pk, code]) for code in ("returned", "interview_offered", "interview_held", "interview_declined", "reviewed")}  # fmt: skip

    def offered(client):
        page = client.get(read).content.decode()
        return {code for code, address in step.items() if f'href="{address}"' in page}

    assert offered(boss) == {"returned", "reviewed"}
    assert offered(cast.client(cast.home_staff)) == {"returned"}
    assert "This is for the manager or the deputy of the home." in cast.client(cast.ri).get(read).content.decode()
    early = boss.get(step["interview_held"])
    assert early.status_code == 409
    assert step["returned"] in early.content.decode()
    values = {"record": record, "by": cast.manager, "now": AT + 30 * HOUR}
    steps.take(code="returned", at=AT + 4 * HOUR, **values)
    assert offered(boss) == {"returned", "interview_offered", "interview_held", "reviewed"}
    steps.take(code="interview_offered", at=AT + 5 * HOUR, **values)
    steps.take(code="interview_held", at=AT + 6 * HOUR, **values)
    assert offered(boss) == {"returned", "reviewed"}
    with pytest.raises(Refused) as caught:
        steps.take(code="interview_declined", at=AT + 7 * HOUR, words="No.", **values)
    assert caught.value.code == "done"
    keeping.correct(record=record, reason="The place was wrong.", by=cast.manager, now=AT + 30 * HOUR)
    assert offered(boss) == {"returned"}
    assert "Complete the correction first, then sign." in boss.get(read).content.decode()
    assert reverse("records:complete", args=[record.pk]) in boss.get(step["reviewed"]).content.decode()


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
