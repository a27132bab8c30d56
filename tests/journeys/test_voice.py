"""A parent, a child and whoever hears the child, on a telephone: answering a survey, saying something, with and without JavaScript."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import expect

from core import clock
from tests import voices
from tests.journeys.browser import PHONE, at, heading, press, sound
from voice import services
from voice.models import Reply, Word


def choose(page, question: str, answer: str) -> None:
    """Press the words of an answer, as a finger does."""
    page.get_by_role("group", name=question).get_by_text(answer, exact=True).click()


@pytest.mark.parametrize("script", [True, False])
def test_a_parent_answers_on_a_telephone_goes_back_and_loses_nothing(people, cast, script):
    survey, (token,) = voices.opened(cast, "parents", now=clock.now(), personal=("parent of J.S.",))
    page = people.stranger(viewport=PHONE, java_script_enabled=script)
    page.goto(at("answer", token, namespace="voice"))
    heading(page, "How is your child looked after?")
    press(page, "Start")
    choose(page, "Is your child safe in this home?", "Mostly")
    press(page, "Continue")
    heading(page, "You and the home")
    choose(page, "Are you made welcome when you call or visit?", "Always")
    press(page, "Back")
    expect(page.get_by_role("group", name="Is your child safe in this home?").get_by_label("Mostly")).to_be_checked()
    press(page, "Continue")
    expect(page.get_by_role("group", name="Are you made welcome").get_by_label("Always")).to_be_checked()
    press(page, "Continue")
    press(page, "Continue")
    page.get_by_label("What could the home do better?").fill("Call me back.\n\nEven when it is late.")
    page.context.clear_cookies()  # the browser was closed meanwhile, and the telephone brought the page back
    press(page, "Send my answers")
    expect(page.get_by_role("alert")).to_contain_text("Please press once more")
    if script:
        sound(page, "voice-once-more")
    press(page, "Send my answers")
    heading(page, "Thank you")
    kept = [json.loads(text) for text in Reply.objects.filter(survey=survey).values_list("answers", flat=True)]
    better = "Call me back.\n\nEven when it is late."
    assert kept == [{"child_safe": "mostly", "welcome": "always", "better": better}]
    page.goto(at("answer", token, namespace="voice"))
    heading(page, "This link does not work")
    if script:
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert {cookie["name"] for cookie in page.context.cookies()} <= {"csrf"}


@pytest.mark.parametrize("script", [True, False])
def test_a_child_answers_with_large_buttons_one_thing_at_a_time_and_tells_somebody_outside(people, cast, script):
    _, (token,) = voices.opened(cast, "children", now=clock.now())
    page = people.stranger(viewport=PHONE, java_script_enabled=script)
    page.goto(at("answer", token, namespace="voice"))
    expect(page.get_by_role("link", name="999")).to_be_visible()
    if script:
        sound(page, "voice-child")
    press(page, "Start")
    if script:
        sound(page, "voice-question")
    choose(page, "Do you feel safe in this home?", "Never")
    for place in page.locator(".govuk-radios__item, .govuk-button-group button").all():
        assert place.bounding_box()["height"] >= 44
    for _ in range(7):
        press(page, "Continue")
    page.get_by_label("What would you like to change?").fill("A lock on my door.")
    press(page, "Send my answers")
    heading(page, "Thank you")
    assert json.loads(Reply.objects.get().answers) == {"feel_safe": "never", "change": "A lock on my door."}

    page.goto(at("answer", token, namespace="voice"))
    press(page, "Write to somebody outside the home now")
    heading(page, "Tell somebody outside your home")
    press(page, "Send")
    expect(page.get_by_role("alert")).to_contain_text("What do you want to say?")
    page.get_by_label("What do you want to say?").fill("Somebody comes in at night.")
    how = page.get_by_label("If you want an answer in another way: how?")
    expect(how).to_be_hidden()
    choose(page, "Do you want an answer?", "Yes, in another way")
    expect(how).to_be_visible()
    press(page, "Send")
    expect(page.get_by_role("alert")).to_contain_text("Write how we can answer you")
    how.fill("In a letter.")
    press(page, "Send")
    heading(page, "Thank you")
    word = Word.objects.get()
    assert (word.text, word.readers) == ("Somebody comes in at night.", "outside")
    assert (word.answer, word.answer_how) == ("other", "In a letter.")


def test_who_asks_and_who_hears_find_their_way_and_every_page_is_accessible(people, cast):
    for audience in ("staff", "children"):
        voices.publish(audience, clock.now())
    page = people(cast.manager)
    page.goto(f"/homes/{cast.oak.pk}/")
    press(page, "Surveys of children, parents, social workers and staff")
    sound(page, "voice-surveys")
    press(page, "Ask people about the home")
    page.get_by_label("Staff", exact=True).check()
    page.get_by_label("How many people will you ask?").fill("3")
    press(page, "Open the survey")
    expect(page.get_by_role("alert")).to_contain_text("can never show a result")
    sound(page, "voice-few")
    page.get_by_label("How many people will you ask?").fill("7")
    press(page, "Open the survey")
    heading(page, re.compile("Staff, March 2027"))
    press(page, "Make one link for many people")
    page.get_by_label("Who gets this link?").fill("all staff")
    page.get_by_label("How many people get it?").fill("7")
    press(page, "Make it and show it once")
    sound(page, "voice-link")
    token = page.get_by_label("To copy: all staff").input_value().split("/")[-2]
    for number in range(5):
        values = {"children_safe": "always", "better": f"Thought {number}."}
        services.answer(token=token, values=values, op_id=str(number), now=clock.now())
    press(page, "Go to the survey")
    expect(page.get_by_text("5 people", exact=True)).to_be_visible()
    press(page, "Close the survey")
    press(page, "Close the survey for good")
    expect(page.get_by_text("Thought 3.")).to_be_visible()
    sound(page, "voice-results")

    page = people(cast.visitor)
    page.goto(at("poster", cast.oak.pk, namespace="voice"))
    press(page, "Make an address")
    press(page, "Make an address")
    sound(page, "voice-poster")
    address = page.get_by_label("Address for the poster").input_value()
    child = people.stranger(viewport=PHONE)
    child.goto("/say/" + address.split("/")[-2] + "/")
    sound(child, "voice-say")
    child.get_by_label("What do you want to say?").fill("Thank you for the dog.")
    press(child, "Send")
    sound(child, "voice-thanks")
    page.goto("/")
    page.get_by_role("link", name="Read what was written in confidence: Oak House", exact=True).click()
    expect(page.get_by_text("Thank you for the dog.")).to_be_visible()
    sound(page, "voice-word")
    press(page, "I have read this")
    press(page, "Write down what was done")
    page.get_by_label("I answered the child").check()
    page.get_by_label("What was done, and who knows of it now?").fill("We talked about the dog.")
    press(page, "Save")
    expect(page.get_by_text("We talked about the dog.")).to_be_visible()
    press(page, "In confidence")
    sound(page, "voice-words")
