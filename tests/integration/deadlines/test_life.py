"""Time limits beside a report's life: events open and meet them, by the rule files alone."""

from __future__ import annotations

import datetime as dt

import pytest

from actions import services as actions
from actions.models import Action
from core import clock
from core.models import Event, Message
from core.refusal import Refused
from deadlines import book, selectors
from deadlines.models import Obligation
from deadlines.services import limits, running
from homes.services import close_home
from reg44.models import Visit
from reg44.services import copies, manager, visits
from tests.reports import ARRIVED, DAY, HOUR, make_report, make_visit

pytestmark = pytest.mark.django_db
State = Obligation.State


def of(rule: str, **more) -> Obligation:
    return Obligation.objects.get(rule=f"reg44.{rule}", **more)


def states(visit: Visit) -> dict[str, str]:
    rows = Obligation.objects.filter(subject_type="reg44.visit", subject_id=visit.pk)
    return {row.rule.removeprefix("reg44."): row.state for row in rows}


def test_leaving_the_home_starts_the_four_working_days_of_the_draft(cast):
    report = make_report(cast)
    row = of("draft_to_manager")
    assert (row.state, row.home, row.subject_id) == (State.OPEN, cast.oak, report.visit_id)
    assert row.due_at == dt.datetime(2027, 3, 9, 23, 59, tzinfo=dt.UTC)
    assert row.explanation[0] == "It starts on Wednesday 3 March 2027 at midday."


def test_a_corrected_time_of_leaving_counts_anew_with_an_event_that_says_why(cast):
    visit = make_visit(cast, arrives=ARRIVED)
    make_report_at = ARRIVED + 14 * HOUR
    visit = Visit.objects.get(pk=visit.pk)
    from tests.reports import publish

    publish()
    visits.arrive(visit=visit, arrived_at=ARRIVED, by=cast.visitor, now=ARRIVED)
    assert of("draft_to_manager").due_at == dt.datetime(2027, 3, 9, 23, 59, tzinfo=dt.UTC)
    visits.leave(visit=visit, left_at=make_report_at, by=cast.visitor, now=make_report_at)
    row = of("draft_to_manager")
    assert (row.due_at, row.moves) == (dt.datetime(2027, 3, 10, 23, 59, tzinfo=dt.UTC), 1)
    assert Event.objects.get(code="deadlines.moved").data["reason"] == "the time it counts from was corrected"


def test_each_move_of_the_report_ends_one_limit_and_starts_the_next(cast):
    report = make_report(cast, state="with_manager")
    assert states(report.visit) == {
        "draft_to_manager": "met",
        "ofsted_by_month_end": "open",
        "accuracy_comments": "open",
    }
    assert of("accuracy_comments").due_at == report.sent_at + 48 * HOUR
    manager.no_comments(report=report, by=cast.manager, now=report.sent_at + 49 * HOUR)
    found = states(report.visit)
    assert (found["accuracy_comments"], found["final_report"]) == ("met_late", "open")


def test_a_final_report_starts_issuing_copies_and_the_action_plan(cast):
    report = make_report(cast, state="final")
    found = states(report.visit)
    assert {found[name] for name in ("issue_same_day", "copies", "action_plan", "ofsted_by_month_end")} == {"open"}
    now = report.finalised_at + HOUR
    report = copies.issue(report=report, by=cast.visitor, now=now)
    for row in report.despatches.filter(sent_at=None):
        copies.record_despatch(despatch=row, how="email", sent_at=now, by=cast.visitor, now=now)
    found = states(report.visit)
    assert {found[name] for name in ("issue_same_day", "copies", "ofsted_by_month_end")} == {"met"}
    assert found["ri_sign_off"] == "open"


def test_a_high_recommendation_counts_from_when_the_manager_was_told(cast):
    report = make_report(cast, state="final")
    high, medium = of("recommendation_high"), of("recommendation_medium")
    assert high.started_at == report.sent_at
    assert high.due_at == report.sent_at + 24 * HOUR
    assert medium.started_at == report.finalised_at


def test_an_action_claimed_done_meets_its_limit_and_opened_again_it_runs_as_before(cast):
    make_report(cast, state="final")
    row = of("recommendation_medium")
    action, now = Action.objects.get(pk=row.subject_id), row.started_at + DAY
    actions.claim(action=action, evidence="It locks.", by=cast.manager, now=now)
    assert of("recommendation_medium").state == State.MET
    actions.reopen(action=action, reason="It sticks.", by=cast.visitor, now=now + HOUR)
    again = of("recommendation_medium")
    assert (again.state, again.due_at, again.closed_at) == (State.OPEN, row.due_at, None)


def test_a_serious_concern_owes_a_word_to_ofsted_the_same_day_and_the_home_does_not_see_it(cast):
    report = make_report(cast)
    now = report.begun_at + 3 * HOUR
    told = {"visit": report.visit, "text": "A door.", "op_id": "one", "by": cast.visitor, "now": now}
    notice = visits.urgent_notice(serious_concern=True, **told)
    row = of("concern_to_ofsted")
    assert not Obligation.objects.visible_to(cast.manager).filter(pk=row.pk).exists()
    assert Obligation.objects.visible_to(cast.ri).filter(pk=row.pk).exists()
    visits.record_ofsted_told(notice=notice, told_at=now, how="By telephone", by=cast.visitor, now=now + HOUR)
    assert of("concern_to_ofsted").state == State.MET


def test_a_visit_meets_the_duty_of_its_month_even_before_any_sweep_opened_it(cast):
    make_report(cast)
    row = of("visit_monthly")
    assert (row.period, row.state, row.closed_at) == ("2027-03", State.MET, ARRIVED)
    assert row.subject_id == row.home_id == cast.oak.pk


def test_a_planned_visit_leaves_no_trace_that_the_home_could_see(cast):
    make_visit(cast, arrives=ARRIVED)
    assert not Obligation.objects.visible_to(cast.manager).exists()


def test_a_home_that_closes_owes_nothing_after_its_last_day(cast):
    from deadlines.services.sweep import sweep

    now = dt.datetime(2027, 3, 1, 9, tzinfo=dt.UTC)
    sweep(now=now)
    cast.oak.residents.update(left_on=dt.date(2027, 3, 2))
    close_home(home=cast.oak, closed_on=dt.date(2027, 3, 10), by=cast.administrator, now=now + DAY)
    assert of("visit_monthly", home=cast.oak).state == State.CANCELLED
    assert of("visit_monthly", home=cast.elm).state == State.OPEN


def test_the_managers_time_for_comments_ends_when_the_councils_own_limit_says(cast):
    now = ARRIVED - 2 * DAY
    values = {"rule_id": "reg44.accuracy_comments", "count": 72, "unit": "hours", "reason": "A long weekend"}
    limits.set_limit(**values, starts=clock.today(now), by=cast.qa_officer, now=now)
    report = make_report(cast, state="with_manager")
    assert manager.expire_comments(now=report.sent_at + 71 * HOUR) == 0
    assert manager.expire_comments(now=report.sent_at + 72 * HOUR) == 1


def test_a_new_limit_moves_what_is_open_from_that_day_and_nothing_older(cast):
    make_report(cast)
    before = of("draft_to_manager").due_at
    values = {"rule_id": "reg44.draft_to_manager", "count": 6, "unit": "working days", "by": cast.qa_officer}
    now = ARRIVED + DAY
    limits.set_limit(**values, starts=clock.today(ARRIVED) + DAY, reason="Later", now=now)
    assert of("draft_to_manager").due_at == before
    shifts = limits.would_move(
        rule_id="reg44.draft_to_manager", count=6, unit="working days", starts=clock.today(ARRIVED)
    )
    assert [shift.obligation.home for shift in shifts] == [cast.oak]
    limits.set_limit(**values, starts=clock.today(ARRIVED), reason="Now", now=now)
    row = of("draft_to_manager")
    assert row.due_at == shifts[0].due_at == dt.datetime(2027, 3, 11, 23, 59, tzinfo=dt.UTC)
    assert any("6 working days, since Wednesday 3 March 2027: Now" in step for step in row.explanation)
    assert Event.objects.filter(code="deadlines.moved").count() == 1


def test_a_closure_day_moves_what_runs_over_it_and_says_so(cast):
    make_report(cast)
    limits.add_closure_day(day=dt.date(2027, 3, 8), reason="Moving house", by=cast.qa_officer, now=ARRIVED + DAY)
    assert of("draft_to_manager").due_at == dt.datetime(2027, 3, 10, 23, 59, tzinfo=dt.UTC)
    assert "Moving house" in Event.objects.get(code="deadlines.moved").data["reason"]
    note = Message.objects.get(code="deadlines.moved")
    assert (note.to, "Moving house" in note.body) == (cast.visitor, False)
    assert note.subject == "Oak House, March 2027: another date: send the draft report to the registered manager"
    assert note.body == "It is due by the end of Wednesday 10 March 2027, 11:59pm in London. Sign in to see why."


def test_a_reason_that_is_longer_than_its_record_holds_is_refused_and_nothing_is_set(cast):
    day, who = dt.date(2027, 3, 8), {"by": cast.qa_officer, "now": ARRIVED}
    with pytest.raises(Refused, match="too_long"):
        limits.add_closure_day(day=day, reason="x" * 121, **who)
    limit = {"rule_id": "reg44.draft_to_manager", "count": 3, "unit": "working days", "starts": day}
    with pytest.raises(Refused, match="too_long"):
        limits.set_limit(reason="x" * 301, **limit, **who)
    assert limits.set_limit(reason="x" * 300, **limit, **who).reason == "x" * 300
    assert limits.add_closure_day(day=day, reason="x" * 120, **who).reason == "x" * 120


def test_a_limit_can_be_moved_after_its_date_with_a_reason_and_then_stays(cast):
    make_report(cast)
    row, now = of("draft_to_manager"), ARRIVED + 10 * DAY
    values = {"obligation": row, "book": book.load(), "now": now}
    day = dt.date(2027, 3, 20)
    with pytest.raises(Refused, match="no_reason"):
        running.move(due_on=day, reason=" ", by=cast.qa_officer, **values)
    with pytest.raises(Refused, match="not_allowed"):
        running.move(due_on=day, reason="Ill", by=cast.manager, **values)
    running.move(due_on=day, reason="The visitor was ill", by=cast.qa_officer, **values)
    limits.add_closure_day(day=dt.date(2027, 3, 8), reason="Moving house", by=cast.qa_officer, now=now)
    row = of("draft_to_manager")
    assert row.due_at == dt.datetime(2027, 3, 20, 23, 59, tzinfo=dt.UTC)
    assert any("The visitor was ill" in step for step in row.explanation)


def test_the_law_is_never_put_off(cast):
    from deadlines.services.sweep import sweep

    now = dt.datetime(2027, 3, 1, 9, tzinfo=dt.UTC)
    sweep(now=now)
    row = of("visit_monthly", home=cast.oak)
    with pytest.raises(Refused, match="law"):
        running.move(
            obligation=row, due_on=dt.date(2027, 4, 9), reason="Snow", book=book.load(), by=cast.qa_officer, now=now
        )


def test_why_then_shows_the_steps_the_source_and_the_way_to_the_record(cast, client):
    report = make_report(cast)
    row = of("draft_to_manager")
    page = cast.sign_in(client, cast.qa_officer).get(f"/deadlines/{row.pk}/").content.decode()
    assert "Tuesday 9 March 2027 is working day 4." in page
    assert "Council’s process 7.4 (the council’s policy)" in page
    assert selectors.why(user=cast.visitor, obligation=row, now=ARRIVED).url == f"/visits/{report.visit_id}/"


def test_the_board_groups_by_when_and_shows_only_the_homes_of_the_person(cast, time_machine):
    time_machine.move_to(ARRIVED + 10 * DAY, tick=False)
    make_report(cast)
    make_report(cast, home=cast.elm)
    page = cast.client(cast.manager).get("/deadlines/").content.decode()
    assert "Oak House, March 2027: Send the draft report to the registered manager" in page
    assert "Overdue" in page
    assert "Elm Lodge" not in page
    everything = cast.client(cast.qa_officer).get("/deadlines/").content.decode()
    assert "Elm Lodge, March 2027: Send the draft report" in everything
    narrowed = cast.client(cast.qa_officer).get(f"/deadlines/?home={cast.oak.pk}&rule=reg44.ofsted_by_month_end")
    assert "Elm Lodge," not in narrowed.content.decode()
    assert "Oak House, March 2027: Send Ofsted the report" in narrowed.content.decode()
