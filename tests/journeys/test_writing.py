"""Writing in a real browser: what is typed reaches the database, or the page says that it has not."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from questionnaires import answers as stored
from tests.journeys.browser import PATIENCE, at, heading, look, press, without_network
from tests.reports import make_report

SAVED = re.compile(r"^Saved \d{1,2}(:\d\d)?[ap]m$")
expect.set_options(timeout=PATIENCE)
INSIDE = "What is the home like inside?"


@pytest.fixture
def report(cast, clock):
    found = make_report(cast, filled=False)
    clock.goto(found.begun_at + dt.timedelta(hours=3))
    return found


def state(page):
    return page.locator("[data-save-text]")


def answer(report, key, row=""):
    return stored.load(report.response).get(key, row)


def test_typed_words_are_saved_and_a_lost_network_or_a_closed_tab_loses_none(people, cast, report):
    page = people(cast.visitor)
    page.goto(at("report_tasks", report.visit_id))
    heading(page, "Your report on Oak House, March 2027")
    look(page, "tasks")
    press(page, "The building and grounds")
    heading(page, "The building and grounds")
    box = page.get_by_label(INSIDE)
    box.press_sequentially("The lounge is warm.")
    expect(state(page)).to_have_text(SAVED)
    assert answer(report, "premises_inside") == "The lounge is warm."
    look(page, "section")
    with without_network(page):
        box.press_sequentially(" The stairs are dark.")
        page.get_by_label("What is the home like outside?").fill("The gate\nis open. \U0001f33b")
        expect(state(page)).to_contain_text("Not saved yet. What you typed is still on this page.")
        look(page, "section-offline")
    expect(state(page)).to_have_text(SAVED)
    assert answer(report, "premises_inside") == "The lounge is warm. The stairs are dark."
    assert answer(report, "premises_outside") == "The gate\nis open. \U0001f33b"
    box.press_sequentially(" Last.")
    expect(state(page)).to_have_text(SAVED)
    page.close(run_before_unload=False)
    again = people.contexts[0].new_page()
    again.goto(at("report_section", report.visit_id, "premises"))
    expect(again.get_by_label(INSIDE)).to_have_value("The lounge is warm. The stairs are dark. Last.")


def test_a_session_that_ends_covers_the_page_and_the_same_page_goes_on_after_signing_in(people, cast, report):
    page = people(cast.visitor)
    page.goto(at("report_section", report.visit_id, "premises"))
    page.context.clear_cookies()
    page.get_by_label(INSIDE).fill("Five hundred words.")
    notice = page.get_by_label("Your session")
    expect(notice).to_contain_text("You are signed out. What you typed is still on this page.")
    expect(page.get_by_label(INSIDE)).to_be_hidden()
    press(page, "I have signed in again")
    expect(notice).to_contain_text("You are not signed in yet")
    people.sign_in(page, cast.visitor)
    press(page, "I have signed in again")
    expect(state(page)).to_have_text(SAVED)
    expect(page.get_by_label(INSIDE)).to_have_value("Five hundred words.")
    assert answer(report, "premises_inside") == "Five hundred words."
    press(page, "Save and come back later")
    heading(page, "Your report on Oak House")


def test_two_devices_keep_different_answers_and_are_asked_about_the_same_one(people, cast, report):
    tablet, laptop = people(cast.visitor), people(cast.visitor)
    for page in (tablet, laptop):
        page.goto(at("report_section", report.visit_id, "premises"))
    tablet.get_by_label(INSIDE).fill("Written on the tablet.")
    expect(state(tablet)).to_have_text(SAVED)
    laptop.get_by_label("What is the home like outside?").fill("Written on the laptop.")
    expect(state(laptop)).to_have_text(SAVED)
    laptop.get_by_label(INSIDE).fill("Also on the laptop.")
    expect(laptop.get_by_text("There are two texts for one answer.")).to_be_visible()
    assert answer(report, "premises_inside") == "Written on the tablet."
    press(laptop, "Look at the two texts")
    heading(laptop, "There are two texts for one answer")
    look(laptop, "clash")
    press(laptop, "Use the joined text")
    expect(laptop.get_by_label(INSIDE)).to_have_value("Written on the tablet.\n\nAlso on the laptop.")
    assert answer(report, "premises_outside") == "Written on the laptop."


def test_dates_choices_rows_and_recommendations_are_saved_as_they_are_given(people, cast, report):
    page = people(cast.visitor)
    page.goto(at("report_section", report.visit_id, "complaints"))
    press(page, "Add a complaint")
    first = page.locator("form[data-autosave] input.govuk-input").first
    first.fill("J.S.")
    page.locator("input[name$=_day]").first.fill("03")
    page.locator("input[name$=_month]").first.fill("March")
    page.locator("input[name$=_year]").first.fill("2027")
    first.focus()
    expect(state(page)).to_have_text(SAVED)
    look(page, "row")
    press(page, "Save")
    look(page, "list")
    expect(page.get_by_role("definition").filter(has_text="3 March 2027")).to_be_visible()
    page.goto(at("recommendations", report.visit_id))
    press(page, "Add a recommendation")
    look(page, "recommendation-add")
    page.get_by_label("High").check()
    press(page, "Continue")
    page.get_by_label("What do you recommend?").fill("Mend the gate. ")
    expect(state(page)).to_have_text(SAVED)
    assert report.recommendations.get().text == "Mend the gate."
    look(page, "recommendation")
    press(page, "Save")
    heading(page, "Your recommendations")
    look(page, "recommendations")


def test_without_script_the_same_pages_write_the_same_report(people, cast, report):
    page = people(cast.visitor, java_script_enabled=False)
    page.goto(at("report_section", report.visit_id, "premises"))
    page.get_by_label(INSIDE).fill("No script here.")
    press(page, "Save and continue")
    heading(page, "Bedrooms")
    assert answer(report, "premises_inside") == "No script here."
    page.goto(at("report_section", report.visit_id, "complaints"))
    press(page, "Add a complaint")
    page.locator("form[method=post] input.govuk-input").first.fill("J.S.")
    press(page, "Save")
    page.get_by_role("button", name=re.compile("^Remove")).first.click()
    press(page, "Yes, remove it")
    heading(page, "Removed from the lists")
    page.get_by_role("button", name=re.compile("^Bring it back")).click()
    page.goto(at("report_section", report.visit_id, "premises"))
    press(page, "I did not look at this on this visit")
    page.get_by_label("Why not?").fill("The light had failed.")
    press(page, "Save the reason")
    page.goto(at("report_section", report.visit_id, "premises"))
    press(page, "I did look at this after all")
    expect(page.get_by_label(INSIDE)).to_have_value("No script here.")
    page.goto(at("report_names", report.visit_id))
    look(page, "names")
    page.goto(at("report_check", report.visit_id))
    look(page, "check")
    page.goto(at("report_send", report.visit_id))
    look(page, "send")


def test_two_minutes_before_the_session_ends_the_page_says_so_and_one_button_goes_on(people, cast, report, clock):
    page = people(cast.visitor)
    page.clock.install()
    page.goto(at("report_section", report.visit_id, "premises"))
    page.get_by_label(INSIDE).fill("Half a sentence")
    page.clock.run_for(3000)
    expect(state(page)).to_have_text(SAVED)
    notice = page.get_by_label("Your session")
    page.clock.fast_forward("13:30")
    expect(notice).to_contain_text("You will be signed out in 2 minutes. What you typed is kept.")
    look(page, "session-warning")
    press(page, "Stay signed in")
    expect(notice).to_have_count(0)
    page.clock.fast_forward("15:01")
    clock.goto(report.begun_at + dt.timedelta(hours=4))
    expect(notice).to_contain_text("You are signed out.")
    look(page, "session-over")
    press(page, "I have signed in again")
    expect(notice).to_contain_text("You are not signed in yet")
    people.sign_in(page, cast.visitor)
    press(page, "I have signed in again")
    expect(page.get_by_label(INSIDE)).to_have_value("Half a sentence")
