"""Somebody types into a report while server and tab are killed at random moments: no word that was shown as saved is missing.

``QA_KILLS`` says how many kills (5, or many by ``make soak``), ``QA_SEED`` which moments. What is shown is read in the page at the
very moment it says "Saved"; what is stored is read from the database file by SQL, past all of our code.
"""

from __future__ import annotations

import itertools
import os
import random
import re
import signal
import threading
import time

from playwright.sync_api import Browser, Page, expect

from tests.chaos.server import Portal

KILLS = int(os.environ.get("QA_KILLS", "5"))
SEED = int(os.environ.get("QA_SEED", "44"))
SECTION, FIELDS = "premises", ("premises_inside", "premises_outside")
WAYS = ("server", "tab", "both")
TOKEN = re.compile(r"\bw\d{6}\b")
SETTLED = re.compile(r"^(Saved \d|There are two texts)")
WATCH = """
window.addEventListener("DOMContentLoaded", () => {
  const line = document.querySelector("[data-save-text]");
  const words = () => [...document.querySelectorAll("form[data-autosave] textarea")].map((each) => each.value).join(" ");
  const look = () => { if (/^Saved \\d/.test(line.textContent)) window.shownAsSaved(words()); };
  if (line) new MutationObserver(look).observe(line, { childList: true, characterData: true, subtree: true });
});
"""


class Typist:
    """Types numbered words, remembers when each was typed, and which the page has shown as saved."""

    def __init__(self, browser: Browser, portal: Portal, world: dict) -> None:
        self.portal, self.world = portal, world
        self.typed: dict[str, float] = {}
        self.numbers = itertools.count()
        self.shown: set[str] = set()
        self.processes = browser.new_browser_cdp_session()
        self.context = browser.new_context(base_url=portal.address)
        self.context.set_default_timeout(60_000)
        self.context.add_cookies([{"name": world["cookie"], "value": world["session"], "url": portal.address}])
        self.context.expose_binding("shownAsSaved", lambda _, text: self.shown.update(TOKEN.findall(text)))
        self.context.add_init_script(WATCH)
        self.page = self.open()

    def open(self) -> Page:
        """A new tab with the section."""
        self.page = self.context.new_page()
        self.page.goto(f"/visits/{self.world['visit']}/report/section/{SECTION}/")
        return self.page

    def type(self, field: str, count: int, delay: float) -> None:
        """So many new words at the end of a field, so many milliseconds between keys."""
        self.page.locator(f"textarea[name={field}]").focus()
        self.page.keyboard.press("Control+End")
        for _ in range(count):
            word = f"w{next(self.numbers):06d}"
            self.page.keyboard.type(f" {word}", delay=delay)
            self.typed[word] = time.monotonic()

    def kill_tab(self) -> None:
        """SIGKILL to the process that draws the page: no handler of the page runs."""
        running = self.processes.send("SystemInfo.getProcessInfo")["processInfo"]
        with self.page.expect_event("crash"):
            for process in running:
                if process["type"] == "renderer":
                    os.kill(process["id"], signal.SIGKILL)
        self.page.close()

    def stored(self) -> set[str]:
        """Every word in the answers or in what is kept of them."""
        found: set[str] = set()
        for table in ("questionnaires_answer", "questionnaires_answerrevision"):
            statement = f"SELECT value FROM {table} WHERE response_id = ?"
            for (value,) in self.portal.rows(statement, self.world["response"]):
                found.update(TOKEN.findall(str(value)))
        return found


def test_no_word_shown_as_saved_is_missing_however_server_and_tab_are_killed(browser, portal, capsys):
    world = portal.run("tests.chaos.world")
    portal.start()
    dice = random.Random(SEED)
    typist = Typist(browser, portal, world)
    oldest_lost = 0.0
    for number in range(KILLS):
        way = WAYS[number % len(WAYS)]
        killer = threading.Timer(dice.uniform(0.2, 3.5), portal.kill)
        if way != "tab":
            killer.start()
        typist.type(dice.choice(FIELDS), dice.randint(5, 40), dice.uniform(1, 12))
        before = set(typist.typed)
        if way != "server":
            typist.kill_tab()
            died = time.monotonic()
        if way != "tab":
            killer.join()
            portal.start()
        if way == "server":
            typist.page.evaluate("window.dispatchEvent(new Event('online'))")  # so that nobody waits for the next try
            expect(typist.page.locator("[data-save-text]")).to_have_text(SETTLED)
            assert before <= typist.stored(), "The tab was open all the time: everything typed is saved in the end."
        stored = typist.stored()
        missing = typist.shown - stored
        assert not missing, f"kill {number} ({way}, seed {SEED}): shown as saved and not there: {sorted(missing)}"
        if way == "tab":
            lost = [died - typist.typed[word] for word in before - stored]
            oldest_lost = max([oldest_lost, *lost])
        if way != "server":
            typist.open()
            for word in before - stored:
                del typist.typed[word]
    typist.context.close()
    assert len(typist.shown) > KILLS, "Hardly anything was ever shown as saved: this run has proved nothing."
    with capsys.disabled():
        print(
            f"\n{KILLS} kills (seed {SEED}): {len(typist.shown)} words shown as saved, none missing; "
            f"typed at most {oldest_lost:.1f} s before a tab died and lost"
        )
