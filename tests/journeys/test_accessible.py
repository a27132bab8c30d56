"""Every page of the portal keeps the rules of accessibility: WCAG 2.2 AA and best practice by axe, at three widths.

What the pages are is gathered by ``screens.py`` and ``states.py``. What needs no browser is asked of every page that anybody can
open; the browser draws those that together show everything that pages are built of. ``QA_AXE=all`` (make test-axe-all) opens
``more_states.py`` too and draws every page, all rules at all widths, in two halves: a run of twenty minutes.
"""

from __future__ import annotations

import logging
import os
from collections import Counter

import pytest
import time_machine
from axe_playwright_python.base import AXE_SCRIPT
from django.db import transaction
from playwright.sync_api import expect

from tests.architecture.world import NOW, World
from tests.journeys import more_states, screens, states
from tests.journeys.stage import Stage

pytestmark = pytest.mark.django_db
ALL = os.environ.get("QA_AXE") == "all"
FIRST = pytest.mark.xdist_group("half0")  # one process opens the pages once for all who ask of them
HALVES = [pytest.param(half, marks=pytest.mark.xdist_group(f"half{half}")) for half in ((0, 1) if ALL else (0,))]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERYTHING = {
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
LAYOUT = {"runOnly": ["target-size", "scrollable-region-focusable"], "resultTypes": ["violations"]}
# Colours are the same at every width, and between a computer and a telephone only the places of things differ.
NARROW = EVERYTHING | {"rules": {"target-size": {"enabled": True}, "color-contrast": {"enabled": False}}}
WIDTHS = dict.fromkeys((1280, 768, 320), EVERYTHING) if ALL else {1280: EVERYTHING, 768: LAYOUT, 320: NARROW}
COVERED = EVERYTHING | {
    "runOnly": {"type": "tag", "values": TAGS[:-1]}
}  # a covered page has no visible heading, and shall not
RUN = """async (rules) => (await axe.run(rules)).violations.flatMap((rule) =>
  rule.nodes.map((node) => `${rule.id}: ${node.target} ${node.html.slice(0, 200)} ${node.failureSummary}`))"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Asked:
    """What every page is asked without a browser; ``wrong`` holds each fault with the first page that had it, and how often."""

    def __init__(self) -> None:
        self.wrong: Counter[str] = Counter()

    def __call__(self, screen, tree) -> None:
        """One page."""
        for fault in (*self.heads(screen, tree), *self.anchors(screen, tree)):
            self.wrong[f"{screen.name}: {fault}"] += 1

    def heads(self, screen, tree):
        """One main heading, with which the title begins, and a language."""
        if tree.get("lang") != "en" or screen.body[:15] != b"<!DOCTYPE html>":
            yield "no language or no HTML"
        headings = tree.findall(".//h1")
        if len(headings) != 1:
            yield f"{len(headings)} main headings"
            return
        parts = [headings[0].text or "", *(each.tail or "" for each in headings[0])]  # without caption and tag
        heading = " ".join("".join(parts).split())
        title = " ".join(tree.findtext(".//title").split())
        if not heading or not title.removeprefix("Error: ").startswith(heading):
            yield f"the title “{title}” does not begin with “{heading}”"
        if bool(tree.find_class("govuk-error-summary")) != title.startswith("Error: "):
            yield f"the title “{title}” does not say whether there is an error"

    def anchors(self, screen, tree):
        """Ids stand once, and what points to one finds it."""
        ids = Counter(tree.xpath("//@id"))
        twice = [name for name, times in ids.items() if times > 1]
        if twice and not screen.name.startswith("questionnaires:gallery"):  # which shows the same answers in two ways
            yield f"ids that stand twice: {twice}"
        for name in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
            pointed = {part for value in tree.xpath(f"//@{name}") for part in value.split()}
            if pointed - set(ids):
                yield f"{name} points to nothing: {sorted(pointed - set(ids))}"
        links = {each[1:] for each in tree.xpath("//a/@href[starts-with(., '#')]")}
        if links - set(ids):
            yield f"links to nothing: {sorted(links - set(ids))}"


@pytest.fixture(scope="module")
def asked():
    """The questions that need no browser, with the faults found."""
    return Asked()


@pytest.fixture(scope="module")
def album(django_db_setup, django_db_blocker, asked):
    """Every page in every state, opened once for this module; what was written is rolled back."""
    logging.disable(logging.WARNING)  # each refusal would be logged
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=True), transaction.atomic():
        found = screens.Album(World(), asked)
        screens.table(found)
        for state in (*states.ALL, *(more_states.ALL if ALL else ())):
            state(found)
        screens.forms(found)
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)
    return found


@pytest.fixture
def stage(browser):
    """A window for screens; what they complain of by themselves fails the test."""
    made = Stage(browser)
    yield made
    made.close()
    assert not made.wrong, "\n".join(made.wrong)


@FIRST
def test_every_page_in_every_state_has_one_heading_a_title_that_begins_with_it_and_anchors_that_hold(album, asked):
    print(f"{album.opened} pages opened, {len(album.part(0, 1))} of them different")
    assert album.opened > 900
    assert not asked.wrong, "\n".join(f"{times} × {fault}" for fault, times in sorted(asked.wrong.items()))


def broken_rules(page, rules, screen, where):
    """What axe finds at this moment, and whether the page scrolls sideways."""
    found = page.evaluate(RUN, rules)
    if page.evaluate(SIDEWAYS) > 0:
        found.append("the page scrolls sideways")
    return [f"{screen} {where}: {each}" for each in found]


@pytest.mark.parametrize("half", HALVES)
def test_no_page_in_any_state_breaks_a_rule_of_accessibility_or_scrolls_sideways_at_any_width(album, stage, half):
    wrong = []
    drawn = album.part(half, len(HALVES)) if ALL else album.chosen()
    for screen in drawn:
        page = stage.show(screen)
        page.evaluate(AXE_SCRIPT)
        for width, rules in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": 900})
            wrong += broken_rules(page, rules, screen, f"at {width}")
    print(f"{album.opened} pages opened, {len(drawn)} drawn here, each at {len(WIDTHS)} widths")
    assert not wrong, "\n".join(wrong)


@FIRST
def test_what_opens_on_a_page_or_covers_it_breaks_no_rule_either(album, stage):
    screen = next(each for each, _ in album.kept if each.name == "reg44:report_section premises")
    page = stage.show(screen)
    page.evaluate(AXE_SCRIPT)
    page.set_viewport_size({"width": 320, "height": 900})
    page.get_by_role("button", name="Menu").click()
    page.locator("summary").first.click()
    wrong = broken_rules(page, EVERYTHING, screen, "with menu and details open")
    stage.offline = True
    page.locator("textarea").first.fill("The network is gone.")
    expect(page.locator("[data-save-text]")).to_contain_text("Not saved yet")
    wrong += broken_rules(page, EVERYTHING, screen, "without a network")
    page.get_by_role("button", name="Hide screen").click()
    wrong += broken_rules(page, COVERED, screen, "hidden")
    page.get_by_role("button", name="Show the screen again").click()
    page.evaluate("document.dispatchEvent(new Event('session:over'))")
    expect(page.get_by_label("Your session")).to_be_visible()
    wrong += broken_rules(page, COVERED, screen, "after the session")
    assert not wrong, "\n".join(wrong)
