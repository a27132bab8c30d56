"""Time limits in a real browser, with and without JavaScript: the board and why a date is what it is, a limit moved by hand, the
council's policy, a referral and its answer, the address of one's own calendar."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from core import clock as ground
from deadlines.models import Feed, Obligation, Setting
from deadlines.services.sweep import sweep
from reg44.models import Referral
from tests.journeys.browser import at, heading, look, press, sound
from tests.journeys.life import date
from tests.reports import ARRIVED, DAY, HOUR, make_report

NOW = ARRIVED + 10 * DAY
DRAFT = "Send the draft report to the registered manager"
BOTH = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])


def once(page: Page, name: str, script: bool) -> None:
    """Look for faults of accessibility, once for both journeys."""
    if script:
        sound(page, name)


def of(rule: str) -> Obligation:
    return Obligation.objects.get(rule=f"reg44.{rule}", home__name="Oak House")


@pytest.fixture
def late(cast, clock):
    """A draft that is late at Oak House, comments that are awaited at Elm Lodge; the sweep has run."""
    make_report(cast)
    make_report(cast, home=cast.elm, arrives=NOW - 2 * DAY, state="with_manager")
    sweep(now=clock.goto(NOW))
    return of("draft_to_manager")


@BOTH
def test_the_board_is_narrowed_a_date_explained_and_moved(people, cast, late, script):
    page = people(cast.qa_officer, java_script_enabled=script)
    page.goto("/")
    page.get_by_role("navigation").get_by_role("link", name="Deadlines").click()
    heading(page, "Deadlines")
    expect(page.get_by_role("link", name=f"Oak House, March 2027: {DRAFT}")).to_be_visible()
    elm = page.get_by_role("link", name="Elm Lodge, March 2027: Comment on facts in the draft")
    expect(elm).to_be_visible()
    once(page, "board", script)
    page.get_by_label("Home", exact=True).select_option(label="Oak House")
    press(page, "Show")
    expect(elm).to_have_count(0)
    page.get_by_label("Who must act").select_option(label="Vera Visitor")
    page.get_by_label("Time limit", exact=True).select_option(label=DRAFT)
    press(page, "Show")
    expect(page.get_by_role("listitem").filter(has_text="Oak House, March 2027")).to_have_count(1)
    press(page, f"Oak House, March 2027: {DRAFT}")
    heading(page, DRAFT)
    expect(page.get_by_text("Overdue", exact=True)).to_be_visible()
    expect(page.get_by_text("Tuesday 9 March 2027 is working day 4.")).to_be_visible()
    once(page, "why", script)
    press(page, "Move this time limit")
    heading(page, "Move this time limit")
    once(page, "move", script)
    date(page, "due_on", dt.date(2027, 3, 2))
    page.get_by_label("Why is it moved?").fill("The visitor was ill.")
    press(page, "Move it")
    expect(page.get_by_role("alert")).to_contain_text("cannot end before")
    expect(page.get_by_label("Why is it moved?")).to_have_value("The visitor was ill.")
    date(page, "due_on", dt.date(2027, 3, 20))
    press(page, "Move it")
    expect(page.get_by_text("The time limit is moved.")).to_be_visible()
    expect(page.get_by_text("Moved from Tuesday 9 March 2027 at 11:59pm")).to_be_visible()
    expect(page.get_by_text("Overdue", exact=True)).to_have_count(0)
    look(page, "why-moved")
    assert of("draft_to_manager").due_at == dt.datetime(2027, 3, 20, 23, 59, tzinfo=dt.UTC)


@BOTH
def test_a_limit_of_the_council_is_seen_before_it_is_set(people, cast, late, script):
    page = people(cast.head_of_qa, java_script_enabled=script)
    page.goto(at("board", namespace="deadlines"))
    press(page, "The council’s time limits")
    once(page, "limits", script)
    page.get_by_role("link", name=re.compile(f"^Change.*{DRAFT}$")).click()
    heading(page, DRAFT)
    page.get_by_label("How many?").fill("8000")
    page.get_by_label("Working days", exact=True).check()
    date(page, "starts", dt.date(2027, 3, 1))
    page.get_by_label("Why?").fill("Easter")
    press(page, "See what would move")
    expect(page.get_by_role("alert")).to_contain_text("from 0 to 250")
    page.get_by_label("How many?").fill("10")
    press(page, "See what would move")
    expect(page.get_by_role("heading", name="What would move")).to_be_visible()
    expect(page.get_by_text(re.compile("Oak House: from 9 March 2027, 11:59pm to 17 March 2027"))).to_be_visible()
    assert not Setting.objects.exists()
    once(page, "limit-preview", script)
    press(page, "Set this limit")
    expect(page.get_by_text("The limit is set.")).to_be_visible()
    expect(page.get_by_text("10 working days from 1 March 2027: Easter")).to_be_visible()
    assert ground.today(of("draft_to_manager").due_at) == dt.date(2027, 3, 17)


@BOTH
def test_the_visitor_refers_what_stayed_unmet_and_the_responsible_individual_answers(people, cast, clock, script):
    second = dt.datetime(2027, 5, 5, 10, tzinfo=dt.UTC)
    make_report(cast, state="issued", priorities=("low",))
    make_report(cast, state="issued", arrives=dt.datetime(2027, 4, 7, 10, tzinfo=dt.UTC), priorities=())
    make_report(cast, state="with_manager", arrives=second, priorities=())
    clock.goto(second + 2 * DAY)
    page = people(cast.visitor, java_script_enabled=script)
    page.goto("/")
    page.get_by_role("navigation").get_by_role("link", name="Referrals").click()
    once(page, "referrals", script)
    page.locator("main").get_by_role("link", name=re.compile("March 2027, recommendation 1")).first.click()
    heading(page, "March 2027, recommendation 1")
    press(page, "Refer it")
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("What is still not done").fill("The gate stands open at night.")
    once(page, "refer", script)
    press(page, "Refer it")
    expect(page.get_by_text("It is referred.")).to_be_visible()
    number = Referral.objects.get().pk
    boss = people(cast.ri, java_script_enabled=script)
    boss.goto(at("referral", number))
    expect(boss.get_by_text("The gate stands open at night.")).to_be_visible()
    once(boss, "referral-to-answer", script)
    boss.locator("form textarea").fill("A new lock on Friday.")
    boss.locator("main form").get_by_role("button").click()
    expect(boss.get_by_text("A new lock on Friday.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("A new lock on Friday.")).to_be_visible()
    limits = Obligation.objects.filter(rule__in=("reg44.refer_to_ri", "reg44.referral_answer"))
    assert list(limits.values_list("state", flat=True)) == ["met", "met"]


@BOTH
def test_a_person_copies_the_address_of_their_calendar_and_ends_it(people, cast, late, clock, script):
    page = people(cast.visitor, java_script_enabled=script, permissions=["clipboard-read", "clipboard-write"])
    page.goto(at("account", namespace="accounts"))
    press(page, "Deadlines in your calendar")
    once(page, "feed-none", script)
    press(page, "Make an address")
    field = page.get_by_label("Address for your calendar program")
    expect(field).to_be_visible()
    address = field.input_value()
    once(page, "feed-address", script)
    copy = page.get_by_role("button", name="Copy the address")
    if script:
        copy.click()
        expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == address
    else:
        expect(copy).to_have_count(0)
    path = re.search(r"/calendar/.+$", address)[0]
    answer = Client().get(path)
    assert f"Oak House\\, March 2027: {DRAFT}" in answer.content.decode().replace("\r\n ", "")
    page.goto(at("feed", namespace="deadlines"))
    expect(page.get_by_text("It was last used on")).to_be_visible()
    assert path not in page.content()
    once(page, "feed", script)
    clock.goto(NOW + HOUR / 6)
    press(page, "Make a new address")
    assert page.get_by_label("Address for your calendar program").input_value() != address
    assert Client().get(path).status_code == 404
    press(page, "Stop this address")
    expect(page.get_by_text("Your calendar address has stopped.")).to_be_visible()
    assert not Feed.objects.exists()


def test_counts_of_what_was_kept_lead_to_what_is_behind_them(people, cast, late):
    page = people(cast.qa_officer)
    page.goto(at("board", namespace="deadlines"))
    press(page, "What was kept on time")
    heading(page, "Kept on time")
    sound(page, "kept")
    page.get_by_role("link", name=re.compile("Overdue now: March 2027$")).click()
    heading(page, "Overdue now: March 2027")
    sound(page, "kept-lines")
    press(page, f"Oak House, March 2027: {DRAFT}")
    heading(page, DRAFT)
