"""What the bench of the sweep writes past the services is what the services would have written."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db.models import F

from core import clock
from deadlines import book, rulebook
from deadlines.models import Obligation, Reminder
from deadlines.services.sweep import sweep
from governance.bench import history
from homes.models import Home
from reg44.models import Recommendation, Report, Visit

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2027, 3, 17, 10, tzinfo=dt.UTC)


@pytest.fixture
def council() -> history.Council:
    """Four homes, in two steps."""
    return history.fill(history.fill(history.Council(0, NOW), 1), 4)


def test_five_years_of_each_home_with_right_references_and_few_limits_still_running(council):
    assert Visit.objects.count() == 4 * 60
    assert Recommendation.objects.count() > 2 * Report.objects.count() > 400
    for model in history.COUNTED:
        for field in model._meta.concrete_fields:
            if field.is_relation:
                lost = model.objects.filter(**{f"{field.attname}__isnull": False})
                lost = lost.exclude(**{f"{field.attname}__in": field.related_model.objects.order_by().values("pk")})
                assert not lost.exists(), f"{model.__name__}.{field.name}"
    running = Obligation.objects.running().count()
    assert 4 <= running <= 0.02 * Obligation.objects.count()
    assert not Obligation.objects.exclude(state="open").filter(closed_at__gt=NOW).exists()
    assert Reminder.objects.filter(obligation__state="met_late", made_at__gt=F("obligation__due_at")).exists()


def test_what_runs_is_due_when_the_engine_says_and_the_sweep_finds_nothing_to_make_up(council):
    shelf = book.load()
    for row in Obligation.objects.running():
        assert row.due_at == shelf.due(rulebook.rule(row.rule), row.started_at).at
    month = f"{clock.today(NOW):%Y-%m}"
    assert Obligation.objects.filter(rule="reg44.visit_monthly", period=month).count() == Home.objects.count()
    done = sweep(now=NOW)
    assert (done.opened, done.looked_at, done.missed) == (0, 0, 0)
    assert not Obligation.objects.running().filter(rule="reg44.visit_monthly", due_at__lt=NOW).exists()
    assert sweep(now=NOW + dt.timedelta(days=30)).reminders > 0
