"""The rules of the cycle: who, when, once; what is carried over; who gets a copy; what the clock does by itself."""

from __future__ import annotations

import datetime as dt
from functools import partial

import pytest

from actions.models import Action
from core.models import Event, Message
from core.refusal import Refused
from homes.models import Resident, StaffMember
from questionnaires import answers as stored
from reg44 import briefing
from reg44.models import Despatch, FollowUp, Report, Visit
from reg44.services import closing, copies, manager, recommendations, sending, visits
from tests import reports
from tests.reports import ARRIVED, DAY, HOUR, make_report, make_visit

pytestmark = pytest.mark.django_db


def refused(code: str, act, **data) -> None:
    with pytest.raises(Refused) as said:
        act(**data)
    assert said.value.code == code
    assert said.value.reason.endswith((".", "?"))


def test_a_home_has_one_visit_in_a_month_by_its_own_visitor_not_in_the_past(cast):
    reports.publish()
    day, now = dt.date(2027, 3, 10), dt.datetime(2027, 3, 1, 9, tzinfo=dt.UTC)
    plan = partial(visits.plan, home=cast.oak, planned_for=day, announced=False, visitor=cast.visitor, now=now)
    refused("not_allowed", plan, independent=True, by=cast.manager)
    refused("not_declared", plan, independent=False, by=cast.visitor)
    refused("date_past", plan, independent=True, by=cast.visitor, planned_for=dt.date(2027, 2, 28))
    refused("not_a_visitor", plan, independent=True, by=cast.qa_officer, visitor=cast.other_visitor)
    first = plan(independent=True, by=cast.visitor)
    assert plan(independent=True, by=cast.visitor) == first
    refused("month_taken", plan, independent=True, by=cast.visitor, planned_for=dt.date(2027, 3, 20))
    visits.cancel(visit=first, why="Ill.", by=cast.visitor, now=now)
    visits.cancel(visit=first, why="Ill.", by=cast.visitor, now=now)
    assert plan(independent=True, by=cast.visitor, planned_for=dt.date(2027, 3, 20)).state == "planned"
    assert Event.objects.filter(code="reg44.visit_cancelled").count() == 1


def test_a_conflict_before_the_visit_cancels_it_and_asks_for_another_person_without_telling_the_day(cast):
    visit = make_visit(cast)
    refused("not_the_visitor", visits.declare_conflict, visit=visit, what="x", by=cast.qa_officer, now=ARRIVED)
    for _ in range(2):
        visits.declare_conflict(visit=visit, what="My sister works there.", by=cast.visitor, now=ARRIVED - DAY)
    assert Visit.objects.get().state == "cancelled"
    notes = Message.objects.filter(code="reg44.conflict")
    assert {note.to for note in notes} == {cast.qa_officer, cast.service_lead}
    assert not any("3 March" in note.body + note.subject for note in notes)


def test_arrival_begins_one_report_with_what_the_portal_knows(cast):
    reports.publish()
    Resident.objects.create(
        home=cast.oak, initials="N.N.", reference="OAK-9", placing_authority=cast.host, arrived_on=dt.date(2027, 3, 2)
    )
    StaffMember.objects.filter(home=cast.oak, initials="P.Q.").update(left_on=dt.date(2027, 3, 2))
    visit = make_visit(cast)
    refused("not_the_visitor", visits.arrive, visit=visit, arrived_at=ARRIVED, by=cast.other_visitor, now=ARRIVED)
    refused("wrong_time", visits.arrive, visit=visit, arrived_at=ARRIVED + HOUR, by=cast.visitor, now=ARRIVED)
    report = visits.arrive(visit=visit, arrived_at=ARRIVED, by=cast.visitor, now=ARRIVED)
    assert visits.arrive(visit=visit, arrived_at=ARRIVED, by=cast.visitor, now=ARRIVED) == report
    found = stored.load(report.response)
    column = lambda table, key: [found.get(f"{table}.{key}", row) for row in found.rows(table)]  # noqa: E731
    assert found.get("home_name") == "Oak House"
    assert found.get("visit_notice") == "unannounced"
    assert found.get("registered_manager") == "Mina Manager"
    assert found.get("responsible_individual") == "Rafi Responsible"
    assert found.get("children_living") == "3"
    assert column("residents", "child") == ["J.S.", "J.S. 2", "N.N."] == column("consents", "child")
    assert column("movements", "direction") == ["arrived"]
    assert column("staff_changes", "change") == ["left"]
    assert column("bedrooms", "bedroom") == ["Bedroom 1", "Bedroom 2", "Bedroom 3"]
    assert {source for _, _, source in found.carried()} == {"the home’s record", "the registers of the home"}


def test_what_was_not_met_comes_again_with_its_count_and_is_closed_when_met(cast):
    first = make_report(cast, state="signed_off")
    second = make_report(cast, state="drafting", arrives=ARRIVED + 31 * DAY, priorities=())
    assert [(row.recommendation.number, row.times_carried) for row in second.follow_ups.all()] == [(1, 1), (2, 1)]
    found = stored.load(second.response)
    shown = [
        found.get("previous_recommendations.recommendation", row) for row in found.rows("previous_recommendations")
    ]
    assert shown == ["Mend the lock of the garden gate."] * 2
    row = second.follow_ups.first()
    now = ARRIVED + 32 * DAY
    for outcome in ("met", "met"):
        recommendations.follow_up(
            follow_up=row, outcome=outcome, words="I saw it.", op_id=f"f:{outcome}", by=cast.visitor, now=now
        )
    sending.send(report=second, declared=reports.BOTH, by=cast.visitor, now=now)
    manager.no_comments(report=second, by=cast.manager, now=now)
    closing.finalise(report=second, declared=reports.READ_OWN, by=cast.visitor, now=now)
    assert Action.objects.get(recommendation=row.recommendation).state == "closed"
    third = make_report(cast, state="drafting", arrives=ARRIVED + 62 * DAY, filled=False)
    assert [(row.recommendation.number, row.times_carried) for row in third.follow_ups.all()] == [(2, 2)]
    planned = make_visit(cast, arrives=ARRIVED + 93 * DAY)
    brief = briefing.brief(visit=planned, now=ARRIVED + 90 * DAY)
    assert [(row.number, row.visit.month) for row in brief.recommendations] == [(2, first.visit.month)]
    assert brief.children == ["J.S.", "J.S. 2"]


def test_a_report_finalised_late_hands_what_it_left_open_to_the_next_one_that_is_being_written(cast):
    late = make_report(cast, state="amending", comments=0)
    following = make_report(cast, state="drafting", arrives=ARRIVED + 31 * DAY, filled=False)
    assert not following.follow_ups.exists()
    now = ARRIVED + 32 * DAY
    closing.finalise(report=late, declared=reports.READ_OWN, by=cast.visitor, now=now)
    assert FollowUp.objects.filter(report=following).count() == 2


def test_nothing_is_sent_while_something_lacks_and_every_lack_is_named(cast):
    report = make_report(cast, filled=False)
    codes = {check.code for check in sending.errors(sending.checks_before_sending(report))}
    assert codes == {"visit", "answer", "section", "carried"}
    now = ARRIVED + DAY
    refused("not_ready", sending.send, report=report, declared=reports.BOTH, by=cast.visitor, now=now)
    visits.leave(visit=report.visit, left_at=ARRIVED + HOUR, by=cast.visitor, now=now)
    reports.fill(report, cast.visitor, now, opinion_safeguarded="no")
    report = Report.objects.select_related("visit__home", "response__version").get(pk=report.pk)
    checks = sending.checks_before_sending(report)
    assert [check.code for check in sending.errors(checks)] == ["rule"]  # not safeguarded needs a High recommendation
    recommendations.add(
        report=report, text="Mend it.", priority="high", regulation="", op_id="r", by=cast.visitor, now=now
    )
    assert [check.text for check in sending.errors(sending.checks_before_sending(report))] == [
        "Recommendation 1 lacks a regulation and how it will be seen"
    ]
    refused("not_declared", sending.send, report=report, declared=["evidence"], by=cast.visitor, now=now)


def test_a_stale_page_changes_nothing_and_a_second_press_is_quiet(cast):
    report = make_report(cast, state="drafting")
    now = ARRIVED + DAY
    send = partial(sending.send, report=report, declared=reports.BOTH, now=now)
    refused("stale", send, version=7, by=cast.visitor)
    refused("not_the_visitor", send, version=0, by=cast.other_visitor)
    assert send(version=0, by=cast.visitor).state == send(version=0, by=cast.visitor).state == "with_manager"
    assert Event.objects.filter(code="reg44.draft_sent").count() == 1
    refused("with_manager", closing.finalise, report=report, declared=reports.READ_OWN, by=cast.visitor, now=now)


def test_after_48_hours_without_a_reply_the_visitor_goes_on_and_words_not_sent_are_passed_on(cast):
    silent = make_report(cast, state="with_manager")
    typing = make_report(cast, state="with_manager", home=cast.elm)
    comment = {"key": "premises_outside", "about": "fact", "correct": "It locks.", "op_id": "c"}
    manager.add_comment(report=typing, by=cast.other_manager, now=ARRIVED + DAY, **comment)
    sent = Report.objects.get(pk=silent.pk).sent_at
    assert manager.expire_comments(now=sent + 48 * HOUR - dt.timedelta(seconds=1)) == 0
    assert manager.expire_comments(now=sent + 48 * HOUR) == 2
    assert manager.expire_comments(now=sent + 49 * HOUR) == 0
    silent.refresh_from_db()
    typing.refresh_from_db()
    assert (silent.state, silent.no_comment) == ("amending", True)
    assert (typing.state, typing.no_comment, typing.accuracy_comments.get().sent_at) == (
        "amending",
        False,
        sent + 48 * HOUR,
    )
    refused(
        "wrong_state",
        manager.add_comment,
        report=silent,
        by=cast.manager,
        now=sent + 49 * HOUR,
        **comment | {"op_id": "d"},
    )


def test_copies_go_to_whom_the_law_names_and_then_to_whom_the_council_names(cast):
    report = make_report(cast, state="final")
    listed = [(row.to, row.recipient) for row in report.despatches.all()]
    assert listed[:3] == [
        ("ofsted", "Ofsted"),
        ("placing_authority", "Northmere Council"),
        ("placing_authority", "Westshire Council"),
    ]
    assert {to for to, _ in listed[3:]} == {
        "manager",
        "responsible_individual",
        "qa_officer",
        "contracts_manager",
        "service_lead",
        "councillor",
    }
    now = report.finalised_at + HOUR
    refused("not_allowed", copies.issue, report=report, by=cast.manager, now=now)
    for _ in range(2):
        copies.issue(report=report, by=cast.qa_officer, now=now)
    assert Message.objects.filter(code="reg44.issued").count() == 5  # everybody inside but who issued it
    ofsted = report.despatches.get(to="ofsted")
    record = partial(copies.record_despatch, despatch=ofsted, how="email", by=cast.visitor, now=now)
    refused("wrong_time", record, sent_at=now + HOUR)
    refused("bad_way", record, how="portal", sent_at=now)
    assert record(sent_at=now).sha256
    assert record(sent_at=now - dt.timedelta(minutes=5)).sent_at == now
    for _ in range(2):
        copies.copy_for_host_authority(report=report, by=cast.visitor, now=now)
    assert Despatch.objects.filter(to="host_authority", sent_at=None).count() == 1


def test_a_manager_cannot_sign_off_as_responsible_individual_and_the_writer_cannot_approve(cast):
    from homes.models import Appointment

    report = make_report(cast, state="issued")
    Appointment.objects.create(person=cast.ri, role="registered_manager", home=cast.oak, starts=dt.date(2020, 1, 1))
    now = ARRIVED + 9 * DAY
    refused("two_hats", closing.sign_off, report=report, declared=reports.READ_CONTENT, by=cast.ri, now=now)
    addendum = closing.write_addendum(report=report, text="a", reason="b", by=cast.visitor, now=now)
    assert closing.write_addendum(report=report, text="a", reason="b", by=cast.visitor, now=now) == addendum
    refused("own_words", closing.approve_addendum, addendum=addendum, by=cast.visitor, now=now)
    refused("not_allowed", closing.approve_addendum, addendum=addendum, by=cast.manager, now=now)


def test_an_urgent_notice_begins_its_own_24_hours_once_and_its_words_stand(cast):
    report = make_report(cast, filled=False)
    give = partial(
        visits.urgent_notice, visit=report.visit, text="A door.", serious_concern=False, op_id="tap", now=ARRIVED
    )
    notice = give(by=cast.visitor)
    assert give(by=cast.visitor) == notice
    refused("not_the_visitor", give, by=cast.manager)
    row = report.recommendations.get()
    assert (row.number, row.priority, row.action.act_by) == (1, "high", ARRIVED + 24 * HOUR)
    change = {"text": "Other", "priority": "low", "regulation": "12", "by": cast.visitor, "now": ARRIVED}
    refused("told", recommendations.change, recommendation=row, **change)
    refused("told", recommendations.remove, recommendation=row, by=cast.visitor, now=ARRIVED)


def test_a_service_refuses_what_its_record_cannot_hold_and_cuts_nothing(cast):
    draft, final = make_report(cast, state="with_manager"), make_report(cast, home=cast.elm, state="final")
    now, by = draft.sent_at + HOUR, {"by": cast.manager}
    comment = partial(
        manager.add_comment, report=draft, key="premises_inside", about="fact", correct="x", op_id="a", now=now, **by
    )
    refused("too_long", comment, evidence="x" * 301)
    assert comment(evidence=" " + "x" * 300).evidence == "x" * 300
    row = draft.recommendations.first()
    answer = partial(manager.save_answer, recommendation=row, accepted=True, what="It is ordered.", now=now, **by)
    refused("too_long", answer, who="x" * 121)
    assert answer(who="x" * 120).who == "x" * 120
    copy = partial(
        copies.record_despatch, despatch=final.despatches.filter(person=None)[0], how="post",
        sent_at=final.finalised_at, by=cast.other_visitor, now=final.finalised_at + HOUR,
    )  # fmt: skip
    refused("too_long", copy, reference="x" * 121)
    assert copy(reference="x" * 120).reference == "x" * 120
    notice = visits.urgent_notice(
        visit=draft.visit, text="A door.", serious_concern=True, op_id="n", by=cast.visitor, now=now
    )
    told = partial(visits.record_ofsted_told, notice=notice, told_at=now, by=cast.visitor, now=now)
    refused("too_long", told, how="x" * 201)
    assert told(how="x" * 200).ofsted_told_how == "x" * 200
