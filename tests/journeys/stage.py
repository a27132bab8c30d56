"""A browser before pages that are already made: what a person of the test world gets, drawn as they would see it.

The pages come from the portal through all its middleware, with their headers (so the content security policy holds here, too); the
browser's requests are answered from this process instead of a server's thread. So hundreds of pages of one world can be looked at in
a minute, and the world is rolled back afterwards. Whatever a page complains of (script, policy, missing file) is kept in ``wrong``.
"""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page, Route

ADDRESS = "http://localhost"  # never asked: every request is answered here
KEPT_BACK = {"set-cookie", "content-length"}


@dataclass(frozen=True)
class Screen:
    """One page as one person got it. ``name`` says which page, for whoever reads a failure."""

    name: str
    who: str
    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @classmethod
    def of(cls, name: str, who: str, url: str, response: Any) -> Screen:
        """The screen that this answer of the test client would be."""
        return cls(name, who, url, response.status_code, tuple(response.headers.items()), response.content)

    @property
    def address(self) -> str:
        """The name without the state that the page is in: ``reg44:visit``."""
        return self.name.split(",")[0].split(" ")[0]

    def __str__(self) -> str:
        return f"{self.name} as {self.who} ({self.url})"


class Stage:
    """One window that shows screens."""

    def __init__(self, browser: Browser) -> None:
        self.context = browser.new_context(base_url=ADDRESS, reduced_motion="reduce", locale="en-GB")
        self.context.route("**/*", self._answer)
        self.page: Page = self.context.new_page()
        self.screen: Screen | None = None
        self.offline = False  # what the page then asks for gets no answer, and that is no complaint
        self.wrong: list[str] = []
        self.files: dict[str, tuple[bytes, str]] = {}
        self.page.on("pageerror", lambda error: self._complain(f"script: {error}"))
        self.page.on("console", lambda message: message.type == "error" and self._heard(message.text))

    def show(self, screen: Screen) -> Page:
        """Load the screen; its scripts have run when this returns."""
        self.screen = screen
        self.page.goto(screen.url)
        return self.page

    def close(self) -> None:
        """Close the window."""
        self.context.close()

    def _answer(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith(settings.STATIC_URL):
            body, kind = self._file(path.removeprefix(settings.STATIC_URL))
            route.fulfill(body=body, content_type=kind)
        elif route.request.is_navigation_request() and self.screen is not None:
            headers = {name: value for name, value in self.screen.headers if name.lower() not in KEPT_BACK}
            route.fulfill(status=self.screen.status, headers=headers, body=self.screen.body)
        elif self.offline:
            route.abort()
        else:
            self._complain(f"asks for {route.request.url} by itself")
            route.abort()

    def _file(self, name: str) -> tuple[bytes, str]:
        if name not in self.files:
            found = finders.find(name)
            assert found, f"There is no file {name}."
            with open(found, "rb") as file:
                self.files[name] = (file.read(), mimetypes.guess_type(name)[0] or "application/octet-stream")
        return self.files[name]

    def _heard(self, text: str) -> None:
        if "Failed to load resource" not in text:  # the browser says so of every error page and lost connection
            self._complain(f"console: {text}")

    def _complain(self, what: str) -> None:
        self.wrong.append(f"{self.screen}: {what}")
