"""What a child says at any time: whom it reaches, who never sees it, and what is kept of when."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from core import clock
from core.models import Event, Message, Reading
from core.refusal import Refused
from deadlines.models import Obligation
from deadlines.services.sweep import sweep
from homes.models import Appointment
from tests import voices
from voice import services
from voice.models import Poster, Sending, Word

NOW = dt.datetime(2027, 3, 24, 14, 37, 11, tzinfo=dt.UTC)
HEARS = {"visitor", "qa_officer", "head_of_qa"}
RUN_IT = {"manager", "deputy", "ri"}
WORDS = "They shout at us at night."
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def travel():
    """Wednesday 24 March 2027."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def say(token: str, **fields):
    """Post what a child writes, as nobody."""
    given = {"text": WORDS, "readers": "outside", "answer": "no", "op_id": "page"} | fields
    return Client().post(reverse("voice:say", args=[token]), given)


def test_who_is_signed_in_on_the_same_device_is_nobody_there_and_an_old_session_takes_no_word(cast, travel):
    token = voices.poster(cast, now=NOW)
    client = cast.client(cast.home_staff)
    client.get("/")
    kept = list(Session.objects.values_list("session_key", "session_data", "expire_date"))
    travel.shift(dt.timedelta(hours=9))
    address = reverse("voice:say", args=[token])
    assert "Sign out" not in client.get(address).content.decode()
    answer = client.post(address, {"text": WORDS, "readers": "outside", "answer": "no", "op_id": "page"})
    assert (answer.status_code, answer["Location"]) == (302, "/thank-you/said/")
    assert Word.objects.get().text == WORDS
    assert list(Session.objects.values_list("session_key", "session_data", "expire_date")) == kept
    assert client.get("/")["Location"].startswith("/sign-in/")


def test_other_words_from_the_same_page_are_kept_too(cast):
    token = voices.poster(cast, now=NOW)
    for text in (WORDS, "And the food is cold.", WORDS):
        assert say(token, text=text).status_code == 302
    assert set(Word.objects.values_list("text", flat=True)) == {WORDS, "And the food is cold."}
    assert Word.objects.count() == 2


def test_a_child_says_something_without_a_name_and_it_is_kept_to_the_letter_with_its_day_only(cast):
    token = voices.poster(cast, now=NOW)
    shown = Client().get(reverse("voice:say", args=[token])).content.decode()
    assert "In danger now? Call" in shown
    for _ in range(2):  # pressed twice
        answer = say(token)
        assert (answer.status_code, answer["Location"]) == (302, "/thank-you/said/")
        assert not answer.cookies
    word = Word.objects.get()
    assert (word.text, word.home, word.said_on, word.who) == (WORDS, cast.oak, dt.date(2027, 3, 24), "")
    event = Event.objects.get(code="voice.word_said")
    owed = Obligation.objects.get(rule="voice.word_read")
    day = clock.at_london(dt.date(2027, 3, 24))
    assert (event.by, event.at, owed.started_at, owed.opened_at) == (None, day, day, day)
    assert clock.today(owed.due_at) == dt.date(2027, 3, 25)
    services.forget_sendings(now=NOW + dt.timedelta(days=1))
    assert not Sending.objects.exists()


@pytest.mark.parametrize("readers", ["outside", "key_worker", "home"])
def test_only_those_outside_the_home_read_it_unless_the_child_lets_the_people_who_run_it_read_it(cast, readers):
    word = voices.word(cast.oak, now=NOW, text=WORDS, readers=readers)
    address, read = reverse("voice:word", args=[word.pk]), set()
    for who, person in cast.people.items():
        page = cast.client(person).get(address)
        read |= {who} if page.status_code == 200 else set()
        assert (WORDS in page.content.decode()) == (page.status_code == 200), who
    assert read == HEARS | (RUN_IT if readers == "home" else set())
    noted = Reading.objects.filter(subject_type="voice.word", subject_id=word.pk)
    assert {row.by for row in noted} == {cast.people[who] for who in read}


@pytest.mark.parametrize("who", ["manager", "deputy", "home_staff", "ri", "service_lead", "contracts_manager"])
def test_no_page_tells_the_home_or_who_watches_it_that_a_child_has_said_something(cast, who):
    word = voices.word(cast.oak, now=NOW, text=WORDS)
    client = cast.client(cast.people[who])
    owed = Obligation.objects.get(rule="voice.word_read")
    surveys, why = reverse("voice:surveys", args=[cast.oak.pk]), reverse("deadlines:why", args=[owed.pk])
    for url in ("/", "/words/", "/deadlines/", "/messages/", f"/homes/{cast.oak.pk}/", surveys, why):
        text = re.sub(r"<option.*?</option>", "", client.get(url).content.decode(), flags=re.DOTALL)
        assert WORDS not in text, url
        assert "written in confidence" not in text, url
        assert f"/words/{word.pk}/" not in text, url


def test_those_who_hear_it_are_told_at_once_without_a_word_of_it(cast):
    token = voices.poster(cast, now=NOW)
    say(token)
    notes = Message.objects.filter(code="voice.word")
    assert {note.to for note in notes} == {cast.visitor, cast.qa_officer}
    assert all(note.at_once and WORDS not in note.subject + note.body for note in notes)
    assert {note.link for note in notes} == {f"/words/{Word.objects.get().pk}/"}


def test_where_nobody_is_in_post_the_head_of_quality_assurance_is_told(cast):
    Appointment.objects.filter(person__in=[cast.visitor, cast.qa_officer]).update(ends=dt.date(2027, 1, 1))
    voices.word(cast.oak, now=NOW)
    assert Message.objects.get(code="voice.word").to == cast.head_of_qa


def test_reading_it_ends_the_limit_and_unread_it_goes_up_to_the_head_of_quality_assurance_and_to_nobody_at_the_home(
    cast,
):
    word, other = voices.word(cast.oak, now=NOW), voices.word(cast.oak, now=NOW, text="And another thing.")
    client = cast.client(cast.visitor)
    assert "Read what was written in confidence" in client.get("/").content.decode()
    client.post(reverse("voice:read", args=[word.pk]))
    client.post(reverse("voice:read", args=[word.pk]))
    assert word.steps.get().by == cast.visitor
    states = dict(Obligation.objects.filter(rule="voice.word_read").values_list("subject_id", "state"))
    assert states == {word.pk: "met", other.pk: "open"}
    for hours in (20, 34, 60):
        sweep(now=NOW + dt.timedelta(hours=hours))
    told = {note.to for note in Message.objects.exclude(code="voice.word").filter(link__contains="/deadlines/")}
    assert told == {cast.visitor, cast.qa_officer, cast.head_of_qa}


def test_what_was_done_is_written_down_by_those_outside_and_the_home_cannot(cast):
    word = voices.word(cast.oak, now=NOW, readers="home")
    address = reverse("voice:deal", args=[word.pk])
    done = {"kind": "passed_on", "text": "The visitor spoke with the child; the manager knows."}
    assert cast.client(cast.manager).post(address, done).status_code == 409
    assert not word.steps.exists()
    cast.client(cast.qa_officer).post(address, done)
    assert [step.kind for step in word.steps.all()] == ["read", "passed_on"]
    assert (
        "The visitor spoke with the child"
        in cast.client(cast.manager).get(reverse("voice:word", args=[word.pk])).content.decode()
    )


def test_a_new_poster_stops_the_old_one_and_nobody_who_works_at_the_home_can_stop_it(cast):
    old = voices.poster(cast, now=NOW)
    client = cast.client(cast.visitor)
    ask, end = (reverse(f"voice:{name}", args=[cast.oak.pk]) for name in ("new_poster", "end_poster"))
    first = Poster.objects.get()
    for address in (ask, end):
        asked = client.get(address).content.decode()
        assert "The address on the posters that hang in the home stops at once." in asked
        assert f'href="{reverse("voice:poster", args=[cast.oak.pk])}">Go back without saving' in asked
    assert Poster.objects.get(ended_at=None) == first, "asking changes nothing"
    shown = client.post(ask, {"version": first.pk}).content.decode()
    new = re.search(r'value="[^"]*/say/([\w-]{43})/"', shown)[1]
    assert 'src="data:image/svg+xml;base64,' in shown
    assert "Ask any adult you trust, or call a number below" in shown
    assert "type the address" not in shown, "no child types an address of this length"
    again = client.post(ask, {"version": first.pk}).content.decode()
    assert "this press has changed nothing" in again, "the page sent twice does not stop what it made"
    assert say(old).status_code == 404
    assert WORDS in say(old).content.decode()
    assert cast.client(cast.manager).post(end).status_code == 404
    assert say(new, op_id="new").status_code == 302
    client.post(end)
    assert say(new, op_id="newer").status_code == 404
    assert Word.objects.count() == 1
    assert Poster.objects.filter(ended_at=None).count() == 0


def test_a_child_with_the_link_of_a_survey_writes_to_somebody_now_and_the_link_still_works(cast):
    _, (token,) = voices.opened(cast, "children", now=NOW, personal=("J.S.",))
    address = reverse("voice:answer_say", args=[token])
    assert address in Client().get(reverse("voice:answer", args=[token])).content.decode()
    assert Client().post(address, {"text": WORDS, "readers": "outside", "answer": "no"}).status_code == 302
    assert Word.objects.get().home == cast.oak
    assert Client().get(reverse("voice:answer", args=[token])).status_code == 200


@pytest.mark.parametrize(
    "fields",
    [
        {"text": ""},
        {"text": "x" * 20_001},
        {"readers": "everybody"},
        {"answer": "?"},
        {"who": "x" * 81},
        {"answer_how": "By letter, " + "x" * 201},
    ],
)
def test_what_cannot_be_taken_is_said_in_words_and_handed_back(cast, fields):
    answer = say(voices.poster(cast, now=NOW), **({"answer_how": "By letter"} | fields))
    assert answer.status_code == 200
    assert b"There is a problem" in answer.content
    assert b"By letter" in answer.content
    assert not Word.objects.exists()


def test_an_answer_in_another_way_says_in_which(cast):
    token = voices.poster(cast, now=NOW)
    asked = say(token, answer="other").content.decode()
    assert "Write how we can answer you" in asked
    assert WORDS in asked
    with pytest.raises(Refused, match="no_way"):
        services.say(
            home=cast.oak, text=WORDS, readers="home", answer="other", answer_how=" ", who="", op_id="x", now=NOW
        )
    assert not Word.objects.exists()
    assert say(token, answer="other", answer_how="In a letter").status_code == 302
    assert Word.objects.get().answer_how == "In a letter"


def test_before_the_child_writes_the_page_says_in_three_lines_what_happens_with_it(cast):
    token = voices.poster(cast, now=NOW)
    _, (link,) = voices.opened(cast, "children", now=NOW)
    shown = Client().get(reverse("voice:say", args=[token])).content.decode()
    assert shown.index("we must tell somebody who can help") < shown.index("<textarea")
    assert shown.index("tel:999") < shown.index("<textarea")
    first = Client().get(reverse("voice:answer", args=[link])).content.decode()
    assert first[first.index("<h1") : first.index("Start</button>")].count("<li>") == 3
    written = Client().post(reverse("voice:answer", args=[link]), {"at": "6"}).content.decode()
    assert written.index("must tell somebody who can help") < written.index("<textarea")
