"""Somebody who uses the keyboard only. Wherever the focus goes, it is seen, it is not covered, and it moves as the page is read."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page

MANY = 300  # more stops than any page has
# What a person sees of the focused element: its place, its frame (a radio's is drawn on its label), what covers it.
SEEN = """(it) => {
  const drawn = it.matches('.govuk-radios__input, .govuk-checkboxes__input') ? getComputedStyle(it.nextElementSibling, '::before')
    : getComputedStyle(it);
  const outline = drawn.outlineStyle !== 'none' && parseFloat(drawn.outlineWidth) > 0 && drawn.outlineColor !== 'rgba(0, 0, 0, 0)';
  const box = it.getBoundingClientRect();
  const x = Math.min(Math.max(box.left + Math.min(box.width, 40) / 2, 0), innerWidth - 1);
  const points = [box.top + 3, (box.top + box.bottom) / 2, box.bottom - 3].filter((y) => y >= 0 && y < innerHeight);
  const free = points.some((y) => {
    const top = document.elementFromPoint(x, y);
    return top && (it.contains(top) || top.contains(it) && !top.matches('body, html') || (it.labels && [...it.labels].includes(top)));
  });
  return { framed: outline || drawn.boxShadow !== 'none', free, wide: box.width > 0 && box.height > 0 };
}"""
NAME = """(it) => it === document.body ? '' : [it.tagName.toLowerCase(), it.type, it.name,
  (it.labels && it.labels.length ? it.labels[0] : it).textContent.trim().replace(/\\s+/g, ' ').slice(0, 80)].filter(Boolean).join(' ')"""
# Whether the focus is where the page is read after the place before; a group of radios is one stop.
AFTER = """(it) => {
  const before = window.focusBefore;
  window.focusBefore = it;
  return !before || !before.isConnected || before === it || it === document.body
    || Boolean(before.compareDocumentPosition(it) & (window.focusBack ? 2 : 4));
}"""


class Keys:
    """The keyboard at one page, and what was wrong on the way (``wrong``)."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.wrong: list[str] = []
        self.stops = 0

    def press(self, key: str) -> None:
        """One key."""
        self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        """Type into what has the focus, over what stands there."""
        self.press("Control+A")
        self.page.keyboard.type(words)

    def ask(self, script: str) -> Any:
        """Ask the focused element something."""
        return self.page.evaluate(f"({script})(document.activeElement)")

    def tab(self, *, back: bool = False) -> str:
        """Go one stop on and look whether the focus is seen there. Says where it is; nothing at the end of the page."""
        self.page.evaluate(f"window.focusBack = {'true' if back else 'false'}")
        self.press("Shift+Tab" if back else "Tab")
        name = str(self.ask(NAME))
        if name:
            self.stops += 1
            self.look(name, in_order=bool(self.ask(AFTER)))
        return name

    def look(self, name: str, *, in_order: bool = True) -> None:
        """Whether the focus can be seen where it is."""
        seen = self.ask(SEEN)
        faults = [
            *(["shows no frame"] if not seen["framed"] else []),
            *(["is covered or out of sight"] if not seen["free"] else []),
            *(["has no size"] if not seen["wide"] else []),
            *(["comes out of order"] if not in_order else []),
        ]
        self.wrong += [f"{self.page.url}: “{name}” {fault}" for fault in faults]

    def to(self, words: str) -> None:
        """Tab on until the focus is on what is called so (a regular expression for the beginning of its words)."""
        wanted = re.compile(rf"\S+(?: \S+){{0,2}} {words}")  # tag, type and name stand before
        passed = []
        for _ in range(MANY):
            name = self.tab()
            if not name:
                break
            passed.append(name)
            if wanted.match(name):
                return
        raise AssertionError(f"No stop “{words}” on {self.page.url}; there are: {passed}")

    def follow(self, words: str) -> None:
        """Go to the link or button of this name and press Enter; the next page has loaded when this returns."""
        self.to(words)
        with self.page.expect_navigation():
            self.press("Enter")

    def all_stops(self) -> list[str]:
        """Every stop of the page from here to its end."""
        found = []
        while len(found) < MANY and (name := self.tab()):
            found.append(name)
        return found
