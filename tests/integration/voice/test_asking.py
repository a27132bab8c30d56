"""Asking on the screen: a survey of few is opened knowingly, a child is asked only where there is somebody to call."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core import checks
from django.test import Client
from django.urls import reverse

from tests import voices
from voice.models import Poster, Survey

NOW = dt.datetime(2027, 3, 24, 14, 30, tzinfo=dt.UTC)
DAYS = {"about_from": "2026-10-01", "about_to": "2027-03-01", "closes_on": "2027-04-01"}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def travel():
    """Wednesday 24 March 2027."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def page(cast, survey: Survey) -> str:
    return cast.client(cast.manager).get(reverse("voice:survey", args=[survey.pk])).content.decode()


def test_a_manager_opens_a_survey_on_the_screen_and_closes_it(cast):
    voices.publish("parents", NOW)
    client = cast.client(cast.manager)
    fields = {"audience": "parents", "people": "6", **DAYS}
    landed = client.post(reverse("voice:open_survey", args=[cast.oak.pk]), fields, follow=True)
    survey = Survey.objects.get()
    assert landed.redirect_chain == [(reverse("voice:survey", args=[survey.pk]), 302)]
    assert b"What to do now" in landed.content
    assert b"Nobody has a link yet" in landed.content
    address = reverse("voice:open_survey", args=[cast.oak.pk])
    assert "second survey" not in client.get(address).content.decode()
    warned = client.post(address, fields).content.decode()
    assert "A survey of this group is open at this home already" in warned
    assert "Open a second survey of this group" in warned
    assert Survey.objects.count() == 1
    client.post(address, fields | {"beside": "on"})
    second = Survey.objects.latest("pk")
    assert second != survey, "whoever knows it may"
    client.post(reverse("voice:close", args=[second.pk]))
    assert "Nobody had a link" in page(cast, second)
    made = client.post(reverse("voice:open_link", args=[survey.pk]), {"label": "all parents", "asked": "4"})
    assert b"shown this once only" in made.content
    end = reverse("voice:end_link", args=[voices.link(survey).pk])
    assert b"cannot answer any more" in client.get(end).content
    assert voices.link(survey).ended_at is None
    client.post(end)
    assert voices.link(survey).ended_at == NOW
    client.post(reverse("voice:close", args=[survey.pk]))
    survey.refresh_from_db()
    assert survey.closed_by == cast.manager
    assert b"Fewer than 5" in client.get(reverse("voice:survey", args=[survey.pk])).content


def test_a_survey_of_few_people_is_opened_only_by_somebody_who_knows_that_it_shows_nothing(cast):
    voices.publish("parents", NOW)
    client, address = cast.client(cast.manager), reverse("voice:open_survey", args=[cast.oak.pk])
    fields = {"audience": "parents", "people": "3", **DAYS}
    assert "all the same" not in client.get(address).content.decode()
    warned = client.post(address, fields).content.decode()
    assert "With 3 people this survey can never show a result" in warned
    assert "Talk with them instead" in warned
    assert not Survey.objects.exists()
    nonsense = client.post(address, fields | {"people": "³", "anyway": "on"}).content.decode()
    assert "must be a whole number" in nonsense
    opened = client.post(address, fields | {"anyway": "on"}, follow=True).content.decode()
    survey = Survey.objects.get()
    assert "have been asked so far" not in opened
    client.post(reverse("voice:open_link", args=[survey.pk]), {"label": "all parents", "asked": "3"})
    shown = page(cast, survey)
    assert "Fewer than 5 people have been asked so far" in shown
    assert "nobody will ever see a result" in client.get(reverse("voice:close", args=[survey.pk])).content.decode()
    client.post(reverse("voice:close", args=[survey.pk]))
    assert "This group has not been heard yet" in page(cast, survey)


def test_without_a_number_to_call_no_child_is_asked_and_the_page_says_what_is_missing(cast, settings):
    token = voices.poster(cast, now=NOW)
    settings.CHILD_HELP_LINE = "Call a helpline."  # which one?
    voices.publish("children", NOW)
    fields = {"audience": "children", "people": "6", **DAYS}
    client, new = cast.client(cast.visitor), reverse("voice:new_poster", args=[cast.oak.pk])
    poster = Poster.objects.get()
    answers = [
        client.get(reverse("voice:open_survey", args=[cast.oak.pk])),
        client.post(reverse("voice:open_survey", args=[cast.oak.pk]), fields),
        client.get(reverse("voice:poster", args=[cast.oak.pk])),
        client.post(new, {"version": poster.pk}),
    ]
    assert all(
        "Ask the people who run this portal for your council to set one (QA_CHILD_HELP_LINE)" in each.content.decode()
        for each in answers
    )
    assert not Survey.objects.exists()
    assert list(Poster.objects.filter(ended_at=None)) == [poster], "what works goes on working"
    assert 'href="tel:999"' in Client().get(reverse("voice:say", args=[token])).content.decode()
    voices.publish("parents", NOW)
    client.post(reverse("voice:open_survey", args=[cast.oak.pk]), fields | {"audience": "parents"})
    assert Survey.objects.get().audience == "parents"
    assert [each.id for each in checks.run_checks(tags=["voice"], include_deployment_checks=True)] == ["voice.W001"]
    settings.CHILD_HELP_LINE = "Call the listening line, 0808 157 0199"
    assert not checks.run_checks(tags=["voice"], include_deployment_checks=True)
    shown = Client().get(reverse("voice:say", args=[token])).content.decode()
    assert 'the listening line, <a class="govuk-link" href="tel:08081570199">0808 157 0199</a>' in shown
