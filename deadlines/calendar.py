"""Days and hours of time limits: pure, no database (domain.md 2).

Working days are Monday to Friday without the bank holidays of England and without the council's closure days. The day of the event is
day 0. A limit in days ends at 23:59 in London; hours are elapsed hours, so the clocks of spring and autumn change nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from core import clock

if TYPE_CHECKING:
    from holidays import HolidayBase

ONE_DAY = dt.timedelta(days=1)
ENOUGH_DAYS_AHEAD = 400


@cache
def _bank_holidays() -> HolidayBase:
    import holidays

    return holidays.country_holidays("GB", subdiv="ENG")


def bank_holiday(day: dt.date) -> str:
    """The name of the bank holiday of England on that day; "" when it is none."""
    return str(_bank_holidays().get(day, ""))


def known_until() -> dt.date:
    """The last day for which the library knows bank holidays."""
    return dt.date(_bank_holidays().end_year, 12, 31)


def covers_enough(today: dt.date, until: dt.date | None = None) -> bool:
    """Whether bank holidays are known for the next 400 days; a limit beyond would be counted wrongly."""
    return ((until or known_until()) - today).days >= ENOUGH_DAYS_AHEAD


@dataclass(frozen=True)
class Calendar:
    """The working days of one council: ``closures`` are days on which it is closed, each with its reason."""

    closures: Mapping[dt.date, str] = field(default_factory=dict)

    def day_off(self, day: dt.date) -> str:
        """Why nobody works on that day, in words; "" on a working day."""
        if day.weekday() >= 5:
            return "a weekend"
        if name := bank_holiday(day):
            return f"a bank holiday: {name}"
        if day in self.closures:
            return f"a day on which the council is closed: {self.closures[day]}"
        return ""

    def is_working_day(self, day: dt.date) -> bool:
        """Whether people work on that day."""
        return not self.day_off(day)

    def walk(self, day: dt.date, count: int) -> Iterator[tuple[dt.date, str]]:
        """Each day after ``day`` (before it, when ``count`` is negative) up to the ``count``-th working day, with why it is not counted."""
        step, left = (ONE_DAY, count) if count > 0 else (-ONE_DAY, -count)
        while left > 0:
            day += step
            off = self.day_off(day)
            left -= not off
            yield day, off

    def add(self, day: dt.date, count: int) -> dt.date:
        """The ``count``-th working day after ``day`` (before it, when negative); for 0 the day itself."""
        walked = list(self.walk(day, count))
        return walked[-1][0] if walked else day

    def next_working_day(self, day: dt.date) -> dt.date:
        """The day itself when people work on it, else the first working day after it."""
        return day if self.is_working_day(day) else self.add(day, 1)


ENGLAND = Calendar()


def add(day: dt.date, count: int) -> dt.date:
    """The ``count``-th working day of England after ``day``, without closure days of a council."""
    return ENGLAND.add(day, count)


def end_of(day: dt.date) -> dt.datetime:
    """The last minute of that day in London, as an aware moment in UTC."""
    return clock.at_london(day, 23, 59)


def end_of_month(day: dt.date, later: int = 0) -> dt.date:
    """The last day of the month of ``day``, or of a month ``later``."""
    return clock.add_months(clock.month_of(day), later + 1) - ONE_DAY
