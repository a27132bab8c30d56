"""Signing in through the form, and what stands behind a session."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.cast import PASSWORD
from tests.journeys.browser import at, heading, look, press


def sign_in_by_form(page, person) -> None:
    """Type email and password as people do."""
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Sign in")


def test_a_person_signs_in_by_the_form_reaches_the_page_they_asked_for_and_signs_out(people, cast):
    page = people.stranger()
    page.goto(at("list", namespace="homes"))
    heading(page, "Sign in")
    look(page, "signin")
    sign_in_by_form(page, cast.visitor)
    expect(page.get_by_role("link", name="Oak House").first).to_be_visible()
    look(page, "homes")
    press(page, "Sign out")
    page.goto(at("list", namespace="homes"))
    heading(page, "Sign in")


def test_a_wrong_password_is_said_in_words_and_the_email_stays(people, cast):
    page = people.stranger()
    page.goto("/")
    page.get_by_label("Email").fill(cast.visitor.email)
    page.get_by_label("Password", exact=True).fill("not this one at all")
    press(page, "Sign in")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Email")).to_have_value(cast.visitor.email)
    assert page.title().startswith("Error:")
