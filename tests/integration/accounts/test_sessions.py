"""What is kept of sessions, and for how long."""

import datetime as dt

import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts import tasks
from qa_portal.celery import app
from tests.cast import PASSWORD


def test_sessions_that_ran_out_are_forgotten_daily_with_what_was_noted_of_them(cast):
    begun = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)
    entry = app.conf.beat_schedule["sessions-ended"]
    assert entry["task"] == tasks.forget_ended_sessions.name
    assert [len(getattr(entry["schedule"], part)) for part in ("minute", "hour", "day_of_week")] == [1, 1, 7]
    for moment, person in ((begun, cast.manager), (begun + dt.timedelta(days=20), cast.ri)):
        with time_machine.travel(moment, tick=False):
            Client().post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    with time_machine.travel(moment, tick=False):
        assert tasks.forget_ended_sessions() == 1
    assert list(UserSession.objects.values_list("user", flat=True)) == [cast.ri.pk]
    assert Session.objects.count() == 1


def test_a_note_after_a_step_stands_in_the_session_and_in_no_cookie_and_is_shown_once(client, cast):
    cast.sign_in(client, cast.administrator)
    page = reverse("homes:person", args=[cast.stranger.pk])
    client.post(reverse("homes:close_person", args=[cast.stranger.pk]))
    assert "messages" not in client.cookies
    note = "Sten Stranger cannot sign in any more."
    assert note in client.get(page).content.decode()
    assert note not in client.get(page).content.decode()
