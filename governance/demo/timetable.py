"""When each home was visited, how each month went and how far each report is. Pure: the same "today", the same year.

The latest visits lie a few days back, so that every state of a report is there whatever day of the month it is today; the months
before are complete. ``step`` 0 is a home's latest report, 11 its oldest.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from core import clock
from governance.demo.council import HOMES
from governance.demo.words import number
from reg44.states import ReportState as S

MONTHS = 12
# home -> (days ago of its latest visit, or None for a day of last month; the state of that report)
LATEST: dict[str, tuple[int | None, str]] = {
    "oxlip": (1, S.DRAFTING),
    "marlpit": (None, S.ISSUED),
    "teasel": (5, S.WITH_MANAGER),
    "sandling": (8, S.AMENDING),
    "wrenfold": (10, S.FINAL),
    "burdock": (13, S.ISSUED),
}
NEXT_ANNOUNCED = ("oxlip", "burdock")
MISSED = ("sandling", 5)
BAD = {("marlpit", 2): "poor", ("marlpit", 3): "fair", ("marlpit", 1): "fair"}
CARRIED_TWICE = ("marlpit", 2)  # the step whose first recommendation is still open at step 0
URGENT = ("wrenfold", 3)
ADDENDA = {("oxlip", 2): True, ("teasel", 1): False}  # approved, or waiting for the second person


@dataclass(frozen=True)
class Visit:
    """One visit to be made: its day, hours in London, whether announced, the mood of the month and where its report ends."""

    home: str
    step: int
    day: dt.date
    hour: int
    minute: int
    hours: int
    announced: bool
    mood: str
    state: str
    answered: bool = True

    @property
    def arrived_at(self) -> dt.datetime:
        """Aware, in UTC."""
        return clock.at_london(self.day, self.hour, self.minute)

    @property
    def left_at(self) -> dt.datetime:
        """Aware, in UTC."""
        return self.arrived_at + dt.timedelta(hours=self.hours, minutes=15)

    @property
    def month(self) -> int:
        """Months of the home counted upward, for the narrator."""
        return MONTHS - self.step


@dataclass(frozen=True)
class Planned:
    """A visit that has not been made yet."""

    home: str
    day: dt.date
    announced: bool


def _weekday(day: dt.date, seed: int) -> dt.date:
    """The same day, or the Friday before or Monday after a weekend; every third weekend visit stays one."""
    if day.weekday() < 5 or seed % 3 == 0:
        return day
    return day + dt.timedelta(days=-1 if day.weekday() == 5 else 1)


def _latest(home: str, today: dt.date) -> dt.date:
    ago = LATEST[home][0]
    if ago is not None:
        return today - dt.timedelta(days=ago)
    return _usual(home, 0, clock.add_months(clock.month_of(today), -1))


def _usual(home: str, step: int, month: dt.date) -> dt.date:
    """A day about the middle of the month, which leaves time for the whole round; homes come one after the other."""
    seed = number(home, "day", step)
    return _weekday(month.replace(day=6 + 2 * [each.key for each in HOMES].index(home) + seed % 2), seed)


def year(today: dt.date, months: int = MONTHS) -> list[Visit]:
    """The visits of a year (or of fewer ``months``), home by home, the oldest first; without the month that was missed."""
    found = []
    for home in HOMES:
        latest = _latest(home.key, today)
        for step in reversed(range(months)):
            if (home.key, step) == MISSED:
                continue
            month = clock.add_months(clock.month_of(latest), -step)
            found.append(_visit(home.key, step, latest if step == 0 else _usual(home.key, step, month)))
    return found


def _visit(home: str, step: int, day: dt.date) -> Visit:
    seed = number(home, "hours", step)
    return Visit(
        home=home,
        step=step,
        day=day,
        hour=9 + seed % 7,
        minute=15 * (seed // 7 % 4),
        hours=3 + seed // 28 % 3,
        announced=seed % 4 == 0,
        mood=BAD.get((home, step), "good"),
        state=LATEST[home][1] if step == 0 else S.SIGNED_OFF,
        answered=step > 0 or home == "marlpit",
    )


def missed(today: dt.date) -> Planned:
    """The plan that was cancelled for a conflict of interest and never made good."""
    home, step = MISSED
    month = clock.add_months(clock.month_of(_latest(home, today)), -step)
    return Planned(home, _usual(home, step, month), announced=False)


def ahead(today: dt.date) -> list[Planned]:
    """The next visit of each home: in the month after its latest one, today where that month is this one and it suits."""
    found = []
    for home in HOMES:
        month = clock.add_months(clock.month_of(_latest(home.key, today)), 1)
        if month > today:
            day = _usual(home.key, -1, month)
        elif home.key == "marlpit":
            day = today
        else:
            last = clock.add_months(month, 1) - dt.timedelta(days=1)
            day = min(last, today + dt.timedelta(days=3 + number(home.key, "next") % 4))
        found.append(Planned(home.key, day, home.key in NEXT_ANNOUNCED))
    return found
