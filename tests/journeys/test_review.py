"""A quality of care review on the screen, from its opening to the copy for Ofsted, with JavaScript and without."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import expect

from core import clock as ground
from reg45 import sealing
from reg45.models import Review
from tests.journeys import life
from tests.journeys.browser import heading, look, press, sound
from tests.reports import make_report
from tests.reviews import fill, publish

DAY = dt.date(2027, 3, 24)
WORDS = "Children are looked after well, as the visitor saw [1]."


def on(clock, day: int, hour: int) -> None:
    """Set the clock to that time of that day of March in London."""
    clock.goto(ground.at_london(dt.date(2027, 3, day), hour))


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_review_lives_from_its_opening_to_the_copy_for_ofsted(people, cast, clock, script):
    see = sound if script else look  # the check for accessibility is a script itself
    publish(ground.at_london(dt.date(2027, 3, 1), 9))
    make_report(cast, state="issued", arrives=ground.at_london(dt.date(2027, 3, 3), 10))
    on(clock, 24, 10)
    page = people(cast.manager, java_script_enabled=script)
    page.goto("/")
    page.get_by_role("navigation").get_by_role("link", name="Reviews").click()
    press(page, "Begin the next review of Oak House")
    life.date(page, "period_to", DAY)
    see(page, "review-begin")
    press(page, "Begin the review")
    expect(page.get_by_text("The review is begun")).to_be_visible()
    review = Review.objects.get()
    home = f"/reviews/{review.pk}/"
    page.goto(f"{home}write/")
    see(page, "review-tasks")
    press(page, "Summary")
    box = page.get_by_label("How good is the care in this home, and how do you know?")
    if script:
        box.press_sequentially(WORDS)
        expect(page.locator("[data-save-text]")).to_have_text(life.SAVED)
    else:
        box.fill(WORDS)
    see(page, "review-section")
    press(page, "Save and come back later")
    heading(page, "Your review of Oak House")
    page.goto(f"{home}plan/")
    press(page, "Add an action")
    page.get_by_label("What will be done?").fill("Paint the hall with the children.")
    page.get_by_label("Who will do it?").fill("Deputy manager")
    page.get_by_label("Medium").check()
    press(page, "Add it")
    expect(page.get_by_text("Added to the plan.")).to_be_visible()
    fill(review, cast.manager, ground.now())
    page.goto(f"{home}complete/")
    see(page, "review-complete")
    press(page, "Complete the review")
    expect(page.get_by_text("The review is complete.")).to_be_visible()
    page.get_by_role("link", name="[1]", exact=True).click()
    heading(page, "Evidence 1")
    see(page, "review-item")

    on(clock, 25, 10)
    page = people(cast.ri, java_script_enabled=script)
    page.goto("/")
    page.get_by_role(
        "link", name="Approve the review of the quality of care, or give it back: Oak House", exact=True
    ).click()
    heading(page, "Approve the review")
    page.get_by_label("I have read the whole review").check()
    page.get_by_label("I am content that it says").check()
    see(page, "review-approve")
    press(page, "Sign and approve")
    expect(page.get_by_text("The review is approved and sealed.")).to_be_visible()
    see(page, "review")
    for part in ("evidence", "figures/reg44/visits", "plan", "addenda", "files", "history"):
        page.goto(f"{home}{part}/")
        see(page, f"review-{part.partition('/')[0]}")
    page.goto("/reviews/")
    see(page, "reviews")

    page = people(cast.qa_officer, java_script_enabled=script)
    page.goto(f"{home}sub-group/")
    page.get_by_label("What did the sub-group say?").fill("Clear and short.")
    press(page, "Record it")
    expect(page.get_by_text("Recorded.", exact=True)).to_be_visible()

    on(clock, 25, 11)
    page = people(cast.service_lead, java_script_enabled=script)
    page.goto("/")
    page.get_by_role("link", name="Send copies of the review of the quality of care: Oak House", exact=True).click()
    see(page, "review-copies")
    page.get_by_role("link", name="Record this copy for Ofsted").click()
    page.get_by_label("By secure email").check()
    press(page, "Record it")
    expect(page.get_by_text("Recorded.", exact=True)).to_be_visible()
    review.refresh_from_db()
    assert review.state == "sent"
    assert sealing.verify(review)
