"""Who reads the home's records: staff what they need, whoever is complained about nothing, the visitor in the visit (domain.md 3)."""

from __future__ import annotations

import datetime as dt
from hashlib import sha256

import pytest
from django.urls import reverse

import questionnaires.services as engine
from core import evidence
from core.models import Message
from core.refusal import Refused
from deadlines.models import Obligation
from deadlines.services.sweep import sweep
from questionnaires.answers import load
from records.counting import from_records
from records.models import Record
from records.sampling import draw
from records.services import keeping, steps
from reg44.models import Report
from reg44.services import visits
from reg44.services.recorded import rows
from reg44.views.sampling import seed_of
from tests.records import fill, make_record, publish
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


def test_whom_a_notification_is_about_never_learns_of_it_nor_of_its_limit_and_others_are_told(cast, time_machine):
    record = make_record(cast, "notification", at=AT, by=cast.deputy, subjects=[cast.manager])
    assert seen(cast.manager) == set()
    assert seen(cast.deputy) == {record.pk}
    limit = Obligation.objects.get(rule="records.notification", subject_id=record.pk)
    why = reverse("deadlines:why", args=[limit.pk])
    for person, code in ((cast.manager, 404), (cast.deputy, 200), (cast.qa_officer, 200), (cast.ri, 200)):
        assert cast.client(person).get(why).status_code == code
    time_machine.move_to(AT + 23 * HOUR, tick=False)
    sweep(now=AT + 23 * HOUR)
    assert [note.to for note in Message.objects.filter(code="deadlines.reminder")] == [cast.deputy]


def test_limits_that_name_a_record_are_for_those_who_read_records(cast):
    record = make_record(cast, "restraint", at=AT)
    board = reverse("deadlines:board")
    for person in (cast.visitor, cast.contracts_manager, cast.visitor_manager, cast.director):
        assert str(record) not in cast.client(person).get(board).content.decode()
    for person in (cast.manager, cast.ri, cast.qa_officer, cast.service_lead):
        assert str(record) in cast.client(person).get(board).content.decode()


def test_begun_again_about_somebody_else_is_another_record_that_this_person_never_sees(cast):
    first = make_record(cast, "complaint", at=AT, by=cast.home_staff, keep=False)
    about = make_record(cast, "complaint", at=AT, by=cast.home_staff, keep=False, subjects=[cast.manager])
    again = make_record(cast, "complaint", at=AT, by=cast.home_staff, keep=False, subjects=[cast.manager])
    assert first != about == again
    assert seen(cast.manager) == {first.pk}


def test_what_is_about_the_responsible_individual_goes_to_others_and_into_no_review_or_count(cast):
    complaint = make_record(cast, "complaint", at=AT, by=cast.home_staff, subjects=[cast.ri])
    told = Message.objects.filter(code="records.complaint")
    assert {note.to for note in told} == {cast.service_lead, cast.qa_officer}
    allegation = make_record(cast, "allegation", at=AT, by=cast.manager, subjects=[cast.home_staff])
    steps.take(record=allegation, code="meeting", at=AT, words="Met.", by=cast.manager, now=AT + HOUR)
    day = AT.date()
    assert evidence.gather(cast.oak, day, day)["records"] == []
    counted = from_records(cast.oak, day.replace(day=1))
    assert (counted["complaints"], counted["allegations"], counted["strategy_meetings"]) == (0, 0, 0)
    assert seen(cast.ri) == {allegation.pk}
    assert complaint.pk in seen(cast.service_lead)


def test_the_writer_of_a_closed_record_reads_their_own_words_and_nothing_of_others(cast):
    record = make_record(cast, "allegation", at=AT, by=cast.home_staff)
    question = next(each.key for each in record.response.answers.all() if each.value == "Words.")
    steps.take(record=record, code="meeting", at=AT, words="Secret plan.", by=cast.manager, now=AT + HOUR)
    keeping.correct(record=record, reason="Secret reason.", by=cast.manager, now=AT + HOUR)
    record.refresh_from_db()
    fill(record, by=cast.manager, now=AT + HOUR, **{question: "Secret words."})
    keeping.keep(record=record, by=cast.manager, now=AT + HOUR)
    worker, address = cast.client(cast.home_staff), reverse("records:record", args=[record.pk])
    page = worker.get(address).content.decode()
    assert "Words." in page
    assert "Secret" not in page
    assert "strategy meeting" not in page
    assert worker.get(reverse("records:revision", args=[record.pk, 1])).status_code == 404
    assert worker.post(reverse("records:correct", args=[record.pk]), {"reason": "More."}).status_code != 302
    assert Record.objects.get(pk=record.pk).state == "kept"
    assert "Secret plan." in cast.client(cast.deputy).get(address).content.decode()


def test_a_number_that_no_column_holds_is_no_choice(cast):
    address = reverse("records:begin", args=[cast.oak.pk, "allegation"])
    page = cast.client(cast.manager).post(address, {"staff": ["9" * 20], "subjects": ["9" * 20]})
    assert page.status_code == 200
    assert not Record.objects.exists()


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
    """Of each list one record, all of the period; one before it is left out. Of incidents the record holds none, and the report says so."""
    kinds = ("sanction", "restraint", "separation", "missing", "compliment", "allegation")
    for kind in (*kinds, "safeguarding_incident"):
        make_record(cast, kind, at=AT)
    make_record(cast, at=AT - 40 * DAY)
    arrives = AT + 3 * DAY
    time_machine.move_to(arrives + HOUR, tick=False)
    publish_report()
    visit, visitor = make_visit(cast, arrives=arrives), cast.client(cast.visitor)
    make_record(cast, "notification", at=AT, subjects=[cast.deputy])
    briefing = reverse("reg44:briefing", args=[visit.pk])
    before = visitor.get(briefing).content.decode()
    assert "<li>Restraints: 1</li>" in before, "no link: it would lead nowhere before the arrival"
    assert "<li>Notifications: none</li>" in before, "what is about somebody who signs in here is not counted"
    report = visits.arrive(visit=visit, arrived_at=arrives, by=cast.visitor, now=arrives)
    linked = f'href="{reverse("records:records", args=[cast.oak.pk])}?kind=restraint"'
    assert linked in visitor.get(briefing).content.decode()
    answers = load(report.response)
    tables = {
        "separations",
        "missing",
        "compliments",
        "allegations",
        "safeguarding_incidents",
        "sanctions",
        "restraints",
    }
    assert {table: len(answers.rows(table)) for table in tables} == dict.fromkeys(tables, 1)
    none = answers.stored("other_incidents.none")
    assert (none.value, none.carried_from) == ("yes", "the home’s record")
    assert answers.stored("complaints.none") is None, "one about the manager may be there"
    address = reverse("reg44:report_section", args=[report.visit_id, "other_incidents"])
    said = "The home’s record holds no incident between"
    assert said in visitor.get(address).content.decode()
    engine.add_row(response=report.response, table="other_incidents", op_id="r", by=cast.visitor, now=arrives)
    assert said not in visitor.get(address).content.decode()
    assert not [key for key, _, _ in load(report.response).carried() if key.startswith("other_incidents")]
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
