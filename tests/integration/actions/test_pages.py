"""An action has a page of its own: the manager says early or late that it is done, somebody else verifies it (C22, C23)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from actions.models import Action
from core import clock
from core.models import Event
from deadlines.models import Obligation
from deadlines.services import limits
from reg44.services import closing, manager, recommendations, sending, visits
from tests.reports import ARRIVED, DAY, HOUR, make_report

pytestmark = pytest.mark.django_db
DONE = "The lock was changed, the invoice is in the file."


@pytest.fixture
def urgent(cast, time_machine) -> Action:
    """What the visitor told at the door, two hours ago; the draft has not come."""
    time_machine.move_to(ARRIVED + 3 * HOUR, tick=False)
    report = make_report(cast)
    values = {"text": "The gate stands open.", "serious_concern": False, "op_id": "tap", "by": cast.visitor}
    notice = visits.urgent_notice(visit=report.visit, now=ARRIVED + HOUR, **values)
    return notice.recommendation.action


def post(client, action: Action, name: str, **typed: str):
    return client.post(reverse(f"actions:{name}", args=[action.pk]), typed)


def test_the_manager_answers_an_urgent_notice_before_the_draft_comes_and_its_clock_stops(cast, urgent):
    boss = cast.client(cast.manager)
    start = boss.get("/").content.decode()
    assert "Act on March 2027, recommendation 3" in start
    notice = boss.get(reverse("reg44:notice", args=[urgent.recommendation.urgent_id])).content.decode()
    address = reverse("actions:action", args=[urgent.pk])
    assert f'href="{address}"' in notice
    page = boss.get(address).content.decode()
    assert "The gate stands open." in page
    assert "Why then?" in page
    assert post(boss, urgent, "done", evidence=DONE).status_code == 302
    urgent.refresh_from_db()
    assert (urgent.state, urgent.evidence, urgent.claimed_by) == ("claimed", DONE, cast.manager)
    assert Obligation.objects.get(subject_type="actions.action", subject_id=urgent.pk).state == "met"
    assert "Act on March 2027, recommendation 3" not in boss.get("/").content.decode()


def test_what_was_said_early_stands_in_the_plan_and_saving_the_plan_does_not_take_it_back(cast, urgent, time_machine):
    post(cast.client(cast.manager), urgent, "done", evidence=DONE)
    time_machine.move_to(ARRIVED + 2 * DAY, tick=False)
    report = urgent.recommendation.report
    report.refresh_from_db()
    sending.send(report=report, declared=("evidence", "independent"), by=cast.visitor, now=clock.now())
    address = reverse("reg44:answer", args=[report.visit_id, urgent.recommendation.number])
    assert DONE in cast.client(cast.manager).get(address).content.decode()
    manager.save_answer(
        recommendation=urgent.recommendation, accepted=True, what="A new lock.", by=cast.manager, now=clock.now()
    )
    urgent.refresh_from_db()
    assert urgent.state == "claimed"


def test_after_the_sign_off_the_manager_still_says_what_was_done_and_the_signed_plan_stays(cast, time_machine):
    report = make_report(cast, state="signed_off", priorities=("low",))
    time_machine.move_to(report.signed_off_at + DAY, tick=False)
    row = report.recommendations.get()
    assert post(cast.client(cast.manager), row.action, "done", evidence=DONE).status_code == 302
    row.refresh_from_db()
    assert (row.action.state, row.answer.done) == ("claimed", False)


def test_only_somebody_else_verifies_and_only_what_was_said_to_be_done(cast, urgent):
    officer, visitor, boss = (cast.client(each) for each in (cast.qa_officer, cast.visitor, cast.manager))
    assert post(officer, urgent, "verify", seen="I saw it.").status_code == 409
    post(boss, urgent, "done", evidence=DONE)
    assert post(boss, urgent, "verify", seen="I saw it.").status_code == 409
    assert post(visitor, urgent, "open_again", reason="The gate does not close.").status_code == 302
    urgent.refresh_from_db()
    assert urgent.state == "open"
    assert Obligation.objects.get(subject_type="actions.action", subject_id=urgent.pk).state == "open"
    post(boss, urgent, "done", evidence=DONE)
    assert post(officer, urgent, "verify", seen="I saw it closed.").status_code == 302
    assert post(officer, urgent, "verify", seen="Twice.").status_code == 409
    urgent.refresh_from_db()
    assert (urgent.state, urgent.closed_by) == ("closed", cast.qa_officer)
    page = visitor.get(reverse("actions:action", args=[urgent.pk])).content.decode()
    assert "Verified the action and closed it: I saw it closed." in page
    assert "Opened the action again: The gate does not close." in page


def test_a_name_is_asked_about_and_an_empty_form_changes_nothing(cast, urgent):
    boss = cast.client(cast.manager)
    assert post(boss, urgent, "done", evidence=" ").status_code == 200
    page = post(boss, urgent, "done", evidence="Jordan Whittaker changed the lock.")
    assert "“Jordan Whittaker” may point to somebody" in page.content.decode()
    urgent.refresh_from_db()
    assert urgent.state == "open"
    assert not Event.objects.filter(code="actions.claimed").exists()


def test_the_day_to_act_by_is_the_councils_own_and_moves_with_it(cast, time_machine):
    now = ARRIVED - 2 * DAY
    values = {"rule_id": "reg44.recommendation_medium", "unit": "working days", "by": cast.qa_officer}
    limits.set_limit(**values, count=7, starts=clock.today(now), reason="Ours", now=now)
    report = make_report(cast, state="issued", priorities=("medium",))
    action = report.recommendations.get().action
    assert clock.today(action.act_by) == clock.today(report.finalised_at) + 11 * DAY  # Friday and two weekends
    late = report.finalised_at + DAY
    limits.set_limit(**values, count=9, starts=clock.today(report.finalised_at), reason="Longer", now=late)
    action.refresh_from_db()
    assert action.act_by == Obligation.objects.get(subject_type="actions.action", subject_id=action.pk).due_at
    time_machine.move_to(late, tick=False)
    page = cast.client(cast.manager).get(reverse("reg44:action_plan", args=[report.visit_id])).content.decode()
    assert f"{clock.today(action.act_by):%B}" in page
    assert "To be acted on by the end of" in page


def test_the_clock_of_the_draft_on_every_page_is_the_councils_own_and_says_why(cast, time_machine):
    values = {"rule_id": "reg44.draft_to_manager", "unit": "working days", "count": 6, "by": cast.qa_officer}
    before = ARRIVED - 3 * DAY
    limits.set_limit(**values, starts=clock.today(before), reason="Ours", now=before)
    report = make_report(cast)
    limit = Obligation.objects.get(rule="reg44.draft_to_manager")
    time_machine.move_to(ARRIVED + DAY, tick=False)
    visitor = cast.client(cast.visitor)
    for address in ("/", reverse("reg44:visit", args=[report.visit_id]), reverse("reg44:visits")):
        assert "the end of 11 March 2027" in visitor.get(address).content.decode(), address
    why = reverse("deadlines:why", args=[limit.pk])
    for address in ("/", reverse("reg44:visit", args=[report.visit_id])):
        assert why in visitor.get(address).content.decode(), address
    tasks = visitor.get(reverse("reg44:report_tasks", args=[report.visit_id])).content.decode()
    assert "Draft due Thursday 11 March" in tasks
    assert why in tasks


def test_each_time_limit_stands_once_among_a_persons_work(cast, time_machine):
    make_report(cast)
    time_machine.move_to(ARRIVED + DAY, tick=False)
    page = cast.client(cast.visitor).get("/").content.decode()
    limit = Obligation.objects.get(rule="reg44.draft_to_manager")
    assert page.count(reverse("deadlines:why", args=[limit.pk])) == 1


def test_what_is_marked_high_runs_from_the_draft_and_only_readers_of_the_draft_see_its_words(cast, time_machine):
    report = make_report(cast, state="with_manager", priorities=("high", "medium"))
    time_machine.move_to(report.sent_at + HOUR, tick=False)
    [action] = Action.objects.all()
    assert action.act_by == report.sent_at + 24 * HOUR
    address = reverse("actions:action", args=[action.pk])
    assert [cast.client(each).get(address).status_code for each in (cast.manager, cast.visitor)] == [200, 200]
    assert [cast.client(each).get(address).status_code for each in (cast.ri, cast.qa_officer)] == [404, 404]
    assert post(cast.client(cast.manager), action, "done", evidence=DONE).status_code == 302


def test_a_recommendation_that_is_high_no_more_when_the_report_is_final_begins_anew_and_the_old_action_is_withdrawn(
    cast,
):
    report = make_report(cast, state="amending", priorities=("high", "high", "high"))
    lower, taken_back, stays = report.recommendations.order_by("number")
    now = report.commented_at + HOUR
    values = {"text": lower.text, "regulation": lower.regulation, "measure": lower.measure, "by": cast.visitor}
    recommendations.change(recommendation=lower, priority="low", now=now, **values)
    recommendations.remove(recommendation=taken_back, by=cast.visitor, now=now)
    values["text"] = "Mend the gate and the fence."
    recommendations.change(recommendation=stays, priority="high", now=now, **values)
    old = [row.action for row in (lower, taken_back)]
    for comment in report.accuracy_comments.all():
        closing.decide_comment(comment=comment, decision="accepted", reason="", by=cast.visitor, now=now)
    closing.finalise(report=report, declared=("read", "own"), by=cast.visitor, now=now)
    for action in old:
        action.refresh_from_db()
        assert action.state == "withdrawn"
        assert Obligation.objects.get(subject_type="actions.action", subject_id=action.pk).state == "cancelled"
    lower.refresh_from_db()
    assert (lower.action.priority, lower.action.state, lower.action.raised_at) == ("low", "open", now)
    stays.action.refresh_from_db()
    assert (stays.action.text, stays.action.in_draft, stays.action.act_by) == (
        "Mend the gate and the fence.",
        False,
        report.sent_at + 24 * HOUR,
    )
