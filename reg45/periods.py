"""Which days a review looks at: from the day after the last one ended; the first looks at six months (regulation 45(1))."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from core import clock
from reg45.models import Review

MONTHS: Final = 6
DAY: Final = dt.timedelta(1)


def first_day(home: Any, today: dt.date) -> dt.date:
    """The first day of the next review of a home (London)."""
    last = Review.objects.filter(home=home).order_by("-period_to").first()
    return last.period_to + DAY if last is not None else clock.add_months(today, -MONTHS) + DAY


def last_day(since: dt.date) -> dt.date:
    """The last of the six months that begin on that day."""
    return clock.add_months(since, MONTHS) - DAY
