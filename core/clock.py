"""The one clock. Times are stored in UTC and shown, counted and compared by day in London."""

from __future__ import annotations

import calendar
import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import timezone

LONDON = ZoneInfo("Europe/London")


def now() -> dt.datetime:
    """This moment, aware, in UTC."""
    return timezone.now()


def london(moment: dt.datetime) -> dt.datetime:
    """The same moment as London's clocks show it."""
    return moment.astimezone(LONDON)


def today(moment: dt.datetime | None = None) -> dt.date:
    """The date in London at ``moment`` (now when not given)."""
    return london(moment or now()).date()


def at_london(day: dt.date, hour: int = 0, minute: int = 0) -> dt.datetime:
    """That time of that day in London, as an aware moment in UTC."""
    return dt.datetime.combine(day, dt.time(hour, minute), LONDON).astimezone(dt.UTC)


def month_of(day: dt.date) -> dt.date:
    """The first day of the month of ``day``; months are kept as their first day."""
    return day.replace(day=1)


def add_months(day: dt.date, count: int) -> dt.date:
    """The same day ``count`` months on (or the last day of that month when it is shorter)."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def time_words(moment: dt.time | dt.datetime) -> str:
    """A time of day as people read it: 2:30pm, 9am, midnight, midday."""
    if (moment.hour, moment.minute) in ((0, 0), (12, 0)):
        return "midnight" if moment.hour == 0 else "midday"
    minutes = f":{moment.minute:02d}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes}{'am' if moment.hour < 12 else 'pm'}"
