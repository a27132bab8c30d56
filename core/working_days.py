"""Working days of England: Monday to Friday without bank holidays. The day of the event is day 0 (domain.md 2)."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase


@cache
def _bank_holidays() -> HolidayBase:
    import holidays

    return holidays.country_holidays("GB", subdiv="ENG")


def is_working_day(day: dt.date) -> bool:
    """Whether people work on that day in England."""
    return day.weekday() < 5 and day not in _bank_holidays()


def add(day: dt.date, count: int) -> dt.date:
    """The ``count``-th working day after ``day``; for 0 the day itself."""
    while count > 0:
        day += dt.timedelta(days=1)
        count -= is_working_day(day)
    return day
