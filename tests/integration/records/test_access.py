"""Who reads the home's records: staff what they need, whoever is complained about nothing, the visitor in the visit (domain.md 3)."""

from __future__ import annotations

import datetime as dt
from hashlib import sha256

import pytest
from django.urls import reverse

from core import evidence
from core.models import Message
from core.refusal import Refused
from questionnaires.answers import load
from records.counting import from_records
from records.models import Record
from records.sampling import draw
from records.services import steps
from reg44.models import Report
from reg44.services import visits
from reg44.services.recorded import rows
from reg44.views.sampling import seed_of
from tests.records import make_record, publish
from tests.reports import make_report, make_visit
from tests.reports import publish as publish_report

pytestmark = pytest.mark.django_db
AT = dt.datetime(2027, 3, 10, 9, tzinfo=dt.UTC)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(1)


@pytest.fixture(autouse=True)
def _published(cast, time_machine):
    time_machine.move_to(AT + HOUR, tick=False)
    publish(cast.qa_officer, AT - DAY)


def seen(person) -> set[int]:
    person.request_cache = None
    return set(Record.objects.visible_to(person).values_list("pk", flat=True))


def test_whoever_is_complained_about_never_sees_the_complaint_nor_judges_it_and_the_supervisor_can(cast):
    complaint = make_record(cast, "complaint", at=AT, by=cast.home_staff, subjects=[cast.manager])
    assert [note.to for note in Message.objects.filter(code="records.complaint")] == [cast.ri]
    assert seen(cast.manager) == set()
    assert seen(cast.deputy) == seen(cast.home_staff) == seen(cast.ri) == {complaint.pk}
    boss = cast.client(cast.manager)
    for address in (
        reverse("records:record", args=[complaint.pk]),
        reverse("records:step", args=[complaint.pk, "outcome"]),
    ):
        assert boss.get(address).status_code == 404
    assert str(complaint) not in boss.get(reverse("records:records", args=[cast.oak.pk])).content.decode()
    outcome = {"record": complaint, "code": "outcome", "at": AT, "words": "Settled.", "now": AT + HOUR}
    with pytest.raises(Refused):
        steps.take(by=cast.manager, **outcome)
    steps.take(by=cast.ri, answers={"no_reprisal": True}, **outcome)
    day = AT.date()
    assert evidence.gather(cast.oak, day, day)["records"] == []
    assert from_records(cast.oak, day.replace(day=1))["complaints"] == 0
    assert rows(cast.oak, day, day) == []
    page = cast.client(cast.deputy).get(reverse("records:record", args=[complaint.pk])).content.decode()
    assert "Nobody was treated worse for complaining: yes" in page


def test_nobody_writes_down_what_is_about_themselves(cast):
    with pytest.raises(Refused) as caught:
        make_record(cast, "allegation", at=AT, by=cast.home_staff, subjects=[cast.home_staff])
    assert caught.value.code == "about_you"


def test_staff_read_what_they_need_and_of_complaints_and_allegations_only_their_own(cast):
    restraint = make_record(cast, "restraint", at=AT)
    make_record(cast, "allegation", at=AT)
    make_record(cast, "notification", at=AT)
    own = make_record(cast, "allegation", at=AT, by=cast.home_staff)
    assert seen(cast.home_staff) == {restraint.pk, own.pk}
    worker = cast.client(cast.home_staff)
    assert worker.get(reverse("records:begin", args=[cast.oak.pk, "notification"])).status_code == 404


def test_who_looks_over_the_home_reads_complete_records_and_others_nothing(cast):
    kept = make_record(cast, at=AT)
    make_record(cast, at=AT, keep=False)
    for person in (cast.ri, cast.qa_officer, cast.service_lead):
        assert seen(person) == {kept.pk}
    for person in (cast.councillor, cast.director, cast.contracts_manager, cast.placing_authority, cast.other_manager):
        assert seen(person) == set()


def test_the_visitor_reads_the_period_of_the_visit_from_arrival_until_the_report_is_final(cast, time_machine):
    inside = make_record(cast, at=AT)
    before = make_record(cast, at=AT - 40 * DAY, resident=cast.residents[1])
    assert seen(cast.visitor) == set()
    arrives = AT + 3 * DAY
    time_machine.move_to(arrives + 2 * DAY, tick=False)
    report = make_report(cast, arrives=arrives)
    after = make_record(cast, at=arrives + DAY)
    assert seen(cast.visitor) == {inside.pk}
    assert not {before.pk, after.pk} & seen(cast.visitor)
    assert seen(cast.other_visitor) == set()
    assert cast.client(cast.visitor).get(reverse("records:record", args=[inside.pk])).status_code == 200
    Report.objects.filter(pk=report.pk).update(state="final", sent_at=arrives, finalised_at=arrives)
    assert seen(cast.visitor) == set()


def test_the_report_begins_with_what_the_home_recorded_to_be_confirmed(cast, time_machine):
    """Of each list one record, all of the period; one before it is left out."""
    kinds = ("sanction", "restraint", "separation", "missing", "complaint", "compliment", "allegation")
    for kind in (*kinds, "safeguarding_incident", "other_incident"):
        make_record(cast, kind, at=AT)
    make_record(cast, at=AT - 40 * DAY)
    arrives = AT + 3 * DAY
    time_machine.move_to(arrives + HOUR, tick=False)
    publish_report()
    report = visits.arrive(visit=make_visit(cast, arrives=arrives), arrived_at=arrives, by=cast.visitor, now=arrives)
    answers = load(report.response)
    tables = {"separations", "missing", "complaints", "compliments", "allegations", "safeguarding_incidents"}
    tables |= {"sanctions", "restraints", "other_incidents"}
    assert {table: len(answers.rows(table)) for table in tables} == dict.fromkeys(tables, 1)
    row = answers.rows("sanctions")[0]
    cell = answers.stored("sanctions.child", row)
    assert (cell.value, cell.carried_from) == ("J.S.", "the home’s record")
    assert answers.get("sanctions.signed_off", row) == "no"
    assert answers.get("missing.is_missing", answers.rows("missing")[0]) == "yes"


def test_the_sample_is_drawn_by_the_portal_again_the_same_and_for_the_visitor_only(cast, time_machine):
    for number in range(6):
        make_record(cast, at=AT + number * HOUR)
    arrives = AT + 3 * DAY
    time_machine.move_to(arrives + HOUR, tick=False)
    visit = make_report(cast, arrives=arrives).visit
    address, visitor = reverse("reg44:sample", args=[visit.pk]), cast.client(cast.visitor)
    first, again = (visitor.get(address).context["records"] for _ in range(2))
    assert len(first) == 5
    assert first == again
    more = visitor.get(address, {"seed": seed_of(visit), "count": "6"}).context["records"]
    assert more[:5] == first
    assert sorted(each.pk for each in more) == list(Record.objects.order_by("pk").values_list("pk", flat=True))
    for person in (cast.manager, cast.ri, cast.other_visitor, cast.qa_officer):
        assert cast.client(person).get(address).status_code == 404


def test_a_sample_can_be_drawn_again_by_anybody_who_knows_the_seed():
    """By hand: SHA-256 of “seed:number” in order."""
    by_hand = sorted(range(1, 30), key=lambda number: sha256(f"0a1b:{number}".encode()).hexdigest())
    assert draw("0a1b", range(1, 30), 4) == by_hand[:4]
    assert draw("0a1c", range(1, 30), 4) != by_hand[:4]
