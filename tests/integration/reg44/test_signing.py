"""Who signs sees what is signed: no old page, no missing answer, no broken seal, no own answers, and a fresh sign-in."""

from __future__ import annotations

import datetime as dt
from functools import partial

import pytest
import time_machine
from django.db import connection, transaction
from django.urls import reverse

from core import clock, guards, seals
from core.models import Seal
from core.refusal import Refused
from homes.models import Appointment
from reg44 import sealing
from reg44.models import Addendum, Report, Signature
from reg44.services import closing, copies, manager
from tests import reports
from tests.reports import ARRIVED, DAY, HOUR, make_report

pytestmark = pytest.mark.django_db
NOW = ARRIVED + 20 * DAY
BOTH = {"declare_read": "on", "declare_content": "on"}


def refused(code, call, **kwargs):
    with pytest.raises(Refused) as caught:
        call(now=NOW, **kwargs)
    assert caught.value.code == code
    return caught.value.reason


@pytest.fixture
def report(cast):
    """Issued, every recommendation answered, the plan submitted."""
    found = make_report(cast, state="issued")
    for row in found.recommendations.filter(removed_at=None):
        answer(row, cast.manager)
    manager.submit_plan(report=found, by=cast.manager, now=NOW)
    found.refresh_from_db()
    return found


def answer(row, by, **changes):
    words = {"accepted": True, "what": "It is ordered.", "who": "Deputy", "by_date": clock.today(NOW + 5 * DAY)}
    return manager.save_answer(recommendation=row, by=by, now=NOW, **(words | changes))


def test_whoever_signs_off_a_page_from_before_an_answer_changed_is_shown_the_new_answer_first(cast, report):
    address = reverse("reg44:sign_off", args=[report.visit_id])
    with time_machine.travel(NOW, tick=False):
        client = cast.client(cast.ri)
        seen = client.get(address).context["form"].initial["version"]
        answer(report.recommendations.first(), cast.manager, what="Nothing will be done.")
        old = client.post(address, {"version": seen, **BOTH})
        page = old.content.decode()
        assert "Something has happened with this report" in page
        assert "Nothing will be done." in page
        assert Report.objects.get().state == "issued"
        assert client.post(address, BOTH).status_code == 200  # a form without a version is a form from before
        assert Report.objects.get().state == "issued"
        shown = old.context["form"]["version"].value()
        assert client.post(address, {"version": shown, **BOTH}).status_code == 302
    assert Report.objects.get().state == "signed_off"


@pytest.mark.parametrize("what", ["answer", "response", "no response", "comment", "no comment"])
def test_every_word_that_is_signed_off_makes_an_older_page_stale(cast, report, what):
    row = report.recommendations.first()
    respond = partial(manager.save_narrative_response, report=report, by=cast.manager, now=NOW)
    comment = partial(closing.comment_as_supervisor, recommendation=row, by=cast.ri, now=NOW)
    before = {"no response": partial(respond, text="Thank you."), "no comment": partial(comment, text="Good.")}
    change = {
        "answer": partial(answer, row, cast.manager, comments="Later."),
        "response": partial(respond, text="Thank you."),
        "no response": partial(respond, text=""),
        "comment": partial(comment, text="Good."),
        "no comment": partial(comment, text=""),
    }
    before.get(what, lambda: None)()
    seen = Report.objects.get().version
    change[what]()
    change[what]()  # the same once more is no change
    assert Report.objects.get().version == seen + 1
    refused("stale", closing.sign_off, report=report, declared=reports.READ_CONTENT, version=seen, by=cast.ri)


def test_a_manager_who_answers_early_makes_no_page_of_the_visitor_stale(cast):
    found = make_report(cast, state="amending")
    answer(found.recommendations.first(), cast.manager)
    assert Report.objects.get().version == found.version


def test_a_submitted_plan_that_lacks_something_again_is_not_submitted(cast, report):
    answer(report.recommendations.first(), cast.manager, what="")
    assert Report.objects.get().answered_at is None
    sign = partial(closing.sign_off, report=report, declared=reports.READ_CONTENT, by=cast.ri)
    assert "Ask the manager to answer" in refused("not_answered", sign)
    answer(report.recommendations.first(), cast.manager)
    refused("not_answered", sign)  # answered, and not submitted again
    manager.submit_plan(report=report, by=cast.manager, now=NOW)
    assert sign(now=NOW).state == "signed_off"


def test_a_plan_submitted_on_the_draft_is_open_again_when_the_visitor_adds_a_recommendation(cast):
    found = make_report(cast, state="amending", comments=0)
    for row in found.recommendations.all():
        answer(row, cast.manager)
    manager.submit_plan(report=found, by=cast.manager, now=NOW)
    reports.recommend(found, cast.visitor, NOW, 3)
    closing.finalise(report=found, declared=reports.READ_OWN, by=cast.visitor, now=NOW)
    assert Report.objects.get().answered_at is None


def test_nobody_signs_off_without_the_answers_of_the_manager(cast):
    found = make_report(cast, state="issued")
    sign = partial(closing.sign_off, report=found, declared=reports.READ_CONTENT, by=cast.ri)
    refused("not_answered", sign)
    address = reverse("reg44:sign_off", args=[found.visit_id])
    with time_machine.travel(NOW, tick=False):
        client = cast.client(cast.ri)
        page = client.post(address, {"version": Report.objects.get().version, **BOTH}).content.decode()
        unticked = client.post(
            address, {"version": Report.objects.get().version}
        )  # from a page that was open while the plan went
    assert "The manager has not submitted the action plan yet. Ask the manager" in page
    assert unticked.status_code == 409
    assert "has not submitted the action plan yet" in unticked.content.decode()
    assert not Signature.objects.filter(purpose="sign_off").exists()


def test_a_report_without_a_recommendation_needs_no_answer(cast):
    found = make_report(cast, state="issued", priorities=())
    assert closing.sign_off(report=found, declared=reports.READ_CONTENT, by=cast.ri, now=NOW).state == "signed_off"


def test_nobody_signs_over_a_broken_seal(cast, report):
    addendum = closing.write_addendum(report=report, text="More.", reason="Later.", by=cast.visitor, now=NOW)
    guards.lift(connection)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE reg44_recommendation SET text = 'Nothing to mend.' WHERE number = 1")
    guards.lay(connection)
    declared = {"declared": reports.READ_CONTENT}
    assert "quality assurance officer" in refused(
        "seal_broken", closing.sign_off, report=report, by=cast.ri, **declared
    )
    refused("seal_broken", closing.approve_addendum, addendum=addendum, by=cast.qa_officer)
    assert Seal.objects.count() == 1


@pytest.mark.parametrize("saved", ["answer", "response"])
def test_a_manager_who_became_responsible_individual_does_not_sign_off_their_own_answers(cast, saved):
    found = make_report(cast, state="issued")
    row = found.recommendations.first()
    if saved == "answer":
        answer(row, cast.deputy, what="We shall see.")
        answer(row, cast.manager)  # the words that stand are the manager's
    else:
        manager.save_narrative_response(report=found, text="Thank you.", by=cast.deputy, now=NOW)
    for each in found.recommendations.filter(removed_at=None):
        answer(each, cast.manager)
    manager.submit_plan(report=found, by=cast.manager, now=NOW)
    Appointment.objects.filter(person=cast.deputy).update(ends=clock.today(ARRIVED) - dt.timedelta(days=1))
    Appointment.objects.create(person=cast.deputy, role="responsible_individual", starts=dt.date(2020, 1, 1))
    sign = partial(closing.sign_off, report=found, declared=reports.READ_CONTENT)
    with time_machine.travel(NOW, tick=False):
        refused("two_hats", sign, by=cast.deputy)
        page = cast.client(cast.deputy).get(reverse("reg44:sign_off", args=[found.visit_id])).content.decode()
        assert "You answered for the home when you worked there" in page
        assert "Sign the report off" not in page
        assert sign(by=cast.ri, now=NOW).state == "signed_off"


def test_whoever_approves_an_addendum_signs_it_after_a_fresh_sign_in(cast, report):
    closing.write_addendum(report=report, text="More.", reason="Later.", by=cast.visitor, now=NOW)
    page, address = (
        reverse("reg44:addenda", args=[report.visit_id]),
        reverse("reg44:approve_addendum", args=[report.visit_id, 1]),
    )
    with time_machine.travel(NOW, tick=False) as clock_:
        client = cast.client(cast.qa_officer)
        assert "By approving you sign" in client.get(page).content.decode()
        clock_.shift(6 * 60)
        asked = client.post(address, {"_page": page})
        assert asked.url.startswith(reverse("account_reauthenticate"))
        assert f"next=%2Fvisits%2F{report.visit_id}%2Faddenda%2F" in asked.url
        assert client.get(page).status_code == 200
        assert Addendum.objects.get().approved_at is None
        client = cast.client(cast.qa_officer)
        assert client.post(address, {"_page": page}).status_code == 302
    signature = Signature.objects.get(purpose="addendum:1")
    assert (signature.person, signature.role) == (cast.qa_officer, "qa_officer")
    assert signature.declared == [closing.ADDENDUM_DECLARATION]
    seal = seals.find(report, "addendum:1")
    assert signature.sha256 == seals.digest(seal.canonical)
    assert sealing.verify(Report.objects.get(pk=report.pk)).ok


def test_issuing_a_report_needs_a_fresh_sign_in(cast):
    found = make_report(cast, state="final")
    address = reverse("reg44:issue", args=[found.visit_id])
    page = reverse("reg44:copies", args=[found.visit_id])
    with time_machine.travel(found.finalised_at + HOUR, tick=False) as clock_:
        client = cast.client(cast.visitor)
        clock_.shift(6 * 60)
        asked = client.post(address, {"version": found.version, "_page": page})
        assert asked.url.startswith(reverse("account_reauthenticate"))
        assert Report.objects.get().state == "final"
        client = cast.client(cast.visitor)
        assert (
            client.post(address, {"_page": page}).status_code == 409
        )  # a form without a version is a form from before
        assert client.post(address, {"version": found.version, "_page": page}).status_code == 302
    assert Report.objects.get().state == "issued"
    assert copies.issue(report=found, by=cast.visitor, now=NOW).state == "issued"
