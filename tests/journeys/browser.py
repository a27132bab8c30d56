"""People at a real browser: who sits where, what went wrong on their pages, and the few gestures that every journey makes.

Journeys wait for what can be seen (``expect``), never for time. Whatever a page throws, or a server answers with 500, fails the
test at its end, whether the journey looked there or not.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect

PATIENCE = 30_000  # milliseconds; generous, since machines that test are busy
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
LOOK = os.environ.get("QA_LOOK", "")  # a folder for pictures of the pages, for whoever wants to look at them


class People:
    """Opens browsers for people and gathers what went wrong in them."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.wrong: list[str] = []
        self.contexts: list[BrowserContext] = []

    def stranger(self, **options: Any) -> Page:
        """A page of somebody who is not signed in."""
        context = self.browser.new_context(
            base_url=self.address, **({"viewport": WIDE, "reduced_motion": "reduce", "locale": "en-GB"} | options)
        )
        context.set_default_timeout(PATIENCE)
        context.set_default_navigation_timeout(PATIENCE)
        context.on("page", self._watch)
        self.contexts.append(context)
        return context.new_page()

    def __call__(self, person: Any, **options: Any) -> Page:
        """A page of this person, signed in at the clock of the moment."""
        page = self.stranger(**options)
        self.sign_in(page, person)
        return page

    def sign_in(self, page: Page, person: Any) -> None:
        """Give the browser a fresh session of this person (after some days, say)."""
        client = Client()
        client.force_login(person)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": self.address}])

    def _watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.wrong.append(f"{page.url}: script: {error}"))
        page.on("console", lambda message: self._heard(page, message.type, message.text))
        page.on("response", lambda answer: self._answered(answer.status, answer.url))

    def _heard(self, page: Page, kind: str, text: str) -> None:
        # The browser itself tells of every answer above 399 and of each lost connection; both are meant to happen here.
        if kind == "error" and "Failed to load resource" not in text and "net::ERR_" not in text:
            self.wrong.append(f"{page.url}: console: {text}")

    def _answered(self, status: int, url: str) -> None:
        if status >= 500 or (status >= 400 and settings.STATIC_URL in url):
            self.wrong.append(f"{url}: {status}")

    def look_at_all(self) -> None:
        """Pictures of what everybody has on the screen, for whoever asked for pictures."""
        pages = [page for context in self.contexts for page in context.pages]
        for number, page in enumerate(pages if LOOK else []):
            page.screenshot(path=str(Path(LOOK) / f"failed-{number}.png"), full_page=True)

    def close(self) -> None:
        """Close every browser window."""
        for context in self.contexts:
            context.close()
        self.contexts.clear()


def at(name: str, *args: Any, namespace: str = "reg44") -> str:
    """The address of a page."""
    return reverse(f"{namespace}:{name}" if namespace else name, args=args)


def press(page: Page, name: str) -> None:
    """Press the button or follow the link of exactly this name."""
    exact = re.compile(rf"^\s*{re.escape(name)}\s*$")
    page.get_by_role("button", name=exact).or_(page.get_by_role("link", name=exact)).first.click()


def heading(page: Page, words: str | re.Pattern[str]) -> None:
    """Wait until the page's one main heading says this."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)


def look(page: Page, name: str) -> None:
    """Take pictures of the whole page, on a desk and on a phone, when somebody asked for them."""
    if not LOOK:
        return
    before = page.viewport_size
    for size in (WIDE, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.screenshot(path=str(Path(LOOK) / f"{name}-{size['width']}.png"), full_page=True)
    if before:
        page.set_viewport_size(before)


def sound(page: Page, name: str) -> None:
    """No rule of accessibility is broken, at the width of a desk and of a phone."""
    look(page, name)
    before = page.viewport_size
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        found = Axe().run(page, options={"rules": {"target-size": {"enabled": True}}})
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.set_viewport_size(before)  # type: ignore[arg-type]


@contextmanager
def without_network(page: Page) -> Iterator[None]:
    """The network is gone for a while."""
    page.context.set_offline(True)
    try:
        yield
    finally:
        page.context.set_offline(False)


def focused(page: Page) -> Callable[[str], Any]:
    """Ask the focused element something by a piece of script on ``it``."""
    return lambda script: page.evaluate(f"(() => {{ const it = document.activeElement; return {script}; }})()")
