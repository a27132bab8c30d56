"""Surveys: who can answer by which link, what is kept of it, and what is shown to whom."""

from __future__ import annotations

import datetime as dt
import json
import logging
import re

import pytest
import time_machine
from django.db import IntegrityError, connection, models, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock, evidence
from core.logs import NoSecrets
from core.models import Event
from core.refusal import Refused
from deadlines.models import Obligation
from tests import voices
from tests.integration.hostile.poison import TEXTS, kept
from voice import secret, selectors, services
from voice.models import FEWEST, Invitation, Poster, Reply, Sending, Survey, Word

NOW = dt.datetime(2027, 3, 24, 14, 30, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def travel():
    """Wednesday 24 March 2027."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def at(token: str) -> str:
    return reverse("voice:answer", args=[token])


def send(token: str, values: dict[str, object], *, op_id: str = "page", client: Client | None = None):
    """The last page of a survey, with everything carried along."""
    last = "7" if "feel_safe" in values else "3"
    return (client or Client()).post(at(token), {"at": last, "op_id": op_id, **values})


def gone(response) -> bool:
    return response.status_code == 404 and b"This link does not work" in response.content


def same(content: bytes) -> bytes:
    """A page without what is new in it each time."""
    return re.sub(rb'value="[^"]{20,}"|<textarea.*?</textarea>', b"", content)


def replies(survey: Survey) -> list[dict[str, object]]:
    return [json.loads(text) for text in Reply.objects.filter(survey=survey).values_list("answers", flat=True)]


# -- links -----------------------------------------------------------------------------------------------------------------


def test_the_secret_is_shown_once_and_only_its_hash_is_kept(cast):
    survey, _ = voices.opened(cast, "parents", now=NOW)
    client = cast.client(cast.manager)
    address = reverse("voice:personal_links", args=[survey.pk])
    assert "parent of" not in client.get(address).content.decode(), "whoever it is, the sheet says what was written"
    shown = client.post(address, {"labels": "parent of J.S.\n\nfather of M.K."}).content.decode()
    assert "For: father of M.K.</h2>" in shown
    assert "Scan the picture" in shown
    assert "type the address" not in shown
    children, _ = voices.opened(cast, "children", now=NOW)
    sheet = client.post(reverse("voice:personal_links", args=[children.pk]), {"labels": "J.S."}).content.decode()
    assert "Ask any adult you trust, or call a number below" in sheet
    assert sheet.index("/answer/") < sheet.index('href="tel:999"')
    tokens = re.findall(r'value="[^"]*/answer/([\w-]{43})/"', shown)
    assert len(set(tokens)) == 2
    assert {secret.fingerprint(token) for token in tokens} < set(
        Invitation.objects.values_list("secret_sha256", flat=True)
    )
    page = client.get(reverse("voice:survey", args=[survey.pk])).content.decode()
    assert "parent of J.S." in page
    assert not any(token in page or token in client.get(address).content.decode() for token in tokens)


def test_a_link_names_nobody(cast):
    survey, _ = voices.opened(cast, "parents", now=NOW)
    client, address = cast.client(cast.manager), reverse("voice:personal_links", args=[survey.pk])
    answer = client.post(address, {"labels": "mother of Kayleigh"})
    assert b"may point to somebody" in answer.content
    assert b"mother of Kayleigh" in answer.content
    assert survey.invitations.count() == 1


def test_a_personal_link_is_used_once_and_the_manager_sees_that_and_not_what(cast):
    survey, (token,) = voices.opened(cast, "parents", now=NOW, personal=("parent of J.S.",))
    assert send(token, {"child_safe": "never", "better": "Come to the door."}).status_code == 302
    assert gone(Client().get(at(token)))
    again = send(token, {"better": "A second opinion."}, op_id="another page")
    assert gone(again)
    assert b"A second opinion." in again.content
    assert replies(survey) == [{"child_safe": "never", "better": "Come to the door."}]
    page = cast.client(cast.manager).get(reverse("voice:survey", args=[survey.pk])).content.decode()
    assert "parent of J.S." in page
    assert "Answered" in page
    assert "Come to the door" not in page


def test_the_same_page_sent_twice_has_one_effect_and_leads_to_the_same_place(cast):
    for personal in ((), ("parent of J.S.",)):
        survey, (token,) = voices.opened(cast, "parents", now=NOW, personal=personal)
        first, second = send(token, {"child_safe": "always"}), send(token, {"child_safe": "always"})
        assert (
            (first.status_code, first["Location"])
            == (second.status_code, second["Location"])
            == (302, "/thank-you/parents/")
        )
        assert len(replies(survey)) == 1


def test_a_link_for_many_is_used_by_many(cast):
    survey, (token,) = voices.opened(cast, "parents", now=NOW)
    for number in range(3):
        assert send(token, {"child_safe": "always"}, op_id=str(number)).status_code == 302
    assert len(replies(survey)) == 3
    assert not Invitation.objects.filter(used=True).exists()


def test_wrong_used_ended_expired_and_closed_links_get_one_and_the_same_page_and_nothing_is_kept(cast, travel):
    _, (used,) = voices.opened(cast, "parents", now=NOW, personal=("parent of J.S.",))
    send(used, {"child_safe": "always"})
    ended_survey, (ended,) = voices.opened(cast, "parents", now=NOW)
    services.end_link(invitation=voices.link(ended_survey), by=cast.manager, now=NOW)
    closed_survey, (closed,) = voices.opened(cast, "parents", now=NOW)
    services.close_survey(survey=closed_survey, by=cast.manager, now=NOW)
    _, (expired,) = voices.opened(cast, "parents", now=NOW, days=2)
    travel.move_to(clock.at_london(clock.today(NOW) + 2 * DAY, 23, 58), tick=False)
    assert Client().get(at(expired)).status_code == 200
    travel.move_to(clock.at_london(clock.today(NOW) + 3 * DAY, 0, 1), tick=False)
    before, pages = Reply.objects.count(), set()
    for token in ("guessed", secret.new(), used, ended, closed, expired):
        shown, sent = Client().get(at(token)), send(token, {"better": "Words that are not lost."}, op_id=token)
        assert gone(shown), token
        assert gone(sent), token
        assert b"Words that are not lost." in sent.content
        word = Client().post(at(token), {"at": "3", "op_id": "y", "better": "help", "child_safe": "always"})
        assert re.findall(rb"&#10;(.*)</textarea>", word.content) == [b"help"], "one word counts, a choice does not"
        assert gone(Client().get(reverse("voice:answer_say", args=[token])))
        pages |= {same(shown.content)}
    assert len(pages) == 1
    assert Reply.objects.count() == before
    assert not Sending.objects.filter(pk__in=[secret.fingerprint(f"answer {ended} {ended}")]).exists()


def test_guessing_is_slowed_down_and_what_was_typed_is_handed_back(cast):
    codes = [Client().get(at(f"guess-{number}")).status_code for number in range(121)]
    assert codes[:120] == [404] * 120
    assert codes[120] == 429
    for client in (Client(), Client(enforce_csrf_checks=True)):
        slowed = send("guess", {"better": "Words that are kept."}, client=client)
        assert slowed.status_code == 429
        assert b"Words that are kept." in slowed.content


def test_a_survey_past_its_last_day_closes_by_itself_and_its_numbers_stay(cast):
    survey, (token,) = voices.opened(cast, "parents", now=NOW, days=1)
    send(token, {"child_safe": "always"})
    assert services.close_due(now=NOW + DAY) == 0
    assert services.close_due(now=NOW + 2 * DAY) == 1
    assert services.close_due(now=NOW + 2 * DAY) == 0
    survey.refresh_from_db()
    assert (survey.asked, survey.replies, survey.closed_by) == (8, 1, None)


# -- answering -------------------------------------------------------------------------------------------------------------


def test_a_survey_is_answered_page_by_page_back_and_forth_without_a_session_and_without_loss(cast):
    survey, (token,) = voices.opened(cast, "children", now=NOW)
    client = Client()
    fields = {"at": "-1", "op_id": "once"}

    def press(**more):
        nonlocal fields
        answer = client.post(at(token), {**fields, **more})
        found = dict(re.findall(r'<input type="hidden" name="(?!csrf)(\w+)" value="([^"]*)"', answer.content.decode()))
        chosen = re.findall(r'name="(\w+)" value="(\w+)" checked', answer.content.decode())
        fields = found | dict(chosen)
        return answer

    assert b"What is it like to live here?" in client.get(at(token)).content
    assert b"Feeling safe" in press().content
    assert b"Being heard" in press(feel_safe="sometimes").content
    assert fields["feel_safe"] == "sometimes"
    assert b"Feeling safe" in press(listened_to="never", back="yes").content
    assert (fields["feel_safe"], fields["listened_to"]) == ("sometimes", "never")
    for _ in range(7):
        answer = press()
    assert b"In your own words" in answer.content
    thanks = press(change="Later bedtimes.\nAnd a dog.")
    assert thanks["Location"] == "/thank-you/children/"
    assert replies(survey) == [
        {"feel_safe": "sometimes", "listened_to": "never", "change": "Later bedtimes.\nAnd a dog."}
    ]
    assert set(client.cookies) == {"csrf"}, "only what protects the form"
    page = client.get("/thank-you/children/")
    assert b"tell somebody outside the home" in page.content
    assert page["Cache-Control"] == "no-store"
    assert page["Referrer-Policy"] == "strict-origin"


@pytest.mark.parametrize("kind", TEXTS)
def test_hostile_words_are_kept_to_the_letter_or_handed_back(cast, kind):
    survey, (token,) = voices.opened(cast, "parents", now=NOW)
    answer = send(token, {"better": TEXTS[kind]})
    if answer.status_code == 302:
        assert replies(survey)[0]["better"] == kept(TEXTS[kind])
    else:
        assert b"characters or fewer" in answer.content
        assert kept(TEXTS[kind])[-200:].encode() in answer.content
        assert not replies(survey)


@pytest.mark.parametrize(
    "fields",
    [
        {"at": "999", "child_safe": "always"},
        {"at": "x" * 500},
        {"at": "3", "child_safe": "no such answer", "better": "Words."},
        {"at": "0", "child_safe": "no such answer"},
        {"at": "3", "op_id": "x" * 5000, "no_such_question": "x"},
        {"at": "²", "back": "yes"},
    ],
)
def test_nonsense_is_answered_with_a_page_and_never_kept(cast, fields):
    survey, (token,) = voices.opened(cast, "parents", now=NOW)
    assert Client().post(at(token), fields).status_code == 200
    assert not replies(survey)


def test_who_is_signed_in_leaves_no_trace_either(cast):
    survey, (token,) = voices.opened(cast, "staff", now=NOW)
    client = cast.client(cast.home_staff)
    before = Event.objects.count()
    assert send(token, {"better": "More staff at night."}, client=client).status_code == 302
    assert len(replies(survey)) == 1
    assert Event.objects.count() == before, "an event would say when"


# -- nothing joins an answer to a person -------------------------------------------------------------------------------------


def reached(model: type[models.Model], seen: set[type[models.Model]]) -> set[type[models.Model]]:
    """Every table that the foreign keys of this one lead to, over however many steps."""
    for column in model._meta.get_fields():
        if isinstance(column, models.ForeignKey) and column.related_model not in seen:
            seen.add(column.related_model)
            reached(column.related_model, seen)
    return seen


def test_the_schema_holds_no_way_from_what_was_said_to_who_said_it():
    assert {field.attname for field in Reply._meta.concrete_fields} == {"id", "survey_id", "answers"}
    assert {field.attname for field in Sending._meta.concrete_fields} == {"op_sha256", "survey_id", "day"}
    said = {"id", "home_id", "said_on", "text", "readers", "answer", "answer_how", "who"}
    assert {field.attname for field in Word._meta.concrete_fields} == said
    for model in (Reply, Sending, Word):
        assert not any(isinstance(field, models.DateTimeField) for field in model._meta.concrete_fields), model
        assert not {Invitation, Poster, Sending} & reached(model, set()), model
        assert not [each for each in reached(model, set()) if "session" in each._meta.db_table], model
        assert not hasattr(model, "history")
    assert isinstance(Reply._meta.pk, models.UUIDField), "a number that counts up would tell the order"
    assert not any(isinstance(field, models.DateTimeField) for field in Invitation._meta.fields if "used" in field.name)
    people = {
        field.name
        for field in Survey._meta.fields
        if getattr(field, "related_model", None).__class__
        and field.is_relation
        and field.related_model.__name__ == "User"
    }
    assert people == {"opened_by", "closed_by"}, "people a survey knows are those who asked"


def test_after_closing_nothing_is_left_of_single_replies(cast):
    survey, (token,) = voices.opened(cast, "parents", now=NOW)
    for number in range(6):
        send(token, {"child_safe": "always" if number else "never", "better": f"Thought {number}."}, op_id=str(number))
    services.close_survey(survey=survey, by=cast.manager, now=NOW)
    assert not Reply.objects.exists()
    assert not Sending.objects.exists()
    survey.refresh_from_db()
    assert survey.results["child_safe"] == {"answered": 6, "choices": {"always": 5, "never": 1}}
    assert sorted(survey.results["better"]["texts"]) == [f"Thought {number}." for number in range(6)]
    assert set(survey.results["kept_informed"]) == {"answered", "choices"}


def test_a_closed_survey_never_changes(cast):
    survey = voices.closed(cast, "staff", replies=5, now=NOW)
    for statement in ("UPDATE voice_survey SET replies = 9 WHERE id = %s", "DELETE FROM voice_survey WHERE id = %s"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [survey.pk])
    with pytest.raises(Refused, match="closed"):
        services.make_open_link(survey=survey, label="more", asked=1, by=cast.manager, now=NOW)


def test_no_log_holds_the_secret_and_no_access_log_holds_that_somebody_asked(cast, caplog):
    caplog.handler.addFilter(NoSecrets())
    _, (token,) = voices.opened(cast, "parents", now=NOW)
    with caplog.at_level(logging.DEBUG):
        Client().get(at(token))
        send(token, {"better": "Said in confidence."})
        send(token, {"better": "Said in confidence."}, op_id="two")
        Client().get(at("wrong-secret"))
        access = logging.getLogger("gunicorn.access")
        for path in (f"/answer/{token}/", f"/say/{token}/", "/thank-you/said/", "/static/css/voice.1f2e.css"):
            access.info('%(h)s "%(r)s" %(s)s', {"h": "192.0.2.7", "r": f"GET {path} HTTP/1.1", "s": 200})
        access.info('%(h)s "%(r)s" %(s)s', {"h": "192.0.2.7", "r": "GET /homes/ HTTP/1.1", "s": 200})
        logging.getLogger("django.request").warning("Not Found: /say/%s/", token)
    assert token not in caplog.text
    assert "wrong-secret" not in caplog.text
    assert "Said in confidence" not in caplog.text
    assert caplog.text.count("192.0.2.7") == 1


def test_the_proxy_keeps_no_log_of_these_pages():
    from tests.architecture.files import ROOT

    written = (ROOT / "deploy" / "proxy.conf").read_text()
    for path in ("/answer/", "/say/", "/thank-you/", "/static/css/voice"):
        assert re.search(rf"location {path} \{{ access_log off; error_log /dev/null; ", written), path


# -- results ---------------------------------------------------------------------------------------------------------------

READERS = ["manager", "deputy", "visitor", "qa_officer", "ri", "service_lead", "head_of_qa"]


def page(cast, who: str, survey: Survey) -> str:
    return cast.client(cast.people[who]).get(reverse("voice:survey", args=[survey.pk])).content.decode()


def test_an_open_survey_shows_how_many_answered_and_nothing_else_however_many_they_are(cast):
    survey, (token,) = voices.opened(cast, "staff", now=NOW)
    before = page(cast, "manager", survey)
    for number in range(FEWEST + 1):
        send(token, {"could_speak_up": "never", "better": f"Thought {number}."}, op_id=str(number))
    after = page(cast, "manager", survey)
    assert "6 people" in after
    assert "6 people" not in before
    number = re.compile(rb"(no|6) people")
    assert number.sub(b"", same(before.encode())) == number.sub(b"", same(after.encode()))
    assert selectors.results_of(survey) is None


def test_results_of_five_are_shown_texts_apart_from_numbers_and_results_of_four_never(cast):
    four, five = (voices.closed(cast, "staff", replies=number, now=NOW) for number in (4, 5))
    for who in READERS:
        shown = page(cast, who, five)
        words = shown.index("In people’s own words")
        assert "Could you raise a concern without fear?" in shown
        assert words > shown.rindex("How often each answer was given")
        assert all(shown.index(f"Thought number {number}.") > words for number in range(5))
        hidden = page(cast, who, four)
        assert "Fewer than 5 people answered" in hidden
        assert "Thought number" not in hidden
        assert "Could you raise a concern" not in hidden


def test_a_question_that_too_few_answered_shows_no_number(cast):
    survey, (token,) = voices.opened(cast, "staff", now=NOW)
    for number in range(6):
        values = {"children_safe": "always"} | ({"could_speak_up": "never"} if number < 2 else {})
        send(token, values, op_id=str(number))
    survey = services.close_survey(survey=survey, by=cast.manager, now=NOW)
    found = {each.question.key: each for each in selectors.results_of(survey).counted}
    assert ("Always", 6) in found["children_safe"].rows
    assert found["could_speak_up"].few
    assert not found["could_speak_up"].rows


def test_the_meter_tells_of_four_groups_how_many_were_asked_and_answered(cast):
    voices.closed(cast, "staff", replies=6, now=NOW)
    survey, tokens = voices.opened(cast, "children", now=NOW, personal=("J.S.", "J.S. 2", "M.K."))
    send(tokens[0], {"feel_safe": "always"})
    services.end_link(invitation=survey.invitations.get(label="M.K."), by=cast.manager, now=NOW)
    lines = selectors.surveys_of(user=cast.manager, home=cast.oak)
    found = [(each.audience, each.asked, each.replies) for each in selectors.meter(lines, clock.today(NOW))]
    assert found == [("children", 2, 1), ("parents", 0, 0), ("placing", 0, 0), ("staff", 8, 6)]


def test_the_review_gets_numbers_that_pass_the_rule_of_small_groups_and_no_word_of_a_child(cast):
    voices.closed(cast, "staff", replies=6, now=NOW)
    voices.closed(cast, "parents", replies=3, now=NOW)
    voices.word(cast.oak, now=NOW)
    today = clock.today(NOW)
    staff, parents = evidence.gather(cast.oak, today, today)["voice"]
    assert (staff.figures["asked_staff"], staff.figures["answered_staff"]) == (8, 6)
    assert staff.figures["staff.children_safe.always"] == 6
    assert set(parents.figures) == {"asked_parents", "answered_parents"}
    assert "no results are shown" in parents.text
    assert evidence.gather(cast.elm, today, today)["voice"] == []
    assert evidence.gather(cast.oak, today + DAY, today + DAY)["voice"] == []


def test_the_list_of_surveys_asks_the_database_equally_often_for_one_and_for_six(cast, django_assert_num_queries):
    voices.opened(cast, "parents", now=NOW)
    with CaptureQueriesContext(connection) as one:
        selectors.surveys_of(user=cast.manager, home=cast.oak)
    for _ in range(5):
        voices.opened(cast, "parents", now=NOW)
    with django_assert_num_queries(len(one)):
        assert len(selectors.surveys_of(user=cast.manager, home=cast.oak)) == 6


# -- the yearly duty ---------------------------------------------------------------------------------------------------------


def test_each_group_is_owed_a_survey_a_year_after_the_last_one_closed_until_somebody_is_given_a_link(cast, travel):
    survey, _ = voices.opened(cast, "parents", now=NOW)
    assert not Obligation.objects.filter(rule="voice.ask_parents").exists()
    services.close_survey(survey=survey, by=cast.manager, now=NOW)
    owed = Obligation.objects.get(rule="voice.ask_parents")
    assert (owed.subject_type, owed.subject_id, clock.today(owed.due_at)) == (
        "homes.home",
        cast.oak.pk,
        dt.date(2028, 3, 24),
    )
    later = NOW + 300 * DAY
    travel.move_to(later, tick=False)
    home, today = cast.oak, clock.today(later)
    again = services.open_survey(
        home=home, audience="parents", about_from=today, about_to=today, closes_on=today, by=cast.visitor, now=later
    )
    owed.refresh_from_db()
    assert owed.state == "open", "a survey without a link asks nobody"
    services.make_open_link(survey=again, label="all parents", asked=4, by=cast.visitor, now=later)
    owed.refresh_from_db()
    assert owed.state == "met"
    services.close_survey(survey=again, by=cast.visitor, now=later + DAY)
    assert Obligation.objects.running().filter(rule="voice.ask_parents").count() == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"audience": "neighbours"}, "not_an_audience"),
        ({"about_to": dt.date(2026, 1, 1)}, "wrong_order"),
        ({"closes_on": dt.date(2027, 3, 23)}, "in_the_past"),
        ({"closes_on": dt.date(2027, 7, 1)}, "too_far"),
        ({"audience": "staff"}, "no_questions"),
    ],
)
def test_a_survey_that_makes_no_sense_is_refused_in_words(cast, change, code):
    voices.publish("parents", NOW)
    asked = {
        "audience": "parents",
        "about_from": dt.date(2026, 10, 1),
        "about_to": dt.date(2027, 3, 1),
        "closes_on": dt.date(2027, 4, 1),
    }
    with pytest.raises(Refused) as no:
        services.open_survey(home=cast.oak, **(asked | change), by=cast.manager, now=NOW)
    assert no.value.code == code
