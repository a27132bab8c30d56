"""Messages in a real browser: opened from the menu, mail chosen, a mail that did not arrive looked after."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from core import clock, outbox
from delivery.models import Delivery
from tests.journeys.browser import at, heading, press, sound


@pytest.fixture
def note(cast, monkeypatch):
    """A note to the manager of Oak House about their start page; nobody is woken to send it."""
    monkeypatch.setattr(outbox, "_waker", None)

    def put(number: int):
        return outbox.put(
            to=cast.manager,
            code="journey",
            key=f"note {number}",
            subject=f"Oak House: the draft report {number} is ready for your comments",
            body="You can comment on facts for 48 hours. Sign in to read it.",
            link="/homes/",
            now=clock.now(),
            home=cast.oak,
        )

    return put


def test_a_person_opens_a_message_from_the_menu_and_chooses_a_daily_mail(people, cast, note):
    for number in (1, 2):
        note(number)
    page = people(cast.manager, java_script_enabled=False)
    page.goto("/")
    press(page, "Messages (2)")
    heading(page, "Messages")
    page.get_by_role("button", name=re.compile("draft report 1 ")).click()
    heading(page, "Homes")
    press(page, "Messages (1)")
    press(page, "How mail comes")
    page.get_by_label("One mail a day with all of them").check()
    page.get_by_label("When should the daily mail come?").select_option(label="5pm")
    press(page, "Save")
    expect(page.get_by_text("Your choice is saved.")).to_be_visible()
    assert (cast.manager.mail_preference.way, cast.manager.mail_preference.hour) == ("daily", 17)


def test_the_pages_of_messages_and_mails_are_accessible_and_a_dead_mail_is_tried_again(people, cast, note):
    from delivery.services import plan

    for number in (1, 2):
        note(number)
    plan(now=clock.now())
    Delivery.objects.update(state="dead", last_answer="The mail server refuses this address (550).")
    page = people(cast.manager)
    for name in ("messages", "preference"):
        page.goto(at(name, namespace="delivery"))
        sound(page, f"delivery-{name}")
    page = people(cast.administrator)
    page.goto("/")
    page.get_by_role("link", name="2 mails did not arrive").click()
    sound(page, "delivery-mails")
    page.get_by_role("link", name="draft report 1").click()
    heading(page, "Oak House: the draft report 1")
    sound(page, "delivery-mail")
    press(page, "Try again")
    expect(page.get_by_text("The mail is tried again.")).to_be_visible()
    assert Delivery.objects.filter(state="dead").count() == 1
    page.goto(at("all_mails", namespace="delivery"))
    sound(page, "delivery-all")
