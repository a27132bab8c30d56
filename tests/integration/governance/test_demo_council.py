"""The demonstration council in the database: a month and a whole year of it, in the slow run."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audits.models import Audit, AuditKind
from core import clock
from core.models import Event, Seal
from deadlines.models import Obligation
from governance.demo import build
from governance.demo.answers import hidden
from governance.demo.council import PASSWORD, PEOPLE
from homes.models import DocumentVersion, Home, Resident, StatutoryDocument
from inspections.models import Inspection
from questionnaires.models import Answer
from records.models import Measure, Step
from reg44.models import Addendum, FollowUp, Report, UrgentNotice, Visit
from reg44.services import sending
from reg44.states import ReportState, VisitState
from reg45.models import Review

TODAY = dt.date(2027, 3, 24)
NOW = clock.at_london(TODAY, 17)
EVERY_STATE = {str(state) for state in ReportState}
pytestmark = pytest.mark.django_db


def sign_in(person) -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    return client


def counts() -> list[int]:
    return [model.objects.count() for model in (User, Home, Visit, Report, Answer, Seal, Event)]


@pytest.mark.slow
def test_a_month_of_the_council_shows_every_state_and_nobody_meets_a_start_page_that_fails(time_machine):
    time_machine.move_to(NOW, tick=False)
    build.build(today=TODAY, now=NOW, say=lambda text: None, months=1)
    assert set(Report.objects.values_list("state", flat=True)) == EVERY_STATE - {"signed_off"}
    assert Visit.objects.filter(state=VisitState.PLANNED, announced=True).exists()
    assert Visit.objects.get(state=VisitState.PLANNED, home__name="Marlpit Lodge").planned_for == TODAY
    assert Visit.objects.get(state=VisitState.CANCELLED).home.name == "Sandling Cottage"
    assert StatutoryDocument.objects.filter(review_by__lt=TODAY).count() >= 5
    assert DocumentVersion.objects.exclude(file=None).count() > 100
    assert {row.overall for row in Inspection.objects.filter(home__name="Marlpit Lodge")} >= {"inadequate", "good"}
    assert Obligation.objects.running().filter(rule="inspections.comments").count() == 1
    assert Home.objects.get(name="Teasel Court").buildings.count() == 2
    owed = Obligation.objects.running().filter(rule="reg44.visit_monthly").values_list("home__name", flat=True)
    assert "Marlpit Lodge" in owed
    assert Obligation.objects.filter(rule="reg44.draft_to_manager", state="met").count() == 5
    assert AuditKind.objects.count() == 14
    assert {"closed", "moderation"} <= set(Audit.objects.values_list("state", flat=True))
    grades = Measure.objects.filter(key="ofsted_grade", home__name="Marlpit Lodge").order_by("month")
    assert [int(each.number) for each in grades] == [3, 2], "what Ofsted said of this home when the month ended"
    assert not Step.objects.filter(noted_at__gt=NOW).exists()
    for report in Report.objects.all():
        assert hidden(report) == []
    half = Report.objects.get(state=ReportState.DRAFTING)
    assert 10 < half.response.section_states.filter(complete=True).count() < 25
    assert len(sending.errors(sending.checks_before_sending(half))) > 5
    client, failing = Client(), []
    for each in User.objects.all():
        client.force_login(each)
        if (code := client.get("/").status_code) != 200:
            failing.append((each.email, code))
    assert failing == []


def test_the_council_is_never_put_beside_real_data(settings):
    settings.QA_MODE = "live"
    with pytest.raises(CommandError):
        call_command("demo_council", stdout=StringIO())
    assert not User.objects.exists()


@pytest.mark.slow
def test_a_year_in_one_command_with_every_state_whole_seals_and_no_change_the_second_time(time_machine):
    time_machine.move_to(NOW, tick=False)
    out = StringIO()
    call_command("demo_council", stdout=out)
    assert "71 reports are there." in out.getvalue()
    assert PASSWORD in out.getvalue()
    assert all(each.email in out.getvalue() for each in PEOPLE)
    assert set(Report.objects.values_list("state", flat=True)) == EVERY_STATE
    assert FollowUp.objects.filter(times_carried=2, outcome="no_action").exists()
    missed = Obligation.objects.get(rule="reg44.visit_monthly", state="missed")
    assert missed.home.name == "Sandling Cottage"
    assert Obligation.objects.filter(state="met").count() > 500
    assert Addendum.objects.filter(approved_at=None).exists()
    assert Addendum.objects.filter(approved_at__isnull=False).exists()
    stands = Counter(Review.objects.values_list("state", flat=True))
    assert stands == {"sent": 12, "drafting": 2, "completed": 1, "approved": 1, "seen": 1}
    assert set(Obligation.objects.filter(rule="reg45.review_due").values_list("state", flat=True)) == {"met", "open"}
    assert UrgentNotice.objects.get().ofsted_told_at is not None
    assert Resident.objects.filter(number=2).exists()
    assert Answer.objects.filter(value="no", key="opinion_safeguarded").exists()
    call_command("verify_seals", stdout=StringIO())
    before, out = counts(), StringIO()
    call_command("demo_council", stdout=out)
    assert "already there" in out.getvalue()
    assert counts() == before
    assert all("_auth_user_id" in sign_in(person).session for person in User.objects.all())
