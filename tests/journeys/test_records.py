"""The manager's month in a real browser, with and without JavaScript: a restraint written down and signed, a notification, the return (A7, A8, A10)."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from core import clock as ground
from deadlines.models import Obligation
from records.models import Measure, MonthlyReturn, Record
from records.services import returns
from tests.journeys.browser import at, heading, press, sound
from tests.journeys.life import date
from tests.records import publish, sections

BOTH = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
TODAY = dt.date(2027, 3, 1)
APRIL = ground.at_london(dt.date(2027, 4, 1), 9, 30)


def once(page: Page, name: str, script: bool) -> None:
    """Look for faults of accessibility, once for both journeys."""
    if script:
        sound(page, name)


def begin(page: Page, cast, kind: str) -> None:
    """From the page of the home to the head of a new record."""
    page.goto(at("home", cast.oak.pk, namespace="homes"))
    press(page, "Records and notifications")
    page.locator("summary", has_text="Begin a record").click()
    press(page, kind)
    date(page, "day", TODAY)
    page.get_by_label("Time", exact=True).fill("8am")


@BOTH
def test_a_restraint_is_written_down_completed_signed_and_the_child_spoken_to(people, cast, clock, script):
    publish(cast.qa_officer, ground.now(), "behaviour_record")
    page = people(cast.manager, java_script_enabled=script)
    begin(page, cast, "Restraint")
    press(page, "Continue")
    expect(page.get_by_role("alert")).to_contain_text("Answer the question “Which child?”")
    page.get_by_label("Which child?").select_option(label="J.S.")
    page.get_by_label("P.Q., Residential worker").check()
    page.get_by_label("No", exact=True).check()
    once(page, "record-head", script)
    press(page, "Continue")
    heading(page, "What happened")
    page.get_by_label("What did the child do").fill("Ran to the road.")
    page.get_by_label("Where did it happen?").fill("At the gate")
    page.get_by_label("What was done?").fill("Held by the arm.")
    page.get_by_label("How long did it last?").fill("2")
    page.get_by_label("What was tried first").fill("Talking.")
    page.get_by_label("Who else was there?").fill("Nobody")
    once(page, "record-words", script)
    press(page, "Save and continue")
    heading(page, "How it went on")
    page.get_by_label("Did it work?").fill("Calmed down.")
    for question in ("Was anybody hurt?", "Was it in line with the home’s policy"):
        page.get_by_role("group", name=question).get_by_label("No", exact=True).check()
    press(page, "Save and continue")
    record = Record.objects.get()
    heading(page, str(record))
    press(page, "Complete the record")
    press(page, "The record is complete")
    expect(page.get_by_text("To be signed", exact=True)).to_be_visible()
    once(page, "record", script)
    press(page, "Speak to the person who used the measure, and sign")
    date(page, "day", TODAY)
    page.get_by_label("Time", exact=True).fill("9am")
    page.get_by_label("What did you talk about?").fill("How it began.")
    page.get_by_label("I have spoken to the person").check()
    press(page, "Sign the record")
    expect(page.get_by_role("alert")).to_contain_text("cannot sign its record")
    expect(page.get_by_label("What did you talk about?")).to_have_value("How it began.")
    page.get_by_label("I did not use the measure myself").check()
    press(page, "Sign the record")
    expect(page.get_by_text("Child to be spoken to", exact=True)).to_be_visible()
    press(page, "Confirm that the child was spoken to")
    date(page, "day", TODAY)
    page.get_by_label("Time", exact=True).fill("9:15am")
    page.get_by_label("What does the child say about it?").fill("I was scared.")
    page.get_by_label("The child has been spoken to").check()
    once(page, "record-step", script)
    press(page, "Confirm that the child was spoken to")
    expect(page.get_by_text("I was scared.")).to_be_visible()
    expect(page.get_by_text("Complete", exact=True)).to_be_visible()
    press(page, "All records")
    heading(page, "Records")
    once(page, "records", script)
    assert set(Obligation.objects.filter(subject_type="records.record").values_list("state", flat=True)) == {"met"}


@BOTH
def test_a_notification_says_who_must_still_be_told(people, cast, clock, script):
    publish(cast.qa_officer, ground.now(), "notification")
    page = people(cast.manager, java_script_enabled=script)
    begin(page, cast, "Notification")
    page.get_by_label("A serious incident with a child needed the police").check()
    date(page, "known_day", TODAY)
    page.get_by_label("At what time?").fill("8:10am")
    press(page, "Continue")
    page.get_by_label("What happened?").fill("A child was hurt on the way to school.")
    page.get_by_label("What has the home done about it?").fill("Went to hospital with the child.")
    press(page, "Save and continue")
    press(page, "Complete the record")
    press(page, "The record is complete")
    expect(page.get_by_role("heading", name="Still to be told")).to_be_visible()
    once(page, "notification", script)
    press(page, "Say who was told")
    for whom in ("Ofsted (HMCI)", "placing authority", "Other relevant persons"):
        page.get_by_label(whom).check()
    date(page, "day", TODAY)
    page.get_by_label("Time", exact=True).fill("9am")
    page.get_by_label("How were they told?").fill("By telephone, then by email.")
    page.get_by_label("They were told in writing").check()
    once(page, "notification-told", script)
    press(page, "Say who was told")
    expect(page.get_by_role("heading", name="Still to be told")).to_have_count(0)
    assert Obligation.objects.get(rule="records.notification").state == "met"


@BOTH
def test_the_return_of_the_month_is_checked_sent_and_seen_as_a_trend(people, cast, clock, script):
    publish(cast.qa_officer, ground.now(), returns.QUESTIONNAIRE)
    returns.open_due(now=clock.goto(APRIL))
    monthly = MonthlyReturn.objects.get(home=cast.oak)
    page = people(cast.manager, java_script_enabled=script)
    page.goto(at("home", cast.oak.pk, namespace="homes"))
    press(page, "Returns of the month")
    once(page, "returns", script)
    press(page, "March 2027")
    heading(page, "Return of March 2027")
    once(page, "return", script)
    press(page, sections(monthly)[0].title)
    for section in sections(monthly):
        heading(page, section.title)
        for question in section.questions:
            box = page.locator(f"#id_{question.key}")
            if not box.input_value():
                box.fill("1" if question.type == "number" else "A quiet month.")
        page.get_by_label("Yes, I have completed it").check()
        if section.id in ("records", "month"):
            once(page, f"return-{section.id}", script)
        press(page, "Save and continue")
    press(page, "Send the return")
    heading(page, "Send the return of the month")
    press(page, "Send the return")
    expect(page.get_by_text("The return was sent.")).to_be_visible()
    once(page, "return-sent", script)
    page.goto(at("trends", cast.oak.pk, namespace="records"))
    expect(page.get_by_role("img", name="Staff who took part in learning: 50 in March 2027")).to_be_visible()
    once(page, "trends", script)
    assert Measure.objects.get(home=cast.oak, key="training").number == 1
