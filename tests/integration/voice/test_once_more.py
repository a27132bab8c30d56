"""A page without a name that was open too long, or that another site sent: nothing typed is lost, and nothing is taken."""

from __future__ import annotations

import datetime as dt
import itertools
import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests import voices
from tests.integration.hostile.pages import Page
from voice.models import Reply, Word

NOW = dt.datetime(2027, 3, 24, 14, 30, tzinfo=dt.UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def travel():
    """Wednesday 24 March 2027."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


OWN = [{}, {"origin": "null"}, {"origin": "http://testserver"}, {"sec-fetch-site": "same-origin"}]
FOREIGN = [
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site", "origin": "http://testserver"},
    {"origin": "https://elsewhere.example"},
    {"referer": "https://elsewhere.example/testserver"},
    {"origin": "http://["},
]


def test_a_page_whose_protection_failed_comes_back_with_what_was_typed_and_takes_nothing_before_it_is_pressed_again(
    cast,
):
    _, (token,) = voices.opened(cast, "children", now=NOW)
    poster = voices.poster(cast, now=NOW)
    pages = [
        reverse("voice:answer", args=[token]),
        reverse("voice:answer_say", args=[token]),
        reverse("voice:say", args=[poster]),
    ]
    before = (0, 0)
    for number, (address, headers) in enumerate(itertools.product(pages, OWN + FOREIGN)):
        words = f"They said <script>no</script> & “wait” {number}."
        fields = {"op_id": "one", "change": words, "at": "7", "feel_safe": "never"}
        if address != reverse("voice:answer", args=[token]):
            fields = {"op_id": "one", "text": words, "readers": "home", "who": "J"}
            fields |= {"answer": "other", "answer_how": "by letter"}
        client = Client(enforce_csrf_checks=True)
        failed = client.post(address, fields, headers=headers)
        text = failed.content.decode()
        assert failed.status_code == 403
        assert "<script>no" not in text
        assert (Reply.objects.count(), Word.objects.count()) == before
        if headers in FOREIGN:
            assert "They said" not in text, headers
            continue
        (form,) = Page(text).forms
        found = {name: value for name, value in form.filled().items() if name in fields}
        assert found == fields, "the same form, with everything that was in it"
        assert "Please press once more" in text
        found["csrfmiddlewaretoken"] = re.findall(r'csrfmiddlewaretoken" value="(\w{64})"', text)[0]
        assert client.post(address, found).status_code == 302, (address, headers)
        before = (Reply.objects.count(), Word.objects.count())
    assert before == (len(OWN), 2 * len(OWN))
    assert not Reply.objects.exclude(answers__contains='"feel_safe":"never"').exists()
    kept_words = set(Word.objects.values_list("readers", "answer", "answer_how", "who"))
    assert kept_words == {("home", "other", "by letter", "J")}


def test_a_page_whose_protection_failed_tells_no_more_of_a_link_that_does_not_work(cast):
    client = Client(enforce_csrf_checks=True)
    for name in ("voice:answer", "voice:answer_say", "voice:say"):
        answer = client.post(reverse(name, args=["guessed"]), {"text": "Words that are not lost."})
        assert answer.status_code == 404
        assert b"This link does not work" in answer.content
        assert b"Words that are not lost." in answer.content
