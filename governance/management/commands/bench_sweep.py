"""Measure the sweep and the deadline board with many homes and five years of history (docs/bench.md keeps the last figures)."""

from __future__ import annotations

import datetime as dt
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import connection

from accounts.models import User
from core import clock
from governance.bench import history, measure, pages, printing, sweeps, world
from governance.bench.figures import Series, table, verdict

HOMES, DUE = (40, 400, 4000), (0, 100, 1000, 10000)
SWEEP_MS, BOARD_MS, QUERIES = 5000, 150, 12
ONE_COUNCIL = 400  # homes
LITTLE = 20  # sweeps are measured so often where nothing is due, and else
MUCH = 5
DAY = dt.timedelta(days=1)


class Command(printing.Measurements):
    help = "Seconds, queries and memory of the sweep with many homes; the deadline board. PostgreSQL only; a database of its own."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--requests", type=int, default=30, help="timed requests for each page")
        parser.add_argument("--homes", default=",".join(map(str, HOMES)), help="how many homes, ascending, with commas")

    def everything(self, folder: Path, options: dict[str, Any]) -> None:
        """The same with ever more homes; the tables come at the end, so that they show how it grows."""
        if connection.vendor != "postgresql":
            raise CommandError("This measures on PostgreSQL. “make bench-sweep” starts one.")
        sizes = sorted(int(word) for word in options["homes"].split(","))
        council = history.Council(0, clock.now().replace(second=0, microsecond=0))
        swept: list[list[object]] = []
        for size in sizes:
            begun = time.monotonic()
            council = history.fill(council, size)
            history.settle()
            self.settled()
            filled = ("Filling it took, in seconds", f"{time.monotonic() - begun:.0f}")
            self.machine(f"Machine and data, {size} homes", [*history.size(), filled])
            people = {page.who: User.objects.get(email=f"{page.who}.0@council.example") for page in pages.MANY_HOMES}
            people[pages.BARE.who] = people["qa_officer"]
            asked = world.World(people)
            bare = measure.ask(asked, pages.BARE, int(options["requests"]))
            self.pages(asked, bare, size, int(options["requests"]))
            swept += self.sweeps(council, bare.series)
        heads = (
            "Sweep",
            "median ms",
            "p95 ms",
            "× bare",
            "queries",
            "opened",
            "looked at",
            "notes",
            "MiB",
            "of it more",
        )
        self.say("The sweep", table((*heads, f"p95 ≤ {SWEEP_MS / 1000:.0f} s"), swept), "", NOTE)

    def pages(self, council: world.World, bare: measure.Asked, size: int, requests: int) -> None:
        """The board; up to the homes of one council also the other pages that list time limits."""
        wanted = pages.MANY_HOMES if size <= ONE_COUNCIL else pages.BOARD
        asked = [bare, *(measure.ask(council, page, requests) for page in wanted)]
        rows = [printing.page(each, bare.series, BOARD_MS, QUERIES) for each in asked]
        title = f"Pages with {size} homes, {requests} warm requests each"
        self.say(title, table(printing.page_heads(BOARD_MS, QUERIES), rows))

    def sweeps(self, council: history.Council, bare: Series) -> list[list[object]]:
        """Sweeps with ever more due, after a day without any, and on the first of a month."""
        name, now = str(connection.settings_dict["NAME"]), council.now
        first = clock.at_london(clock.add_months(clock.month_of(clock.today(now)), 1), 0, 1)
        rows = []
        for due in DUE:
            done = sweeps.measure(name, now, due=due, times=MUCH if due else LITTLE)
            if done.looked_at >= due:
                rows.append(row(f"{council.homes} homes, {due or 'nothing'} due", done, bare))
        for title, at in (("after a day", now + DAY), ("first of the month", first)):
            rows.append(row(f"{council.homes} homes, {title}", sweeps.measure(name, at, times=MUCH), bare))
        return rows


NOTE = (
    "Each sweep runs in a process of its own that has swept before, and is rolled back. “Opened” are visits owed in the new month, “notes” "
    "reminders that go out; MiB is the peak of the process, and what of it the measured sweeps added."
)


def row(title: str, done: sweeps.Sweeps, bare: Series) -> list[object]:
    """The row of one kind of sweep."""
    figures = [done.queries, done.opened, done.looked_at, done.reminders, f"{done.peak:.0f}"]
    more = f"{done.peak - done.before:.0f}"
    return [title, *printing.times(done.series, bare), *figures, more, verdict(done.series.p95, SWEEP_MS)]
