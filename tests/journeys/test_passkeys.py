"""A passkey in a real browser: set up as the second step, then the quickest way in."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.cast import PASSWORD
from tests.journeys.browser import heading, look, press

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_person_without_a_second_step_sets_up_a_passkey_and_signs_in_with_it_alone(people, cast, settings):
    settings.QA_MODE = "live"
    page = people.stranger()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    page.goto("/")
    page.get_by_label("Email address").fill(cast.manager.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Sign in")
    heading(page, "Second step of sign-in")
    press(page, "Set up a passkey")
    page.get_by_label("Name of the device").fill("My tablet")
    page.get_by_label("This device can also sign me in without a password").check()
    look(page, "passkey")
    press(page, "Set up the passkey")
    heading(page, "Codes for an emergency")
    page.goto("/")
    heading(page, "Your work")
    press(page, "Sign out")
    page.goto("/homes/")
    press(page, "Sign in with a passkey")
    expect(page.get_by_role("link", name="Oak House").first).to_be_visible()
