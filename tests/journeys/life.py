"""The steps of a report's life as people make them on the screen, with and without JavaScript.

Each step begins where the one before ended and waits until the next page stands. What a visitor fills in of the 48 sections by hand
is one of each kind (words, a list, a checklist, the opinions); the rest is put in by ``tests.reports.fill``.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.cast import PASSWORD
from tests.journeys.browser import at, heading, look, press

SAVED = re.compile(r"^Saved \d{1,2}(:\d\d)?[ap]m$")
GATE = "Mend the lock of the garden gate."
STAIRS = "Mend the carpet on the stairs."


def date(page: Page, name: str, day: dt.date) -> None:
    """Type a date into its three boxes."""
    for part, value in (("day", day.day), ("month", day.month), ("year", day.year)):
        page.locator(f"[name={name}_{part}]").fill(str(value))


def row_of(page: Page, title: str) -> Any:
    """The row of a task list with exactly this name."""
    return page.get_by_role("listitem").filter(has=page.get_by_role("link", name=title, exact=True))


def plan(page: Page, day: dt.date, home: str = "Oak House") -> int:
    """Plan an unannounced visit from the start page; the number of the visit."""
    page.goto("/")
    page.get_by_role("navigation").get_by_role("link", name="Visits").click()
    press(page, "Plan a visit")
    page.get_by_label("Home", exact=True).select_option(label=home)
    date(page, "planned_for", day)
    page.get_by_label("Unannounced: nobody at the home knows the date").check()
    page.get_by_label("No conflict of interest is known").check()
    look(page, "plan")
    press(page, "Plan the visit")
    expect(page.get_by_text("The visit is planned.")).to_be_visible()
    page.get_by_role("link", name=f"{home}, {day:%B %Y}", exact=True).click()
    heading(page, f"{home}, {day:%B %Y}")
    return int(page.url.rstrip("/").split("/")[-1])


def arrive(page: Page, visit: int) -> None:
    """Read the briefing at the door, then record the arrival at the time that stands in the form."""
    page.goto(at("visit", visit))
    look(page, "visit-planned")
    press(page, "Read what to know before the visit")
    look(page, "briefing")
    page.goto(at("visit", visit))
    page.get_by_role("link", name="Record when you arrive").first.click()
    heading(page, "You have arrived")
    press(page, "Begin the visit")
    expect(page.get_by_text("The visit has begun.")).to_be_visible()


def leave(page: Page, visit: int) -> None:
    """Record that the visit is over."""
    page.goto(at("visit", visit))
    press(page, "Record or correct when you left")
    press(page, "Save")
    expect(page.get_by_text("The draft is due with the manager in 4 working days.")).to_be_visible()
    look(page, "visit")


def complete(page: Page) -> None:
    """Say that the section on the screen is complete, and go back to the list of tasks."""
    page.get_by_label("Yes, I have completed it").check()
    press(page, "Save and come back later")
    heading(page, "Your report on")


def write_list(page: Page) -> None:
    """A complaint in the list of complaints."""
    press(page, "Complaints")
    heading(page, "Complaints")
    press(page, "Add a complaint")
    for box in page.locator("form textarea:visible, form input.govuk-input[type=text]:visible").all():
        if not (box.get_attribute("name") or "").endswith(("_day", "_month", "_year")):
            box.fill("J.S.")
    for legend in page.locator("form .govuk-radios").all():
        legend.get_by_role("radio").first.check()
    for day in page.locator("input[name$=_day]").all():
        date(page, (day.get_attribute("name") or "").removesuffix("_day"), dt.date(2027, 3, 1))
    look(page, "row")
    press(page, "Save")
    heading(page, "Complaints")
    expect(page.get_by_role("definition").filter(has_text="J.S.").first).to_be_visible()
    look(page, "section-list")
    for box in page.locator("form textarea:visible").all():
        box.fill("It was answered in time.")
    complete(page)
    expect(row_of(page, "Complaints")).to_contain_text("Completed")


def write_checklist(page: Page) -> None:
    """Every line of the health and safety checks."""
    press(page, "Health and safety checks")
    for group in page.locator("form .govuk-radios").all()[:-1]:
        group.get_by_role("radio").first.check()
    for day in page.locator("input[name$=_day]").all():
        date(page, (day.get_attribute("name") or "").removesuffix("_day"), dt.date(2027, 2, 1))
    look(page, "section-checklist")
    complete(page)
    expect(row_of(page, "Health and safety checks")).to_contain_text("Completed")


def leave_out(page: Page) -> None:
    """One section was not looked at this time."""
    press(page, "Exploitation")
    press(page, "I did not look at this on this visit")
    page.get_by_label("Why not?").fill("I looked at it in February and again in April.")
    press(page, "Save the reason")
    heading(page, "Your report on")


def write_opinion(page: Page) -> None:
    """Both opinions of regulation 44(4), with reasons."""
    press(page, "Your opinion")
    for group in page.locator("form .govuk-radios").all()[:2]:
        group.get_by_label("Yes").check()
    for box in page.locator("form textarea:visible").all():
        box.fill("I saw the records and spoke with the children.")
    look(page, "section-opinion")
    complete(page)


def recommend(page: Page, visit: int, text: str, priority: str) -> None:
    """One recommendation."""
    page.goto(at("recommendations", visit))
    press(page, "Add a recommendation")
    page.get_by_label(priority, exact=True).check()
    page.get_by_label("Which regulation does it rest on?").select_option("12")
    press(page, "Continue")
    page.get_by_label("What do you recommend?").fill(text)
    page.get_by_label("How will we see that it is done?").fill("I can see it on my next visit.")
    look(page, "recommendation")
    press(page, "Save")
    heading(page, "Your recommendations")
    expect(page.get_by_text(text)).to_be_visible()


def check_names(page: Page, visit: int, name: str) -> None:
    """A name was found in the words; it is replaced, and whatever else was found is called harmless."""
    page.goto(at("report_names", visit))
    card = page.locator(".govuk-summary-card").filter(has=page.locator("mark", has_text=name))
    look(page, "names")
    card.get_by_role("textbox", name=re.compile("What to write instead")).fill("A child")
    card.get_by_role("button", name=re.compile("^Replace")).click()
    expect(card).to_have_count(0)
    while page.locator(".govuk-summary-card").count():
        before = page.locator(".govuk-summary-card").count()
        first = page.locator(".govuk-summary-card").first
        first.get_by_role("textbox", name=re.compile("points to nobody")).fill("It is no person.")
        first.get_by_role("button", name=re.compile("^Harmless")).click()
        expect(page.locator(".govuk-summary-card")).to_have_count(before - 1)
    expect(page.get_by_text("There is nothing left to decide.")).to_be_visible()


def send(page: Page, visit: int) -> None:
    """Read the whole report once more, declare, send; a second press finds it done."""
    page.goto(at("report_tasks", visit))
    look(page, "tasks-done")
    press(page, "Read the whole report")
    look(page, "check")
    page.goto(at("report_tasks", visit))
    press(page, "Send the draft")
    look(page, "send")
    press(page, "Send the draft")
    expect(page.get_by_role("alert")).to_be_visible()  # both statements are needed
    for box in page.locator("input[name=declared]").all():
        box.check()
    press(page, "Send the draft")
    expect(page.get_by_text("The draft is with the registered manager.")).to_be_visible()


def comment(page: Page, visit: int) -> None:
    """The manager reads the draft, comments on a fact, and sends the comment."""
    page.goto("/")
    look(page, "start-manager")
    page.goto(at("comments", visit))
    heading(page, "Are the facts right?")
    look(page, "comments")
    assert page.locator("a[href*='key=opinion_']").count() == 0, "An opinion has no comment button."
    page.locator("a[href*='key=premises_inside']").first.click()
    heading(page, "Comment on a fact")
    page.get_by_label("A fact is wrong").check()
    page.get_by_label("What is correct?").fill("The carpet was mended on Monday.")
    look(page, "comment")
    press(page, "Keep this comment")
    expect(page.get_by_text("Not sent yet: 1 comment.")).to_be_visible()
    press(page, "Send your comments")
    expect(page.get_by_text("Your comments are sent.")).to_be_visible()


def decide(page: Page, visit: int) -> None:
    """The visitor accepts the comment and mends the sentence."""
    page.goto(at("decide", visit))
    look(page, "decide")
    page.get_by_role("link", name=re.compile("^Decide about")).click()
    page.get_by_label("I accept it").check()
    press(page, "Save")
    expect(page.get_by_role("button", name="Go on to make it final")).to_be_visible()
    page.goto(at("report_section", visit, "premises"))
    box = page.get_by_label("What is the home like inside?")
    box.fill(box.input_value().replace("is loose", "was mended on Monday"))
    press(page, "Save and come back later")
    heading(page, "Your report on")


def sign(page: Page, button: str) -> None:
    """Tick both statements and press; the sign-in is older than five minutes, so it is asked for again; the ticks are kept."""
    boxes = page.locator("input[name^=declare_]")
    expect(boxes).to_have_count(2)
    for box in boxes.all():
        box.check()
    press(page, button)
    heading(page, "Show that it is you")
    look(page, "prove")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Go on")
    for box in boxes.all():
        expect(box).to_be_checked()
    press(page, button)


def finalise(page: Page, visit: int) -> None:
    """Sign the report as its visitor."""
    page.goto(at("finalise", visit))
    heading(page, "Make the report final")
    expect(page.locator("ins", has_text="mended").first).to_be_attached()
    look(page, "finalise")
    sign(page, "Sign and make it final")
    expect(page.get_by_text("The report is final and sealed. Now issue it.")).to_be_visible()


def issue(page: Page, visit: int) -> None:
    """Issue it, and record the copy that goes to Ofsted by post."""
    page.goto(at("copies", visit))
    press(page, "Issue the report")
    look(page, "copies")
    page.get_by_role("link", name=re.compile("Record this copy for Ofsted")).click()
    page.get_by_label("By post").check()
    press(page, "Record it")
    heading(page, "Copies of the report")


def answer(page: Page, visit: int, day: dt.date) -> None:
    """The manager answers both recommendations and submits the action plan."""
    page.goto(at("action_plan", visit))
    look(page, "action-plan")
    for number, words in ((1, GATE), (2, STAIRS)):
        page.goto(at("answer", visit, number))
        expect(page.get_by_text(words)).to_be_visible()
        page.get_by_label("Yes", exact=True).check()
        page.get_by_label("What will be done, or why do you not accept it?").fill("A joiner comes.")
        page.get_by_label("Who will do it?").fill("Deputy manager")
        date(page, "by_date", day)
        look(page, "answer")
        press(page, "Save and go on")
        expect(page.get_by_text("Saved.")).to_be_visible()
    page.goto(at("action_plan", visit))
    press(page, "Submit the action plan")
    expect(page.get_by_text("The action plan is submitted.")).to_be_visible()


def sign_off(page: Page, visit: int) -> None:
    """The responsible individual comments on a recommendation, and signs off after proving who they are."""
    page.goto(at("sign_off", visit))
    heading(page, "Comment and sign off")
    press(page, "Comment on recommendation 1")
    page.get_by_label("Your comment").fill("I will look at the gate myself.")
    press(page, "Save")
    expect(page.get_by_text("I will look at the gate myself.")).to_be_visible()
    look(page, "sign-off")
    sign(page, "Sign the report off")
    expect(page.get_by_text("The report is signed off and sealed.")).to_be_visible()


def download(page: Page, report: int) -> bytes:
    """Ask for the PDF, wait until it is made, and download it."""
    page.goto(at("documents", report))
    look(page, "files")
    press(page, "The report as PDF")
    expect(page.get_by_text("The file is ready")).to_be_visible()
    look(page, "file-ready")
    with page.expect_download() as waited:
        press(page, "Download the file")
    with open(waited.value.path(), "rb") as file:
        return file.read()
