"""A report is written and sent with the keyboard alone; at every stop the focus is seen, uncovered and in order."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from core import clock as ground
from questionnaires import answers as stored
from questionnaires.services import reopen_section
from reg44.models import Report
from reg44.states import ReportState
from tests.cast import PASSWORD
from tests.journeys.browser import at, heading
from tests.journeys.keys import Keys
from tests.reports import make_report

SAVED = re.compile(r"^Saved \d{1,2}(:\d\d)?[ap]m$")
NARROW = {"width": 320, "height": 640}


@pytest.fixture
def report(cast, clock):
    """A complete draft, of which one section was opened again."""
    found = make_report(cast)
    clock.goto(found.begun_at + dt.timedelta(hours=3))
    reopen_section(response=found.response, section="premises", by=cast.visitor, now=ground.now())
    return found


def in_summary(keys: Keys) -> None:
    """After an error the page opens with the focus in the summary."""
    expect(keys.page.locator(".govuk-error-summary")).to_be_focused()
    keys.look("error summary")


def to_the_error(keys: Keys) -> None:
    """The first link of the summary leads to the place of the error."""
    in_summary(keys)
    keys.tab()
    assert keys.ask("(it) => it.closest('.govuk-error-summary__list') !== null")
    target = keys.ask("(it) => it.hash.slice(1)")
    keys.press("Enter")
    assert keys.ask("(it) => it.id") == target
    keys.look("the place of the error")


def sign_in(keys: Keys, email: str) -> None:
    """At first with a slip."""
    keys.to("Email address")
    keys.type(email)
    keys.to("Password")
    keys.type("not this one at all")
    keys.press("Enter")
    in_summary(keys)
    keys.to("Email address")
    keys.type(email)
    keys.to("Password")
    keys.type(PASSWORD)
    with keys.page.expect_navigation():
        keys.press("Enter")
    heading(keys.page, "Your work")


def skip_to_the_report(keys: Keys) -> None:
    """The first stop of a page leads past its head; the report is one of the next."""
    assert keys.tab() == "a Skip to main content"
    expect(keys.page.get_by_role("link", name="Skip to main content")).to_be_in_viewport()
    keys.press("Enter")
    assert keys.ask("(it) => it.id") == "main-content"
    before = keys.stops
    keys.follow("Write the report and send the draft: Oak House")
    assert keys.stops - before < 4
    heading(keys.page, "Your report on Oak House")


def write(keys: Keys) -> None:
    """Words in a section, and that it is complete."""
    keys.follow("The building and grounds")
    keys.to("What is the home like inside")
    keys.type("The lounge was painted.")
    expect(keys.page.locator("[data-save-text]")).to_have_text(SAVED)
    keys.to("Yes, I have completed it")
    keys.press("Space")
    keys.press("ArrowDown")
    keys.press("ArrowUp")
    expect(keys.page.get_by_label("Yes, I have completed it")).to_be_checked()
    keys.follow("Save and come back later")
    heading(keys.page, "Your report on")


def add_a_row(keys: Keys) -> None:
    """One complaint: whatever the form asks, in the order in which it asks."""
    keys.follow("Complaints")
    keys.follow("Add a complaint")
    first = True
    while not (name := keys.tab()).startswith("button submit then Save"):
        assert name, "The form has no button “Save”."
        if not keys.ask("(it) => it.closest('form[data-autosave]') !== null"):
            continue
        if name.startswith("input radio"):
            keys.press("Space")
        elif re.search("_(day|month|year) ", name):
            keys.type({"d": "1", "m": "3", "y": "2027"}[re.search("_(day|month|year) ", name)[1][0]])
        elif name.startswith(("input text", "textarea")):
            keys.type("J.S." if first else "It was answered in time.")
            first = False
    with keys.page.expect_navigation():
        keys.press("Enter")
    heading(keys.page, "Complaints")
    keys.follow("Save and come back later")


def send(keys: Keys) -> None:
    """The draft, at first without what is to be declared."""
    keys.follow("Send the draft")
    keys.follow("Send the draft")
    to_the_error(keys)
    keys.press("Space")
    keys.to("I am independent")
    keys.press("Space")
    keys.follow("Send the draft")
    expect(keys.page.get_by_text("The draft is with the registered manager.")).to_be_visible()


def test_a_report_is_written_and_sent_with_the_keyboard_alone(people, cast, report):
    page = people.stranger()
    page.goto("/")
    keys = Keys(page)
    sign_in(keys, cast.visitor.email)
    skip_to_the_report(keys)
    write(keys)
    add_a_row(keys)
    send(keys)
    assert not keys.wrong, "\n".join(keys.wrong)
    assert keys.stops > 100
    assert Report.objects.get(pk=report.pk).state == ReportState.WITH_MANAGER
    assert stored.load(report.response).get("premises_inside") == "The lounge was painted."


def test_on_a_small_screen_no_stop_is_covered_on_the_way_down_or_up(people, cast, report):
    page = people(cast.visitor, viewport=NARROW)
    keys = Keys(page)
    for address in ("/", at("report_tasks", report.visit_id), at("report_section", report.visit_id, "premises")):
        page.goto(address)
        down = keys.all_stops()
        up = [keys.tab(back=True) for _ in down]
        assert (len(down) > 5, up[-1]) == (True, down[0])
    assert not keys.wrong, "\n".join(keys.wrong)


def test_the_screen_is_hidden_and_shown_again_by_keys_and_the_focus_comes_back(people, cast, report):
    page = people(cast.visitor)
    page.goto(at("report_section", report.visit_id, "premises"))
    keys = Keys(page)
    keys.to("Hide screen")
    keys.press("Space")
    expect(page.get_by_role("button", name="Show the screen again")).to_be_focused()
    keys.look("Show the screen again")
    expect(page.get_by_role("heading", level=1)).to_be_hidden()
    keys.press("Enter")
    expect(page.get_by_role("button", name="Hide screen")).to_be_focused()
    assert not keys.wrong, "\n".join(keys.wrong)
